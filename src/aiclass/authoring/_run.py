"""One execution of a lesson: run, kept under ``build/runs``, and shared by those who need the same one."""

import base64
import contextlib
import json
import math
import os
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import nbformat
from nbformat import NotebookNode

from aiclass import data
from aiclass.authoring._course_file import lesson_bytes, misconceptions_bytes
from aiclass.authoring._kernel import KernelRun, OnCell, run_in_kernel
from aiclass.authoring._notebooks import new_notebook, notebook_bytes
from aiclass.authoring._project import Project
from aiclass.authoring._run_key import run_key
from aiclass.authoring._source import LessonSource
from aiclass.authoring._work_folder import work_folder
from aiclass.authoring.errors import CellFailed, RealDataMissing
from aiclass.files import write_atomically

CELL_TIMEOUT_S: Final = 600.0
RUN_FILE: Final = "run.json"
NOTEBOOK_FILE: Final = "executed.ipynb"
INLINE_PNG: Final = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")
FOLDERS: Final = ("AICLASS_DATA_MIRROR", "AICLASS_DATA_CACHE", "MPLCONFIGDIR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What one execution gave.

    Attributes:
        lesson: id.
        data: names of the sets really used, joined by commas; empty where the lesson loads none.
        twin: whether one of them stood in for the set that was asked for.
        seconds: wall time from the start of the kernel to its end.
        results: measured figures by name.
        timings_s: cell id to seconds.
        versions: of Python and of the packages that were used.
        device: "cpu", or the name of the GPU.
        notebook: the solution with its outputs.
        resumed: whether training went on from checkpoints of a run that was cut off. ``seconds`` and ``timings_s``
            then lack what that run had spent.
    """

    lesson: str
    data: str
    twin: bool
    seconds: float
    results: Mapping[str, float]
    timings_s: Mapping[str, float]
    versions: Mapping[str, str]
    device: str
    notebook: NotebookNode
    resumed: bool = False

    def summary(self) -> dict[str, Any]:
        """Return what ``aiclass run --json`` prints."""
        return {
            "lesson": self.lesson,
            "data": self.data,
            "twin": self.twin,
            "seconds": self.seconds,
            "resumed": self.resumed,
            "results": dict(self.results),
        }


def no_progress(position: int, total: int, section: str) -> None:
    """Show nothing."""


def execute(
    lesson: LessonSource,
    *,
    twin: bool | None = None,
    cell_timeout_s: float = CELL_TIMEOUT_S,
    on_cell: OnCell = no_progress,
    work: Path | None = None,
) -> Run:
    """Run a lesson's solution in a fresh kernel.

    Args:
        twin: as in ``data.load``: True takes the embedded twins, False insists on real data, None takes real
            data where it can be had.
        work: folder in which the cells run; left out, one that is gone afterwards.
        on_cell: told before each cell.

    Raises:
        CellFailed: names section, line and error.
        DataError: twin is False and a data set cannot be had.
        RealDataMissing: twin is False and the lesson used a twin all the same.
    """
    if twin is False:
        _require_real_data(lesson)
    started = perf_counter()
    with tempfile.TemporaryDirectory(prefix="aiclass-run-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        env = prepare_environment(lesson, folder / "course", twin=twin)
        work = work or folder / "work"
        work.mkdir(exist_ok=True)
        ran = run_in_kernel(lesson, env=env, folder=work, cell_timeout_s=cell_timeout_s, on_cell=on_cell)
    run = _finish(lesson, ran, seconds=round(perf_counter() - started, 2))
    if twin is False and run.twin:
        raise RealDataMissing(
            f"실제 데이터가 필요한데 대신 쓰는 데이터로 실행되었습니다.\n  쓴 데이터: {run.data}"
        )
    return run


def prepare_environment(lesson: LessonSource, course: Path, *, twin: bool | None) -> dict[str, str]:
    """Write the course files of a lesson and return the environment in which it runs from its source.

    Args:
        course: folder for the course files, so that a run never depends on what was last built.
    """
    write_atomically(course / f"{lesson.id}.json", lesson_bytes(lesson))
    write_atomically(course / "misconceptions.json", misconceptions_bytes(lesson.course))
    env = dict(os.environ)
    for key in FOLDERS:  # the kernel has another working directory
        if env.get(key) and "://" not in env[key]:
            env[key] = str(Path(env[key]).expanduser().absolute())
    if twin is not None:
        env["AICLASS_TWIN"] = "1" if twin else "0"
    warnings = [env.get("PYTHONWARNINGS", ""), "always:Glyph"]
    return env | {
        "AICLASS_COURSE": str(course),
        "AICLASS_PROGRESS": "off",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "PYTHONWARNINGS": ",".join(filter(None, warnings)),
    }


def run_lesson(
    project: Project,
    lesson: LessonSource,
    *,
    twin: bool | None = None,
    fresh: bool = False,
    on_cell: OnCell = no_progress,
) -> tuple[Run, bool]:
    """Return an execution of the lesson as it is now, and whether it is one that was kept.

    It is kept under ``build/runs/NN`` (``build/runs/NN/twin`` for twin=True), with every figure drawn, under the
    key of ``run_key``. A run that had to fall back to a twin is never taken again. Checkpoints of one that was cut off
    are still there for the next, see ``work_folder``.

    Args:
        fresh: run anew whatever is kept, checkpoints too.

    Raises:
        as execute.
    """
    folder = project.runs / lesson.id / ("twin" if twin else "")
    key = run_key(project, lesson, twin=twin)
    kept = None if fresh else _load(folder, key)
    if kept and (twin or not kept.twin):
        return kept, True
    with work_folder(folder, key, fresh=fresh) as (work, is_resumed):
        run = execute(lesson, twin=twin, on_cell=on_cell, work=work)
        run = replace(run, resumed=is_resumed)
    _store(folder, run, key)
    return run, False


def _require_real_data(lesson: LessonSource) -> None:
    """Raise before minutes of work are spent in vain; what the loading says goes to stderr."""
    with contextlib.redirect_stdout(sys.stderr):
        for name in lesson.data:
            data.load(name, twin=False)


def _finish(lesson: LessonSource, ran: KernelRun, *, seconds: float) -> Run:
    loads = ran.environment["loads"]
    return Run(
        lesson=lesson.id,
        data=", ".join(dict.fromkeys(used for _, used, _, _ in loads)),
        twin=any(twin for _, _, _, twin in loads),
        seconds=seconds,
        results={figure.name: _number(lesson, figure.name, ran) for figure in lesson.figures},
        timings_s=ran.timings_s,
        versions=ran.environment["versions"],
        device=ran.environment["device"],
        notebook=new_notebook(lesson, ran.cells),
    )


def _number(lesson: LessonSource, name: str, ran: KernelRun) -> float:
    value = ran.figures[name]
    if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
        return value
    figure = next(figure for figure in lesson.figures if figure.name == name)
    section = next(cell.section for cell in lesson.cells if figure in cell.figures)
    text = f"숫자 하나가 아닙니다: {value!r} (results: {name})"
    raise CellFailed(path=lesson.shown_path, line=figure.line, section=section, error="Figure", text=text)


def _store(folder: Path, run: Run, key: str) -> None:
    for stale in folder.glob("*.png"):
        stale.unlink()
    (folder / RUN_FILE).unlink(missing_ok=True)
    for name, image in _images(run.notebook).items():
        write_atomically(folder / name, image)
    write_atomically(folder / NOTEBOOK_FILE, notebook_bytes(run.notebook))
    document = {
        "key": key,
        **run.summary(),
        "timings_s": dict(run.timings_s),
        "versions": dict(run.versions),
        "device": run.device,
    }
    text = json.dumps(document, ensure_ascii=False, indent=1) + "\n"
    write_atomically(folder / RUN_FILE, text.encode())


def _load(folder: Path, key: str) -> Run | None:
    """Return the run that is kept here, if it has this key and can be read."""
    try:
        document = json.loads((folder / RUN_FILE).read_text(encoding="utf-8"))
        if document.pop("key") != key:
            return None
        text = (folder / NOTEBOOK_FILE).read_text(encoding="utf-8")
        return Run(notebook=nbformat.reads(text, as_version=4), **document)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _images(notebook: NotebookNode) -> dict[str, bytes]:
    """Return every PNG among the outputs, named after its cell: ``loss.png``, ``loss-2.png``."""
    images: dict[str, bytes] = {}
    for cell in notebook.cells:
        encoded = (image for output in cell.get("outputs", ()) for image in _encoded(output.get("data", {})))
        for number, image in enumerate(encoded, start=1):
            name = f"{cell.id}.png" if number == 1 else f"{cell.id}-{number}.png"
            images[name] = base64.b64decode(image)
    return images


def _encoded(data: Mapping[str, Any]) -> list[str]:
    """Return the PNG of an output, or those in its HTML: aiclass.plots shows figures with alternative text."""
    if "image/png" in data:
        return [data["image/png"]]
    return INLINE_PNG.findall("".join(data.get("text/html", "")))
