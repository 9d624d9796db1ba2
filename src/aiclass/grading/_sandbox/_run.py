"""Run a plan: first every cell of the learner's, then the tests on snapshots of the state that each belongs to.

No test enters the sandbox before the last learner's cell has run and its process is gone. What a cell shows was
recorded before any hidden text was near, and nothing that is shown once hidden lines are near is passed on: first all
tests run without their hidden lines, for the words. When all words have been taken, a test whose hidden lines stand at
its end goes on with them, where it was; any other runs in full on a second copy of the learner's state.
"""

import base64
import contextlib
import re
import signal
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from enum import Enum, auto
from pathlib import PurePosixPath
from typing import Any, Final

from aiclass.grading._plan import CellKind, CellOutcome, CellRun, Plan, PlannedCell, Run
from aiclass.grading._sandbox._processes import Cage, Process, TestReport, run_test
from aiclass.grading._sandbox._reports import Report
from aiclass.grading._sandbox._visible import bound_by, has_hidden, hidden_end, without_hidden
from aiclass.grading._sandbox.errors import ConversationBroken, Gone, SandboxError
from aiclass.messages import CODE, message

YIELD_S: Final = 1.0  # after an interrupt, before the process is killed
GONE: Final = (ConversationBroken, TimeoutError)


class Conversation:
    """One submission from its first cell to its last test.

    Args:
        open_cage: gives a cage in which nothing has run; one that it gave before is closed.
    """

    def __init__(self, open_cage: Callable[[], Cage], plan: Plan) -> None:
        self._open_cage, self._plan = open_cage, plan
        self._runs: dict[int, CellRun] = {}
        self._snapshots: dict[int, Process] = {}
        self._flags: set[str] = set()
        self._started = time.monotonic()
        self._cage = open_cage()
        self._learner: Process | None = self._cage.learner
        self._base: Process | None = (
            None  # what a lost learner's process is taken up from; a new cage before it is there
        )
        self._since: list[PlannedCell] = []  # cells that have run after that

    def run(self) -> Run:
        """Return what the plan gave."""
        self._lay_files()
        for position, cell in enumerate(self._plan.cells):
            if cell.kind is CellKind.LEARNER:
                self._runs[position] = self._run_cell(cell)
            elif self._learner is not None and (snapshot := self._fork(self._learner)):
                self._snapshots[position] = self._base = snapshot
                self._since = []
        if self._learner is not None:
            self._retire(self._learner)
        self._run_tests()
        return Run(
            cells=tuple(self._runs[position] for position in range(len(self._plan.cells))),
            flags=tuple(sorted(self._flags)),
            seconds=time.monotonic() - self._started,
        )

    def _lay_files(self) -> None:
        for name, content in self._plan.files.items():
            if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                raise SandboxError(f"a file beside the notebook must lie beside it; got {name!r}.")
            encoded = base64.b64encode(content).decode()
            self._cage.learner.channel.send({"do": "file", "name": name, "content": encoded})
            self._cage.learner.next(10)

    def _run_cell(self, cell: PlannedCell) -> CellRun:
        """Run a learner's cell. One that cannot be interrupted, or ends its process, is as if it had never run."""
        left_s = self._plan.limits.seconds - (time.monotonic() - self._started)
        if left_s <= 0:
            text = message("SB-06", seconds=f"{self._plan.limits.seconds:g}")
            return CellRun(cell=cell, outcome=CellOutcome.NOT_RUN, message=text, limit="seconds")
        if self._learner is None:
            return _lost(cell)
        started = time.monotonic()
        report, limit = self._attempt(self._learner, cell, min(cell.seconds, left_s))
        if report is None:
            self._take_up()
        else:
            self._since.append(cell)
        return self._told(cell, report, limit, time.monotonic() - started)

    def _take_up(self) -> None:
        """Go on from the last snapshot: the cells after it run again, without the one that brought the process down.

        Before the first snapshot, all cells run again in a new cage. A copy before each cell, or before the first,
        would save the repetition and cost every honest submission more than its cells do.
        """
        again, self._since = self._since, []
        assert self._learner is not None
        self._retire(self._learner)
        if self._base is None:
            self._cage = self._open_cage()
            self._learner = self._cage.learner
            self._lay_files()
        else:
            self._learner = self._fork(self._base)
        for cell in again:
            if self._learner is not None:
                self._run_cell(cell)

    def _attempt(self, process: Process, cell: PlannedCell, seconds: float) -> tuple[Report | None, str]:
        """Return the cell's report, None where its process is lost, and the limit that stopped it, or ""."""
        order = {
            "do": "cell",
            "source": cell.source,
            "given": cell.given,
            "output_bytes": self._plan.limits.output_bytes,
        }
        try:
            return process.run(order, seconds), ""
        except Gone:
            return None, "memory" if self._cage.ran_out_of_memory() else ""
        except ConversationBroken:
            self._flags.add("forged-report")
            return None, ""
        except TimeoutError:
            process.signal(signal.SIGINT)
        try:
            return process.report(YIELD_S), "seconds"
        except GONE:
            return None, "seconds"

    def _told(self, cell: PlannedCell, report: Report | None, limit: str, seconds: float) -> CellRun:
        if report is None:
            text = self._limit_text(cell, limit) if limit else message("SB-03")
            outcome = CellOutcome.LIMIT if limit else CellOutcome.ERROR
            outputs = ({"output_type": "error", "ename": "Stopped", "evalue": text, "traceback": [text]},)
            return CellRun(
                cell=cell, outcome=outcome, outputs=outputs, message=text, limit=limit, seconds=seconds
            )
        limit = limit or report.limit
        outcome = CellOutcome.LIMIT if limit else CellOutcome.OK if report.ok else CellOutcome.ERROR
        return CellRun(
            cell=cell,
            outcome=outcome,
            outputs=report.outputs,
            error_name=report.error_name,
            message=self._limit_text(cell, limit) if limit else report.message,
            stderr=report.stderr,
            limit=limit,
            seconds=seconds,
        )

    def _fork(self, process: Process) -> Process | None:
        """Return a snapshot; where the process cannot fork, everything else inside is killed and it tries again."""
        with contextlib.suppress(*GONE):
            return self._cage.fork(process)
        try:
            self._cage.leave_alone([process], list(self._snapshots.values()))
            self._flags.add("note:processes-left")
            return self._cage.fork(process)
        except GONE:
            return None

    def _retire(self, process: Process) -> None:
        self._flags |= process.flags
        process.close()

    def _run_tests(self) -> None:
        """Run what the learner may see of each test, then, when nothing more is passed on, the hidden parts."""
        self._deadline = time.monotonic() + self._plan.limits.seconds
        cells = enumerate(self._plan.cells)
        tests = {position: cell for position, cell in cells if cell.kind is CellKind.TEST}
        hidden = {place: hidden_end(cell.source) for place, cell in tests.items() if has_hidden(cell.source)}
        for position, cell in tests.items():
            use = _Use.UP if position not in hidden else _Use.ON if hidden[position] else _Use.COPY
            self._runs[position] = self._run_test(position, cell, without_hidden(cell.source), use)
        for position, end in hidden.items():
            shown, cell = self._runs[position], tests[position]
            if end is None:
                full = self._run_test(position, cell, cell.source, _Use.UP)
            elif shown.outcome is CellOutcome.OK:
                bound = bound_by(without_hidden(cell.source))
                full = self._run_test(position, cell, end, _Use.UP, bound=bound)
            else:
                continue
            self._runs[position] = _without_words(full, shown)

    def _run_test(
        self, position: int, cell: PlannedCell, source: str, use: "_Use", *, bound: Sequence[str] = ()
    ) -> CellRun:
        """Run a test or a part of one.

        Args:
            bound: names that an earlier part of it has bound.
        """
        snapshot = self._snapshots.get(position)
        if snapshot is None:
            return _lost(cell)
        others = [other for other in self._snapshots.values() if other is not snapshot]
        if not self._cage.leave_alone([snapshot], others):
            self._flags.add("thread-beside-test")
        runner = self._fork_for_test(snapshot) if use is _Use.COPY else snapshot
        if use is _Use.UP:
            del self._snapshots[position]
        if runner is None:
            return _lost(cell)
        started = time.monotonic()
        allowed = min(cell.seconds, self._deadline - started)
        if allowed <= 0:
            runner.close()
            text = message("SB-06", seconds=f"{self._plan.limits.seconds:g}")
            return CellRun(cell=cell, outcome=CellOutcome.NOT_RUN, message=text, limit="seconds")
        order = {
            "do": "test",
            "source": source,
            "output_bytes": self._plan.limits.output_bytes,
            "lesson": self._plan.lesson,
            "imports": self._plan.imports,
            "answers": sorted(self._plan.answers),
            "bound": list(bound),
            "goes_on": use is _Use.ON,
        }
        try:
            report = run_test(runner, order, self._cage.key, allowed)
        except TimeoutError:
            text = self._limit_text(cell, "seconds")
            return CellRun(
                cell=cell, outcome=CellOutcome.LIMIT, message=text, limit="seconds", seconds=allowed
            )
        self._flags |= report.flags
        return self._judged(cell, report, time.monotonic() - started)

    def _fork_for_test(self, snapshot: Process) -> Process | None:
        try:
            return self._cage.fork(snapshot)
        except GONE:
            return None

    def _judged(self, cell: PlannedCell, test: TestReport, seconds: float) -> CellRun:
        report = test.report
        if (report is None or test.passed is None) and self._cage.ran_out_of_memory():
            text = self._limit_text(cell, "memory")
            return CellRun(
                cell=cell, outcome=CellOutcome.LIMIT, message=text, limit="memory", seconds=seconds
            )
        if report is None or test.passed is None:
            text = message("SB-07")
            return CellRun(
                cell=cell, outcome=CellOutcome.ERROR, error_name="Stopped", message=text, seconds=seconds
            )
        limit = "" if test.passed else report.limit
        outcome = CellOutcome.OK if test.passed else CellOutcome.LIMIT if limit else CellOutcome.ERROR
        return CellRun(
            cell=cell,
            outcome=outcome,
            outputs=report.outputs,
            value=test.value if test.passed else None,
            error_name=report.error_name,
            message=self._limit_text(cell, limit) if limit else report.message,
            code=report.code if CODE.fullmatch(report.code) else "",
            stderr=report.stderr,
            limit=limit,
            seconds=seconds,
        )

    def _limit_text(self, cell: PlannedCell, limit: str) -> str:
        limits = self._plan.limits
        texts: dict[str, Any] = {
            "seconds": ("SB-02", {"seconds": f"{cell.seconds:g}"}),
            "memory": ("SB-04", {"memory_mib": limits.memory_mib}),
            "output": ("SB-05", {"size_bytes": f"{limits.output_bytes:,}"}),
        }
        code, values = texts[limit]
        return message(code, **values)


class _Use(Enum):
    """What becomes of a snapshot when a test runs on it."""

    UP = auto()  # it ends with the test
    ON = auto()  # it goes on with what it has then
    COPY = auto()  # the test runs on a copy


BUILT_IN: Final = re.compile(
    r"[A-Z][A-Za-z]{2,40}(Error|Exception|Exit|Interrupt|Warning)|CheckFailed|KnownSlip"
)


def _without_words(full: CellRun, shown: CellRun) -> CellRun:
    """Return a full test's verdict with the words of its visible part: nothing that a hidden line made leaves."""
    if full.outcome is CellOutcome.OK:
        outputs = shown.outputs if shown.outcome is CellOutcome.OK else ()
        return replace(full, outputs=outputs)
    if full.outcome is CellOutcome.ERROR and shown.outcome is CellOutcome.ERROR:
        return replace(shown, cell=full.cell)
    if full.outcome is CellOutcome.ERROR and full.error_name != "Stopped":
        known = full.error_name if BUILT_IN.fullmatch(full.error_name) else ""
        return replace(full, outputs=(), message=message("SB-09"), error_name=known)
    return replace(full, outputs=())


def _lost(cell: PlannedCell) -> CellRun:
    """Return the run of a cell whose process an earlier cell has brought down so that it cannot be taken up."""
    return CellRun(cell=cell, outcome=CellOutcome.ERROR, error_name="Stopped", message=message("SB-10"))
