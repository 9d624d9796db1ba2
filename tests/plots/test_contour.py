"""The contour of a loss: its heights where they belong, ways cut at the right step, one picture a moment."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from aiclass.plots import PlotError, contour
from aiclass.plots._contour import BOTTOM, LEVELS, draw_contour
from aiclass.plots._show import render_png

X = np.linspace(-2, 2, 41)
Y = np.linspace(-1, 3, 31)
SURFACE = X**2 + 10 * (Y[:, np.newaxis] - 1) ** 2  # (31, 41), lowest at (0, 1)
WAY = np.array([[-2.0, 3.0], [-1.0, 0.0], [-0.5, 1.5], [-0.2, 0.9]])


def figure(**changes):
    settings = {
        "x_label": "weight",
        "y_label": "bias",
        "paths": {},
        "steps": None,
        "bottom": None,
        "equal": False,
        "title": None,
    }
    arguments = {"surface": SURFACE, "x": X, "y": Y} | settings | changes
    return draw_contour(arguments.pop("surface"), arguments.pop("x"), arguments.pop("y"), **arguments)


def line_named(axes, name):
    (line,) = [line for line in axes.lines if line.get_label() == name]
    return line


def test_lines_lie_where_the_surface_has_their_height():
    (axes,) = figure().axes
    _, lines = axes.collections
    assert lines.levels == pytest.approx(SURFACE.min() + LEVELS * np.ptp(SURFACE))
    for level, path in zip(lines.levels, lines.get_paths(), strict=True):
        x, y = path.vertices.T
        assert x**2 + 10 * (y - 1) ** 2 == pytest.approx(level, rel=0.15, abs=0.3)


def test_higher_is_darker():
    filled, _ = figure().axes[0].collections
    lightness = [sum(to_rgb(colour[:3])) for colour in filled.get_facecolor()]
    assert lightness == sorted(lightness, reverse=True)
    assert len(set(lightness)) == len(lightness)


def test_way_is_drawn_whole_with_a_hollow_start_and_a_full_end():
    (axes,) = figure(paths={"경사 하강법": WAY}).axes
    assert line_named(axes, "경사 하강법").get_xydata().tolist() == WAY.tolist()
    starts = [line for line in axes.lines if line.get_markerfacecolor() == "white"]
    assert [line.get_xydata().tolist() for line in starts] == [[WAY[0].tolist()]]
    assert axes.lines[-1].get_xydata().tolist() == [WAY[-1].tolist()]


def test_round_bowl_is_drawn_round_where_the_axes_are_equal():
    (axes,) = figure(equal=True).axes
    axes.figure.draw_without_rendering()
    (left, low), (right, high) = axes.transData.transform([(0.0, 0.0), (1.0, 1.0)])
    assert right - left == pytest.approx(high - low)


def test_strip_shows_each_way_after_so_many_steps():
    panels = figure(paths={"가": WAY, "나": WAY[:2]}, steps=(0, 1, 3)).axes
    assert [panel.get_title(loc="left") for panel in panels] == ["0걸음", "1걸음", "3걸음"]
    assert [len(line_named(panel, "가").get_xdata()) for panel in panels] == [1, 2, 4]
    assert [len(line_named(panel, "나").get_xdata()) for panel in panels] == [1, 2, 2]  # it has no more
    assert {panel.get_xlim() for panel in panels} == {(-2.0, 2.0)}
    assert {panel.get_ylim() for panel in panels} == {(-1.0, 3.0)}


def test_way_that_leaves_does_not_widen_the_picture():
    (axes,) = figure(paths={"발산": [[0.0, 0.0], [90.0, -70.0]]}).axes
    assert axes.get_xlim() == (-2.0, 2.0)


def test_ways_are_told_apart_without_colours_and_named_once():
    drawn = figure(paths={"가": WAY, "나": WAY[::-1]}, steps=(1, 2), bottom=(0.0, 1.0))
    first, second = (line_named(drawn.axes[0], name) for name in ("가", "나"))
    assert first.get_linestyle() != second.get_linestyle()
    (legend,) = drawn.legends
    assert [text.get_text() for text in legend.get_texts()] == ["가", "나", BOTTOM]
    assert line_named(drawn.axes[1], BOTTOM).get_xydata().tolist() == [[0.0, 1.0]]


def test_same_values_give_the_same_picture():
    first, second = (render_png(figure(paths={"가": WAY}, steps=(1, 3), title="그릇")) for _ in range(2))
    assert first == second


def test_flat_surface_is_drawn_without_a_warning():
    assert render_png(figure(surface=np.ones((31, 41)))).startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"surface": np.zeros(5)}, r"이름: surface.*\(Y, X\)"),
        ({"surface": SURFACE.T}, r"이름: x.*열마다 하나"),
        ({"y": Y[:-1]}, r"이름: y.*행마다 하나"),
        ({"paths": {"가": WAY.T}}, r"이름: 가.*\(T, 2\)"),
        ({"paths": {"가": np.zeros((0, 2))}}, r"이름: 가"),
        ({"steps": ()}, r"이름: steps"),
    ],
)
def test_what_cannot_be_drawn_is_named(changes, says):
    with pytest.raises(PlotError, match=rf"(?s){says}"):
        figure(**changes)


def test_alternative_text_is_asked_for_before_anything_is_drawn():
    with pytest.raises(PlotError, match="대체 텍스트"):
        contour(np.zeros(5), X, Y, x_label="x", y_label="y", alt=" ")
