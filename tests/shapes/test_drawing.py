"""A drawn operation says what NumPy does: the values, what is stretched, what clashes."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle

from aiclass import autograd, scratch, shapes
from aiclass.plots._show import render_png
from aiclass.shapes import _broadcast, _conv2d, _matmul, _walk
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


@settings(max_examples=60)
@given(a=small_shapes, b=small_shapes)
def test_alignment_agrees_with_numpy(a, b):
    lengths = [axis.result for axis in align(a, b)]
    try:
        expected = list(np.broadcast_shapes(a, b))
    except ValueError:
        assert None in lengths
    else:
        assert lengths == expected


@settings(max_examples=25)
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


IMAGE = np.array([[0, 1, 2, 0], [3, 0, 1, 1], [0, 2, 0, 1], [1, 0, 1, 0]])
FILTER = np.array([[1, 0], [-1, 2]])


def conv2d_of(image=IMAGE, weight=FILTER, stride=1, padding=0, cell=(0, 0), names=("x", "w")):
    picture = _conv2d._Picture.of(image, weight, stride=stride, padding=padding, cell=cell, names=names)
    return picture, _conv2d.draw_conv2d(picture).axes[0]


@settings(max_examples=40)
@given(
    height=st.integers(2, 6),
    width=st.integers(2, 6),
    kernel=st.integers(1, 2),
    stride=st.integers(1, 3),
    padding=st.integers(0, 2),
)
def test_drawn_convolution_is_the_one_of_the_library(height, width, kernel, stride, padding):
    rng = np.random.default_rng(height)
    image, weight = rng.integers(-3, 4, (height, width)), rng.integers(-3, 4, (kernel, kernel))
    expected = scratch.conv2d(
        image[None, None], weight[None, None], np.zeros(1), stride=stride, padding=padding
    )
    last = expected.shape[2] - 1, expected.shape[3] - 1
    picture, axes = conv2d_of(image, weight, stride=stride, padding=padding, cell=last)
    assert np.array_equal(picture.out, expected[0, 0])
    assert picture.sum.endswith(f"= {int(expected[0, 0][last])}".replace("-", "−"))
    assert len(hatched_of(axes)) == (height + 2 * padding) * (width + 2 * padding) - height * width


def test_window_frame_result_frame_and_sum_belong_to_the_same_cell():
    picture, axes = conv2d_of(stride=2, cell=(0, 1))
    frames = [box for box in boxes_of(axes) if not box.get_fill() and box.get_linewidth() > 2]
    (window, result) = frames
    width = result.get_width()
    assert window.get_width() == pytest.approx(2 * width)
    assert picture.corner == (0, 2)
    assert picture.sum == "결과[0, 1] = 2 + (−1) + 2 = 3"


def test_results_after_the_cell_are_blank():
    assert conv2d_of(cell=(1, 0))[0].done == [["−3", "3", "3"], ["7", "", ""], ["", "", ""]]


def test_alternative_text_of_a_convolution_tells_shapes_window_products_and_sum():
    alt = conv2d_of(cell=(0, 1), names=("그림", "필터"))[0].alt
    assert "그림 (4, 4), 필터 (2, 2) → (3, 3)" in alt
    assert "0행 1열에서 시작하는 창에서 같은 자리끼리 곱하면 1, 0 / 0, 2" in alt
    assert "결과[0, 1] = 1 + 2 = 3" in alt


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"image": np.ones(4)}, "x"),
        ({"weight": np.ones((1, 1, 2))}, "w"),
        ({"weight": np.ones((5, 5))}, "창의 모양: (5, 5)"),
        ({"cell": (3, 0)}, "결과의 모양: (3, 3)"),
        ({"image": np.ones((9, 9))}, "x"),
    ],
)
def test_convolution_that_cannot_be_drawn_is_refused_by_name(arguments, told):
    with pytest.raises(shapes.ShapesError, match=re.escape(told)):
        conv2d_of(**arguments)


STEPS = (("그림", (1, 28, 28)), ("합성곱\n3×3", (8, 28, 28)), ("풀링", (8, 14, 14)), ("펴기", (1568,)))


def test_walk_draws_a_sheet_a_channel_and_writes_every_shape():
    axes = _walk.draw_walk(STEPS).axes[0]
    assert [str(shape) for _, shape in STEPS] == [text for text in texts_of(axes) if text.startswith("(")]
    assert len(boxes_of(axes)) == 1 + 8 + 8 + 1


def test_walk_draws_sixteen_channels_thicker_than_eight():
    def count(channels):
        return len(boxes_of(_walk.draw_walk([("", (channels, 14, 14))]).axes[0]))

    assert (count(8), count(16), count(64)) == (8, 16, _walk.MOST_SHEETS)


def test_walk_draws_half_the_side_half_as_long():
    boxes = boxes_of(_walk.draw_walk(STEPS).axes[0])
    assert boxes[9].get_height() == pytest.approx(boxes[1].get_height() / 2)


def test_walk_tells_the_way_in_words(monkeypatch):
    told = []
    monkeypatch.setattr(_walk, "show", lambda _figure, alt: told.append(alt))
    shapes.walk(*STEPS)
    assert "합성곱 3×3 (8, 28, 28) → 풀링 (8, 14, 14)" in told[0]


@pytest.mark.parametrize("steps", [(), (("그림", (28, 28)),), (("그림", (0, 28, 28)),)])
def test_walk_of_other_shapes_is_refused(steps):
    with pytest.raises(shapes.ShapesError, match="모양이 지나는 길"):
        shapes.walk(*steps)


def test_sum_of_one_product_is_not_written_twice():
    assert conv2d_of(np.array([[0, 3], [0, 0]]), np.ones((2, 2), int))[0].sum == "결과[0, 0] = 3"


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: shapes.matmul(np.ones((2, 2)), np.ones((2, 2)), cell=(0,)), "SD-06"),
        (lambda: shapes.matmul(np.ones((2, 2)), np.ones((2, 2)), cell=1), "SD-06"),
        (lambda: shapes.matmul(np.ones((2, 2)), np.ones((2, 2)), cell=(0.5, 0)), "SD-06"),
        (lambda: shapes.conv2d(IMAGE, FILTER, cell=(0, 0, 0)), "SD-06"),
        (lambda: shapes.conv2d(IMAGE, FILTER, stride=0), "SD-11"),
        (lambda: shapes.conv2d(IMAGE, FILTER, stride=(1, 1)), "SD-11"),
        (lambda: shapes.conv2d(IMAGE, FILTER, padding=-1), "SD-11"),
        (lambda: shapes.broadcast({"a": 1}, 2), "SD-03"),
        (lambda: shapes.broadcast(None, 2), "SD-03"),
    ],
)
def test_arguments_of_another_kind_are_refused_with_a_way_out(call, code):
    with pytest.raises(shapes.ShapesError, match=code):
        call()


def test_tensors_are_drawn_whether_they_have_a_gradient_or_not():
    torch = pytest.importorskip("torch")
    ours = autograd.tensor([1.0, 2.0], requires_grad=True)
    theirs = torch.tensor([1.0, 2.0], requires_grad=True)
    assert (
        broadcast_of(ours, 1)[0].result.tolist() == broadcast_of(theirs, 1)[0].result.tolist() == [2.0, 3.0]
    )
    with pytest.raises(shapes.ShapesError, match="SD-03"):
        broadcast_of(torch.empty(2, device="meta"), 1)


def test_padding_is_named_where_its_zeros_are_read_aloud():
    assert "패딩을 두른 x의 값 0, 0" in conv2d_of(padding=1)[0].alt
    assert "패딩" not in conv2d_of()[0].alt
