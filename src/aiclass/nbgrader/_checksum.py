"""nbgrader's fingerprint of a cell."""

import hashlib
from collections.abc import Mapping
from typing import Any


def checksum(source: str, kind: str, entry: Mapping[str, Any]) -> str:
    """Return nbgrader's fingerprint of a cell, by which it sees whether an answer was touched.

    Args:
        kind: "code", "markdown" or "raw".
        entry: nbgrader's cell metadata; flags that are missing count as false.
    """
    grade, solution = entry.get("grade", False), entry.get("solution", False)
    is_locked = not solution and (grade or entry.get("locked", False))
    parts = [source, kind, grade, solution, is_locked, entry["grade_id"]]
    if grade:
        parts.append(float(entry["points"]))
    digest = hashlib.md5(usedforsecurity=False)
    for part in parts:
        digest.update(str(part).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
