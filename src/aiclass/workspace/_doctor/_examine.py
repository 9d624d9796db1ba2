"""Run every check; one that breaks is a finding too."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from aiclass.messages import message
from aiclass.workspace._doctor import _data, _jupyter, _machine, _packages, _plots
from aiclass.workspace._doctor._finding import Finding, fail


def examine(folder: Path) -> Iterator[Finding]:
    """Yield what each check found, as soon as it is done, in the order of the report.

    Args:
        folder: the learner's folder, which need not exist yet; nothing is written into it.
    """
    checks: dict[str, Callable[[], Finding]] = {
        "python": _packages.python,
        "packages": _packages.packages,
        "jupyterlab": _jupyter.jupyterlab,
        "kernel": _jupyter.kernel,
        "language": _jupyter.language,
        "font": _plots.font,
        "course": _data.course,
        "data": _data.data,
        "mirror": _data.mirror,
        "network": _data.network,
        "disk": partial(_machine.disk, folder),
        "folder": partial(_machine.folder, folder),
        "gpu": _machine.gpu,
    }
    return (_checked(name, check) for name, check in checks.items())


def _checked(name: str, check: Callable[[], Finding]) -> Finding:
    try:
        return check()
    except Exception as error:  # a broken installation may raise anything
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
        return fail(name, reason, message("DR-20", reason=reason))
