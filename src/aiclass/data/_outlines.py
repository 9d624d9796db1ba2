"""Outlines as signed distances: below zero inside, above zero outside, one unit from the middle to the rim."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Floats: TypeAlias = npt.NDArray[np.float32]
HEART_CORNERS = 28


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A kind of picture.

    Attributes:
        distance: takes x and y, (...) each, and returns (...) signed distances to the outline, in the same unit.
    """

    korean: str
    english: str
    distance: Callable[[Floats, Floats], Floats]


def _disc(x: Floats, y: Floats) -> Floats:
    distance: Floats = np.hypot(x, y) - np.float32(1)
    return distance


def _ring(x: Floats, y: Floats) -> Floats:
    return np.abs(np.hypot(x, y) - np.float32(0.75)) - np.float32(0.25)


def _half_disc(x: Floats, y: Floats) -> Floats:
    y = y - np.float32(0.42)  # its middle, not the circle's
    distance: Floats = np.maximum(_disc(x, y), y)
    return distance


def _crescent(x: Floats, y: Floats) -> Floats:
    bite = np.float32(0.85) - np.hypot(x - np.float32(0.5), y)
    distance: Floats = np.maximum(_disc(x, y), bite)
    return distance


def _polygon(x: Floats, y: Floats, *, corners: npt.NDArray[np.float64]) -> Floats:
    """Return distances to a closed polygon, (V, 2) corners in order.

    Source: the squared distance to the nearest edge, with the sign of the even-odd rule.
    """
    nearest = np.full_like(x, np.inf)
    inside = np.zeros(x.shape, dtype=bool)
    for (ax, ay), (bx, by) in zip(*_edges(corners), strict=True):
        dx, dy = np.float32(bx - ax), np.float32(by - ay)
        px, py = x - np.float32(ax), y - np.float32(ay)
        along = np.clip((px * dx + py * dy) / (dx * dx + dy * dy), 0, 1)
        nearest = np.minimum(nearest, (px - along * dx) ** 2 + (py - along * dy) ** 2)
        crosses = (y >= np.float32(ay)) != (y >= np.float32(by))
        inside ^= crosses & ((px * dy < py * dx) if dy > 0 else (px * dy > py * dx))
    distance: Floats = np.where(inside, np.float32(-1), np.float32(1)) * np.sqrt(nearest)
    return distance


def _edges(corners: npt.NDArray[np.float64]) -> tuple[list[list[float]], list[list[float]]]:
    return corners.tolist(), np.roll(corners, -1, axis=0).tolist()


def _on_circle(count: int, *, inner: float = 0.0) -> npt.NDArray[np.float64]:
    """Return the corners of a regular polygon, or with `inner` of a star with `count` points."""
    steps = count * 2 if inner else count
    angle = 2 * np.pi * np.arange(steps) / steps + np.pi / 2  # a corner at the top
    radius = np.where(np.arange(steps) % 2 == 1, inner or 1.0, 1.0)
    return np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])


def _cross(*, arm: float) -> npt.NDArray[np.float64]:
    corner = np.array([[1, -arm], [1, arm], [arm, arm]])
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    return np.concatenate([corner @ np.linalg.matrix_power(turn, quarter) for quarter in range(4)])


def _heart() -> npt.NDArray[np.float64]:
    angle = 2 * np.pi * np.arange(HEART_CORNERS) / HEART_CORNERS
    x = 16 * np.sin(angle) ** 3
    y = 13 * np.cos(angle) - 5 * np.cos(2 * angle) - 2 * np.cos(3 * angle) - np.cos(4 * angle)
    return np.column_stack([x, y + 2.5]) / 16


def _of(corners: npt.NDArray[np.float64]) -> Callable[[Floats, Floats], Floats]:
    return partial(_polygon, corners=corners)


SHAPES = (
    Shape(korean="원", english="disc", distance=_disc),
    Shape(korean="고리", english="ring", distance=_ring),
    Shape(korean="반원", english="half disc", distance=_half_disc),
    Shape(korean="초승달", english="crescent", distance=_crescent),
    Shape(korean="삼각형", english="triangle", distance=_of(_on_circle(3))),
    Shape(korean="사각형", english="square", distance=_of(_on_circle(4))),
    Shape(korean="오각형", english="pentagon", distance=_of(_on_circle(5))),
    Shape(korean="별", english="star", distance=_of(_on_circle(5, inner=0.45))),
    Shape(korean="십자", english="cross", distance=_of(_cross(arm=0.32))),
    Shape(korean="하트", english="heart", distance=_of(_heart())),
)
