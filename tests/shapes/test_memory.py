"""The picture of memory says what shares it, and how each array walks through it."""

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from aiclass import shapes
from aiclass.shapes import _memory
from aiclass.shapes._cells import HATCH


def picture_of(views):
    picture = _memory._Picture.of(views)
    return picture, _memory.draw_memory(picture).axes[0]


def boxes_of(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


@settings(max_examples=40)
@given(rows=st.integers(1, 4), columns=st.integers(1, 4), begin=st.integers(0, 3), step=st.integers(1, 2))
def test_places_point_at_the_numbers_that_are_shown(rows, columns, begin, step):
    x = np.arange(rows * columns).reshape(rows, columns)
    views = {"x": x, "turned": x.T, "part": x[:, min(begin, columns - 1) :: step], "back": x[::-1]}
    picture, _ = picture_of(views)
    for view in picture.views:
        np.testing.assert_array_equal(picture.cells[view.places], view.array)


def test_strides_are_counted_in_cells():
    x = torch.arange(12).reshape(3, 4)
    picture, _ = picture_of({"x": x, "x.T": x.T, "part": x[:, 1:3]})
    assert [view.strides for view in picture.views] == [(4, 1), (1, 4), (4, 1)]
    assert "아래로 1칸 = 메모리 1칸, 오른쪽으로 1칸 = 메모리 4칸. 같은 메모리" in picture.views[1].note


@pytest.mark.parametrize("make", [np.arange, torch.arange])
def test_what_has_memory_of_its_own_is_hatched(make):
    x = make(6).reshape(2, 3)
    picture, axes = picture_of({"x": x, "copied": x.T.reshape(2, 3), "added": x + 0, "seen": x.reshape(3, 2)})
    assert [view.places is None for view in picture.views] == [False, True, True, False]
    assert len([box for box in boxes_of(axes) if box.get_hatch() == HATCH]) == 12
    assert "복사한 새 메모리" in picture.alt


def test_a_row_keeps_its_colour_wherever_it_is_read():
    x = np.arange(6).reshape(2, 3)
    _, axes = picture_of({"x": x, "x.T": x.T})
    colours = [to_hex(box.get_facecolor()) for box in boxes_of(axes)]
    strip, turned = colours[:6], colours[-6:]
    assert strip[:3] == [strip[0]] * 3
    assert strip[0] != strip[3]
    assert turned == [strip[0], strip[3]] * 3


def test_a_picture_without_a_copy_has_no_legend_of_copies():
    x = np.arange(4).reshape(2, 2)
    _, axes = picture_of({"x": x})
    assert all("빗금" not in text.get_text() for text in axes.texts)


def test_a_long_memory_is_refused():
    with pytest.raises(shapes.ShapesError, match="25칸"):
        shapes.memory({"x": np.arange(25).reshape(5, 5)})


def test_more_than_two_axes_are_refused():
    with pytest.raises(shapes.ShapesError, match="SD-01"):
        shapes.memory({"x": np.zeros((2, 2, 2))})


def test_a_tensor_with_a_gradient_is_drawn():
    picture, _ = picture_of({"w": torch.ones(3, requires_grad=True)})
    assert picture.cells.tolist() == [1, 1, 1]


@pytest.mark.parametrize("views", [{}, [np.ones(3)], np.ones(3)])
def test_arrays_without_names_are_refused_with_an_example(views):
    with pytest.raises(shapes.ShapesError, match="SD-12"):
        shapes.memory(views)


def test_memory_that_does_not_lie_in_order_is_refused():
    x = np.arange(6).reshape(2, 3)
    with pytest.raises(shapes.ShapesError, match="SD-13"):
        shapes.memory({"x.T": x.T, "x": x})
