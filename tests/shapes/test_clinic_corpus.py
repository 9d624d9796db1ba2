"""The clinic against mistakes that were collected before its rules: the share that it names rightly."""

import ast
import linecache
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
import yaml

from aiclass.shapes._clinic._explain import examined

CORPUS = Path(__file__).with_name("corpus")
RIGHT_LINE, RIGHT_OPERANDS, RIGHT_REPAIR = 0.95, 0.90, 0.90  # least shares


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What of one explanation is right."""

    line: bool
    expression: bool
    operands: bool
    repair: bool


def entries(name):
    return yaml.safe_load((CORPUS / f"{name}.yaml").read_text(encoding="utf-8"))


def normal(code):
    try:
        return ast.unparse(ast.parse(code))
    except SyntaxError:
        return code


def run(entry):
    """Run an entry's code as a notebook would a cell; return what it raised."""
    name = f"<ipython-input-{entry['id']}>"
    linecache.cache[name] = (len(entry["code"]), None, entry["code"].splitlines(keepends=True), name)
    try:
        exec(compile(entry["code"], name, "exec"), {"__name__": "__main__"})
    except Exception as error:
        return error
    return None


def mark(entry, diagnosis):
    if diagnosis is None:
        return Marks(line=False, expression=False, operands=False, repair=not entry["repairs"])
    shapes = {operand.source: list(operand.shape) for operand in diagnosis.operands}
    offered = [normal(repair.code) for repair in diagnosis.repairs[:2]]
    return Marks(
        line=diagnosis.line == entry["line"],
        expression=normal(diagnosis.expression) == normal(entry["expression"]),
        operands=all(shapes.get(source) == shape for source, shape in entry["operands"].items()),
        repair=not entry["repairs"] or any(normal(right) in offered for right in entry["repairs"]),
    )


@cache
def all_marks():
    found = {}
    for name in ("numpy_errors", "torch_errors"):
        for entry in entries(name):
            error = run(entry)
            assert error is not None, f"{name}/{entry['id']} raises nothing"
            found[f"{name}/{entry['id']}"] = mark(entry, examined(error))
    return found


@pytest.mark.parametrize(
    ("what", "least"),
    [
        ("line", RIGHT_LINE),
        ("expression", RIGHT_OPERANDS),
        ("operands", RIGHT_OPERANDS),
        ("repair", RIGHT_REPAIR),
    ],
)
def test_share_of_explanations_that_are_right(what, least):
    marks = all_marks()
    wrong = [name for name, mark in marks.items() if not getattr(mark, what)]
    share = 1 - len(wrong) / len(marks)
    assert share >= least, f"{what} {share:.1%}, wrong in: {', '.join(wrong)}"
