"""Start the real ``aiclass learn`` in a process of its own and stop it as a person does."""

import os
import queue
import re
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

ADDRESS = re.compile(r"http://127\.0\.0\.1:(?P<port>\d+)/aiclass\?token=(?P<token>\w+)")
WAIT_S = 90


class Learn:
    """A running ``aiclass learn``.

    Attributes:
        printed: what it has printed to stdout.
        url: the address of the start page, with its token.
    """

    def __init__(self, process):
        self.process = process
        self.printed, self.url, self.token, self.port = "", "", "", 0
        self._lines = queue.Queue()
        threading.Thread(target=self._read, daemon=True).start()
        while not self.url:
            line = self._lines.get(timeout=WAIT_S)
            if line is None:
                raise AssertionError(f"ended early:\n{self.printed}\n{process.stderr.read()}")
            self.printed += line
            if found := ADDRESS.search(line):
                self.url, self.port, self.token = found[0], int(found["port"]), found["token"]

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}"

    def ctrl_c(self):
        """Press Ctrl-C, which a terminal sends to the whole group; return (exit code, stdout, stderr)."""
        os.killpg(self.process.pid, signal.SIGINT)
        code = self.process.wait(timeout=WAIT_S)
        while (line := self._lines.get(timeout=WAIT_S)) is not None:
            self.printed += line
        return code, self.printed, self.process.stderr.read()


def environment(source: Path, **more: str) -> dict[str, str]:
    """Return a clean environment in which ``aiclass`` comes from this source folder."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("AICLASS_", "JUPYTER"))}
    paths = {"PYTHONPATH": str(source), "PYTHONUTF8": "1"}
    return {**kept, **paths, **more}


def command(*arguments: object) -> list[str]:
    return [sys.executable, "-P", "-c", "from aiclass.cli import main; main()", *map(str, arguments)]


@contextmanager
def learning(source: Path, *arguments: object, folder: Path | None = None, **variables: str):
    """Run ``aiclass learn`` until the block ends."""
    process = subprocess.Popen(
        command("learn", "--no-browser", *arguments),
        env=environment(source, **variables),
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )
    try:
        yield Learn(process)
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=WAIT_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        process.stdout.close()
        process.stderr.close()
