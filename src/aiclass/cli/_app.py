"""Assemble the commands and turn expected errors into one message and an exit code."""

import sys
from io import TextIOWrapper

import typer

from aiclass.cli import (
    _book,
    _build,
    _data,
    _doctor,
    _explain,
    _grade,
    _learn,
    _lessons,
    _pdf,
    _release,
    _report,
    _reset,
    _run,
    _submit,
)
from aiclass.errors import AiclassError

ENVIRONMENT_FAILED = 3

app = typer.Typer(
    name="aiclass",
    help="AI Class: 첫 파이썬 코드부터 트랜스포머까지, 실습으로 배우는 AI 수업.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(_data.app, name="data")
app.command()(_learn.learn)
app.command()(_submit.submit)
app.command()(_reset.reset)
app.command()(_doctor.doctor)
app.command()(_lessons.lessons)
app.command()(_explain.explain)
app.command()(_build.build)
app.command()(_book.book)
app.command()(_pdf.pdf)
app.command("format")(_build.format_)
app.command()(_run.run)
app.command()(_run.results)
app.command()(_release.release)
app.command()(_grade.grade)
app.command()(_report.report)


def main() -> None:
    """Run the command line; an expected error ends it with its text on stderr and its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(
                errors="replace"
            )  # a Windows console may lack a character; that is no reason to stop
    try:
        app()
    except AiclassError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
    except OSError as error:
        place = f"\n  위치: {error.filename}" if error.filename else ""
        print(f"파일을 읽거나 쓰지 못했습니다.{place}\n  까닭: {error.strerror or error}", file=sys.stderr)
        sys.exit(ENVIRONMENT_FAILED)
