"""The words by which learners tell predictions, labels, scores and losses apart."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import re

PREDICTION = frozenset(
    "pred preds prediction predictions predicted guess guesses yhat output outputs out score scores logit logits "
    "prob probs p hypothesis hypo".split()
)
TARGET = frozenset("y target targets label labels true truth answer answers t".split())
SCORES = frozenset(
    "logit logits score scores output outputs out pred preds prediction predictions prob probs".split()
)
MODELS = frozenset("model net network fc linear head out output classifier".split())
LOSS = frozenset("loss cost".split())
ERROR = frozenset(
    "error errors err residual residuals diff difference differences loss cost mse mae rmse accuracy acc correct "
    "hits".split()
)
DIFFERENCES = frozenset(  # PyTorch's losses that subtract
    "MSELoss L1Loss SmoothL1Loss HuberLoss mse_loss l1_loss smooth_l1_loss huber_loss".split()
)
LOSS_SHORT = frozenset("mse mae bce nll ce huber".split())
SAME_THING = frozenset(  # methods after which predictions are predictions still, and labels labels
    "view reshape ravel flatten squeeze unsqueeze detach cpu cuda numpy float double long int astype to clone copy "
    "contiguous".split()
)


def words(node: ast.AST) -> frozenset[str]:
    """Return the words of the name that an expression ends in: ``batch.y_hat`` has y and hat, ``y.view(-1)`` y."""
    name = ""
    if isinstance(node, ast.Name):
        name = node.id
    elif isinstance(node, ast.Attribute):
        name = node.attr
    elif isinstance(node, ast.Call):
        is_same = isinstance(node.func, ast.Attribute) and node.func.attr in SAME_THING
        return words(node.func.value if is_same else node.func)  # type: ignore[attr-defined]
    parts = frozenset(part for part in re.split(r"[_\d]+", name.lower()) if part)
    return parts | {"yhat"} if {"y", "hat"} <= parts else parts


def is_prediction(node: ast.AST) -> bool:
    """Return whether an expression is named as a prediction is, or comes out of a model."""
    called = isinstance(node, ast.Call) and bool(
        words(node) & {"model", "net", "network", "forward", "predict"}
    )
    return called or bool(words(node) & PREDICTION)


def is_target(node: ast.AST) -> bool:
    """Return whether an expression is named as labels are."""
    return bool(words(node) & TARGET) and "yhat" not in words(node)


def is_scores(node: ast.AST) -> bool:
    """Return whether an expression is named as the scores of classes are, one row an example."""
    called = isinstance(node, ast.Call) and bool(words(node) & MODELS)
    return called or bool(words(node) & SCORES)


def is_loss_function(node: ast.AST) -> bool:
    """Return whether what is called is named as a loss function is."""
    name = node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
    if isinstance(node, ast.Call):
        return is_loss_function(node.func)
    named = any(word in name.lower() for word in ("loss", "criterion", "entropy"))
    return named or bool(words(node) & LOSS_SHORT)
