"""``{{ results.NAME }}`` and ``{{ course.package }}``: filled in once, before anything is built."""

import re
from collections.abc import Mapping
from typing import Any, Final

from aiclass.authoring._faults import FaultLog, did_you_mean

REFERENCE: Final = re.compile(r"\{\{ *([A-Za-z_]\w*(?:\.\w+)+) *\}\}")
NOT_MEASURED: Final = "(아직 재지 않음)"


def known_references(measured: Mapping[str, Mapping[str, Any]], package: str) -> dict[str, str]:
    """Return every name that a source may use, with its text.

    Args:
        measured: content of ``results.json``.
    """
    names = {"course.package": package}
    for prefix, kind in (("results", "real"), ("results.twin", "twin")):
        names |= {f"{prefix}.{name}": str(entry["text"]) for name, entry in measured.get(kind, {}).items()}
    return names


def fill_references(text: str, known: Mapping[str, str], log: FaultLog, *, must_be_measured: bool) -> str:
    """Return the text, line for line, with every reference replaced; note those that name nothing.

    Args:
        must_be_measured: False where figures are about to be measured: those that are missing are marked so.
    """

    def replacement(match: re.Match[str]) -> str:
        name = match[1]
        if name in known:
            return known[name]
        is_figure = name.startswith("results.")
        if is_figure and not must_be_measured:
            return NOT_MEASURED
        hint = "Measure it with 'aiclass results'." if is_figure else did_you_mean(name, known)
        line = text.count("\n", 0, match.start()) + 1
        log.add(line, "reference", f"'{match[0]}' names nothing that results.json or course.yaml has. {hint}")
        return match[0]

    return REFERENCE.sub(replacement, text)
