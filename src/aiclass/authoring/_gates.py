"""What every lesson must pass before it is shown to anyone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aiclass.authoring._faults import Fault, FaultLog
from aiclass.authoring._forms import Form, learner_form, line_in_lesson, solution_form, text_of
from aiclass.authoring._markers import NEAR_MARKER, split_regions
from aiclass.authoring._notebooks import learner_notebook, notebook_bytes
from aiclass.authoring._shell import LessonShell, Outcome, lesson_shell
from aiclass.authoring._source import Cell, CheckCell, ExerciseCell, LessonSource, PredictionCell
from aiclass.authoring._wrong_answers import WrongAnswer

FEWEST_LEAKED_CHARACTERS = 30  # shorter lines, such as "return x @ w", may well stand elsewhere too
TEST = re.compile(r"\b(expect|assert)\b")
SECRET_KEYS = frozenset(
    {"exercise", "check", "predict", "hints", "answer", "explain", "results", "skills", "tier"}
)


@dataclass(slots=True, kw_only=True)
class GateReport:
    """What a walk through a lesson found.

    Attributes:
        faults: everything that the lesson must not do.
        figures: measured values, one mapping a pass.
        tried: exercise id to how many answers were refused: the skeleton and the wrong ones.
    """

    faults: list[Fault]
    figures: list[dict[str, float]] = field(default_factory=list)
    tried: dict[str, int] = field(default_factory=dict)


def check_lesson_files(lesson: LessonSource) -> tuple[Fault, ...]:
    """Return what can be seen without running: leaks into the learner notebook, figures nobody measured."""
    log = FaultLog(lesson.shown_path)
    _check_leaks(lesson, log)
    _check_measured(lesson, log)
    return tuple(log.faults)


def walk(
    lesson: LessonSource,
    wrong_answers: Mapping[str, Sequence[WrongAnswer]],
    *,
    twin: bool = True,
    passes: int = 1,
) -> GateReport:
    """Run a lesson in this process, trying skeleton and wrong answers before every solution.

    Args:
        wrong_answers: by exercise id.
        twin: use the embedded twins; otherwise real data must be had.
        passes: 2 runs all cells again in the same kernel, which must change nothing.
    """
    with lesson_shell(lesson, twin=twin) as shell:
        walker = _Walk(lesson, shell, wrong_answers)
        walker.run(is_first=True)
        for _ in range(passes - 1):
            walker.run(is_first=False)
    return walker.report


class _Walk:
    """One shell going through one lesson."""

    def __init__(
        self, lesson: LessonSource, shell: LessonShell, wrong: Mapping[str, Sequence[WrongAnswer]]
    ) -> None:
        self.lesson, self.shell, self.wrong = lesson, shell, wrong
        self.log = FaultLog(lesson.shown_path)
        self.report = GateReport(faults=self.log.faults)

    def run(self, *, is_first: bool) -> None:
        """Run every cell; on the first pass every exercise is answered wrongly before."""
        self.report.figures.append({})
        for index, cell in enumerate(self.lesson.cells):
            if cell.kind != "code":
                continue
            if is_first and isinstance(cell.role, ExerciseCell) and not cell.role.manual:
                self._try_answers(index, cell, cell.role)
            self._run_solution(cell, "" if is_first else " when all cells run again")
            self._measure(cell)
        if not is_first:
            self._compare_passes()

    def _run_solution(self, cell: Cell, when: str) -> None:
        form = solution_form(cell)

        def report(line: int, text: str) -> None:
            self.log.add(line_in_lesson(cell, form, line), "shape-comment", text)

        outcome = self.shell.run(text_of(form), report)
        if outcome.error is not None and not cell.may_raise:
            rule = "solution-fails" if isinstance(cell.role, CheckCell | ExerciseCell) else "cell-fails"
            self.log.add(_line(cell, form, outcome), rule, f"the cell fails{when}: {_told(outcome.error)}")
        if outcome.error is None and cell.may_raise:
            text = "the cell has the tag 'raises-exception' and raises nothing. Remove the tag."
            self.log.add(cell.line, "raises-nothing", text)
        if outcome.drawing_error:
            text = f"a figure could not be drawn{when}: {outcome.drawing_error}"
            self.log.add(cell.source_line, "drawing-fails", text)
        for glyph in outcome.missing_glyphs:
            text = f"{glyph}. Use a sign that the fonts have, or aiclass.plots."
            self.log.add(cell.source_line, "missing-glyph", text)

    def _try_answers(self, index: int, cell: Cell, role: ExerciseCell) -> None:
        skeleton = text_of(learner_form(cell))
        segment = self._segment(index, role.id)
        self.shell.shapes.is_on = False
        for check, error in self._attempt(skeleton, segment, role.id).checks:
            if error is None:
                what = "the starter" if role.broken else "the skeleton"
                text = f"{what} of exercise {role.id!r} passes. Test something that it cannot do."
                self.log.add(check.source_line, "skeleton-passes", text)
        for answer in self.wrong.get(role.id, ()):
            self._judge(answer, self._attempt(answer.source, segment, role.id), role.id)
        self.shell.shapes.is_on = True
        self.report.tried[role.id] = 1 + len(self.wrong.get(role.id, ()))

    def _segment(self, index: int, exercise_id: str) -> list[Cell]:
        """Return the code cells behind an exercise, up to its last check."""
        last = self.lesson.cells.index(self.lesson.checks_of(exercise_id)[-1])
        return [cell for cell in self.lesson.cells[index + 1 : last + 1] if cell.kind == "code"]

    def _attempt(self, answer: str, segment: Sequence[Cell], exercise_id: str) -> "_Attempt":
        checks: list[tuple[Cell, BaseException | None]] = []
        with self.shell.taken_back():
            answer_error = self.shell.run(answer, is_stored=False).error
            for cell in segment:
                error = self.shell.run(text_of(solution_form(cell)), is_stored=False).error
                if isinstance(cell.role, CheckCell) and cell.role.exercise == exercise_id:
                    checks.append((cell, error))
        return _Attempt(answer_error=answer_error, checks=checks)

    def _judge(self, answer: WrongAnswer, attempt: "_Attempt", exercise_id: str) -> None:
        what = f"wrong answer {answer.slip!r} to {exercise_id!r}"
        line = self.lesson.checks_of(exercise_id)[0].source_line
        first = next((error for _, error in attempt.checks if error is not None), None)
        if first is None:
            self.log.add(line, "wrong-answer-passes", f"{what} passes its checks. Test for it.")
            return
        names = _codes(attempt.answer_error) | _codes(first)
        if answer.code not in names:
            text = f"{what} should be told {answer.code}, but is told {' / '.join(sorted(names))}: {_told(first)}"
            self.log.add(line, "wrong-answer-cause", text)

    def _measure(self, cell: Cell) -> None:
        for figure in cell.figures:
            try:
                value = self.shell.evaluate(figure.value)
                number = float(value)
            except Exception as error:  # the author's expression may raise anything
                text = f"result {figure.name!r} cannot be measured: {_told(error)}"
                self.log.add(figure.line, "results-value", text)
            else:
                self.report.figures[-1][figure.name] = number

    def _compare_passes(self) -> None:
        before, after = self.report.figures[-2:]
        for figure in self.lesson.figures:
            if figure.name not in before or figure.name not in after:
                continue
            if abs(before[figure.name] - after[figure.name]) > figure.tolerance:
                text = f"result {figure.name!r} is {after[figure.name]:.6g} when all cells run again, not"
                text = f"{text} {before[figure.name]:.6g}. Do not change in place what an earlier cell made."
                self.log.add(figure.line, "not-idempotent", text)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What an answer and the checks behind it raised."""

    answer_error: BaseException | None
    checks: Sequence[tuple[Cell, BaseException | None]]


def _codes(error: BaseException | None) -> set[str]:
    """Return every name under which an error is known: a check's code, a message code, its class."""
    from aiclass.check import CheckFailed, explain

    if error is None:
        return set()
    if isinstance(error, CheckFailed):
        return {error.code}
    return {type(error).__name__, explain(error).code}


def _told(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"


def _line(cell: Cell, form: Form, outcome: Outcome) -> int:
    """Return the line of ``lesson.md`` on which the cell failed."""
    trace = outcome.error.__traceback__ if outcome.error else None
    while trace is not None:
        if (
            "ipykernel" in trace.tb_frame.f_code.co_filename
            or "<ipython-input" in trace.tb_frame.f_code.co_filename
        ):
            return line_in_lesson(cell, form, trace.tb_lineno)
        trace = trace.tb_next
    return cell.source_line


def _check_leaks(lesson: LessonSource, log: FaultLog) -> None:
    """Note solution text, hidden tests, markers or author's metadata in what a learner gets."""
    notebook = learner_notebook(lesson)
    seen = "\n".join(cell.source for cell in notebook.cells)
    for cell, built in zip(lesson.cells, notebook.cells, strict=True):
        if SECRET_KEYS & built.metadata.keys():
            log.add(cell.line, "leak", "metadata of the author stands in the learner notebook.")
        if NEAR_MARKER.search(built.source):
            log.add(cell.line, "leak", "a marker stands in the learner notebook.")
        for line, text in _secrets(cell):
            if text in seen:
                log.add(
                    line,
                    "leak",
                    f"{text!r} is secret and stands elsewhere in the notebook. Change one of them.",
                )
    content = notebook_bytes(notebook).decode()
    for cell in lesson.cells:
        if isinstance(cell.role, PredictionCell) and cell.role.explain in content:
            log.add(cell.line, "leak", f"the explanation of {cell.role.id!r} stands in the learner notebook.")
        for hint in cell.role.hints if isinstance(cell.role, ExerciseCell) else ():
            if hint in seen:
                log.add(cell.line, "leak", f"hint {hint!r} stands in the learner notebook.")


def _secrets(cell: Cell) -> Iterator[tuple[int, str]]:
    """Yield every line of a solution, and every test of a hidden one, that is long enough to be recognised.

    A broken exercise's solution repeats lines of the starter, which is shown.
    """
    lines = split_regions(cell.source)
    shown = {line.text.strip() for line in lines if line.region in {"visible", "starter"}}
    for line in lines:
        text = line.text.strip()
        is_secret = line.region == "solution" or (line.region == "hidden" and TEST.search(text))
        is_long = len(text) >= FEWEST_LEAKED_CHARACTERS
        if is_secret and is_long and line.edge is None and text not in shown:
            yield cell.source_line + line.offset, text


def _check_measured(lesson: LessonSource, log: FaultLog) -> None:
    names = {figure.name: figure.line for figure in lesson.figures}
    for kind in ("real", "twin") if lesson.data else ("real",):
        measured = lesson.measured.get(kind, {}).keys()
        for name in sorted(names.keys() - measured):
            text = (
                f"results.json has no {kind} figure {name!r}. Measure it with 'aiclass results {lesson.id}'."
            )
            log.add(names[name], "results-missing", text)
        for name in sorted(measured - names.keys()):
            text = f"results.json has a {kind} figure {name!r} that no cell takes. Measure anew."
            log.add(1, "results-left-over", text)
