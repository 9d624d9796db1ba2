"""The method that brings axes into another order."""

Shape = tuple[int, ...]


def moved_axes(shape: Shape, wanted: Shape, *, is_torch: bool) -> list[str]:
    """Return the method that makes one shape of another, the first of equal lengths first; [] where none does.

    >>> moved_axes((64, 64, 3), (3, 64, 64), is_torch=False), moved_axes((2, 5), (5, 2), is_torch=True)
    (['.transpose(2, 0, 1)'], ['.T'])
    >>> moved_axes((8, 20, 28), (8, 28, 20), is_torch=True), moved_axes((2, 3), (3, 4), is_torch=True)
    (['.transpose(1, 2)'], [])
    """
    if sorted(shape) != sorted(wanted) or shape == wanted:
        return []
    order = _order(shape, wanted)
    exchanged = [place for place, axis in enumerate(order) if place != axis]
    if len(shape) == 2:
        return [".T"]
    if is_torch and len(exchanged) == 2:
        return [f".transpose({exchanged[0]}, {exchanged[1]})"]
    return [f".{'permute' if is_torch else 'transpose'}({', '.join(map(str, order))})"]


def _order(shape: Shape, wanted: Shape) -> list[int]:
    """Return for each wanted length the axis that has it."""
    free, order = list(range(len(shape))), []
    for length in wanted:
        axis = next(axis for axis in free if shape[axis] == length)
        free.remove(axis)
        order.append(axis)
    return order
