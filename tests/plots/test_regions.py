"""Regions of equal answers: what the model says at a place is what is drawn there, under each sample's own class."""

import numpy as np
import pytest
from matplotlib.colors import to_rgb

from aiclass.plots import PlotError, regions
from aiclass.plots._regions import GREYS, draw_regions
from aiclass.plots._show import render_png

X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0, 2.0]])
LABELS = np.array([0, 1, 1, 0])


def right_half(places):
    return (places[:, 0] > 0.5).astype(int)


def figure(models=None, x=X, labels=LABELS, names=None):
    return draw_regions(models or {"반": right_half}, x, labels, x_label="가로", y_label="세로", names=names)


def test_ground_is_what_the_model_answers_at_that_place():
    (axes,) = figure().axes
    mesh = axes.collections[0]
    shown = mesh.get_array()
    places = mesh.get_coordinates()[:-1, :-1, 0]
    middle = np.diff(mesh.get_coordinates()[0, :2, 0])[0] / 2
    assert (shown == (places + middle > 0.5)).all()
    assert to_rgb(mesh.cmap(mesh.norm(0))[:3]) == to_rgb(GREYS[0])
    assert to_rgb(mesh.cmap(mesh.norm(3))[:3]) == to_rgb(GREYS[3])


def test_samples_stand_where_they_are_with_the_mark_of_their_label():
    (axes,) = figure(names=("같다", "다르다")).axes
    first, second = axes.collections[1:]
    assert first.get_offsets().tolist() == X[[0, 3]].tolist()
    assert second.get_offsets().tolist() == X[[1, 2]].tolist()
    assert [each.get_label() for each in (first, second)] == ["같다", "다르다"]
    assert first.get_paths()[0] != second.get_paths()[0]


def test_each_model_has_a_panel_of_the_same_plane():
    one, two = figure({"반": right_half, "모두 0": lambda places: np.zeros(len(places), int)}).axes
    assert (one.get_title(loc="left"), two.get_title(loc="left")) == ("반", "모두 0")
    assert one.get_xlim() == two.get_xlim()
    assert set(np.unique(two.collections[0].get_array())) == {0}


def test_four_models_stand_two_by_two_and_only_the_outer_axes_are_named():
    panels = figure(dict.fromkeys("가나다라", right_half)).axes
    assert [axes.get_subplotspec().get_geometry()[:3] for axes in panels] == [(2, 2, n) for n in range(4)]
    assert [axes.get_xlabel() for axes in panels] == ["", "", "가로", "가로"]
    assert [axes.get_ylabel() for axes in panels] == ["세로", "", "세로", ""]


def test_same_samples_give_the_same_bytes():
    assert render_png(figure()) == render_png(figure())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"x": X[:, :1]}, "PL-02"),
        ({"labels": LABELS[:3]}, "PL-03"),
        ({"labels": np.array([0, 1, 4, 0])}, "PL-06"),
        ({"names": ("하나",)}, "PL-03"),
        ({"models": {"표": lambda places: np.zeros((len(places), 2))}}, "PL-02"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change, code):
    with pytest.raises(PlotError, match=code):
        figure(**change)


def test_without_models_or_words_nothing_is_drawn():
    with pytest.raises(PlotError, match="PL-05"):
        draw_regions({}, X, LABELS, x_label="가로", y_label="세로", names=None)
    with pytest.raises(PlotError, match="PL-01"):
        regions({"반": right_half}, X, LABELS, x_label="가로", y_label="세로", alt=" ")
