"""The words by which learners tell predictions, labels, scores and losses apart."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import re

PREDICTION = frozenset(
    "pred preds prediction predictions predicted guess guesses yhat output outputs out score scores logit logits "
    "prob probs p".split()
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


def words(node: ast.AST) -> frozenset[str]:
    """Return the words of the name that an expression ends in: ``batch.y_hat`` has y and hat."""
    name = ""
    if isinstance(node, ast.Name):
        name = node.id
    elif isinstance(node, ast.Attribute):
        name = node.attr
    elif isinstance(node, ast.Call):
        return words(node.func)
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
    return any(word in name.lower() for word in ("loss", "criterion", "entropy"))
