"""Python and the versions of packages, beside the set that the course was tested with."""

import platform
import re
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import aiclass
from aiclass.messages import message
from aiclass.workspace import _course_notebooks
from aiclass.workspace._doctor._finding import Finding, fail, ok, warn

LEARNER_EXTRAS = ("", "learn")
SHOWN = 6
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;#]+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Installed packages beside what is asked for and what was tested.

    Attributes:
        missing: asked for, not installed.
        unfit: installed in a version that is not asked for, with both versions.
        untested: installed in another version than the tested one, with both versions.
        same: how many have the tested version.
    """

    missing: tuple[str, ...]
    unfit: tuple[str, ...]
    untested: tuple[str, ...]
    same: int


def python() -> Finding:
    """Tell which Python this is."""
    detail = f"{platform.python_version()} ({platform.machine()}) {sys.executable}"
    if sys.maxsize <= 2**32:
        return fail("python", detail, message("DR-21"))
    return ok("python", detail)


def packages() -> Finding:
    """Compare what is installed with what is asked for and with the tested set."""
    tested = tested_versions()
    found = compare(tested)
    command = f'{sys.executable} -m pip install "aiclass[learn]"'
    if found.missing or found.unfit:
        return fail("packages", _few([*found.missing, *found.unfit]), message("DR-22", command=command))
    if not tested:
        return warn("packages", "시험한 버전 목록이 없습니다", message("DR-23"))
    if found.untested:
        pins = constraints_file()
        command += f' -c "{pins}"'
        return warn("packages", _few(found.untested), message("DR-24", command=command))
    return ok("packages", f"{found.same}개가 모두 시험한 버전입니다")


def compare(tested: Mapping[str, str]) -> Comparison:
    """Compare what is installed with the requirements of this package and with the tested versions.

    Args:
        tested: normalised name to version.
    """
    installed = {normalised(dist.metadata["Name"]): dist.version for dist in metadata.distributions()}
    missing, unfit = _against_requirements(installed)
    differing = [
        f"{name} {installed[name]} (시험한 버전 {version})"
        for name, version in tested.items()
        if name in installed and public(installed[name]) != version
    ]
    same = sum(public(installed.get(name, "")) == version for name, version in tested.items())
    return Comparison(missing=tuple(missing), unfit=tuple(unfit), untested=tuple(differing), same=same)


def tested_versions() -> dict[str, str]:
    """Return the tested version of each package; empty where the list did not come along."""
    pins = constraints_file()
    if not pins.is_file():
        return {}
    return {normalised(name): version for name, version in PIN.findall(pins.read_text(encoding="utf-8"))}


def constraints_file() -> Path:
    """Return where the tested versions are written: in the checkout, else in the wheel."""
    home = _course_notebooks.checkout()
    return (home or Path(aiclass.__file__).parent) / "constraints.txt"


def normalised(name: str) -> str:
    """Return a package name as PyPI compares it.

    >>> normalised("jupyterlab_language.pack")
    'jupyterlab-language-pack'
    """
    return re.sub(r"[-_.]+", "-", name).lower()


def public(version: str) -> str:
    """Return a version without its local part: "2.13.0+cpu" is 2.13.0 built in a certain way."""
    return version.partition("+")[0]


def _against_requirements(installed: Mapping[str, str]) -> tuple[list[str], list[str]]:
    from packaging.requirements import Requirement

    missing, unfit = [], []
    for line in metadata.requires("aiclass") or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is not None and not any(marker.evaluate({"extra": extra}) for extra in LEARNER_EXTRAS):
            continue
        version = installed.get(normalised(requirement.name))
        if version is None:
            missing.append(f"{requirement.name} 없음")
        elif not requirement.specifier.contains(version, prereleases=True):
            unfit.append(f"{requirement.name} {version} (필요한 버전 {requirement.specifier})")
    return missing, unfit


def _few(items: Sequence[str]) -> str:
    more = f" 외 {len(items) - SHOWN}개" if len(items) > SHOWN else ""
    return ", ".join(items[:SHOWN]) + more
