"""Answers to "how long is the side that comes out?", and which step of the count a wrong one has missed."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from aiclass.check._puzzles import check_plain_answers
from aiclass.scratch import conv_output_size

CLASH: Final = "오류"

NO_NUMBER: Final = "CV-10"
FORGOT_LAST_PLACE: Final = "CV-11"
PADDED_ONE_SIDE: Final = "CV-12"
FORGOT_PADDING: Final = "CV-13"
FORGOT_STRIDE: Final = "CV-14"
KEPT_REST: Final = "CV-15"
NEVER_SHRINKS: Final = "CV-16"
FORGOT_KERNEL: Final = "CV-17"
ADDED_FIRST: Final = "CV-18"
STOPPED_EARLY: Final = "CV-19"
REST_IS_NO_CLASH: Final = "CV-20"
DOES_NOT_FIT: Final = "CV-21"
OTHER_STEP: Final = "CV-22"
RULES: Final = (
    NO_NUMBER,
    FORGOT_LAST_PLACE,
    PADDED_ONE_SIDE,
    FORGOT_PADDING,
    FORGOT_STRIDE,
    KEPT_REST,
    NEVER_SHRINKS,
    FORGOT_KERNEL,
    ADDED_FIRST,
    STOPPED_EARLY,
    REST_IS_NO_CLASH,
    DOES_NOT_FIT,
    OTHER_STEP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A window on its way over one axis, such as a convolution or a pooling.

    Attributes:
        kernel_size: its length.
        stride: steps from one place to the next.
        padding: zeros before and after the axis.
    """

    kernel_size: int
    stride: int = 1
    padding: int = 0

    def __str__(self) -> str:
        """Return the window as a puzzle writes it; what is default is left out."""
        parts = [f"창 {self.kernel_size}"]
        parts += [f"스트라이드 {self.stride}"] if self.stride != 1 else []
        parts += [f"패딩 {self.padding}"] if self.padding else []
        return " ".join(parts)


Puzzle = tuple[int, *tuple[Mapping[str, int], ...]]
Step = Callable[[int, Window], int]

# What one step gives where something is forgotten; the likelier slip stands first.
SLIPS: Final[tuple[tuple[str, Step], ...]] = (
    (NEVER_SHRINKS, lambda size, _w: size),
    (FORGOT_LAST_PLACE, lambda size, w: (size + 2 * w.padding - w.kernel_size) // w.stride),
    (PADDED_ONE_SIDE, lambda size, w: (size + w.padding - w.kernel_size) // w.stride + 1),
    (FORGOT_PADDING, lambda size, w: (size - w.kernel_size) // w.stride + 1),
    (FORGOT_STRIDE, lambda size, w: size + 2 * w.padding - w.kernel_size + 1),
    (KEPT_REST, lambda size, w: -((w.kernel_size - size - 2 * w.padding) // w.stride) + 1),
    (FORGOT_KERNEL, lambda size, w: (size + 2 * w.padding) // w.stride),
    (FORGOT_KERNEL, lambda size, w: (size + 2 * w.padding) // w.stride + 1),
    (ADDED_FIRST, lambda size, w: (size + 2 * w.padding - w.kernel_size + 1) // w.stride),
)


def check_output_sizes(answers: object, puzzles: Mapping[int, Puzzle]) -> None:
    """Raise unless every puzzle is answered with the length that comes out, or with CLASH where nothing does.

    Args:
        answers: number of the puzzle to its answer.
        puzzles: number to the length that goes in and the settings of each window, one after the other.

    Raises:
        CheckFailed: TY-xx when the answers are no dictionary of plain values, OS-01 when some are missing;
            else names every wrong one with what it misses, its code is that of the first.
    """
    check_plain_answers(
        answers,
        puzzles,
        slip_of=lambda answer, puzzle: slip_of(answer, puzzle[0], windows_of(puzzle)),
        question=lambda puzzle: " → ".join([f"한 변 {puzzle[0]}", *map(str, windows_of(puzzle))]),
        missing_code="OS-01",
        wrong_code="OS-02",
    )


def windows_of(puzzle: Puzzle) -> tuple[Window, ...]:
    """Return the windows of a puzzle."""
    return tuple(Window(**settings) for settings in puzzle[1:])


def slip_of(answer: object, size: int, windows: Sequence[Window]) -> str | None:
    """Return the misconception that speaks from an answer; None when it is right.

    >>> slip_of(23, 28, [Window(kernel_size=5)]), slip_of(24, 28, [Window(kernel_size=5)])
    ('CV-11', None)
    """
    sizes = _sizes(size, windows)
    if answer == CLASH:
        return None if len(sizes) <= len(windows) else REST_IS_NO_CLASH
    if isinstance(answer, float) and not math.isfinite(answer):
        return NO_NUMBER
    if type(answer) is float and len(sizes) > len(windows) and not answer.is_integer():
        return KEPT_REST
    if isinstance(answer, bool) or not isinstance(answer, int | float) or answer != int(answer):
        return NO_NUMBER
    if len(sizes) <= len(windows):
        return DOES_NOT_FIT
    if answer == sizes[-1]:
        return None
    if answer in sizes[1:-1]:
        return STOPPED_EARLY
    return next(
        (code for code, slip in SLIPS if answer in set(_wrong_sizes(size, windows, slip))),
        OTHER_STEP,
    )


def _sizes(size: int, windows: Sequence[Window]) -> list[int]:
    """Return the length before the first window and after each that fits."""
    sizes = [size]
    for window in windows:
        if window.kernel_size > sizes[-1] + 2 * window.padding:
            break
        settings = {"stride": window.stride, "padding": window.padding}
        sizes.append(conv_output_size(sizes[-1], window.kernel_size, **settings))
    return sizes


def _wrong_sizes(size: int, windows: Sequence[Window], slip: Step) -> Iterator[int]:
    """Yield what comes out when the slip happens at one window or more, and the others are counted right."""
    for places in product((True, False), repeat=len(windows)):
        if not any(places):
            continue
        length = size
        for is_slip, window in zip(places, windows, strict=True):
            length = slip(length, window) if is_slip else _right(length, window)
        yield length


def _right(size: int, window: Window) -> int:
    return (size + 2 * window.padding - window.kernel_size) // window.stride + 1
