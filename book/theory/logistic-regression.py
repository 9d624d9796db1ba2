"""Every number of logistic-regression.md, computed from its three samples, and its pictures."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from aiclass.plots._matrix_product import draw_matrix_product


def sigmoid(z: Any) -> Any:
    """Return 1 / (1 + exp(-z)), as the text writes it."""
    return 1 / (1 + np.exp(-z))


def mean_loss(w: NDArray[Any], b: float) -> Any:
    """Return the loss of the three samples."""
    p = sigmoid(x @ w + b)
    return -np.log(np.where(y == 1, p, 1 - p)).mean()


def matrix(rows: NDArray[Any], fmt: str = "{:g}") -> str:
    """Return a matrix as LaTeX; one axis gives a column."""
    lines = (" & ".join(fmt.format(value) for value in np.atleast_1d(row)) for row in rows)
    return r"\begin{bmatrix}" + r" \\ ".join(lines) + r"\end{bmatrix}"


def scientific(value: float) -> str:
    """Return a number as LaTeX with a power of ten."""
    digits, power = f"{value:.1e}".split("e")
    return rf"{digits} \times 10^{{{int(power)}}}"


# The three samples of lesson 03.
x = np.array([[1.0, 3.0], [3.0, 1.0], [2.0, 2.0]])  # (3, 2)
y = np.array([0, 1, 1])  # (3,)
w = np.array([1.0, -1.0])  # (2,)
b = 0.0
N, D = x.shape

# Forward.
z = x @ w + b  # (3,)
p = sigmoid(z)  # (3,)
given = np.where(y == 1, p, 1 - p)  # (3,), probability of the right answer
losses = -np.log(given)  # (3,)
loss = losses.mean()

# The sigmoid's derivative, by formula and by a ruler.
h = 0.01
slopes = p * (1 - p)  # (3,)
above, below = sigmoid(2 + h), sigmoid(2 - h)
ruler_slope = (above - below) / (2 * h)
steep = {score: sigmoid(score) * (1 - sigmoid(score)) for score in (0, 2, 4, 8)}

# The loss's derivative, by way of the probability.
d_p = -y / p + (1 - y) / (1 - p)  # (3,), of each sample's own loss
error = p - y  # (3,)
sure = sigmoid(8.0)
squared_push = 2 * sure * sure * (1 - sure)

# To weight and bias.
products = error[:, None] * x  # (3, 2)
sums = products.sum(axis=0)  # (2,)
d_weight = x.T @ error / N  # (2,)
d_bias = error.mean()

# The ruler again, and one step.
nudge = np.array([h, 0.0])  # (2,)
loss_above, loss_below = mean_loss(w + nudge, b), mean_loss(w - nudge, b)
ruler = (loss_above - loss_below) / (2 * h)
rate = 0.5
w_new, b_new = w - rate * d_weight, b - rate * d_bias
loss_new = mean_loss(w_new, b_new)
expected_drop = rate * (d_weight @ d_weight + d_bias**2)

# Numbers that do not fit.
tiny = np.exp(-40.0)
largest = np.finfo(float).max
stable = {score: np.logaddexp(0, score) for score in (-40.0, 0.0, 40.0, 1000.0)}

# Curvature.
hessian = x.T @ (slopes[:, None] * x) / N  # (2, 2)
v = np.array([1.0, -1.0])  # (2,)
along = x @ v  # (3,)
curvature = v @ hessian @ v
scaled = {c: mean_loss(c * w, c * 1.0) for c in (1, 2, 4, 8)}

# Softmax of one sample with three classes.
scores = np.array([0.0, 1.0, 2.0])  # (3,)
powers = np.exp(scores)  # (3,)
shares = powers / powers.sum()  # (3,)
right = np.array([0.0, 0.0, 1.0])  # (3,), one-hot
share_loss = -np.log(shares[2])
share_error = shares - right  # (3,)

# Answers of the exercises.
z_1 = x @ w + 1  # (3,)
p_1 = sigmoid(z_1)  # (3,)
losses_1 = -np.log(np.where(y == 1, p_1, 1 - p_1))  # (3,)
loss_1 = losses_1.mean()
error_1 = p_1 - y  # (3,)
d_weight_1 = x.T @ error_1 / N  # (2,)
d_bias_1 = error_1.mean()
same_loss = mean_loss(w + 5, b - 20)

PICTURES = {
    "x-times-weight.svg": draw_matrix_product(
        x,
        w,
        names=("x", "w", "로짓 z"),
        row_labels=["가", "나", "다"],
        partner_labels=["특성 1", "특성 2"],
        column_labels=None,
        fmt="{:g}",
    ),
    "x-transposed-times-error.svg": draw_matrix_product(
        x.T,
        np.round(error, 4),
        names=("x.T", "오차 p − y", "합"),
        row_labels=["특성 1", "특성 2"],
        partner_labels=["가", "나", "다"],
        column_labels=None,
        fmt="{:.5g}",
    ),
}
