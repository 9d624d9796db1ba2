"""Data sets of labelled pictures, as values that nobody can change by accident."""

from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

import numpy as np
import numpy.typing as npt

from aiclass.axes import remember
from aiclass.data._card import DataCard

Images: TypeAlias = npt.NDArray[np.uint8]
Labels: TypeAlias = npt.NDArray[np.int64]
Scalar = TypeVar("Scalar", bound=np.generic)

PICTURE_AXES: Final = ("N", "H", "W", "C")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImageSplit:
    """One part of a set: pictures and what they show.

    Attributes:
        images: uint8, 0 to 255, read-only: (N, 28, 28) from black to white, or (N, 32, 32, 3) as red, green, blue.
        labels: (N,) int64, the class of each picture, read-only.
    """

    images: Images
    labels: Labels

    def __post_init__(self) -> None:
        """Name the axes, for traces, drawings and explanations of shapes."""
        remember(self.images, PICTURE_AXES[: self.images.ndim])
        remember(self.labels, PICTURE_AXES[:1])

    def __repr__(self) -> str:
        """Return shapes and types, not thousands of numbers."""
        images, labels = self.images, self.labels
        return f"ImageSplit(images={images.dtype} {images.shape}, labels={labels.dtype} {labels.shape})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassName:
    """What the pictures of one class show."""

    korean: str
    english: str


DIGIT_NAMES = tuple(ClassName(korean=digit, english=digit) for digit in "0123456789")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ImageDataset:
    """A set of labelled pictures, and where it really came from.

    Attributes:
        train: what a model learns from.
        test: for the last look only.
        card: what a person should know about the set that was really used.
        source: which set and which bytes were used, such as "mnist (캐시)".
        twin: whether an embedded set stands in for the one that was asked for.
        class_names: what a label means, in the order of the labels.
    """

    train: ImageSplit
    test: ImageSplit
    card: DataCard
    source: str
    twin: bool
    class_names: tuple[ClassName, ...]

    def __repr__(self) -> str:
        """Return the source and the shapes."""
        return f"ImageDataset(source={self.source!r}, twin={self.twin}, train={self.train}, test={self.test})"


def read_only(array: npt.NDArray[Scalar]) -> npt.NDArray[Scalar]:
    """Return a copy that cannot be made writeable again: its memory is an immutable ``bytes``.

    Clearing the ``writeable`` flag alone would leave a way back, through the flag itself or ``.base``.
    """
    return np.frombuffer(array.tobytes(), dtype=array.dtype).reshape(array.shape)
