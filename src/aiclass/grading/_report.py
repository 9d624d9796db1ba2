"""What an instructor wants to know of a graded class: a value, made from the results and from what grading recorded."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from statistics import fmean, median
from typing import Any, Final

from aiclass.grading._flags import flag_detail, flag_name, flag_text, is_note
from aiclass.grading._graded import Outcome
from aiclass.grading._pages import without_code
from aiclass.grading._plain_text import plain_text
from aiclass.grading._record import Record
from aiclass.grading._report_alike import AlikePair, alike_in_notebook

BINS: Final = 10
UNTRIED: Final = "untried"
UNTRIED_SIGNS: Final = ("NotImplementedError [GD-43]", "[GD-40]")  # a stub that was left as it was
KINDS: Final = ("passed", "partial", "failed", "untried", "limit", "manual", "missing", "grader-failure")
SIGNS: Final = {
    "passed": ("✓", "통과"),
    "partial": ("△", "부분 점수"),
    "failed": ("✗", "틀림"),
    UNTRIED: ("○", "풀지 않음"),
    "limit": ("◐", "한도 넘음"),
    "manual": ("✎", "점수 기다림"),
    "missing": ("–", "없음"),
    "grader-failure": ("!", "채점기 문제"),
}
MISTAKEN: Final = ("partial", "failed", "limit")  # kinds whose codes tell of a mistake


@dataclass(frozen=True, slots=True, kw_only=True)
class CellResult:
    """What became of one cell of one learner.

    Attributes:
        kind: one of KINDS; "manual" only while a person has still to mark it.
        code: of a mistake, "" where there is none.
    """

    grade_id: str
    kind: str
    score: float | None
    max_score: float
    text: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnerRow:
    """One submission.

    Attributes:
        page: address of the feedback page relative to OUT, "" where there is none.
        total: points with a person's marks, less a late penalty.
    """

    learner: str
    notebook: str
    page: str
    outcome: str
    total: float
    max_score: float
    late_seconds: float
    flags: tuple[str, ...]
    cells: tuple[CellResult, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseResult:
    """How the class did on one scored cell.

    Attributes:
        counts: kind to number of learners, in the order of KINDS.
        mean: of the points that are there, None where there are none or some are still to be given.
        codes: the codes seen most, with how often.
        waiting: learners whose answer a person has still to mark.
    """

    notebook: str
    grade_id: str
    title: str
    max_score: float
    counts: Mapping[str, int]
    mean: float | None
    codes: tuple[tuple[str, int], ...]
    waiting: tuple[str, ...] = ()

    @property
    def learners(self) -> int:
        """Return how many submissions have a result here."""
        return sum(self.counts.values())

    @property
    def success(self) -> float | None:
        """Return the share that passed of those that have been judged; None where some or all still have to be."""
        if self.waiting:
            return None
        judged = sum(self.counts[kind] for kind in ("passed", "partial", "failed", "untried", "limit"))
        return self.counts["passed"] / judged if judged else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mistake:
    """What checks said, and to whom and where; ``code`` is "" where only an exception was there to tell.

    Cases of one code are one mistake where the course has a sentence for it, else where their first lines agree.
    """

    code: str
    sentence: str
    learners: tuple[str, ...]
    exercises: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A submission that a person should look at; what waits for marks is in the exercises."""

    learner: str
    notebook: str
    page: str
    what: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotebookReport:
    """Everything about one notebook of the assignment."""

    name: str
    title: str
    exercises: tuple[ExerciseResult, ...]
    rows: tuple[LearnerRow, ...]
    alike: tuple[AlikePair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Everything about the class.

    Attributes:
        percentages: of each learner who handed in something readable, all notebooks together.
        bins: how many learners are in each tenth of the points; the last one includes all points.
        is_complete: whether what grading recorded was there: titles, own code, pages.
    """

    assignment: str
    learners: int
    outcomes: Mapping[str, int]
    percentages: tuple[float, ...]
    bins: tuple[int, ...]
    notebooks: tuple[NotebookReport, ...]
    mistakes: tuple[Mistake, ...]
    tasks: tuple[Task, ...]
    is_complete: bool

    @property
    def mean(self) -> float | None:
        """Return the mean percentage."""
        return fmean(self.percentages) if self.percentages else None

    @property
    def median(self) -> float | None:
        """Return the median percentage."""
        return median(self.percentages) if self.percentages else None


def make_report(results: Mapping[str, Any], record: Record | None) -> Report:
    """Return the report on results that their schema accepts.

    Args:
        record: what grading left for reports; None where only the results are there.
    """
    pages = {(row.learner, row.notebook): row.page for row in record.rows} if record else {}
    rows = [_row(row, pages) for row in results["submissions"]]
    titles = {one.name: one.titles for one in record.notebooks} if record else {}
    names = list(dict.fromkeys([*titles, *(row.notebook for row in rows)]))
    notebooks = tuple(_notebook(name, rows, record, titles.get(name, {})) for name in names)
    percentages = tuple(_percentages(rows))
    return Report(
        assignment=results["assignment"],
        learners=len({row.learner for row in rows}),
        outcomes={outcome.value: sum(row.outcome == outcome.value for row in rows) for outcome in Outcome},
        percentages=percentages,
        bins=_bins(percentages),
        notebooks=notebooks,
        mistakes=_mistakes(notebooks, record.sentences if record else {}),
        tasks=tuple(_tasks(rows, titles)),
        is_complete=record is not None,
    )


def _row(row: Mapping[str, Any], pages: Mapping[tuple[str, str], str]) -> LearnerRow:
    earned = sum(cell["score"] for cell in row["cells"] if cell["score"] is not None)
    penalties = [flag_detail(flag) for flag in row["flags"] if flag_name(flag) == "note:late-penalty"]
    return LearnerRow(
        learner=row["learner"],
        notebook=row["notebook"],
        page=pages.get((row["learner"], row["notebook"]), ""),
        outcome=row["outcome"],
        total=max(0.0, earned - sum(map(_number, penalties))),
        max_score=row["max_score"],
        late_seconds=row["late_seconds"],
        flags=tuple(row["flags"]),
        cells=tuple(_cell(cell) for cell in row["cells"]),
    )


def _cell(cell: Mapping[str, Any]) -> CellResult:
    text, code = without_code(plain_text(cell["message"]))
    kind = _kind(cell)
    return CellResult(
        grade_id=cell["grade_id"],
        kind=kind,
        score=cell["score"],
        max_score=cell["max_score"],
        text=text,
        code=code if kind in MISTAKEN else "",
    )


def _kind(cell: Mapping[str, Any]) -> str:
    outcome, score = str(cell["outcome"]), cell["score"]
    if outcome == "failed" and cell["message"].strip().endswith(UNTRIED_SIGNS):
        return UNTRIED
    if outcome == "manual" and score is not None:
        return "passed" if score >= cell["max_score"] else "partial" if score else "failed"
    return outcome


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _notebook(
    name: str, rows: Iterable[LearnerRow], record: Record | None, titles: Mapping[str, str]
) -> NotebookReport:
    own = [row for row in rows if row.notebook == name]
    found = next((one for one in record.notebooks if one.name == name), None) if record else None
    return NotebookReport(
        name=name,
        title=found.title if found else name,
        exercises=tuple(_exercises(name, own, titles)),
        rows=tuple(own),
        alike=alike_in_notebook(record, name) if record else (),
    )


def _exercises(
    notebook: str, rows: Iterable[LearnerRow], titles: Mapping[str, str]
) -> Iterator[ExerciseResult]:
    found: dict[str, list[tuple[str, CellResult]]] = {}
    for row in rows:
        for cell in row.cells:
            found.setdefault(cell.grade_id, []).append((row.learner, cell))
    for grade_id, pairs in found.items():
        cells = [cell for _, cell in pairs]
        waiting = tuple(learner for learner, cell in pairs if cell.kind == "manual")
        kinds = Counter(cell.kind for cell in cells)
        scores = [cell.score for cell in cells if cell.score is not None]
        codes = Counter(cell.code for cell in cells if cell.code)
        yield ExerciseResult(
            notebook=notebook,
            grade_id=grade_id,
            title=titles.get(grade_id, grade_id),
            max_score=max(cell.max_score for cell in cells),
            counts={kind: kinds[kind] for kind in KINDS},
            mean=fmean(scores) if scores and not waiting else None,
            codes=tuple(codes.most_common(3)),
            waiting=waiting,
        )


def _percentages(rows: Iterable[LearnerRow]) -> Iterator[float]:
    by_learner: dict[str, list[LearnerRow]] = {}
    for row in rows:
        by_learner.setdefault(row.learner, []).append(row)
    for own in by_learner.values():
        most = sum(row.max_score for row in own)
        if most and any(row.outcome in (Outcome.GRADED, Outcome.LIMIT) for row in own):
            yield 100 * sum(row.total for row in own) / most


def _bins(percentages: Iterable[float]) -> tuple[int, ...]:
    counts = Counter(min(BINS - 1, int(one * BINS / 100 + 1e-9)) for one in percentages)
    return tuple(counts[number] for number in range(BINS))


def _mistakes(notebooks: Iterable[NotebookReport], sentences: Mapping[str, str]) -> tuple[Mistake, ...]:
    seen: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for notebook in notebooks:
        titles = {one.grade_id: one.title for one in notebook.exercises}
        for row in notebook.rows:
            for cell in row.cells:
                if cell.kind in MISTAKEN and cell.text:
                    sentence = sentences.get(cell.code) or cell.text.split("\n")[0]
                    seen.setdefault((cell.code, sentence), []).append((row.learner, titles[cell.grade_id]))
    made = (
        Mistake(
            code=code,
            sentence=sentence,
            learners=tuple(dict.fromkeys(learner for learner, _ in cases)),
            exercises=tuple(dict.fromkeys(title for _, title in cases)),
        )
        for (code, sentence), cases in seen.items()
    )
    return tuple(sorted(made, key=lambda one: (-len(one.learners), one.code, one.sentence)))


def _tasks(rows: Iterable[LearnerRow], titles: Mapping[str, Mapping[str, str]]) -> Iterator[Task]:
    for row in rows:
        names = titles.get(row.notebook, {})

        def task(kind: str, what: str, row: LearnerRow = row) -> Task:
            return Task(learner=row.learner, notebook=row.notebook, page=row.page, kind=kind, what=what)

        if row.outcome == Outcome.GRADER_FAILURE:
            yield task("채점기 문제", "다시 채점해 주세요(--force). 계속되면 원본의 확인 코드를 살펴보세요.")
            continue
        for flag in row.flags:
            if not is_note(flag):
                detail = plain_text(flag_detail(flag))
                name = flag_name(flag)
                text = flag_text(f"{name}:{names.get(detail, detail)}" if detail else name)
                yield task(
                    "읽지 못함" if name == "invalid" else "살펴볼 점", without_code(plain_text(text))[0]
                )
        failed = [
            names.get(cell.grade_id, cell.grade_id) for cell in row.cells if cell.kind == "grader-failure"
        ]
        if failed:
            yield task("채점기 문제", ", ".join(failed))
        if row.outcome == Outcome.LIMIT:
            stopped = [names.get(cell.grade_id, cell.grade_id) for cell in row.cells if cell.kind == "limit"]
            yield task(
                "한도 넘음", ", ".join(stopped) or "점수가 없는 셀이 시간이나 메모리 한도를 넘었습니다."
            )
