"""Grade what was handed in: collect, run what is new, put lateness and marks on top, write the results."""

import os
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from filelock import FileLock, Timeout

from aiclass.grading._assignment import Assignment
from aiclass.grading._cache import STATE, Cache
from aiclass.grading._feedback import FeedbackPages
from aiclass.grading._graded import Graded, Outcome
from aiclass.grading._learners import clean_learner
from aiclass.grading._marks import Marks, apply_marks, keep_marks, kept_marks, read_marks
from aiclass.grading._results import Results, refuse_another_assignment, write_results
from aiclass.grading._sandbox import Sandbox
from aiclass.grading._submission import Submission
from aiclass.grading._verdict import Options
from aiclass.grading._workers import Done, OpenSandbox, Workers
from aiclass.grading.errors import NothingSubmitted, OutputUnusable
from aiclass.messages import message

WARM: Final = frozenset(["aiclass", "matplotlib", "numpy", "pandas", "scipy", "seaborn", "sklearn", "torch"])
KNOWN_NAMES: Final = 12  # in a message


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What a listener is told after each submission."""

    done: int
    total: int
    learner: str
    was_kept: bool


Listener = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Graders:
    """How many work at once, and where.

    Attributes:
        workers: at least 1.
        open_sandbox: gives a sandbox; the real one unless a test brings its own.
    """

    workers: int
    open_sandbox: OpenSandbox


@contextmanager
def graders(assignment: Assignment, options: Options, workers: int | None = None) -> Iterator[Graders]:
    """Give the sandbox for this assignment, warmed up with what its notebooks import."""
    with TemporaryDirectory(prefix="aiclass-course-") as folder:
        Path(folder).chmod(0o755)  # a submission runs as another user
        for name, content in assignment.course.items():
            Path(folder, name).write_bytes(content)
        course = Path(folder) if assignment.course else None
        open_sandbox = partial(Sandbox, warm_imports(assignment), unsafe=options.unsafe, course=course)
        yield Graders(workers=workers or os.cpu_count() or 1, open_sandbox=open_sandbox)


def warm_imports(assignment: Assignment) -> tuple[str, ...]:
    """Return the packages that the notebooks' own cells import and that are worth importing only once."""
    from importlib.util import find_spec

    from aiclass.grading._python import imported_packages

    named = {
        name
        for notebook in assignment.notebooks
        for cell in notebook.cells
        if cell.kind == "code"
        for name in imported_packages(cell.written)
    }
    found = {name for name in named & WARM if find_spec(name) is not None}
    lessons = {"aiclass.check", "aiclass.data", "aiclass.plots"} if "aiclass" in found else set()
    return tuple(sorted(found | lessons))


def grade(
    submissions: Iterable[Submission],
    assignment: Assignment,
    out: Path,
    *,
    options: Options,
    graders: Graders,
    only: str | None = None,
    force: bool = False,
    marks: Path | None = None,
    listener: Listener | None = None,
) -> Results:
    """Grade what is new or changed and write the results of everything.

    Stopped by Ctrl-C, it writes the results of what is done before it passes the interruption on.

    Args:
        out: folder for the results; made where it is missing.
        only: grade this learner alone; others keep the results that they have.
        force: grade anew what did not change.
        marks: CSV of points that a person gave.

    Raises:
        NotIsolated: this machine cannot isolate submissions.
        NothingSubmitted: ``only`` names nobody.
        MarksFaults: the CSV breaks rules.
        OutputUnusable: OUT holds another assignment's results, or another run is at work on it.
    """
    everyone = list(submissions)
    chosen = _chosen(everyone, only)
    with _locked(out):
        refuse_another_assignment(out, assignment)
        given = dict(kept_marks(out))
        if marks:
            given |= read_marks(marks, assignment, {one.learner for one in everyone})
        cache = Cache(out)
        pages = FeedbackPages(out, assignment, (one.learner for one in everyone), cache.read)
        wanted = {one.key for one in chosen}
        finished = _kept([one for one in everyone if one.key not in wanted], assignment, options, cache)
        workers = Workers(assignment, options, cache, graders.open_sandbox, force=force)
        try:
            for done in _told(workers.grade(chosen, graders.workers), len(chosen), listener):
                finished[done.submission.key] = done
                pages.write(_row(done, assignment, given))  # while others run
        except KeyboardInterrupt:
            rest = [one for one in everyone if one.key not in finished]
            finished |= _kept(rest, assignment, options, cache)
            _results(everyone, finished, assignment, given, out=out, pages=pages)
            raise
        results = _results(everyone, finished, assignment, given, out=out, pages=pages)
        if len(finished) == len(everyone):
            cache.keep_only(done.key for done in finished.values())
        return results


def _told(running: Generator[Done], total: int, listener: Listener | None) -> Iterator[Done]:
    """Yield what is done, each told to the listener; whatever ends it ends the workers."""
    with closing(running):
        for number, done in enumerate(running, start=1):
            yield done
            if listener:
                told = Progress(
                    done=number, total=total, learner=done.submission.learner, was_kept=done.was_kept
                )
                listener(told)


def _chosen(everyone: list[Submission], only: str | None) -> list[Submission]:
    if only is None:
        return everyone
    learner = clean_learner(only)
    chosen = [one for one in everyone if one.learner == learner]
    if not chosen:
        names = list(dict.fromkeys(one.learner for one in everyone))
        more = " …" if len(names) > KNOWN_NAMES else ""
        raise NothingSubmitted(message("GD-27", learner=only, known=", ".join(names[:KNOWN_NAMES]) + more))
    return chosen


def _kept(
    others: Iterable[Submission], assignment: Assignment, options: Options, cache: Cache
) -> dict[tuple[str, str], Done]:
    """Return those of the submissions that need no run."""
    from aiclass.grading._verdict import make_ready

    finished = {}
    for submission in others:
        ready = make_ready(submission, assignment, options, cache.read)
        if ready.verdict is not None:
            finished[submission.key] = Done.of(submission, ready.verdict, ready.key, was_kept=True)
    return finished


def _results(
    everyone: Iterable[Submission],
    finished: dict[tuple[str, str], Done],
    assignment: Assignment,
    marks: Marks,
    *,
    out: Path,
    pages: FeedbackPages,
) -> Results:
    rows = tuple(_row(finished[one.key], assignment, marks) for one in everyone if one.key in finished)
    results = Results(assignment=assignment.name, submissions=rows)
    if marks:
        keys = {(row.learner, row.notebook): row.key for row in rows}
        seen = {name: replace(mark, key=mark.key or keys.get(name[:2], "")) for name, mark in marks.items()}
        keep_marks(out, seen)
    write_results(out, results, assignment)
    pages.finish(rows)
    return results


def _row(done: Done, assignment: Assignment, marks: Marks) -> Graded:
    """Return a row of the results: the verdict, lateness and a person's marks."""
    return _with_penalty(apply_marks(_graded(done, assignment), marks), assignment)


def _graded(done: Done, assignment: Assignment) -> Graded:
    submission, verdict = done.submission, done.verdict
    late = assignment.policy.late_seconds(submission.learner, submission.submitted_at)
    flags = [*submission.flags, *verdict.flags]
    handed_in = submission.load is not None or submission.fault
    if assignment.policy.due and submission.submitted_at is None and handed_in:
        flags.append("note:no-time")
    return Graded(
        learner=submission.learner,
        notebook=submission.notebook,
        submitted_at=submission.submitted_at,
        attempt=submission.attempt,
        late_seconds=late,
        outcome=verdict.outcome,
        score=sum(cell.score for cell in verdict.cells if cell.score is not None),
        penalty=0.0,
        max_score=assignment.notebook(submission.notebook).max_score,
        seconds=verdict.seconds,
        flags=tuple(dict.fromkeys(flags)),
        cells=verdict.cells,
        key=done.key,
    )


def _with_penalty(row: Graded, assignment: Assignment) -> Graded:
    penalty = assignment.policy.penalty(row.earned, row.late_seconds)
    if not penalty or row.outcome in (Outcome.INVALID, Outcome.GRADER_FAILURE):
        return row
    return replace(row, penalty=penalty, flags=(*row.flags, f"note:late-penalty:{penalty:g}"))


@contextmanager
def _locked(out: Path) -> Iterator[None]:
    """Keep a second run out of the folder.

    Raises:
        OutputUnusable: one is already at work on it, or a file stands in its place.
    """
    if out.exists() and not out.is_dir():
        raise OutputUnusable(message("GD-33", path=out))
    state = out / STATE
    state.mkdir(parents=True, exist_ok=True)
    lock = FileLock(state / "lock", timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise OutputUnusable(message("GD-32", folder=out)) from None
    try:
        yield
    finally:
        lock.release()
