"""Several submissions at once, each worker with a sandbox of its own; stoppable at any moment."""

import queue
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager, suppress
from dataclasses import dataclass
from typing import Final

from aiclass.grading._assignment import Assignment
from aiclass.grading._cache import Cache, Verdict
from aiclass.grading._graded import Outcome
from aiclass.grading._sandbox import NotIsolated, SandboxError
from aiclass.grading._submission import Submission
from aiclass.grading._verdict import Options, Runner, failure, make_ready, run_ready

OpenSandbox = Callable[[], AbstractContextManager[Runner]]
TRIES: Final = 2  # of a submission on which the sandbox failed
STOP_S: Final = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """One finished submission."""

    submission: Submission
    verdict: Verdict
    key: str
    was_kept: bool


class Workers:
    """Grades submissions and keeps each verdict in the cache the moment it is there.

    Args:
        open_sandbox: gives a sandbox; called once a worker, when something has to run, and again after a failure.
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
        self._open, self._force = open_sandbox, force
        self._todo: queue.SimpleQueue[Submission | None] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[Done | BaseException] = queue.SimpleQueue()
        self._stopped = threading.Event()
        self._sandboxes: list[_Sandbox] = []

    def grade(self, submissions: Iterable[Submission], workers: int) -> Generator[Done]:
        """Yield verdicts as they come, in no order; closing the iterator ends everything that still runs.

        Raises:
            NotIsolated: this machine cannot isolate, and unsafe was not asked for.
        """
        wanted = list(submissions)
        for submission in wanted:
            self._todo.put(submission)
        threads = [threading.Thread(target=self._work, daemon=True) for _ in range(min(workers, len(wanted)))]
        for thread in threads:
            self._todo.put(None)
            thread.start()
        try:
            for _ in wanted:
                done = self._done.get()
                if isinstance(done, BaseException):
                    raise done
                yield done
        finally:
            self._stopped.set()
            for sandbox in self._sandboxes:
                sandbox.close()
            for thread in threads:
                thread.join(STOP_S)

    def _work(self) -> None:
        sandbox = _Sandbox(self._open)
        self._sandboxes.append(sandbox)
        try:
            while (submission := self._todo.get()) is not None and not self._stopped.is_set():
                self._done.put(self._grade(submission, sandbox))
        except BaseException as error:  # handed to the thread that asked
            self._done.put(error)
        finally:
            sandbox.close()

    def _grade(self, submission: Submission, sandbox: "_Sandbox") -> Done:
        ready = make_ready(
            submission, self._assignment, self._options, self._cache.read if not self._force else _nothing
        )
        if ready.verdict is not None:
            return Done(submission=submission, verdict=ready.verdict, key=ready.key, was_kept=bool(ready.key))
        source = self._assignment.notebook(submission.notebook)
        verdict = failure(source)
        for _ in range(TRIES):
            try:
                verdict = run_ready(ready, source, self._options, sandbox.running())
                break
            except NotIsolated:
                raise
            except SandboxError:
                if self._stopped.is_set():
                    raise
                sandbox.close()
        if verdict.outcome is not Outcome.GRADER_FAILURE:
            self._cache.write(ready.key, verdict)
        return Done(submission=submission, verdict=verdict, key=ready.key, was_kept=False)


class _Sandbox:
    """A sandbox that is opened when it is first needed."""

    def __init__(self, open_sandbox: OpenSandbox) -> None:
        self._open = open_sandbox
        self._context: AbstractContextManager[Runner] | None = None
        self._runner: Runner | None = None

    def running(self) -> Runner:
        if self._runner is None:
            context = self._open()
            self._runner = context.__enter__()
            self._context = context
        return self._runner

    def close(self) -> None:
        context, self._context, self._runner = self._context, None, None
        if context is not None:
            with suppress(SandboxError, OSError):  # it may be broken, which is why it is closed
                context.__exit__(None, None, None)


def _nothing(_: str) -> None:
    return None
