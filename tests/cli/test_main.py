"""What every command has in common: help with an example, and errors that end in one message."""

import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

from aiclass.cli import app


def commands(group, path=()):
    """Yield every command of the real command line with its words."""
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


COMMANDS = list(commands(typer.main.get_command(app)))


def run(*words):
    code = "from aiclass.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", code, *words], capture_output=True, text=True, encoding="utf-8", check=False
    )


@pytest.mark.parametrize(
    ("words", "command"), COMMANDS, ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_help_has_an_example(words, command):
    assert f"aiclass {' '.join(words)}" in command.help


@pytest.mark.parametrize("words", [("run", "99"), ("submit",), ("lessons", "--nonsense")])
def test_wrong_usage_ends_in_2(words):
    done = run(*words)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stdout == ""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has /dev/full")
def test_full_disk_under_stdout_is_one_message_and_3(tmp_path):
    code = "from aiclass.cli import main; main()"
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-c", code, "lessons"],
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode != 0
    assert "Traceback" not in done.stderr
