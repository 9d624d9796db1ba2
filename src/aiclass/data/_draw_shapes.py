"""Draw shapes with everything about them at random except which shape it is."""

from typing import TypeAlias

import numpy as np

from aiclass.data._images import Images, Labels
from aiclass.data._outlines import SHAPES, Floats

SIDE = 32
CHUNK = 250  # pictures at once: large enough for NumPy, small enough for the processor's cache
RADIUS = (7.0, 12.5)  # pixels
TURN = np.pi / 5  # to either side
STRETCH = (0.8, 1.25)  # width over height
MARGIN = 0.9  # of the radius stays inside the frame
SHADES = (20.0, 235.0)  # of each colour of shape and ground
CONTRAST = 110.0  # least distance between the colours of shape and ground, of 441 at most
GRAIN = 8  # pixels between two free values of the uneven light on a ground
UNEVEN = 22.0  # standard deviation of that light
STRIPES = 20.0  # amplitude of the pattern on a shape
STROKES = 2  # lines on the ground; one more may lie across the shape
REACH = 14.0  # pixels that a line may run along each axis
HALF_WIDTH = (0.5, 1.3)  # of a line, pixels
WAVES = (1.0, 7.0)  # of the pattern, radians on one radius
CROSSED = 0.3  # share of the shapes with a line across
NOISE = 8.0  # standard deviation, per pixel and colour

Random: TypeAlias = np.random.RandomState


def draw(labels: Labels, rng: Random) -> Images:
    """Return (N, 32, 32, 3) pictures, uint8, of the shapes with these numbers, (N,)."""
    chunks = [_draw(labels[start : start + CHUNK], rng) for start in range(0, len(labels), CHUNK)]
    return np.concatenate(chunks)


def _draw(labels: Labels, rng: Random) -> Images:
    count = len(labels)
    ground, ink = _colours(count, rng)  # (N, 1, 1, 3) each
    canvas = ground + UNEVEN * _smooth(count, rng)[..., None]  # (N, 32, 32, 3)
    for _ in range(STROKES):
        canvas = _over(canvas, _stroke(count, rng), _between((0, 255), (count, 1, 1, 3), rng))
    x, y, radius = _frame(count, rng)  # (N, 32, 32) twice, (N, 1, 1)
    canvas = _over(canvas, _distance(labels, x, y) * radius, ink + _pattern(x, y, rng)[..., None])
    is_crossed = _between((0, 1), (count, 1, 1), rng) < CROSSED
    across = np.where(is_crossed, _stroke(count, rng), np.float32(SIDE))
    canvas = _over(canvas, across, _between((0, 255), (count, 1, 1, 3), rng))
    canvas += NOISE * rng.standard_normal(canvas.shape).astype(np.float32)
    picture: Images = np.rint(canvas.clip(0, 255)).astype(np.uint8)
    return picture


def _between(bounds: tuple[float, float], shape: tuple[int, ...], rng: Random) -> Floats:
    return rng.uniform(bounds[0], bounds[1], size=shape).astype(np.float32)


def _over(canvas: Floats, distance: Floats, colour: Floats) -> Floats:
    """Return the canvas with a colour where the distance, in pixels, is below zero; the rim is blended."""
    share: Floats = np.clip(np.float32(0.5) - distance, 0, 1)[..., None]
    return canvas + share * (colour - canvas)


def _colours(count: int, rng: Random) -> tuple[Floats, Floats]:
    """Return colours of ground and shape, far enough apart to be told from each other."""
    ground, ink = _between(SHADES, (count, 3), rng), _between(SHADES, (count, 3), rng)
    while (near := np.linalg.norm(ground - ink, axis=1) < CONTRAST).any():
        ink[near] = _between(SHADES, (int(near.sum()), 3), rng)
    return ground[:, None, None], ink[:, None, None]


def _smooth(count: int, rng: Random) -> Floats:
    """Return (N, 32, 32) uneven light: free values on a coarse grid, straight lines between them."""
    knots = SIDE // GRAIN + 1
    place = np.arange(SIDE) / GRAIN
    weights = np.clip(1 - np.abs(place[:, None] - np.arange(knots)), 0, None).astype(np.float32)  # (32, 5)
    light: Floats = weights @ rng.standard_normal((count, knots, knots)).astype(np.float32) @ weights.T
    return light


def _stroke(count: int, rng: Random) -> Floats:
    """Return (N, 32, 32) distances, in pixels, to one short line a picture."""
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    from_x, from_y, to_x, to_y = _between((-2, SIDE + 2), (4, count, 1, 1), rng)
    dx, dy = np.clip(to_x - from_x, -REACH, REACH), np.clip(to_y - from_y, -REACH, REACH)
    px, py = x - from_x, y - from_y
    along = np.clip((px * dx + py * dy) / (dx * dx + dy * dy + np.float32(1e-6)), 0, 1)
    distance: Floats = np.hypot(px - along * dx, py - along * dy) - _between(HALF_WIDTH, (count, 1, 1), rng)
    return distance


def _frame(count: int, rng: Random) -> tuple[Floats, Floats, Floats]:
    """Return the pixels' coordinates as seen from a shape of radius 1 in the middle, and its radius in pixels."""
    one_each = (count, 1, 1)
    radius, turn = _between(RADIUS, one_each, rng), _between((-TURN, TURN), one_each, rng)
    stretch = np.sqrt(_between(STRETCH, one_each, rng))
    edge = MARGIN * radius
    centre_x, centre_y = edge + (SIDE - 1 - 2 * edge) * _between((0, 1), (2, *one_each), rng)
    y, x = np.mgrid[:SIDE, :SIDE].astype(np.float32)
    x, y = x - centre_x, centre_y - y  # y upwards
    turned_x = (np.cos(turn) * x + np.sin(turn) * y) / (radius * stretch)
    turned_y = (np.cos(turn) * y - np.sin(turn) * x) / (radius / stretch)
    return turned_x, turned_y, radius


def _distance(labels: Labels, x: Floats, y: Floats) -> Floats:
    """Return (N, 32, 32) distances to the outline that each label names."""
    distance = np.empty_like(x)
    for label in np.unique(labels):
        chosen = labels == label
        distance[chosen] = SHAPES[label].distance(x[chosen], y[chosen])
    return distance


def _pattern(x: Floats, y: Floats, rng: Random) -> Floats:
    """Return (N, 32, 32) stripes, which run another way and at another width on each shape."""
    one_each = (len(x), 1, 1)
    angle, waves, phase, strength = (
        _between(bounds, one_each, rng) for bounds in ((0, np.pi), WAVES, (0, 2 * np.pi), (0, STRIPES))
    )
    stripes: Floats = strength * np.sin(waves * (np.cos(angle) * x + np.sin(angle) * y) + phase)
    return stripes
