"""What a model says about examples that it does not learn from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64, Shaped
from torch import Tensor, nn
from torch.nn import functional

from aiclass.training._examples import check_examples, check_labels

BATCH_SIZE = 500  # small enough for the cache of a laptop, large enough for a GPU


class Score(NamedTuple):
    """The mean cross-entropy in nats, and the share of right answers, 0 to 1."""

    loss: float
    accuracy: float


def evaluate(model: nn.Module, inputs: Shaped[Tensor, "N *D"], labels: Int64[Tensor, " N"]) -> Score:
    """Return the loss and accuracy of a model, which is left as it was.

    Raises:
        DataError: the examples are empty, not finite, or a label is no class of the model.
    """
    check_examples("evaluate", (inputs, labels))
    logits = predict_logits(model, inputs)
    check_labels("evaluate", labels, classes=logits.shape[1])
    loss, right = sums(logits, labels.to(logits.device))
    return Score(loss=float(loss) / len(labels), accuracy=float(right) / len(labels))


def sums(logits: Float[Tensor, "N K"], labels: Int64[Tensor, " N"]) -> tuple[Tensor, Tensor]:
    """Return the sum of the cross-entropies and the number of right answers, scalars both."""
    return functional.cross_entropy(logits, labels, reduction="sum"), (logits.argmax(dim=1) == labels).sum()


def predict_logits(model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> Float[Tensor, "N K"]:
    """Return the logits of each input, on the CPU, computed in batches without gradients."""
    device = next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
    with evaluation_mode(model), torch.inference_mode():
        return torch.cat([model(batch.to(device)).float().cpu() for batch in inputs.split(BATCH_SIZE)])


def predict_probabilities(model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> Float[Tensor, "N K"]:
    """Return the probability of each class, on the CPU; each row adds up to 1."""
    return predict_logits(model, inputs).softmax(dim=1)


def predict(model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> Int64[Tensor, " N"]:
    """Return the most likely class of each input, on the CPU."""
    return predict_logits(model, inputs).argmax(dim=1)


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Switch dropout off and let batch normalisation use what it has learned, for a while."""
    was_training = model.training
    model.eval()
    try:
        yield
    finally:
        model.train(was_training)
