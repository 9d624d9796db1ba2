"""The IPython that learners know, without a kernel: what a cell shows is recorded as nbformat outputs."""

import base64
import builtins
import io
import json
import os
import subprocess
import sys
import types
from pathlib import Path
from typing import Any, Final, NoReturn

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import select_figure_formats
from traitlets.config import Config

import aiclass
from aiclass.messages import message

FLOOD: Final = 10  # times the limit: a cell that writes more is stopped
CUT: Final = "\n… (출력이 길어 여기까지만 남깁니다)\n"


class OutputFlood(BaseException):
    """A cell has written many times more than anybody reads."""


class Recorder:
    """Collects the outputs of one cell, up to a number of bytes.

    Attributes:
        outputs: nbformat 4 outputs so far.
        wrote_stderr: whether the cell wrote to stderr.
        flooded: whether it wrote FLOOD times more than is kept.
    """

    def __init__(self, limit_bytes: int) -> None:
        self.outputs: list[dict[str, Any]] = []
        self.wrote_stderr = False
        self.flooded = False
        self._limit, self._seen = limit_bytes, 0

    def stream(self, name: str, text: str) -> None:
        """Record text written to stdout or stderr."""
        if not text:
            return
        self.wrote_stderr |= name == "stderr"
        room = self._limit - self._seen
        self._count(len(text))
        kept = text if len(text) <= room else text[: max(room, 0)] + (CUT if room > 0 else "")
        last = self.outputs[-1] if self.outputs else {}
        if last.get("output_type") == "stream" and last["name"] == name:
            last["text"] += kept
        elif kept:
            self.outputs.append({"output_type": "stream", "name": name, "text": kept})

    def show(self, kind: str, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> None:
        """Record something displayed, or the value of the last expression."""
        clean = {str(mime): _as_json(value) for mime, value in data.items()}
        size = sum(len(value) if isinstance(value, str) else 1000 for value in clean.values())
        room = self._limit - self._seen
        self._count(size)
        if size <= room:
            output = {"output_type": kind, "data": clean, "metadata": _as_json(metadata) or {}, **more}
            self.outputs.append(output)
        elif room > 0:
            self.stream("stdout", CUT)

    def error(self, name: str, text: str, lines: list[str]) -> None:
        """Record an error as IPython shows it."""
        trace = "\n".join(lines)[: self._limit].split("\n")
        self._count(sum(map(len, trace)))
        self.outputs.append({"output_type": "error", "ename": name, "evalue": text, "traceback": trace})

    def clear(self) -> None:
        """Forget what was shown, as ``clear_output`` asks; the bytes stay counted."""
        self.outputs.clear()

    def _count(self, size: int) -> None:
        self._seen += size
        if self._seen > self._limit * FLOOD:
            self.flooded = True
            raise OutputFlood


class _Stream(io.TextIOBase):
    """``sys.stdout`` or ``sys.stderr`` of a learner."""

    encoding = "utf-8"

    def __init__(self, shell: "LearnerShell", name: str, descriptor: int) -> None:
        self._shell, self.name, self._descriptor = shell, name, descriptor

    def writable(self) -> bool:
        return True

    def fileno(self) -> int:
        return self._descriptor

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._shell.recorder.stream(self.name, str(text))
        return len(text)


def _recorder(part: Any) -> Recorder:
    """Return the recorder of the shell that a display part belongs to."""
    recorder: Recorder = part.shell.recorder
    return recorder


class _Publisher(DisplayPublisher):
    def publish(self, data: Any, metadata: Any = None, *_: Any, **__: Any) -> None:
        _recorder(self).show("display_data", dict(data), dict(metadata or {}))

    def clear_output(self, wait: bool = False) -> None:  # noqa: ARG002
        _recorder(self).clear()


class _Hook(DisplayHook):
    def write_output_prompt(self) -> None:
        pass

    def write_format_data(self, format_dict: Any, md_dict: Any = None) -> None:
        _recorder(self).show(
            "execute_result", dict(format_dict), dict(md_dict or {}), execution_count=self.prompt_count
        )

    def finish_displayhook(self) -> None:
        pass


class LearnerShell(InteractiveShell):
    """One shell for a whole submission.

    Attributes:
        recorder: takes what the running cell shows.
    """

    displayhook_class = _Hook
    display_pub_class = _Publisher
    recorder: Recorder

    def enable_gui(self, gui: str | None = None) -> None:
        """Need no event loop: figures are drawn inline."""

    def get_local_scope(self, stack_depth: int) -> Any:
        """Return the names of a frame so many calls up, as magics ask for them; never the judge's."""
        frame = sys._getframe(stack_depth + 1)
        return self.user_ns if _is_ours(frame) else frame.f_locals

    def var_expand(self, cmd: str, depth: int = 0, *formatter: Any) -> str:
        """Expand ``{x}`` and ``$x`` by the names of a frame so many calls up; never by the judge's."""
        nowhere = sys.getrecursionlimit()
        depth = nowhere if _is_ours(sys._getframe(depth + 1)) else depth + 1
        return str(super().var_expand(cmd, depth, *formatter))  # type: ignore[no-untyped-call]

    def system(self, cmd: str) -> None:
        """Run a shell command inside the sandbox and show what it writes."""
        command = self.var_expand(cmd, depth=1)
        with subprocess.Popen(
            command, shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    self.recorder.stream("stdout", line.decode(errors="replace"))
            except BaseException:
                process.kill()
                raise
        self.user_ns["_exit_code"] = process.returncode

    system_piped = system_raw = system

    def _showtraceback(self, etype: Any, evalue: Any, stb: Any) -> None:
        self.recorder.error(_name(etype), _text(evalue), [str(line) for line in stb])


def new_shell(*, draws: bool) -> LearnerShell:
    """Return the process's one shell; ``record`` must be called before a cell runs.

    Args:
        draws: whether Matplotlib is set up for plots; otherwise its first import does that, as in any notebook.
    """
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    config.InteractiveShell.cache_size = 1000
    shell: Any = LearnerShell.instance(config=config)
    shell.recorder = Recorder(1_000_000)
    shell.builtin_trap.activate()  # for good: where each cell does it, built-ins look changed after each
    if draws:
        shell.run_line_magic("matplotlib", "inline")
        select_figure_formats(shell, {"png"})
    builtins.input = _no_input
    return shell  # type: ignore[no-any-return]  # IPython's instance() carries no type


def open_streams(shell: LearnerShell) -> tuple[int, int]:
    """Send Python's streams to the recorder; return memory files that take what goes to descriptors 1 and 2."""
    import fcntl

    files = []
    for number, name in ((1, "stdout"), (2, "stderr")):
        file = os.memfd_create(name) if hasattr(os, "memfd_create") else os.dup(number)
        fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)
        os.dup2(file, number)
        setattr(sys, name, _Stream(shell, name, number))
        files.append(file)
    return files[0], files[1]


def take_raw_output(shell: LearnerShell, files: tuple[int, int]) -> None:
    """Move what programs and C code have written past Python into the recorder."""
    for file, name in zip(files, ("stdout", "stderr"), strict=True):
        size = os.fstat(file).st_size
        if size:
            text = os.pread(file, 1 << 20, 0).decode(errors="replace")
            os.ftruncate(file, 0)
            shell.recorder.stream(name, text)


def _is_ours(frame: types.FrameType) -> bool:
    return frame.f_code.co_filename.startswith(str(Path(aiclass.__file__).parent))


def _no_input(prompt: object = "") -> NoReturn:  # noqa: ARG001
    raise RuntimeError(message("SB-01"))


def _name(kind: type[BaseException]) -> str:
    return str(getattr(kind, "__name__", "Error"))[:200]


def _text(error: object) -> str:
    try:
        return str(error)[:10_000]
    except BaseException as other:
        return f"({type(other).__name__})"


def _as_json(value: Any) -> Any:
    """Return a displayed value as JSON can hold it."""
    if type(value) is str:
        return value
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    try:
        return json.loads(json.dumps(value, allow_nan=False, default=str))
    except (TypeError, ValueError, RecursionError):
        return str(value)[:1000]
