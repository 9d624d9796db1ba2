"""What a model says about examples that it does not learn from."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

import torch
from jaxtyping import Float, Int64, Shaped
from torch import Tensor, nn
from torch.nn import functional

from aiclass.models import InputError
from aiclass.training._examples import check_examples, check_inputs, check_labels
from aiclass.training.errors import DataError, SettingError

BATCH_SIZE = 500  # small enough for the cache of a laptop, large enough for a GPU


class Score(NamedTuple):
    """The mean cross-entropy in nats, and the share of right answers, 0 to 1."""

    loss: float
    accuracy: float


def evaluate(model: nn.Module, inputs: Shaped[Tensor, "N *D"], labels: Int64[Tensor, " N"]) -> Score:
    """Return the loss and accuracy of a model, which is left as it was.

    Raises:
        DataError: the examples are empty, not finite, of another dtype than the weights, or a label is no class of
            the model.
        SettingError: the model returns no logits, (N, K).
    """
    check_examples("evaluate", (inputs, labels))
    check_labels("evaluate", labels, classes=count_classes("evaluate", model, inputs))
    logits = predict_logits(model, inputs)
    loss, right = sums(logits, labels.to(logits.device))
    return Score(loss=float(loss) / len(labels), accuracy=float(right) / len(labels))


def sums(logits: Float[Tensor, "N K"], labels: Int64[Tensor, " N"]) -> tuple[Tensor, Tensor]:
    """Return the sum of the cross-entropies and the number of right answers, scalars both."""
    return functional.cross_entropy(logits, labels, reduction="sum"), (logits.argmax(dim=1) == labels).sum()


def predict_logits(model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> Float[Tensor, "N K"]:
    """Return the logits of each input, on the CPU, computed in batches without gradients.

    Raises:
        DataError: inputs is no tensor.
    """
    check_inputs(inputs)
    device = _device_of(model)
    with evaluation_mode(model), torch.inference_mode():
        return torch.cat([model(batch.to(device)).float().cpu() for batch in inputs.split(BATCH_SIZE)])


def predict_probabilities(model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> Float[Tensor, "N K"]:
    """Return the probability of each class, on the CPU; each row adds up to 1."""
    return predict_logits(model, inputs).softmax(dim=1)


def predict(model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> Int64[Tensor, " N"]:
    """Return the most likely class of each input, on the CPU."""
    return predict_logits(model, inputs).argmax(dim=1)


def count_classes(name: str, model: nn.Module, inputs: Shaped[Tensor, "N *D"]) -> int:
    """Return K, the number of classes that a model tells apart; the first input is tried for that.

    So what does not fit is told at once, not after an epoch.

    Args:
        name: what the inputs are called in the error, such as "train".

    Raises:
        DataError: the inputs are of another dtype than the weights, and the model cannot take them.
        InputError: of `aiclass.models`; they have another shape than the model was built for.
        SettingError: the model returns something else than logits, (N, K).
    """
    first = inputs[:1].to(_device_of(model))
    with evaluation_mode(model), torch.inference_mode():
        try:
            answer = model(first)
        except InputError as error:  # the shape to name is that of all the inputs
            raise InputError.wrong_shape(error.expected, inputs.shape) from None
        except RuntimeError as error:
            expected = next((each.dtype for each in model.parameters()), inputs.dtype)
            if inputs.dtype == expected:
                raise
            raise DataError.of("TR-26", name=name, expected=expected, actual=inputs.dtype) from error
    if not isinstance(answer, Tensor) or answer.ndim != 2 or len(answer) != 1:
        actual = tuple(answer.shape) if isinstance(answer, Tensor) else type(answer).__name__
        raise SettingError.of("TR-27", actual=actual)
    return answer.shape[1]


@contextmanager
def evaluation_mode(model: nn.Module) -> Iterator[None]:
    """Switch dropout off and let batch normalisation use what it has learned; then every layer is as it was."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for layer, was_training in modes:
            layer.training = was_training


def _device_of(model: nn.Module) -> torch.device:
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))
