"""Errors that lessons show on purpose, as a learner sees them: over shapes, in the very words of the shape clinic."""

import re
from functools import cache

import pytest

from aiclass import shapes
from aiclass.authoring._forms import learner_form, text_of

CODES = {
    "00": ("PY-18", "PY-11"),
    "01": ("PY-04", "PY-12"),
    "02": (),
    "03": ("PY-12",),
    "04": ("TE-07", "TE-21", "TE-02", "PY-24", "TE-03", "TE-04", "TE-05", "TE-07", "TE-08", "TE-09", "TE-10"),
}
CLINICS = ("PY-11", "PY-18", "PY-24", "TE-02", "TE-03", "TE-04", "TE-05", "TE-07", "TE-21")
EVERY = [(lesson, place) for lesson, codes in CODES.items() for place in range(len(codes))]
OVER_SHAPES = [(lesson, place) for lesson, place in EVERY if CODES[lesson][place] in CLINICS]

every_error = pytest.mark.parametrize(("lesson", "place"), EVERY)
every_error_over_shapes = pytest.mark.parametrize(("lesson", "place"), OVER_SHAPES)


class Exhibit:
    """One cell that raises on purpose: run once, with what the clinic knows of it."""

    def __init__(self, learner, cell, code):
        self._learner, self.code = learner, code
        self.source = text_of(learner_form(cell))
        learner.prepare(cell)
        self.shown = learner.run(self.source)
        self.diagnosis = shapes.explain(self.shown.error)
        operands = self.diagnosis.operands if self.diagnosis else ()
        self.true_shapes = [self._shape(operand.source) for operand in operands]
        self.mended = [self._mend(repair) for repair in self.diagnosis.repairs] if self.diagnosis else []

    def _shape(self, expression):
        return tuple(eval(expression, self._learner.names).shape)

    def _mend(self, repair):
        """Return what the cell raises with the repair in the expression's place, and the repair's true shape."""
        mended = self.source.replace(self.diagnosis.expression, repair.code)
        assert mended != self.source
        error = self._learner.run(mended).error
        return error, None if error or repair.shape is None else self._shape(repair.code)


@pytest.fixture(scope="module")
def exhibit_of(open_lesson):
    @cache
    def exhibit(lesson, place):
        learner = open_lesson(lesson)
        return Exhibit(learner, learner.raising[place], CODES[lesson][place])

    return exhibit


@pytest.fixture
def exhibit(exhibit_of, lesson, place):
    return exhibit_of(lesson, place)


@pytest.mark.parametrize("lesson", CODES)
def test_every_cell_that_raises_on_purpose_stands_here(open_lesson, lesson):
    assert len(open_lesson(lesson).raising) == len(CODES[lesson])


@every_error
def test_the_learners_line_comes_first_and_the_code_last(exhibit):
    lines = exhibit.shown.text.strip().splitlines()
    assert re.match(r"▶ \d+번째 줄: ", lines[0])
    assert lines[0].partition(": ")[2] in exhibit.source.splitlines()
    assert lines[-1].endswith(f"[{exhibit.code}]")
    assert "Traceback" not in exhibit.shown.text


@every_error
def test_pythons_own_error_is_one_click_away(exhibit):
    error = exhibit.shown.error
    assert "파이썬이 보낸 원래 오류 모두 보기" in exhibit.shown.folded
    assert f"{type(error).__name__}: {error}" in exhibit.shown.folded


@every_error_over_shapes
def test_over_shapes_the_clinic_speaks_and_nobody_else(exhibit):
    assert exhibit.shown.text.strip() == exhibit.diagnosis.coded(exhibit.code)


@every_error_over_shapes
def test_operands_are_told_with_their_true_shapes(exhibit):
    operands = exhibit.diagnosis.operands
    assert operands
    assert [operand.shape for operand in operands] == exhibit.true_shapes
    for operand in operands:
        assert f"  {operand.source}: {operand.shape}" in exhibit.shown.text


@every_error_over_shapes
def test_every_repair_that_is_offered_runs_and_gives_the_shape_it_promises(exhibit):
    repairs = exhibit.diagnosis.repairs
    assert repairs
    assert [(None, repair.shape) for repair in repairs] == exhibit.mended
    assert all(f"  {repair.code}" in exhibit.shown.text for repair in repairs)
