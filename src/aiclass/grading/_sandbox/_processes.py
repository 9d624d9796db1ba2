"""The trusted side's hold on processes in one cage: speak, fork, stop, kill."""

import contextlib
import os
import secrets
import select
import signal
import socket
import threading
import time
from dataclasses import dataclass
from typing import Any, Final

from aiclass.grading._sandbox._reports import Report, number_of, report_of
from aiclass.grading._sandbox._wire import FLAG, VERDICT, Channel, Frame, close_all, message_of
from aiclass.grading._sandbox.errors import ConversationBroken, SandboxError

START_S: Final = 15.0
FORK_S: Final = 10.0
MAX_FLAGS: Final = 100
MAX_REPORT_BYTES: Final = 5 * 1024**2  # a million signs of output, three bytes each, and what is around them


@dataclass(slots=True)
class Process:
    """A process that serves orders: the learner's, or a snapshot of it.

    Attributes:
        pid: in its own pid namespace, as it says itself.
        handle: pidfd, -1 where the system has none.
        flags: suspicious things that it reported.
    """

    channel: Channel
    pid: int
    handle: int
    flags: set[str]

    def signal(self, number: int) -> None:
        """Send a signal; nothing happens to a process that has ended."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self.handle >= 0:
                signal.pidfd_send_signal(self.handle, number)
            else:
                os.kill(self.pid, number)

    def close(self) -> None:
        """Kill the process and let go of it; once is enough."""
        if self.pid < 0:
            return
        self.signal(signal.SIGKILL)
        self.channel.close()
        if self.handle >= 0:
            os.close(self.handle)
        self.pid = self.handle = -1

    def next(self, timeout_s: float) -> Frame:
        """Return the next frame that is no flag; flags are kept.

        Raises:
            TimeoutError: none came in time.
            ConversationBroken: the process has ended, or sends flags without end.
        """
        deadline = time.monotonic() + timeout_s
        for _ in range(MAX_FLAGS):
            left_s = deadline - time.monotonic()
            frame = self.channel.receive(timeout_s=left_s, max_bytes=MAX_REPORT_BYTES)
            close_all(frame.descriptors)
            if frame.kind != FLAG:
                return frame
            self.flags.add(frame.payload[:100].decode("ascii", "replace"))
        raise ConversationBroken("flags without end")

    def run(self, order: dict[str, Any], timeout_s: float) -> Report:
        """Run a learner's cell and return its report.

        Raises:
            TimeoutError: it is still running.
            ConversationBroken: the process has ended.
        """
        self.channel.send(order)
        return self.report(timeout_s)

    def report(self, timeout_s: float) -> Report:
        """Return the report of the cell that is running."""
        return report_of(message_of(self.next(timeout_s)))


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """What a test gave.

    Attributes:
        passed: None where the process ended without a verdict.
        value: the number that the test's last expression had.
        flags: suspicious things that were seen.
    """

    passed: bool | None
    value: float | None = None
    report: Report | None = None
    flags: frozenset[str] = frozenset()


def run_test(process: Process, order: dict[str, Any], key: str, timeout_s: float) -> TestReport:
    """Give a snapshot its test, and return what came of it; the process is closed afterwards.

    One whose test ``goes_on`` stays, where this part has passed.

    A verdict carries two secrets: the key, which the judge has from before any learner's code and which is never sent
    to it again, and a number that came with this order.

    Raises:
        TimeoutError: it ran too long.
    """
    nonce = secrets.token_hex(16)
    report, verdict = None, None
    try:
        process.channel.send(order | {"nonce": nonce})
        while verdict is None:
            frame = process.next(timeout_s)
            if frame.kind == VERDICT:
                verdict = frame.payload.decode("ascii", "replace").split(" ")
            else:
                report = report_of(message_of(frame))
    except ConversationBroken:
        pass
    except BaseException:
        process.close()
        raise
    test = _judged(verdict, f"{key} {nonce}", report, frozenset(process.flags))
    if not (order["goes_on"] and test.passed):
        process.close()
    return test


def _judged(
    verdict: list[str] | None, secret: str, report: Report | None, flags: frozenset[str]
) -> TestReport:
    if verdict is None:
        return TestReport(passed=None, report=report, flags=flags)
    if len(verdict) != 4 or not secrets.compare_digest(" ".join(verdict[:2]), secret):
        return TestReport(passed=None, report=report, flags=flags | {"forged-verdict"})
    return TestReport(passed=verdict[2] == "passed", value=number_of(verdict[3]), report=report, flags=flags)


class Cage:
    """One submission's namespaces, seen from outside.

    Args:
        warm: to the warm parent, which several threads ask in turn.
        asking: held while it is asked.

    Attributes:
        key: which the verdicts of this cage's tests carry.
        learner: the process that runs the learner's cells.
    """

    def __init__(self, warm: Channel, cell: dict[str, Any], asking: threading.Lock) -> None:
        self.key = str(cell["key"])
        mine, orders = socket.socketpair()
        ours, learner = socket.socketpair()
        with orders, learner, asking:
            warm.send(cell, (orders.fileno(), learner.fileno()))
        self._orders, self._first, self._pid = Channel(mine), -1, -1
        self._processes: list[Process] = []
        try:
            self._started(self._orders.receive(timeout_s=START_S))
            self.learner = self._greeted(Channel(ours))
        except (ConversationBroken, TimeoutError) as error:
            reason = self._reason() or str(error) or "no answer in time"
            self.close()
            ours.close()
            raise SandboxError(f"the sandbox did not start: {reason}") from error

    def fork(self, process: Process) -> Process:
        """Return a snapshot of a process, which goes on as it was.

        Raises:
            ConversationBroken, TimeoutError: it cannot, or does not answer.
        """
        ours, other = socket.socketpair()
        try:
            with other:
                process.channel.send({"do": "fork"}, (other.fileno(),))
            snapshot = self._greeted(Channel(ours))
            if message_of(process.next(FORK_S)) != {"forked": True}:
                raise ConversationBroken("a process that is not back from its fork")
            return snapshot
        except (ConversationBroken, TimeoutError):
            ours.close()
            raise

    def leave_alone(self, running: list[Process], stopped: list[Process]) -> bool:
        """Kill every process inside but these; the second kind stands still. Tell whether the first have one thread.

        Raises:
            SandboxError: process 1 does not answer.
        """
        pids = {"running": [item.pid for item in running], "stopped": [item.pid for item in stopped]}
        return self._ask(pids).get("threads") == 1

    def ran_out_of_memory(self) -> bool:
        """Tell whether process 1 has killed a process because all together used too much, since it was asked last."""
        return self._ask({}).get("memory") is True

    def _ask(self, order: dict[str, Any]) -> dict[str, Any]:
        try:
            self._orders.send(order)
            return message_of(self._orders.receive(timeout_s=START_S))
        except (ConversationBroken, TimeoutError) as error:
            raise SandboxError(f"process 1 of the sandbox does not answer: {error}") from error

    def close(self) -> None:
        """Kill process 1, and with it everything inside; returns when all of it has gone."""
        for process in self._processes:
            process.close()
        if self._first >= 0:
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._first, signal.SIGKILL)
            select.select([self._first], [], [], START_S)
            os.close(self._first)
            self._first = -1
        elif self._pid > 0:  # not Linux: nothing but the process itself can be reached
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self._pid = -1
        self._orders.close()

    def _started(self, frame: Frame) -> None:
        message = message_of(frame)
        if "failed" in message:
            close_all(frame.descriptors)
            raise ConversationBroken(str(message["failed"]))
        self._pid = int(message["started"])
        self._first = frame.descriptors[0] if frame.descriptors else -1

    def _greeted(self, channel: Channel) -> Process:
        frame = channel.receive(timeout_s=FORK_S, max_bytes=200)
        pid = message_of(frame).get("hello")
        if type(pid) is not int or not 1 < pid < 2**31 or len(frame.descriptors) > 1:
            close_all(frame.descriptors)
            raise ConversationBroken("a greeting that is none")
        process = Process(channel, pid, frame.descriptors[0] if frame.descriptors else -1, set())
        self._processes.append(process)
        return process

    def _reason(self) -> str:
        """Return what process 1 said about its failure."""
        try:
            return str(message_of(self._orders.receive(timeout_s=0.5)).get("failed", ""))
        except (ConversationBroken, TimeoutError):
            return ""
