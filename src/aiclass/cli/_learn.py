"""``aiclass learn``: lay the notebooks out and open JupyterLab on them."""

import os
import sys
import webbrowser
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from aiclass.cli._workspace_options import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from aiclass.workspace import Laid, Workspace

Port = Annotated[
    int | None,
    typer.Option(
        min=0,
        max=65535,
        metavar="N",
        help="처음 시도할 포트. 쓰고 있으면 다음 빈 포트로 엽니다. 0이면 아무 포트. 쓰지 않으면 8888.",
        show_default=False,
    ),
]
NoBrowser = Annotated[bool, typer.Option("--no-browser", help="브라우저를 열지 않고 주소만 보여 줍니다.")]


def learn(*, workspace: Folder = None, port: Port = None, no_browser: NoBrowser = False) -> None:
    """학습 폴더에 노트를 놓고 JupyterLab을 엽니다. 끝낼 때는 Ctrl+C를 누르세요.

    예: aiclass learn --workspace ~/ai-class
    """
    from aiclass.workspace import default_root, open_workspace

    try:
        _serve(open_workspace(workspace or default_root()), port, opens_browser=not no_browser)
    except KeyboardInterrupt:
        typer.echo(err=True)  # the line that holds ^C
        _say("WS-25")


def _serve(workspace: "Workspace", port: int | None, *, opens_browser: bool) -> None:
    from aiclass.workspace import (
        DEFAULT_PORT,
        course_notebooks,
        course_readings,
        lay_out,
        start_lab,
        write_settings,
        write_solutions,
    )

    _tell_layout(lay_out(workspace, course_notebooks()))
    _tell_beside(lay_out(workspace, course_readings()))
    write_solutions(workspace)
    write_settings(workspace)
    wanted = DEFAULT_PORT if port is None else port
    with _shown_waiting() as waiting:
        lab = start_lab(workspace, port=wanted, waiting=waiting)
    with lab:
        if wanted not in {0, lab.port}:
            _say("WS-24", wanted=wanted, port=lab.port)
        typer.echo(f"\n{_phrase('WS-23', url=lab.url, folder=workspace.root)}\n")
        sys.stdout.flush()  # a person may read this through a pipe while it runs
        if opens_browser and _has_screen():
            webbrowser.open(lab.url)
        lab.wait()
    _say("WS-26")


def _tell_layout(laid: "Sequence[Laid]") -> None:
    """Say what was laid out, in one line and one more for each version laid beside."""
    actions = [str(item.action) for item in laid]
    kept = actions.count("kept") + actions.count("beside")
    if laid:
        _say("WS-27", new=actions.count("new"), replaced=actions.count("replaced"), kept=kept)
    _tell_beside(laid)


def _tell_beside(laid: "Sequence[Laid]") -> None:
    for item in laid:
        if item.action == "beside":
            _say("WS-28", file=item.file)


@contextmanager
def _shown_waiting() -> "Iterator[Callable[[float], None]]":
    """Show on stderr that JupyterLab is starting; a line that counts seconds where that is a terminal."""
    from rich.console import Console

    console = Console(stderr=True)
    if not console.is_terminal:
        _say("WS-22")
        yield lambda _: None
        return
    with console.status(_phrase("WS-22")) as status:
        yield lambda elapsed_s: status.update(f"{_phrase('WS-22')} {elapsed_s:.0f}초")


def _has_screen() -> bool:
    """Tell whether a browser could open a window; on Linux a text browser would take over this terminal."""
    windows = {"DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"}
    return not sys.platform.startswith("linux") or bool(windows & os.environ.keys())


def _say(code: str, **values: object) -> None:
    typer.echo(_phrase(code, **values), err=True)


def _phrase(code: str, **values: object) -> str:
    from aiclass.workspace import phrase

    return phrase(code, **values)
