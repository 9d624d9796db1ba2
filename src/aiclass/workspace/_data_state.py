"""Where a lesson's data will come from, in a sentence each."""

import os
from collections.abc import Sequence

from aiclass.data import Entry, inventory
from aiclass.workspace._phrase import phrase


def data_notes(names: Sequence[str]) -> tuple[str, ...]:
    """Return a sentence for each of these data sets that is not simply embedded."""
    return tuple(
        phrase(_code(entry), title=entry.title, name=entry.name, twin=entry.twin)
        for entry in inventory()
        if entry.name in names and entry.state != "embedded"
    )


def _code(entry: Entry) -> str:
    if _is_on("AICLASS_TWIN"):
        return "WS-36"
    if entry.state == "cached":
        return "WS-33"
    if os.environ.get("AICLASS_DATA_MIRROR", "").strip():
        return "WS-34"
    if not entry.is_public:
        return "WS-38"
    return "WS-37" if _is_on("AICLASS_OFFLINE") else "WS-35"


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() not in {"", "0", "false", "no", "off"}
