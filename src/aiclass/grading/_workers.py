"""Several submissions at once, all in one sandbox, which is warmed up once; stoppable at any moment.

One thread reads and plans ahead, so that this is done while the sandbox warms up or others run.
"""

import queue
import threading
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import Final, Self

from aiclass.grading._assignment import Assignment
from aiclass.grading._cache import Cache, Verdict
from aiclass.grading._graded import Outcome
from aiclass.grading._sandbox import NotIsolated, SandboxError
from aiclass.grading._submission import Submission
from aiclass.grading._verdict import Options, Ready, Runner, failure, make_ready, run_ready

OpenSandbox = Callable[[], AbstractContextManager[Runner]]
TRIES: Final = 2  # of a submission on which the sandbox failed
AHEAD: Final = 32  # submissions that are read while others run; each is held in memory
STOP_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One finished submission.

    Attributes:
        verdict: without its views, which a large class could not hold in memory; they lie in the cache under ``key``.
    """

    submission: Submission
    verdict: Verdict
    key: str
    was_kept: bool

    @classmethod
    def of(cls, submission: Submission, verdict: Verdict, key: str, *, was_kept: bool) -> Self:
        """Return a finished submission without the views of its verdict."""
        return cls(submission=submission, verdict=replace(verdict, views=()), key=key, was_kept=was_kept)


class Workers:
    """Grades submissions and keeps each verdict in the cache the moment it is there.

    Args:
        open_sandbox: gives a sandbox; called when something has to run, and again after a failure.
        force: whether kept verdicts are ignored.
    """

    def __init__(
        self,
        assignment: Assignment,
        options: Options,
        cache: Cache,
        open_sandbox: OpenSandbox,
        *,
        force: bool,
    ) -> None:
        self._assignment, self._options, self._cache = assignment, options, cache
        self._sandbox, self._force = _SharedSandbox(open_sandbox), force
        self._ready: queue.SimpleQueue[tuple[Submission, Ready] | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
        self._room, self._stopped = threading.Semaphore(AHEAD), threading.Event()

    def grade(self, submissions: Iterable[Submission], workers: int) -> Generator[Done]:
        """Yield verdicts as they come, in no order; closing the iterator ends everything that still runs.

        Raises:
            NotIsolated: this machine cannot isolate, and unsafe was not asked for.
        """
        wanted = list(submissions)
        workers = min(workers, len(wanted))
        jobs = [partial(self._read, wanted, workers), *[self._work] * workers]
        threads = [threading.Thread(target=self._told_of_errors, args=(job,), daemon=True) for job in jobs]
        for thread in threads:
            thread.start()
        try:
            for _ in wanted:
                done = self._done.get()
                if isinstance(done, BaseException):
                    raise done
                yield done
        finally:
            self._stopped.set()
            self._room.release()
            self._sandbox.close()
            for thread in threads:
                thread.join(STOP_S)

    def _told_of_errors(self, job: Callable[[], None]) -> None:
        try:
            job()
        except BaseException as error:  # handed to the thread that asked
            self._done.put(error)

    def _read(self, submissions: Iterable[Submission], workers: int) -> None:
        """Read and plan ahead of those who run; what needs no run is done at once."""
        known = _nothing if self._force else self._cache.read
        try:
            for submission in submissions:
                self._room.acquire()
                if self._stopped.is_set():
                    break
                ready = make_ready(submission, self._assignment, self._options, known)
                if ready.verdict is None:
                    self._ready.put((submission, ready))
                else:
                    self._room.release()
                    self._done.put(Done.of(submission, ready.verdict, ready.key, was_kept=bool(ready.key)))
        finally:
            for _ in range(workers):
                self._ready.put(None)

    def _work(self) -> None:
        while (item := self._ready.get()) is not None and not self._stopped.is_set():
            self._room.release()
            self._done.put(self._run(*item))

    def _run(self, submission: Submission, ready: Ready) -> Done:
        source = self._assignment.notebook(submission.notebook)
        verdict = failure(source)
        for _ in range(TRIES):
            try:
                with self._sandbox.use() as runner:
                    verdict = run_ready(ready, source, self._options, runner)
                break
            except NotIsolated:
                raise
            except SandboxError:
                if self._stopped.is_set():
                    raise
        if verdict.outcome is not Outcome.GRADER_FAILURE:
            self._cache.write(ready.key, verdict)
        return Done.of(submission, verdict, ready.key, was_kept=False)


class _SharedSandbox:
    """A sandbox for all workers, opened when it is first needed.

    One that has failed is given to nobody any more; it is closed when the last who uses it is done, so that the failure
    of one submission costs no other anything.
    """

    def __init__(self, open_sandbox: OpenSandbox) -> None:
        self._open, self._lock = open_sandbox, threading.Lock()
        self._current: _Opened | None = None

    @contextmanager
    def use(self) -> Iterator[Runner]:
        opened = self._entered()
        try:
            yield opened.runner
        except SandboxError:
            with self._lock:
                if self._current is opened:
                    self._current = None
            raise
        finally:
            with self._lock:
                opened.users -= 1
                is_over = opened.users == 0 and self._current is not opened
            if is_over:
                opened.close()

    def close(self) -> None:
        """Close it under whoever still uses it."""
        with self._lock:
            opened, self._current = self._current, None
        if opened is not None:
            opened.close()

    def _entered(self) -> "_Opened":
        with self._lock:
            if self._current is None:
                self._current = _Opened(self._open())
            self._current.users += 1
            return self._current


class _Opened:
    """An open sandbox and how many use it."""

    def __init__(self, context: AbstractContextManager[Runner]) -> None:
        self.runner = context.__enter__()
        self.users = 0
        self._context: AbstractContextManager[Runner] | None = context

    def close(self) -> None:
        context, self._context = self._context, None
        if context is not None:
            with suppress(SandboxError, OSError):  # it may be broken, which is why it is closed
                context.__exit__(None, None, None)


def _nothing(_: str) -> None:
    return None
