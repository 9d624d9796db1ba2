"""Data sets of numbers in rows and columns, as values that nobody can change by accident."""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from aiclass.axes import remember
from aiclass.data._card import DataCard

Numbers: TypeAlias = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TabularSplit:
    """One part of a set: what is known of each sample, and the number to be predicted.

    Attributes:
        features: (N, D) float64, one sample a row, read-only.
        targets: (N,) float64, read-only.
    """

    features: Numbers
    targets: Numbers

    def __post_init__(self) -> None:
        """Name the axes, for traces, drawings and explanations of shapes."""
        remember(self.features, ("N", "D"))
        remember(self.targets, ("N",))

    def __repr__(self) -> str:
        """Return shapes and types, not hundreds of numbers."""
        features, targets = self.features, self.targets
        return f"TabularSplit(features={features.dtype} {features.shape}, targets={targets.dtype} {targets.shape})"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LinearTruth:
    """The rule that a generated set was made with: targets = features @ weight + bias + noise.

    Attributes:
        weight: (D,) float64, read-only.
        bias: scalar.
        noise: standard deviation of the normal noise, in the unit of the targets.
    """

    weight: Numbers
    bias: float
    noise: float

    def __post_init__(self) -> None:
        """Name the axis, as those of the table are named."""
        remember(self.weight, ("D",))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TabularDataset:
    """A table with one target a row, and where it really came from.

    Attributes:
        train: what a model learns from.
        test: for the last look only.
        feature_names: one a column of features.
        target_name: what the targets are.
        card: what a person should know about the set that was really used.
        source: which set and which bytes were used, such as "admissions (캐시)".
        twin: whether an embedded set stands in for the one that was asked for.
        truth: the rule behind a generated set; None for a set that was collected.
    """

    train: TabularSplit
    test: TabularSplit
    feature_names: tuple[str, ...]
    target_name: str
    card: DataCard
    source: str
    twin: bool
    truth: LinearTruth | None = None

    def __repr__(self) -> str:
        """Return the source, the columns and the shapes."""
        return (
            f"TabularDataset(source={self.source!r}, twin={self.twin}, feature_names={self.feature_names}, "
            f"target_name={self.target_name!r}, train={self.train}, test={self.test})"
        )
