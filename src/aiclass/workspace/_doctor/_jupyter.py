"""JupyterLab, its kernel and its Korean menus."""

import importlib
import importlib.util
import sys
from importlib import metadata

from aiclass.messages import message
from aiclass.workspace._doctor._finding import Finding, fail, ok, warn


def jupyterlab() -> Finding:
    """Tell whether JupyterLab can be loaded."""
    if importlib.util.find_spec("jupyterlab") is None:
        return fail("jupyterlab", "설치되지 않음", message("DR-30", command=_install("aiclass[learn]")))
    importlib.import_module("jupyterlab.labapp")
    return ok("jupyterlab", metadata.version("jupyterlab"))


def kernel() -> Finding:
    """Tell whether this Python can run cells."""
    if importlib.util.find_spec("ipykernel") is None:
        return fail("kernel", "ipykernel이 설치되지 않음", message("DR-31", command=_install("ipykernel")))
    importlib.import_module("ipykernel.kernelapp")
    return ok("kernel", f"ipykernel {metadata.version('ipykernel')}, {sys.executable}")


def language() -> Finding:
    """Tell whether the menus will be Korean."""
    pack = "jupyterlab-language-pack-ko-KR"
    try:
        return ok("language", f"{pack} {metadata.version(pack)}")
    except metadata.PackageNotFoundError:
        return warn("language", "설치되지 않음", message("DR-32", command=_install(pack)))


def _install(requirement: str) -> str:
    return f'{sys.executable} -m pip install "{requirement}"'
