"""A drawn operation says what NumPy does: the values, what is stretched, what clashes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from aiclass import shapes
from aiclass.plots._show import render_png
from aiclass.shapes import _broadcast, _matmul
from aiclass.shapes._alignment import align
from aiclass.shapes._cells import HATCH


def broadcast_of(a, b, operation="+", names=("a", "b")):
    picture = _broadcast._Picture.of(a, b, operation, names)
    return picture, _broadcast.draw_broadcast(picture).axes[0]


def matmul_of(a, b, names=("a", "b"), cell=(0, 0)):
    picture = _matmul._Picture.of(a, b, names, cell)
    return picture, _matmul.draw_matmul(picture).axes[0]


def texts_of(axes):
    return [text.get_text() for text in axes.texts]


def boxes_of(axes):
    return [patch for patch in axes.patches if isinstance(patch, Rectangle)]


def hatched_of(axes):
    return [patch for patch in boxes_of(axes) if patch.get_hatch() == HATCH]


small_shapes = st.lists(st.integers(1, 4), max_size=2).map(tuple)


@settings(max_examples=60, deadline=None)
@given(a=small_shapes, b=small_shapes)
def test_alignment_agrees_with_numpy(a, b):
    lengths = [axis.result for axis in align(a, b)]
    try:
        expected = list(np.broadcast_shapes(a, b))
    except ValueError:
        assert None in lengths
    else:
        assert lengths == expected


@settings(max_examples=25, deadline=None)
@given(a=small_shapes, b=small_shapes, operation=st.sampled_from("+-*/"))
def test_every_small_pair_is_drawn_and_told(a, b, operation):
    picture, axes = broadcast_of(np.ones(a), np.full(b, 2.0), operation)
    assert picture.alt.startswith("브로드캐스팅 a")
    assert texts_of(axes)


def test_the_result_is_numpys():
    a, b = np.array([[10], [20]]), np.array([1, 2, 3])
    picture, axes = broadcast_of(a, b, "*")
    assert picture.result.tolist() == (a * b).tolist()
    assert [str(value) for value in (a * b).ravel()] == texts_of(axes)[-8:-2]  # before a sign and the legend
    assert picture.alt.endswith("결과의 모양 (2, 3), 값 10, 20, 30 / 20, 40, 60.")


def test_just_the_cells_that_came_about_by_stretching_are_hatched():
    _, axes = broadcast_of(np.zeros((4, 1)), np.zeros(3))
    aligned, cells = 2, 4 * 2 + 3 * 3  # two lengths stretch; a has two new columns, b three new rows
    assert len(hatched_of(axes)) == aligned + cells
    _, axes = broadcast_of(np.zeros((2, 3)), np.zeros((2, 3)))
    assert hatched_of(axes) == []


def test_a_missing_axis_is_told_from_an_axis_of_length_one():
    assert "(없음) 1" in texts_of(broadcast_of(np.zeros((2, 3)), np.zeros(3))[1])
    assert "(없음) 1" not in texts_of(broadcast_of(np.zeros((2, 3)), np.zeros((1, 3)))[1])


def test_clashing_axes_are_framed_and_named():
    picture, axes = broadcast_of(np.zeros((2, 3)), np.zeros(2))
    assert picture.result is None
    assert "3 ≠ 2, 어느 쪽도 1이 아님" in texts_of(axes)
    assert "1번 축: 3 ≠ 2" in picture.alt
    assert "✗" in texts_of(axes)
    assert not hatched_of(axes)[1:]  # the missing axis of the second operand, nothing else


def test_names_stand_in_picture_and_text():
    picture, axes = broadcast_of([1, 2], 3, names=("가격", "할인"))
    assert {"가격", "할인"} <= set(texts_of(axes))
    assert "가격의 모양 (2,)" in picture.alt


def test_truth_values_are_counted():
    assert broadcast_of([True, False], [True, True], "-")[0].result.tolist() == [0, -1]


def test_division_by_zero_is_drawn_without_a_warning():
    assert broadcast_of([1.0], [0.0], "/")[0].result.tolist() == [np.inf]


@pytest.mark.parametrize(
    ("a", "b", "shape"),
    [((2, 3), (3, 4), (2, 4)), ((2, 3), (3,), (2,)), ((3,), (3, 2), (2,)), ((3,), (3,), ())],
)
def test_matmul_has_numpys_shape_and_values(a, b, shape):
    one, other = np.arange(np.prod(a)).reshape(a), np.arange(np.prod(b)).reshape(b)
    picture, axes = matmul_of(one, other)
    assert picture.result_shape == shape == (one @ other).shape
    assert picture.product.ravel().tolist() == np.ravel(one @ other).tolist()
    assert texts_of(axes)[0].endswith(f"→ {shape}")


def test_the_same_inner_place_has_one_colour_and_one_number():
    _, axes = matmul_of(np.zeros((2, 3)), np.zeros((3, 2)))
    filled = [to_hex(box.get_facecolor()) for box in boxes_of(axes) if box.get_fill()]
    right, left = filled[:6], filled[6:12]
    assert right[::2] == right[1::2] == left[:3] == left[3:]
    assert len(set(left[:3])) == 3
    assert [texts_of(axes).count(f"[{place}]") for place in range(3)] == [2, 2, 2]


def test_one_cell_is_worked_out():
    picture, axes = matmul_of([[1, -2], [3, 4]], [[5, 6], [7, 8]], cell=(0, 1))
    assert texts_of(axes)[-1] == "결과[0, 1] = 1×6 + (−2)×8 = −10"
    assert "결과[0, 1] = 1×6 + (−2)×8 = −10." in picture.alt
    assert matmul_of([1, 2], [3, 4])[0].sum == "결과 = 1×3 + 2×4 = 11"


def test_inner_lengths_that_differ_are_shown_without_a_result():
    picture, axes = matmul_of(np.zeros((2, 3)), np.zeros((2, 3)))
    assert picture.product is None
    assert "✗ 3 ≠ 2" in texts_of(axes)
    assert "a의 마지막 축 3 ≠ b의 첫 축 2" in picture.alt


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: shapes.broadcast(np.zeros((2, 2, 2)), 1), "SD-01"),
        (lambda: shapes.broadcast(np.zeros(9), 1), "SD-02"),
        (lambda: shapes.matmul(np.zeros((2, 0)), np.zeros((0, 2))), "SD-02"),
        (lambda: shapes.broadcast(["가"], 1), "SD-03"),
        (lambda: shapes.broadcast([[1, 2], [3]], 1), "SD-03"),
        (lambda: shapes.broadcast(1, 2, operation="**"), "SD-04"),
        (lambda: shapes.matmul(np.zeros(2), 3), "SD-05"),
        (lambda: shapes.matmul(np.zeros((2, 2)), np.zeros((2, 2)), cell=(2, 0)), "SD-06"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_way_out(call, code):
    with pytest.raises(shapes.ShapesError, match=code):
        call()


def test_texts_keep_to_the_page_and_every_glyph_is_there(caplog, recwarn):
    pictures = [
        broadcast_of(np.arange(64).reshape(8, 8) * -1000, np.arange(8), "-", ("긴 이름의 배열", "b"))[1],
        broadcast_of(np.zeros((2, 3)), np.zeros(2))[1],
        matmul_of(np.arange(64).reshape(8, 8) / 7, np.arange(8), names=("긴 이름의 배열", "b"))[1],
    ]
    for axes in pictures:
        axes.figure.draw_without_rendering()
        page = axes.figure.bbox
        boxes = [text.get_window_extent() for text in axes.texts if text.get_text()]
        outside = [box for box in boxes if box.x0 < page.x0 - 1 or box.x1 > page.x1 + 1]
        assert outside == []
        render_png(axes.figure)
    assert caplog.messages == []
    assert list(recwarn) == []


@pytest.fixture
def displayed(monkeypatch):
    """Play a notebook; return what it was asked to display."""
    bundles = []
    monkeypatch.setattr("aiclass.plots._show._is_in_ipython", lambda: True)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: bundles.append(bundle))
    return bundles


def test_pictures_are_shown_with_their_text(displayed):
    shapes.broadcast([1, 2], 3)
    shapes.matmul([1, 2], [3, 4])
    assert [bundle["text/plain"].partition(".")[0] for bundle in displayed] == [
        "브로드캐스팅 a + b",
        "행렬 곱 a @ b",
    ]
