"""The first cell of every lesson: install where missing, import, open the lesson."""

import ast
from typing import Final

from aiclass.authoring._faults import FaultLog

INSTALL: Final = """\
try:
    import aiclass
except ModuleNotFoundError:
    %pip install --quiet "{package}"
"""


def check_first_cell(source: str, first_line: int, *, lesson_id: str, package: str, log: FaultLog) -> None:
    """Note a first code cell that does not begin and end as docs/authoring.md says, or does more than import.

    Args:
        source: the first code cell, course values filled in.
        package: what the course installs.
    """
    expected = INSTALL.format(package=package).splitlines()
    lines = source.splitlines()
    for offset, want in enumerate(expected):
        got = lines[offset].rstrip() if offset < len(lines) else ""
        if got != want:
            shown = want.replace(package, "{{ course.package }}")
            text = f"the first cell differs from the one that every lesson begins with: expected {shown!r}."
            log.add(
                first_line + min(offset, len(lines)), "first-cell", f"{text} Copy it from docs/authoring.md."
            )
            return
    rest = "\n".join(lines[len(expected) :])
    try:
        statements = ast.parse(rest).body
    except SyntaxError:
        return  # noted by the rule "syntax"
    opening = f'lesson("{lesson_id}")'
    if not statements or ast.unparse(statements[-1]) != ast.unparse(ast.parse(opening)):
        text = f"the first cell must end with {opening}, so that checks know their lesson. Add it as its last line."
        log.add(first_line + max(len(lines) - 1, 0), "first-cell", text)
        return
    for statement in statements[:-1]:
        if not isinstance(statement, ast.Import | ast.ImportFrom):
            line = first_line + len(expected) + statement.lineno - 1
            text = "the first cell does more than install, import and open the lesson. Move this line to the next cell."
            log.add(line, "first-cell", text)
