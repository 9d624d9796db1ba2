"""The gates let the example pass, and stop each kind of mistake."""

import os
import sys
from pathlib import Path

import pytest

from aiclass.authoring import check_lesson_files, read_wrong_answers, walk

SLIPS = """\
mean:
- slip: sum instead of mean
  code: VE-02
  source: |
    def mean(values):
        return values.sum()
- {slip: returns nothing, code: TY-02, source: "def mean(values):\\n    values.sum() / len(values)"}
- {slip: keeps the axis, code: SH-06, source: "def mean(values):\\n    return values"}
- {slip: name of nothing, code: NameError, source: "def mean(values):\\n    return valeus.mean()"}
- {slip: does not define it, code: NameError, source: "average = 1"}
centred:
- {slip: adds, code: VA-01, source: "def centred(values):\\n    return values + mean(values)"}
- {slip: other sign, code: VA-03, source: "def centred(values):\\n    return mean(values) - values"}
- {slip: in place, code: VA-01, source: "def centred(values):\\n    return values"}
- {slip: returns nothing, code: TY-02, source: "def centred(values):\\n    values - mean(values)"}
- {slip: sum, code: VA-01, source: "def centred(values):\\n    return values - values.sum()"}
"""


def slips(lesson, text):
    path = lesson.project.root / "slips.yaml"
    path.write_text(text, encoding="utf-8")
    return read_wrong_answers(path, "slips.yaml", lesson.read())


def found(lesson, *, wrong="", passes=1):
    """Return (line, rule) of everything that the gates say of the lesson."""
    answers, log = slips(lesson, wrong) if wrong else ({}, None)
    faults = [*check_lesson_files(lesson.read()), *walk(lesson.read(), answers, passes=passes).faults]
    return [(fault.line, fault.rule) for fault in [*faults, *(log.faults if log else [])]]


def test_example_passes_every_gate_and_again_in_the_same_kernel(lesson):
    report = walk(lesson.read(), {}, passes=2)
    assert report.faults == []
    assert report.figures == [{"brightness": pytest.approx(57.08, abs=0.01), "images": 1438}] * 2
    assert check_lesson_files(lesson.read()) == ()


def test_every_wrong_answer_is_told_its_cause(lesson):
    answers, log = slips(lesson, SLIPS)
    assert log.faults == []
    report = walk(lesson.read(), answers)
    assert [str(fault) for fault in report.faults] == []
    assert report.tried == {"mean": 6, "centred": 6}


def test_process_is_left_as_it_was(lesson):
    main, folder, environment = sys.modules["__main__"], Path.cwd(), dict(os.environ)
    walk(lesson.read(), {})
    assert (sys.modules["__main__"], Path.cwd(), dict(os.environ)) == (main, folder, environment)


def test_wrong_answer_that_passes_is_stopped(lesson):
    wrong = SLIPS.replace("return values.sum()\n", "return values.mean()\n")
    assert (lesson.line("values = np.array([1.0"), "wrong-answer-passes") in found(lesson, wrong=wrong)


def test_wrong_answer_with_another_cause_is_stopped(lesson):
    wrong = SLIPS.replace("code: VE-02", "code: VE-01")
    assert (lesson.line("values = np.array([1.0"), "wrong-answer-cause") in found(lesson, wrong=wrong)


def test_wrong_answer_leaves_nothing_behind(lesson):
    """What it does to names, arrays and lists is taken back before the solution runs."""
    wrong = "mean:\n- slip: vandal\n  code: NameError\n  source: |\n    row[...] = 1\n    del images, np\n"
    lesson.replace("## 평균\n", "```{code-cell} ipython3\nrow = row.copy()\n```\n\n## 평균\n")
    lesson.replace(":tags: [hide-input]\n\n", "assert row.sum() != row.size\n")
    rules = [rule for _, rule in found(lesson, wrong=wrong)]
    assert set(rules) <= {"wrong-answers-few"}


def test_too_few_wrong_answers_are_stopped(lesson):
    _, log = slips(lesson, "mean: []\nmeen: []\n")
    assert sorted((fault.line, fault.rule) for fault in log.faults) == [
        (1, "wrong-answers-few"),
        (1, "wrong-answers-few"),
        (2, "wrong-answers-unknown"),
    ]


def test_skeleton_that_passes_is_stopped(lesson):
    lesson.replace("expect(mean(np.ones(4))).scalar().close_to(1.0)", "expect(1.0).close_to(1.0)")
    assert found(lesson) == [(lesson.line("expect(1.0)"), "skeleton-passes")]


def test_solution_that_fails_is_stopped(lesson):
    lesson.replace("close_to([-1.0, 1.0])", "close_to([-1.0, 2.0])")
    assert found(lesson) == [(lesson.line("expect(centred("), "solution-fails")]


def test_cell_that_fails_is_stopped_at_its_line(lesson):
    lesson.replace('axes.set_xlabel("x")', "axes.set_xlabel(no_such_name)")
    assert found(lesson) == [(lesson.line("axes.set_xlabel("), "cell-fails")]


def test_untrue_shape_comment_is_stopped(lesson):
    lesson.replace("# (784,), 한 장을", "# (28, 28), 한 장을")
    assert found(lesson) == [(lesson.line("# (28, 28)"), "shape-comment")]


def test_untrue_shape_comment_inside_a_solution_is_stopped(lesson):
    lesson.replace("total = values.sum()     # ()", "total = values.sum()     # (N,)")
    assert set(found(lesson)) == {(lesson.line("total = values.sum()"), "shape-comment")}


def test_missing_glyph_is_stopped(lesson):
    lesson.replace('axes.set_xlabel("x")', 'axes.set_xlabel("\\U00013080")')
    assert found(lesson) == [(lesson.line("figure, axes"), "missing-glyph")]


def test_cell_that_cannot_run_twice_is_stopped(lesson):
    lesson.replace(
        "figure, axes = plt.subplots()", "assert 'axes' not in globals()\nfigure, axes = plt.subplots()"
    )
    assert found(lesson, passes=1) == []
    assert found(lesson, passes=2) == [(lesson.line("assert 'axes'"), "cell-fails")]


def test_figure_that_changes_when_all_cells_run_again_is_stopped(lesson):
    lesson.replace("value: len(images)", "value: len(runs)")
    lesson.replace("row = images[0]", "runs = globals().get('runs', []) + [1]\nrow = images[0]")
    assert (lesson.line("  images:"), "not-idempotent") in found(lesson, passes=2)


def test_figure_that_cannot_be_measured_is_stopped(lesson):
    lesson.replace("value: len(images)", "value: len(image)")
    assert found(lesson) == [(lesson.line("  images:"), "results-value")]


def test_figure_nobody_has_measured_is_stopped(lesson):
    lesson.replace("  images:\n", "  pictures:\n")
    rules = [rule for _, rule in found(lesson)]
    assert sorted(rules) == ["results-left-over"] * 2 + ["results-missing"] * 2


def test_solution_that_stands_elsewhere_is_stopped(lesson):
    lesson.replace("    return values - mean(values)\n", "    return values - np.asarray(mean(values))\n")
    lesson.replace("## 고장 난 코드\n", "## 고장 난 코드\n\n`return values - np.asarray(mean(values))`\n")
    assert found(lesson) == [(lesson.line("    return values - np"), "leak")]


def test_hint_in_the_prose_is_stopped(lesson):
    lesson.replace("## 고장 난 코드\n", "## 고장 난 코드\n\n부호를 보세요.\n")
    assert found(lesson) == [(lesson.line("```{code-cell} ipython3\n:exercise: centred"), "leak")]


def test_error_that_is_shown_on_purpose_must_come(lesson):
    lesson.replace("np.ones(3) + np.ones(4)", "np.ones(3) + np.ones(3)")
    assert found(lesson) == [
        (lesson.line("```{code-cell} ipython3\n:tags: [raises-exception]"), "raises-nothing")
    ]
