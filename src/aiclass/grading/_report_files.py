"""``aiclass report``: read what grading left, write ``OUT/report.html`` and, if asked for, ``OUT/report.csv``."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import jsonschema  # type: ignore[import-untyped]  # its stubs are a package of their own

from aiclass.files import write_atomically
from aiclass.grading._pages import pages, render
from aiclass.grading._record import kept_record
from aiclass.grading._report import KINDS, SIGNS, Report, make_report
from aiclass.grading._results import RESULTS, SCHEMA, csv_bytes, results_schema
from aiclass.grading._similarity import ALIKE, common_from
from aiclass.grading.errors import NoResults
from aiclass.messages import message

PAGE: Final = "report.html"
TABLE: Final = "report.csv"

pages.filters["address"] = quote


def read_report(out: Path) -> Report:
    """Return the report on a folder of results.

    Raises:
        NoResults: there are none, they are damaged, or of another version.
    """
    return make_report(_results(out), kept_record(out))


def write_report(out: Path, report: Report) -> Path:
    """Write the page and return where."""
    content = render(
        "report.html",
        report=report,
        kinds=KINDS,
        signs=SIGNS,
        alike=ALIKE,
        common=common_from(report.learners),
    )
    write_atomically(out / PAGE, content)
    return out / PAGE


def write_report_table(out: Path, report: Report) -> Path:
    """Write the per-exercise table for a spreadsheet and return where."""
    write_atomically(out / TABLE, csv_bytes(_table(report)))
    return out / TABLE


def report_document(report: Report) -> dict[str, Any]:
    """Return the report as JSON has it; the code of similar submissions is in the page alone."""
    return {
        "assignment": report.assignment,
        "learners": report.learners,
        "outcomes": dict(report.outcomes),
        "mean_percent": report.mean,
        "median_percent": report.median,
        "distribution": list(report.bins),
        "exercises": [
            {
                "notebook": one.notebook,
                "grade_id": one.grade_id,
                "title": one.title,
                "max_score": one.max_score,
                "mean_score": one.mean,
                "success": one.success,
                "counts": dict(one.counts),
                "codes": dict(one.codes),
            }
            for notebook in report.notebooks
            for one in notebook.exercises
        ],
        "mistakes": [
            {
                "code": one.code,
                "sentence": one.sentence,
                "learners": list(one.learners),
                "exercises": list(one.exercises),
            }
            for one in report.mistakes
        ],
        "similar": [
            {"notebook": notebook.name, "learners": [one.pair.left, one.pair.right], "share": one.pair.share}
            for notebook in report.notebooks
            for one in notebook.alike
        ],
        "to_do": [
            {"learner": one.learner, "notebook": one.notebook, "kind": one.kind, "what": one.what}
            for one in report.tasks
        ],
    }


def _results(out: Path) -> dict[str, Any]:
    path = out / RESULTS
    try:
        document = json.loads(path.read_bytes())
    except (FileNotFoundError, NotADirectoryError):
        raise NoResults(message("GF-40", folder=out)) from None
    except (ValueError, RecursionError) as error:
        raise NoResults(message("GF-41", path=path, reason=_place(error))) from None
    found = document.get("schema") if isinstance(document, dict) else None
    if isinstance(found, int) and found != SCHEMA:
        raise NoResults(message("GF-42", path=path, wanted=SCHEMA, found=f"schema {found}"))
    fault = next(iter(jsonschema.Draft202012Validator(results_schema()).iter_errors(document)), None)
    if fault:
        raise NoResults(message("GF-41", path=path, reason=f"{fault.json_path}: {fault.message[:200]}"))
    assert isinstance(document, dict)
    return document


def _place(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.lineno}번째 줄이 JSON 형식이 아닙니다"
    return "JSON 형식이 아닙니다"


def _table(report: Report) -> Iterator[Sequence[Any]]:
    yield (
        "notebook", "grade_id", "title", "max_score", "mean_score", "success_percent",
        *(kind.replace("-", "_") for kind in KINDS), "most_seen_code", "most_seen_count",
    )  # fmt: skip
    for notebook in report.notebooks:
        for one in notebook.exercises:
            code, count = one.codes[0] if one.codes else ("", "")
            yield (
                one.notebook,
                one.grade_id,
                one.title,
                round(one.max_score, 2),
                "" if one.mean is None else round(one.mean, 2),
                "" if one.success is None else round(100 * one.success, 1),
                *(one.counts[kind] for kind in KINDS),
                code,
                count,
            )
