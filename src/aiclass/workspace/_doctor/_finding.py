"""One line of the doctor's report."""

from dataclasses import dataclass
from enum import StrEnum

from aiclass.workspace._phrase import phrase


class Status(StrEnum):
    """How a check came out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What one check found.

    Attributes:
        id: stable name, such as "python".
        title: Korean, for the report.
        detail: what is there.
        remedy: what to do, a whole sentence with its code; empty where nothing needs doing.
    """

    id: str
    title: str
    status: Status
    detail: str
    remedy: str = ""


def ok(name: str, detail: str) -> Finding:
    """Return a finding that needs nothing."""
    return Finding(id=name, title=title_of(name), status=Status.OK, detail=detail)


def warn(name: str, detail: str, remedy: str) -> Finding:
    """Return a finding with which the class still works."""
    return Finding(id=name, title=title_of(name), status=Status.WARN, detail=detail, remedy=remedy)


def fail(name: str, detail: str, remedy: str) -> Finding:
    """Return a finding that has to be mended."""
    return Finding(id=name, title=title_of(name), status=Status.FAIL, detail=detail, remedy=remedy)


def title_of(name: str) -> str:
    """Return the Korean title of a check."""
    return phrase(TITLES[name])


TITLES = {
    "python": "DR-01",
    "packages": "DR-02",
    "jupyterlab": "DR-03",
    "kernel": "DR-04",
    "language": "DR-05",
    "font": "DR-06",
    "data": "DR-07",
    "mirror": "DR-08",
    "network": "DR-09",
    "disk": "DR-10",
    "folder": "DR-11",
    "gpu": "DR-12",
    "course": "DR-13",
}
