"""The sandbox as the grader uses it: a warm parent that is started once, and a cage for each submission."""

import contextlib
import json
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from aiclass.grading._plan import Plan, Run
from aiclass.grading._sandbox._isolation import isolation
from aiclass.grading._sandbox._places import CONTROL, COURSE, DATA, HOME
from aiclass.grading._sandbox._processes import Cage
from aiclass.grading._sandbox._run import Conversation
from aiclass.grading._sandbox._wire import Channel, message_of
from aiclass.grading._sandbox.errors import ConversationBroken, NotIsolated, SandboxError

WARM_S: Final = 120.0
LARGE_PAGES: Final = {
    "PYTHONMALLOC": "malloc",
    "GLIBC_TUNABLES": "glibc.malloc.hugetlb=1",
}  # a third of the fork's cost
ONE_THREAD: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS")


class Sandbox:
    """Runs submissions, several at once where threads call ``run`` together; each is in a cage of its own.

    Args:
        imports: packages that the warm parent imports beside NumPy and IPython, such as "matplotlib" or "torch".
        unsafe: where this machine cannot isolate, run submissions with this user's rights instead of refusing.
            They can then read, change and send whatever this user can, tests and other submissions too. Windows
            cannot fork and refuses all the same.
        data: folder laid out as ``aiclass data`` caches it, shown read-only; None makes lessons use their twins.
        course: folder of built course files, for a class with lessons of its own; None for those of the package.

    Attributes:
        isolated: whether submissions run in namespaces of their own.

    Raises:
        NotIsolated: where this machine cannot isolate and ``unsafe`` is not given; names the remedy.
        SandboxError: the warm parent did not start.
    """

    def __init__(
        self,
        imports: Iterable[str] = (),
        *,
        unsafe: bool = False,
        data: Path | None = None,
        course: Path | None = None,
    ) -> None:
        found = isolation()
        self.isolated = found.complete
        if not self.isolated and not (unsafe and hasattr(os, "fork")):
            raise NotIsolated(found.remedy)
        self._imports = sorted(set(imports))
        self._asking = threading.Lock()
        self._data = str(data.resolve()) if data else ""
        self._course = str(course.resolve()) if course else ""

    def __enter__(self) -> Self:
        self._kept = contextlib.ExitStack()
        with contextlib.ExitStack() as starting:
            folder = Path(starting.enter_context(tempfile.TemporaryDirectory(prefix="aiclass-sandbox-")))
            folder.chmod(0o755)
            self._folder = folder
            (folder / "root").mkdir()
            self._warm = starting.enter_context(self._warm_parent())
            self._kept = starting.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._kept.close()

    def run(self, plan: Plan) -> Run:
        """Run one submission; nothing of it is left when this returns.

        Raises:
            SandboxError: the sandbox failed, which is never the learner's fault.
        """
        tests = sum(cell.kind == "test" for cell in plan.cells)
        with self._home() as home, contextlib.ExitStack() as cages:

            def open_cage() -> Cage:
                cages.close()
                cage = self._new_cage(plan, home, processes=plan.limits.processes + tests + 2)
                cages.callback(cage.close)
                return cage

            return Conversation(open_cage, plan).run()

    def _new_cage(self, plan: Plan, home: str, *, processes: int) -> Cage:
        cell = {
            "isolated": self.isolated,
            "root": str(self._folder / "root"),
            "home": home,
            "key": secrets.token_hex(16),
            "data": self._data,
            "course": self._course,
            "memory_mib": plan.limits.memory_mib,
            "processes": processes,
            "file_mib": plan.limits.file_mib,
            "seconds": plan.limits.seconds,
        }
        return Cage(self._warm, cell, self._asking)

    @contextlib.contextmanager
    def _home(self) -> Iterator[str]:
        """Give a working folder to a submission that is not isolated; others have theirs in the cage."""
        if self.isolated:
            yield ""
            return
        home = tempfile.mkdtemp(prefix="home-", dir=self._folder)
        try:
            yield home
        finally:
            shutil.rmtree(home, ignore_errors=True)

    @contextlib.contextmanager
    def _warm_parent(self) -> Iterator[Channel]:
        """Start the warm parent; its environment is made from nothing, so that no secret is inherited."""
        ours, its = socket.socketpair()
        settings = json.dumps(
            {"imports": self._imports, "isolated": self.isolated, "folder": str(self._folder)}
        )
        with its:
            process = subprocess.Popen(
                [sys.executable, "-P", "-s", "-X", "utf8", "-c", _START, settings, str(its.fileno())],
                env=self._environment(),
                cwd=self._folder,
                pass_fds=(its.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=None if os.environ.get("AICLASS_SANDBOX_DEBUG") else subprocess.DEVNULL,
                start_new_session=True,
            )
        warm = Channel(ours)
        try:
            answer = message_of(warm.receive(timeout_s=WARM_S))
            if "warm" not in answer:
                raise SandboxError(f"the warm parent did not start: {answer.get('failed')}")
            yield warm
        except (ConversationBroken, TimeoutError) as error:
            raise SandboxError(f"the warm parent has gone: {error}") from error
        finally:
            warm.close()
            process.kill()
            process.wait()

    def _environment(self) -> dict[str, str]:
        home = HOME if self.isolated else str(self._folder)
        made: dict[str, Any] = (
            {
                "PATH": f"{Path(sys.executable).parent}:/usr/local/bin:/usr/bin:/bin",
                "HOME": home,
                "USER": "learner",
                "LOGNAME": "learner",
                "LANG": "C.UTF-8",
                "TZ": os.environ.get("TZ", ""),
                "TERM": "dumb",
                "TMPDIR": "/tmp" if self.isolated else str(self._folder),
                "MPLCONFIGDIR": str(self._folder / "matplotlib"),
                "IPYTHONDIR": str(self._folder / "ipython"),
                "MPLBACKEND": "module://matplotlib_inline.backend_inline",
                "NBGRADER_EXECUTION": "autograde",  # what nbgrader tells notebooks; the shape clinic then stays off
                "AICLASS_PROGRESS": "off",
                "AICLASS_OFFLINE": "1",
                "AICLASS_DATA_CACHE": f"{home}/.cache/aiclass",
            }
            | dict.fromkeys(ONE_THREAD, "1")
            | LARGE_PAGES
        )
        if self._data:
            made["AICLASS_DATA_MIRROR"] = DATA if self.isolated else self._data
        else:
            made["AICLASS_TWIN"] = "1"
        if self._course:
            made["AICLASS_COURSE"] = COURSE if self.isolated else self._course
        return {name: value for name, value in made.items() if value}


_START: Final = f"""\
import os, sys
number = int(sys.argv.pop())
os.dup2(number, {CONTROL})
os.set_inheritable({CONTROL}, False)
if number != {CONTROL}:
    os.close(number)
from aiclass.grading._own_builtins import OwnBuiltins
OwnBuiltins("aiclass.grading._sandbox.").install()
from aiclass.grading._sandbox import _warm
_warm.main()
"""
