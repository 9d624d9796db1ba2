"""Part of the training data held back to choose by."""

from numbers import Real
from typing import NamedTuple

import torch
from jaxtyping import Int64, Shaped
from torch import Tensor

from aiclass.training._examples import Examples, check_examples
from aiclass.training.errors import SettingError


class Split(NamedTuple):
    """Two parts of one set of examples without a row in common."""

    train: Examples
    validation: Examples


def train_validation_split(
    inputs: Shaped[Tensor, "N *D"],
    labels: Int64[Tensor, " N"],
    *,
    validation: float = 0.1,
    stratified: bool = True,
    seed: int = 0,
) -> Split:
    """Return the examples in two parts, chosen at random; each keeps the order of the rows.

    Args:
        inputs: (N, ...).
        labels: (N,) class numbers.
        validation: share of the validation part, above 0 and below 1.
        stratified: take this share of every class (rounded), so that both parts have the same mixture.
        seed: of the choice.

    Raises:
        DataError: the examples cannot be learned from.
        SettingError: validation is no such share, or leaves a part empty.
    """
    check_examples("train_validation_split", (inputs, labels))
    if not isinstance(validation, Real) or not 0 < validation < 1:
        raise SettingError.of(
            "TR-01", name="validation", expected="0보다 크고 1보다 작은 수", actual=validation
        )
    generator = torch.Generator().manual_seed(seed)
    groups = [(labels == label).nonzero().ravel() for label in labels.unique()] if stratified else None
    held_back = torch.zeros(len(labels), dtype=torch.bool)  # (N,)
    for rows in groups or [torch.arange(len(labels))]:
        order = torch.randperm(len(rows), generator=generator)
        held_back[rows.cpu()[order[: round(validation * len(rows))]]] = True
    if held_back.all() or not held_back.any():
        raise SettingError.of("TR-08", validation=validation, count=len(labels))
    return Split(
        train=Examples(inputs[~held_back], labels[~held_back]),
        validation=Examples(inputs[held_back], labels[held_back]),
    )
