"""What the commands for authors share: options, the library behind them, and a progress bar."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Annotated, ClassVar

import typer

from aiclass.errors import AiclassError

if TYPE_CHECKING:
    from aiclass.authoring import Project

LessonsFolder = Annotated[
    Path | None,
    typer.Option(
        "--lessons",
        metavar="DIR",
        help="강의 원본 폴더. 쓰지 않으면 지금 폴더의 저장소에서 찾습니다.",
        show_default=False,
    ),
]
LessonId = Annotated[str, typer.Argument(metavar="NN", help="강의 번호, 예: 03", show_default=False)]
OptionalLessonId = Annotated[
    str | None,
    typer.Argument(metavar="[NN]", help="강의 번호. 쓰지 않으면 모두.", show_default=False),
]


class MissingPackage(AiclassError):
    """The command needs packages that the base install does not bring."""

    exit_code: ClassVar[int] = 3


def load_authoring() -> ModuleType:
    """Return the library, imported only now so that ``aiclass --help`` stays quick.

    Raises:
        MissingPackage: jupytext, nbclient or another package of the extra "learn" is not installed.
    """
    with _naming_what_is_missing():
        from aiclass import authoring
    return authoring


def load_grading() -> ModuleType:
    """Return the grader, whose parts are imported as they are used.

    Raises:
        MissingPackage: a package of the extra "grade" is not installed.
    """
    with _naming_what_is_missing("grade"):
        from aiclass import grading
        from aiclass.grading import grade  # noqa: F401  # loads PyYAML and nh3, which the base install lacks
    return grading


@contextmanager
def _naming_what_is_missing(extra: str = "learn") -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("aiclass"):
            raise
        raise MissingPackage(
            f"이 명령에 필요한 패키지가 없습니다.\n  없는 패키지: {error.name}\n"
            f"다음 명령으로 설치해 주세요: pip install 'aiclass[{extra}]'"
        ) from None


def require_packages(extra: str, *packages: str) -> None:
    """Raise unless the packages of an extra are there, before any work is done.

    Raises:
        MissingPackage: one is not; names the extra to install.
    """
    missing = [package for package in packages if find_spec(package) is None]
    if missing:
        raise MissingPackage(
            f"이 명령에 필요한 패키지가 없습니다.\n  없는 패키지: {', '.join(missing)}\n"
            f"다음 명령으로 설치해 주세요: pip install 'aiclass[{extra}]'"
        )


def find_project(lessons: Path | None) -> "Project":
    """Return the project that the option names, else the nearest one."""
    project: Project = load_authoring().Project.find(lessons)
    return project


@contextmanager
def cell_progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Give what a run tells its cells to: a bar on stderr that vanishes when done, nothing outside a terminal."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = [TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()]
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bars:
        task = bars.add_task(title, total=None)
        yield lambda position, total, section: bars.update(
            task, completed=position, total=total, description=f"{title} · {section}"
        )
