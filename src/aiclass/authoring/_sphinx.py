"""Sphinx in a process of its own: it leaves nothing behind in this one, and tells how far it is."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

from aiclass.authoring.errors import BookFailed

OnStep = Callable[[int, int, str], None]
STEP: Final = re.compile(r"(reading sources|writing output)\.\.\. \[ *(\d+)%\] (\S+)")
IN_KOREAN: Final = {"reading sources": "읽기", "writing output": "쓰기"}


def run_sphinx(source: Path, html: Path, on_step: OnStep) -> None:
    """Build HTML; every warning of Sphinx is an error.

    Args:
        on_step: told percent, 100 and what is being done.

    Raises:
        BookFailed: Sphinx found a fault; its own words stand on stderr.
    """
    options = ["-W", "--keep-going", "--no-color", "-b", "html", "-d", str(html.with_name("doctrees"))]
    command = [sys.executable, "-m", "sphinx", *options, str(source), str(html)]
    env = os.environ | {"PYTHONUNBUFFERED": "1", "PYTHONIOENCODING": "utf-8", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=env, encoding="utf-8") as sphinx:
        assert sphinx.stdout is not None
        for line in sphinx.stdout:
            step = STEP.search(line)
            if step:
                on_step(int(step[2]), 100, f"{IN_KOREAN[step[1]]} {step[3]}")
    if sphinx.returncode:
        raise BookFailed(f"Sphinx ended with status {sphinx.returncode}; its messages stand above.")
