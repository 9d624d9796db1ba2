"""Names of axes: kept beside the array, gone with it."""

import gc
import weakref

import numpy as np
import pytest

from aiclass import autograd, axes, data, shapes


def test_array_itself_comes_back_unchanged():
    x = np.arange(6).reshape(2, 3)
    named = shapes.name(x, "N D")
    assert named is x
    assert type(x) is np.ndarray
    assert x.tolist() == [[0, 1, 2], [3, 4, 5]]
    assert shapes.axes_of(x) == ("N", "D")


def test_arrays_without_names_have_none():
    assert shapes.axes_of(np.zeros((2, 3))) == (None, None)
    assert shapes.axes_of(3.0) == ()
    assert shapes.axes_of(shapes.name(np.zeros((2, 3)), "_ D")) == (None, "D")


def test_our_tensors_and_torchs_are_named_too():
    torch = pytest.importorskip("torch")
    assert shapes.axes_of(shapes.name(autograd.tensor([1.0, 2.0]), "N")) == ("N",)
    assert shapes.axes_of(shapes.name(torch.zeros(2, 3), "T E")) == ("T", "E")


def test_names_are_forgotten_with_the_array():
    gc.collect()  # what earlier tests have named may still lie in a cycle
    before = len(axes._known)
    x = shapes.name(np.zeros((2, 3)), "N D")
    assert len(axes._known) == before + 1
    del x
    gc.collect()
    assert len(axes._known) == before


def test_a_later_name_takes_the_place_of_an_earlier_one():
    x = shapes.name(np.zeros((2, 3)), "N D")
    shapes.name(x, "T E")
    gc.collect()
    assert shapes.axes_of(x) == ("T", "E")


@pytest.mark.parametrize(
    ("x", "axes", "code"),
    [
        (np.zeros((2, 3)), "N", "AX-01"),
        (np.zeros((2, 3)), "ND", "AX-01"),
        (np.zeros((2, 3)), ["N", "D"], "AX-01"),
        (np.zeros((2, 3)), "D D", "AX-02"),
        ([1, 2], "N", "AX-03"),
        (np.float64(1), "", "AX-03"),
    ],
)
def test_names_that_do_not_fit_are_refused(x, axes, code):
    with pytest.raises(shapes.ShapesError, match=code):
        shapes.name(x, axes)


def test_arrays_of_data_sets_come_with_names():
    digits, table = data.load("digits").train, data.load("admissions-synthetic")
    assert shapes.axes_of(digits.images) == ("N", "H", "W")
    assert shapes.axes_of(digits.labels) == ("N",)
    assert shapes.axes_of(table.test.features) == ("N", "D")
    assert shapes.axes_of(table.truth.weight) == ("D",)
    photos = data.ImageSplit(images=np.zeros((2, 32, 32, 3), np.uint8), labels=np.zeros(2, np.int64))
    assert shapes.axes_of(photos.images) == ("N", "H", "W", "C")


def test_traces_know_the_axes_of_a_data_set():
    features = data.load("admissions-synthetic").train.features
    t = shapes.trace(lambda x: x.mean(axis=0), features)
    assert [value.axes for value in t.values] == [("N", "D"), ("D",)]


def test_a_named_data_set_is_forgotten_when_nobody_holds_it():
    before = len(axes._known)
    split = data.ImageSplit(images=np.zeros((2, 4, 4), np.uint8), labels=np.zeros(2, np.int64))
    gone = weakref.ref(split.images)
    assert len(axes._known) == before + 2
    del split
    gc.collect()
    assert gone() is None
    assert len(axes._known) == before
