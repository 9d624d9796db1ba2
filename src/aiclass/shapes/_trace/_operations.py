"""One name for an operation, whether NumPy, our autograd or PyTorch did it, and what kind of operation it is."""

# ruff: noqa: SIM905  # words in a row read as words

from typing import Final

import numpy as np

ALIASES: Final = {
    "absolute": "abs",
    "amax": "max",
    "amin": "min",
    "bitwise_and": "and",
    "bitwise_or": "or",
    "cat": "concatenate",
    "concat": "concatenate",
    "cross_entropy_loss": "cross_entropy",
    "div": "divide",
    "equal": "eq",
    "greater": "gt",
    "greater_equal": "ge",
    "less": "lt",
    "less_equal": "le",
    "mm": "matmul",
    "bmm": "matmul",
    "mul": "multiply",
    "neg": "negative",
    "not_equal": "ne",
    "pow": "power",
    "sub": "subtract",
    "truediv": "divide",
    "true_divide": "divide",
    "iadd": "add",
    "isub": "subtract",
    "imul": "multiply",
    "itruediv": "divide",
    "radd": "add",
    "rsub": "subtract",
    "rmul": "multiply",
    "rtruediv": "divide",
    "rdiv": "divide",
    "rpow": "power",
    "rmatmul": "matmul",
    "imatmul": "matmul",
}
SIGNS: Final = {
    "add": "+",
    "subtract": "−",
    "multiply": "×",
    "divide": "÷",
    "matmul": "@",
    "power": "**",
    "negative": "부호 바꾸기",
    "getitem": "[ ]",
    "lt": "<",
    "le": "≤",
    "gt": ">",
    "ge": "≥",
    "eq": "==",
    "ne": "≠",
    "and": "&",
    "or": "|",
}

ELEMENTWISE: Final = frozenset(
    ALIASES.get(name, name)
    for name, function in vars(np).items()
    if isinstance(function, np.ufunc) and function.signature is None
) | frozenset(
    "and clamp clip erf floordiv invert lerp lshift masked_fill mod or remainder rshift rsqrt where xor".split()
)
"""Operations that take numbers in the same place together, so that shapes are laid on each other."""

SAME: Final = frozenset(
    "alpha_dropout array as_tensor asarray ascontiguousarray astype batch_norm celu clone contiguous copy cpu cuda "
    "cumprod cumsum detach double dropout dropout1d dropout2d elu empty_like float from_numpy full_like gelu "
    "group_norm half hardtanh instance_norm int layer_norm leaky_relu log_softmax logsigmoid long nan_to_num "
    "normalize numpy ones_like relu relu6 requires_grad rms_norm round selu sigmoid silu softmax softplus tanh tensor "
    "to tril triu type zeros_like".split()
)
"""Operations whose result has the axes of what went in first."""

KEEPS_ROLES: Final = frozenset(
    "adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool2d argsort avg_pool1d avg_pool2d conv1d conv2d conv3d "
    "conv_transpose2d flip interpolate max_pool1d max_pool2d pad roll sort topk".split()
)
"""Operations after which an axis means what it meant, though its length may be another."""

REDUCTIONS: Final = frozenset(
    "all any argmax argmin count_nonzero logsumexp max mean median min nanmax nanmean nanmin nansum norm prod std sum "
    "var".split()
)
REGROUPINGS: Final = frozenset("flatten ravel reshape reshape_as unflatten view view_as".split())


def canonical(name: str) -> str:
    """Return the one name of an operation.

    >>> canonical("__rsub__"), canonical("relu_"), canonical("cat")
    ('subtract', 'relu', 'concatenate')
    """
    plain = name.strip("_")
    return ALIASES.get(plain, plain)


def sign_of(operation: str) -> str:
    """Return what pictures and tables write for an operation."""
    return SIGNS.get(operation, operation)
