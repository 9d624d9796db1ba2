"""A solution notebook run in a fresh kernel by nbclient, with probes that leave no trace in its outputs."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Final

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbformat import NotebookNode

from aiclass.authoring._forms import line_in_lesson, solution_form
from aiclass.authoring._notebooks import new_cell, solution_notebook
from aiclass.authoring._source import Cell, Figure, LessonSource
from aiclass.authoring.errors import CellFailed

MIME: Final = "application/vnd.aiclass.probe+json"
ANSI: Final = re.compile(r"\x1b\[[0-9;]*m")
CELL_LINE: Final = re.compile(
    r"(?:Cell In\[\d+\], line |▶ )(\d+)"
)  # as IPython, or as aiclass.check, shows it
MISSING_GLYPH: Final = re.compile(r"Glyph \d+ .*missing from .*")
SHOWN_ERROR_CHARACTERS: Final = 2000

FIGURE_PROBE: Final = """\
__import__("IPython").display.display(
    {{{mime!r}: (lambda value: value.item() if hasattr(value, "item") else value)({value})}}, raw=True
)
"""
ENVIRONMENT_PROBE: Final = """\
def _aiclass_probe():
    import platform
    import sys
    from importlib.metadata import version

    import aiclass
    from aiclass import data
    from IPython.display import display

    torch = sys.modules.get("torch")
    has_cuda = torch is not None and torch.cuda.is_available()
    known = {{"numpy": "numpy", "matplotlib": "matplotlib", "sklearn": "scikit-learn", "torch": "torch"}}
    versions = {{"python": platform.python_version(), "aiclass": aiclass.__version__}}
    versions |= {{name: version(name) for module, name in known.items() if module in sys.modules}}
    loads = [[load.asked, load.used, load.source, load.twin] for load in data.loads()]
    device = torch.cuda.get_device_name() if has_cuda else "cpu"
    display({{{mime!r}: {{"versions": versions, "device": device, "loads": loads}}}}, raw=True)
_aiclass_probe()
"""

OnCell = Callable[[int, int, str], None]
"""Told before each cell: its position, the number of cells, its section."""


@dataclass(slots=True, kw_only=True)
class KernelRun:
    """What came out of the kernel.

    Attributes:
        cells: the lesson's cells with their outputs, probes taken out.
        timings_s: cell id to seconds.
        figures: values by name, as JSON has them.
        environment: what ENVIRONMENT_PROBE reports.
    """

    cells: list[NotebookNode] = field(default_factory=list)
    timings_s: dict[str, float] = field(default_factory=dict)
    figures: dict[str, Any] = field(default_factory=dict)
    environment: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """One cell for the kernel: a cell of the lesson, or a probe that stands after it."""

    built: NotebookNode
    cell: Cell
    figure: Figure | None = None
    is_probe: bool = False


def run_in_kernel(
    lesson: LessonSource, *, env: dict[str, str], folder: Path, cell_timeout_s: float, on_cell: OnCell
) -> KernelRun:
    """Run every cell of the solution and return what came out.

    Args:
        env: environment of the kernel.
        folder: its working directory.

    Raises:
        CellFailed: a cell raised, took longer than allowed, killed the kernel or drew a missing glyph.
    """
    steps = list(_steps(lesson))
    notebook = solution_notebook(lesson)
    notebook.cells = [step.built for step in steps]
    clock = _Clock(steps, on_cell)
    client = NotebookClient(
        notebook,
        timeout=cell_timeout_s,
        kernel_name="python3",
        on_cell_start=clock.start,
        on_cell_executed=clock.stop,
    )
    try:
        with (folder.parent / "kernel.log").open("wb") as log:  # what the kernel itself says is for nobody
            client.execute(env=env, cwd=str(folder), stderr=log)
    except CellExecutionError as error:
        raise _failed(lesson, clock.current, error.ename, error.evalue, error.traceback) from None
    except CellTimeoutError:
        text = f"{cell_timeout_s:g}초 안에 끝나지 않았습니다"
        raise _failed(lesson, clock.current, "Timeout", text, "") from None
    except DeadKernelError:
        raise _failed(lesson, clock.current, "DeadKernel", "커널이 멈췄습니다 (메모리?)", "") from None
    return _collect(lesson, steps, clock.timings_s)


class _Clock:
    """nbclient's hooks: which cell is running, and how long each took."""

    def __init__(self, steps: list[_Step], on_cell: OnCell) -> None:
        self.steps, self.on_cell = steps, on_cell
        self.current = steps[0]
        self.timings_s: dict[str, float] = {}
        self._started = 0.0

    def start(self, *, cell_index: int, **_: Any) -> None:
        self.current = self.steps[cell_index]
        self._started = perf_counter()
        self.on_cell(cell_index, len(self.steps), self.current.cell.section)

    def stop(self, **_: Any) -> None:
        if not self.current.is_probe:
            self.timings_s[self.current.cell.id] = round(perf_counter() - self._started, 3)


def _steps(lesson: LessonSource) -> Iterator[_Step]:
    for cell, built in zip(lesson.cells, solution_notebook(lesson).cells, strict=True):
        yield _Step(built=built, cell=cell)
        for figure in cell.figures:
            source = FIGURE_PROBE.format(mime=MIME, value=figure.value)
            yield _Step(built=new_cell("code", "probe", source, {}), cell=cell, figure=figure, is_probe=True)
    source = ENVIRONMENT_PROBE.format(mime=MIME)
    yield _Step(built=new_cell("code", "probe", source, {}), cell=lesson.cells[-1], is_probe=True)


def _collect(lesson: LessonSource, steps: list[_Step], timings_s: dict[str, float]) -> KernelRun:
    run = KernelRun(timings_s=timings_s)
    for step in steps:
        if step.figure:
            run.figures[step.figure.name] = _probed(step)
        elif step.is_probe:
            run.environment = _probed(step)
        else:
            _refuse_bad_outputs(lesson, step)
            run.cells.append(_without_counts(step.built))
    return run


def _probed(step: _Step) -> Any:
    (value,) = (output.data[MIME] for output in step.built.outputs if MIME in output.get("data", {}))
    return value


def _refuse_bad_outputs(lesson: LessonSource, step: _Step) -> None:
    """Refuse what the kernel itself lets pass: a figure that could not be drawn, a glyph that no font has."""
    for output in step.built.get("outputs", ()):
        if output.output_type == "error" and not step.cell.may_raise:
            raise _failed(lesson, step, output.ename, output.evalue, "\n".join(output.traceback))
        if output.output_type == "stream" and output.name == "stderr":
            glyph = MISSING_GLYPH.search(output.text)
            if glyph:
                raise _failed(lesson, step, "MissingGlyph", glyph[0], "")


def _failed(lesson: LessonSource, step: _Step, error: str, text: str, traceback: str) -> CellFailed:
    match = CELL_LINE.search(ANSI.sub("", traceback))
    if step.figure:
        line, text = step.figure.line, f"{text} (results: {step.figure.name})"
    else:
        line = line_in_lesson(step.cell, solution_form(step.cell), int(match[1]) if match else 1)
    return CellFailed(
        path=lesson.shown_path,
        line=line,
        section=step.cell.section,
        error=error,
        text=ANSI.sub("", text)[:SHOWN_ERROR_CHARACTERS],
    )


def _without_counts(cell: NotebookNode) -> NotebookNode:
    """Drop the numbers in front of cells: probes have counted as well."""
    if cell.cell_type == "code":
        cell.execution_count = None
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = None
    return cell
