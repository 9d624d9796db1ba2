"""The doctor's line about isolation: what this machine can do to hold a submission."""

from collections.abc import Iterator

from aiclass.grading._sandbox import isolation
from aiclass.messages import message
from aiclass.workspace import Finding, Status, phrase


def examine_isolation() -> Iterator[Finding]:
    """Yield what was found, when it is asked for; only who grades homework needs it, so it is never a failure."""
    found = isolation()
    title = phrase("SB-29")
    if found.complete:
        yield Finding(id="isolation", title=title, status=Status.OK, detail=phrase("SB-27"))
        return
    detail = phrase("SB-30", step=found.refused)
    remedy = message("SB-28", remedy=found.remedy)
    yield Finding(id="isolation", title=title, status=Status.WARN, detail=detail, remedy=remedy)
