"""Each figure shows what it was given: images, lines, cells, texts."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from aiclass.plots import PlotError
from aiclass.plots._cells import readable_on
from aiclass.plots._confusion import RIGHT_ANSWER, draw_confusion
from aiclass.plots._curves import draw_curves
from aiclass.plots._heat_map import draw_heat_map
from aiclass.plots._image_grid import draw_image_grid
from aiclass.plots._matrix_product import draw_matrix_product
from aiclass.plots._show import render_png
from aiclass.plots._weight_images import draw_weight_images

RNG = np.random.default_rng(0)
IMAGES = RNG.integers(256, size=(7, 8, 6)).astype(np.uint8)
LABELS = {"x_label": "스텝", "y_label": "손실 (nat)"}


def curves_figure(series, **changes):
    settings = {"title": None, "x": None, "log_y": False, "points": {}} | LABELS | changes
    return draw_curves(series, **settings)


def heat_map_figure(matrix, **changes):
    rows, columns = np.shape(matrix)
    settings = {
        "x_labels": range(columns),
        "y_labels": range(rows),
        "x_label": "열",
        "y_label": "행",
        "title": None,
        "log": False,
    }
    return draw_heat_map(matrix, **(settings | {"fmt": "{:.1f}"} | changes))


def texts_of(axes):
    return [text.get_text() for text in axes.texts]


def boxes_on_page(figure, artists):
    figure.draw_without_rendering()
    return [artist.get_window_extent() for artist in artists]


def assert_apart(boxes):
    overlaps = [(i, j) for i in range(len(boxes)) for j in range(i) if boxes[i].overlaps(boxes[j])]
    assert overlaps == []


def assert_on_page(figure, artists):
    page = figure.bbox
    for box in boxes_on_page(figure, artists):
        assert page.x0 <= box.x0 <= box.x1 <= page.x1
        assert page.y0 <= box.y0 <= box.y1 <= page.y1


def test_image_grid_draws_each_image_unchanged_under_its_title():
    titles = [f"정답 {number}" for number in range(7)]
    (axes,) = draw_image_grid(IMAGES, titles=titles, columns=3).axes
    assert [image.get_array().tolist() for image in axes.images] == IMAGES.tolist()
    assert texts_of(axes) == titles
    for image, text in zip(axes.images, axes.texts, strict=True):
        left, right, _, top = image.get_extent()
        assert text.get_position()[0] == pytest.approx((left + right) / 2)
        assert text.get_position()[1] < top  # y runs downward


def test_image_grid_has_as_many_columns_as_asked():
    (axes,) = draw_image_grid(IMAGES, titles=None, columns=3).axes
    lefts = [round(image.get_extent()[0], 6) for image in axes.images]
    assert len(set(lefts)) == 3
    assert lefts[0] == lefts[3] == lefts[6]


def test_image_grid_keeps_the_proportions_of_an_image():
    (axes,) = draw_image_grid(IMAGES, titles=None, columns=3).axes
    left, right, bottom, top = axes.images[0].get_extent()
    assert (right - left) / (bottom - top) == pytest.approx(6 / 8)


def test_wide_titles_of_two_lines_do_not_touch_each_other_or_the_images():
    titles = [f"정답 {number}\n예측 9 (확률 99.9 %)" for number in range(7)]
    figure = draw_image_grid(IMAGES, titles=titles, columns=4)
    (axes,) = figure.axes
    assert_apart(boxes_on_page(figure, [*axes.texts, *axes.images]))
    assert_on_page(figure, axes.texts)


def test_bytes_are_drawn_from_0_to_255_and_floats_on_their_common_scale():
    (axes,) = draw_image_grid(IMAGES // 4, titles=None, columns=3).axes
    assert {image.get_clim() for image in axes.images} == {(0, 255)}
    floats = np.array([[[0.0, 0.5]], [[0.25, 2.0]]])
    (axes,) = draw_image_grid(floats, titles=None, columns=3).axes
    assert {image.get_clim() for image in axes.images} == {(0.0, 2.0)}


def test_one_image_and_colour_images_will_do():
    assert len(draw_image_grid(IMAGES[0], titles=None, columns=10).axes[0].images) == 1
    colour = RNG.random((2, 4, 4, 3))
    assert draw_image_grid(colour, titles=None, columns=10).axes[0].images[1].get_array().shape == (4, 4, 3)


def test_weight_images_share_one_scale_with_zero_in_the_middle():
    weights = RNG.normal(size=(4, 5, 5))
    weights[2, 1, 1] = -9.0
    axes, bar = draw_weight_images(weights, titles=range(4), columns=2, label="점수").axes
    assert {image.get_clim() for image in axes.images} == {(-9.0, 9.0)}
    assert axes.images[0].to_rgba(0.0)[:3] == pytest.approx((0.97, 0.97, 0.97), abs=0.01)  # white
    red, _, blue, _ = axes.images[0].to_rgba(9.0)
    assert red > blue
    assert (bar.get_ylabel(), bar.get_ylim()) == ("점수", (-9.0, 9.0))
    assert texts_of(axes) == ["0", "1", "2", "3"]


def test_untrained_weights_are_white():
    axes, _ = draw_weight_images(np.zeros((2, 3, 3)), titles=None, columns=2, label="가중치").axes
    assert axes.images[0].get_clim() == (-1.0, 1.0)


@pytest.mark.parametrize("x", [None, range(1, 6)])
def test_curves_over_whole_numbers_have_no_ticks_between_them(x):
    (axes,) = curves_figure({"정확도": [0.1, 0.2, 0.3, 0.3, 0.3]}, x=x).axes
    assert all(tick == int(tick) for tick in axes.get_xticks())


def test_curves_draw_their_values_and_are_told_apart_without_colour():
    series = {"학습": [3.0, 2.0, 1.0], "검증": [3.5, 3.0, 2.5], "시험": [4.0, 4.0, 4.0]}
    figure = curves_figure(series, title="손실")
    (axes,) = figure.axes
    assert [line.get_ydata().tolist() for line in axes.lines] == list(series.values())
    assert axes.lines[0].get_xdata().tolist() == [0, 1, 2]
    assert len({(line.get_linestyle(), line.get_marker()) for line in axes.lines}) == 3
    assert len({line.get_linestyle() for line in axes.lines}) == 3
    assert len({line.get_marker() for line in axes.lines}) == 3
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["학습", "검증", "시험"]
    assert (axes.get_xlabel(), axes.get_ylabel(), axes.get_title(loc="left")) == (
        "스텝",
        "손실 (nat)",
        "손실",
    )
    figure.draw_without_rendering()
    assert not figure.legends[0].get_window_extent().overlaps(axes.bbox)


def test_lines_on_each_other_show_their_marks_in_turn():
    same = np.ones(80)
    (axes,) = curves_figure({"가": same, "나": same}).axes
    marked = [
        set(range(80)[slice(*line.get_markevery()[:1], None, line.get_markevery()[1])]) for line in axes.lines
    ]
    assert len(marked[0]) == len(marked[1]) == 8
    assert marked[0].isdisjoint(marked[1])


def test_single_curve_has_no_legend():
    assert curves_figure({"학습": np.arange(50.0)}).legends == []


def test_curve_stands_beside_points():
    z = np.linspace(-3, 3, 31)
    points = {"숫자 2": ([-2.0, -1.0], [0, 0]), "숫자 4": ([1.0], [1])}
    figure = curves_figure({"시그모이드": z}, x=z, points=points)
    (axes,) = figure.axes
    assert [dots.get_offsets().tolist() for dots in axes.collections] == [[[-2, 0], [-1, 0]], [[1, 1]]]
    assert len(figure.legends[0].get_texts()) == 3


@pytest.mark.parametrize("lowest", [0.01, 1e-9])
def test_logarithmic_axis_is_labelled_without_powers(lowest, caplog):
    """In powers, NanumGothic has no minus: Matplotlib would draw a dummy and say so in its log."""
    figure = curves_figure({"학습": np.geomspace(1.0, lowest, 50)}, log_y=True)
    (axes,) = figure.axes
    render_png(figure)
    low, high = axes.get_ylim()
    values = axes.get_yticks()
    shown = [f"{value:g}".replace("-", "−") for value in values if low <= value <= high]
    assert axes.get_yscale() == "log"
    assert 3 <= len(shown) <= 12
    assert set(shown) <= {label.get_text() for label in axes.get_yticklabels()}
    assert caplog.messages == []


def test_heat_map_writes_each_number_and_leaves_nan_blank():
    (axes,) = heat_map_figure([[1.0, np.nan], [3.0, 4.0]], title="정확도").axes
    (image,) = axes.images
    assert [(text.get_text(), text.get_position()) for text in axes.texts] == [
        ("1.0", (0, 0)),
        ("3.0", (0, 1)),
        ("4.0", (1, 1)),
    ]
    assert image.get_array().mask.tolist() == [[False, True], [False, False]]
    assert to_rgb(image.get_cmap().get_bad()) == (1.0, 1.0, 1.0)
    assert image.get_clim() == (1.0, 4.0)
    assert axes.get_title(loc="left") == "정확도"


def test_heat_map_labels_stand_at_their_cells_and_apart():
    figure = heat_map_figure(
        np.eye(3), x_labels=["아주 긴 이름의 열", "나", "다"], y_labels=["학습", "검증", "시험"]
    )
    (axes,) = figure.axes
    assert [label.get_text() for label in axes.get_xticklabels()] == ["아주 긴 이름의 열", "나", "다"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["학습", "검증", "시험"]
    assert_apart(boxes_on_page(figure, [*axes.get_xticklabels(), *axes.get_yticklabels()]))
    assert_on_page(
        figure, [*axes.get_xticklabels(), *axes.get_yticklabels(), axes.xaxis.label, axes.yaxis.label]
    )


def test_long_numbers_stay_in_their_cells():
    figure = heat_map_figure(RNG.random((2, 3)) * 1e6, fmt="{:,.3f}")
    assert_apart(boxes_on_page(figure, figure.axes[0].texts))


def test_each_number_contrasts_with_its_cell():
    """WCAG 2 asks 4.5 : 1 of text."""

    def luminance(colour):
        channels = np.array(colour[:3])
        return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4) @ [
            0.2126,
            0.7152,
            0.0722,
        ]

    (axes,) = heat_map_figure(np.linspace(0, 1, 100).reshape(10, 10)).axes
    (image,) = axes.images
    for text in axes.texts:
        column, row = text.get_position()
        pair = sorted(
            [luminance(image.to_rgba(image.get_array()[row, column])), luminance(to_rgb(text.get_color()))]
        )
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= 4.5
    assert readable_on((0.0, 0.0, 0.0)) == "white"


def test_heat_map_of_nothing_but_nan_is_drawn():
    (axes,) = heat_map_figure(np.full((2, 2), np.nan)).axes
    assert texts_of(axes) == []


def test_confusion_colours_count_the_mistakes_alone():
    (axes,) = draw_confusion([[5000, 3, 0], [1, 4000, 2], [0, 0, 3000]], ["2", "3", "4"]).axes
    (image,) = axes.images
    assert image.get_clim() == (0.0, 3.0)
    assert np.diag(image.get_array().mask).all()
    assert to_rgb(image.get_cmap().get_bad()) == to_rgb(RIGHT_ANSWER)
    assert texts_of(axes) == ["5,000", "3", "·", "1", "4,000", "2", "·", "·", "3,000"]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("예측", "정답")


def test_confusion_without_a_mistake_is_drawn():
    (axes,) = draw_confusion([[7]], ["2"]).axes
    assert texts_of(axes) == ["7"]


@pytest.mark.parametrize(
    ("draw", "named"),
    [
        (lambda: draw_image_grid(np.zeros(784), titles=None, columns=3), r"(?s)PL-02|받은 모양: \(784,\)"),
        (
            lambda: draw_image_grid(np.zeros((201, 2, 2)), titles=None, columns=3),
            r"(?s)201장.*200장.*\[PL-04\]",
        ),
        (lambda: draw_image_grid(np.zeros((0, 2, 2)), titles=None, columns=3), r"\[PL-05\]"),
        (lambda: draw_image_grid(IMAGES, titles=["하나"], columns=3), r"(?s)titles.*필요한 개수: 7.*개수: 1"),
        (lambda: draw_image_grid(IMAGES, titles=None, columns=0), r"(?s)columns.*\[PL-05\]"),
        (
            lambda: draw_weight_images(np.zeros((1, 2, 2, 3)), titles=None, columns=3, label="가중치"),
            r"(?s)weights.*\(N, H, W\)",
        ),
        (lambda: curves_figure({}), r"(?s)series.*\[PL-05\]"),
        (lambda: curves_figure({"학습": []}), r"(?s)학습.*\[PL-05\]"),
        (lambda: curves_figure({"학습": [[1.0]]}), r"(?s)학습.*\(T,\).*\(1, 1\)"),
        (lambda: curves_figure({"학습": [1.0, 2.0]}, x=[1.0]), r"(?s)학습.*필요한 개수: 1.*개수: 2"),
        (lambda: heat_map_figure(np.eye(2), x_labels=["하나"]), r"(?s)x_labels.*필요한 개수: 2"),
        (lambda: heat_map_figure(np.eye(2), y_labels=["하나"]), r"(?s)y_labels.*필요한 개수: 2"),
        (lambda: draw_confusion(np.zeros((2, 3)), ["2", "4"]), r"(?s)\(K, K\).*\(2, 3\)"),
        (lambda: draw_confusion(np.zeros(3), ["2", "4"]), r"(?s)\(행, 열\).*\(3,\)"),
    ],
)
def test_what_cannot_be_drawn_is_named(draw, named):
    with pytest.raises(PlotError, match=named):
        draw()


X_T = np.array([[1.0, 3.0, 2.0], [3.0, 1.0, 2.0]])
ERROR = np.array([0.25, -0.5, 1.0])


def product_figure(left, right, **changes):
    settings = {
        "names": ("x.T", "오차", "합"),
        "row_labels": ["특성 1", "특성 2"],
        "partner_labels": ["가", "나", "다"],
        "column_labels": None,
        "fmt": "{:g}",
    }
    return draw_matrix_product(left, right, **(settings | changes))


def test_matrix_product_writes_every_number_and_shape():
    texts = texts_of(product_figure(X_T, ERROR).axes[0])
    for number in ("1", "3", "2", "0.25", "−0.5", "0.75", "2.25"):
        assert number in texts
    assert [text for text in texts if text.startswith("(")] == ["(2, 3)", "(3,)", "(2,)"]
    assert texts.count("가") == 2


def test_partners_of_a_matrix_product_share_a_colour_of_their_own():
    boxes = product_figure(X_T, ERROR).axes[0].patches
    left, right, product = boxes[:6], boxes[6:9], boxes[9:]
    for column in range(3):
        colours = {
            left[column].get_facecolor(),
            left[column + 3].get_facecolor(),
            right[column].get_facecolor(),
        }
        assert len(colours) == 1
    assert len({box.get_facecolor() for box in right}) == 3
    assert {box.get_facecolor()[:3] for box in product} == {to_rgb("white")}
    assert {readable_on(box.get_facecolor()) for box in boxes} == {"black"}


@pytest.mark.parametrize("right", [ERROR, np.arange(6.0).reshape(3, 2) * -1000])
def test_matrix_product_fits_on_its_page_and_nothing_overlaps(right):
    labels = None if right.ndim == 1 else ["클래스 0", "클래스 1"]
    figure = product_figure(X_T, right, column_labels=labels)
    texts = [text for text in figure.axes[0].texts if text.get_text()]
    assert_on_page(figure, texts)
    assert_apart(boxes_on_page(figure, texts))


def test_matrices_that_do_not_fit_each_other_are_refused():
    with pytest.raises(PlotError, match=r"right") as caught:
        product_figure(X_T, np.ones(4))
    assert "(3,)" in str(caught.value)
    with pytest.raises(PlotError, match="partner_labels"):
        product_figure(X_T, ERROR, partner_labels=["가", "나"])
    with pytest.raises(PlotError, match="left"):
        product_figure(np.ones(3), ERROR)


def test_steps_are_whole_numbers_and_other_places_are_not_forced_to_be():
    (axes,) = curves_figure({"손실": np.arange(20.0)}).axes
    assert all(tick == round(tick) for tick in axes.get_xticks())
    (axes,) = curves_figure({"손실": [3.0, 2.0, 1.0]}, x=[1, 2, 3]).axes
    assert all(place == round(place) for place in axes.get_xticks())
    (axes,) = curves_figure({"손실": [1.0, 2.0]}, x=[0.0, 0.5]).axes
    assert any(tick != round(tick) for tick in axes.get_xticks())


def test_heat_map_by_ratio_puts_ten_halfway_between_one_and_hundred():
    (image,) = heat_map_figure([[1.0, 10.0, 100.0, np.nan]], log=True).axes[0].images
    low, middle, high = image.norm([1.0, 10.0, 100.0])
    assert (low, middle, high) == pytest.approx((0.0, 0.5, 1.0))


def test_heat_map_by_ratio_refuses_what_has_none():
    with pytest.raises(PlotError, match=r"(?s)matrix.*0보다 큰 수.*-2"):
        heat_map_figure([[1.0, -2.0]], log=True)
