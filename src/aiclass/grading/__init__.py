"""Homework: release it, collect it in whatever form it comes, grade it in a sandbox, write the results.

``read_assignment`` reads the trusted side, ``collect`` what was handed in, ``grade`` runs what is new and writes
``results.json``. Names are loaded when they are first used: the sandbox imports this package too and must stay lean.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiclass.grading._assignment import Assignment, SourceNotebook, read_assignment
    from aiclass.grading._cache import Cache, Verdict
    from aiclass.grading._collect import collect
    from aiclass.grading._examine_isolation import examine_isolation
    from aiclass.grading._flags import flag_detail, flag_name, flag_text, is_note
    from aiclass.grading._grade import Graders, Progress, grade, graders
    from aiclass.grading._graded import CellView, Graded, Mark, Outcome
    from aiclass.grading._policy import LatePenalty, Policy, read_policy
    from aiclass.grading._release import SourceCell, release_notebook
    from aiclass.grading._release_files import Released, release_lesson, release_source
    from aiclass.grading._report import Report
    from aiclass.grading._report_files import read_report, report_document, write_report, write_report_table
    from aiclass.grading._results import Results, results_schema, totals, write_results
    from aiclass.grading._scores import CellScore, ScoreOutcome
    from aiclass.grading._submission import Submission
    from aiclass.grading._verdict import Options
    from aiclass.grading.errors import (
        GradingError,
        MarksFaults,
        NoResults,
        NoSuchSource,
        NotebookRejected,
        NothingSubmitted,
        OutputUnusable,
        PolicyFaults,
        SourceFaults,
    )

__all__ = [
    "Assignment",
    "Cache",
    "CellScore",
    "CellView",
    "Graded",
    "Graders",
    "GradingError",
    "LatePenalty",
    "Mark",
    "MarksFaults",
    "NoResults",
    "NoSuchSource",
    "NotebookRejected",
    "NothingSubmitted",
    "Options",
    "Outcome",
    "OutputUnusable",
    "Policy",
    "PolicyFaults",
    "Progress",
    "Released",
    "Report",
    "Results",
    "ScoreOutcome",
    "SourceCell",
    "SourceFaults",
    "SourceNotebook",
    "Submission",
    "Verdict",
    "collect",
    "examine_isolation",
    "flag_detail",
    "flag_name",
    "flag_text",
    "grade",
    "graders",
    "is_note",
    "read_assignment",
    "read_policy",
    "read_report",
    "release_lesson",
    "release_notebook",
    "release_source",
    "report_document",
    "results_schema",
    "totals",
    "write_report",
    "write_report_table",
    "write_results",
]

_HOMES = {
    "_assignment": ("Assignment", "SourceNotebook", "read_assignment"),
    "_cache": ("Cache", "Verdict"),
    "_collect": ("collect",),
    "_examine_isolation": ("examine_isolation",),
    "_flags": ("flag_detail", "flag_name", "flag_text", "is_note"),
    "_grade": ("Graders", "Progress", "grade", "graders"),
    "_graded": ("CellView", "Graded", "Mark", "Outcome"),
    "_policy": ("LatePenalty", "Policy", "read_policy"),
    "_release": ("SourceCell", "release_notebook"),
    "_release_files": ("Released", "release_lesson", "release_source"),
    "_report": ("Report",),
    "_report_files": ("read_report", "report_document", "write_report", "write_report_table"),
    "_results": ("Results", "results_schema", "totals", "write_results"),
    "_scores": ("CellScore", "ScoreOutcome"),
    "_submission": ("Submission",),
    "_verdict": ("Options",),
    "errors": (
        "GradingError",
        "MarksFaults",
        "NoResults",
        "NoSuchSource",
        "NotebookRejected",
        "NothingSubmitted",
        "OutputUnusable",
        "PolicyFaults",
        "SourceFaults",
    ),
}
_HOME = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
