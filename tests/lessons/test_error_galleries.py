"""Errors that lessons show on purpose, as a learner sees them: over shapes, in the very words of the shape clinic."""

import re

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
EVERY = [(lesson, place, code) for lesson, codes in CODES.items() for place, code in enumerate(codes)]
OVER_SHAPES = [each for each in EVERY if each[2] in CLINICS]

every_error = pytest.mark.parametrize(("lesson", "place", "code"), EVERY)
every_error_over_shapes = pytest.mark.parametrize(("lesson", "place", "code"), OVER_SHAPES)


@pytest.fixture
def learner(open_lesson, lesson):
    return open_lesson(lesson)


@pytest.fixture
def source(learner, place):
    cell = learner.raising[place]
    learner.prepare(cell)
    return text_of(learner_form(cell))


@pytest.fixture
def shown(learner, source):
    return learner.run(source)


@pytest.mark.parametrize("lesson", CODES)
def test_every_cell_that_raises_on_purpose_stands_here(learner, lesson):
    assert len(learner.raising) == len(CODES[lesson])


@every_error
def test_the_learners_line_comes_first_and_the_code_last(shown, source, code):
    first, *_, last = shown.text.strip().splitlines()
    assert re.fullmatch(r"▶ \d+번째 줄( \(\w+ 함수 안\))?: .+", first)
    assert first.partition(": ")[2] in source.splitlines()[-1]
    assert last.endswith(f"[{code}]")
    assert "Traceback" not in shown.text


@every_error
def test_pythons_own_error_is_one_click_away(shown, code):
    original = f"{type(shown.error).__name__}: {shown.error}"
    assert "파이썬이 보낸 원래 오류 모두 보기" in shown.folded
    assert original in shown.folded


@every_error_over_shapes
def test_over_shapes_the_clinic_speaks_and_nobody_else(shown, code):
    assert shown.text.strip() == shapes.explain(shown.error).coded(code)


@every_error_over_shapes
def test_operands_are_told_with_their_true_shapes(learner, shown):
    operands = shapes.explain(shown.error).operands
    assert operands
    for operand in operands:
        assert tuple(eval(operand.source, learner.names).shape) == operand.shape
        assert f"  {operand.source}: {operand.shape}" in shown.text


@every_error_over_shapes
def test_every_repair_that_is_offered_runs_and_gives_the_shape_it_promises(learner, source, shown):
    diagnosis = shapes.explain(shown.error)
    assert diagnosis.repairs
    for repair in diagnosis.repairs:
        assert f"  {repair.code}" in shown.text
        mended = source.replace(diagnosis.expression, repair.code)
        assert mended != source
        assert learner.run(mended).error is None
        if repair.shape is not None:
            assert tuple(eval(repair.code, learner.names).shape) == repair.shape
