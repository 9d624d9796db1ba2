"""The clinic against mistakes that were collected before its rules: the share that it names rightly."""

from dataclasses import dataclass
from functools import cache

import pytest
from clinic import entries, explained, normal, warnings_of

RIGHT_LINE, RIGHT_EXPRESSION, RIGHT_OPERANDS, RIGHT_REPAIR = 0.95, 0.90, 0.90, 0.90  # least shares
FILES = ("numpy_errors", "numpy_silent", "torch_errors", "torch_silent")
HEADS = {
    "numpy": "import numpy as np\n",
    "torch": "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n",
}
CORRECT = [(head, code) for head, codes in entries("correct").items() for code in codes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What of one explanation is right."""

    line: bool
    expression: bool
    operands: bool
    repair: bool


def diagnosis_of(name, entry):
    if "errors" in name:
        return explained(entry["code"])
    found, error = warnings_of(entry["code"])
    assert error is None, f"{entry['id']} raises {error!r}"
    return found[0] if found else None


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
    return {
        f"{name}/{entry['id']}": mark(entry, diagnosis_of(name, entry))
        for name in FILES
        for entry in entries(name)
    }


def test_corpus_is_as_large_and_as_mixed_as_promised():
    count = {name: len(entries(name)) for name in FILES}
    assert sum(count.values()) >= 60
    assert count["numpy_errors"] + count["numpy_silent"] >= 30
    assert count["torch_errors"] + count["torch_silent"] >= 30
    assert count["numpy_silent"] + count["torch_silent"] >= 15
    assert len(CORRECT) >= 100


@pytest.mark.parametrize(
    ("what", "least"),
    [
        ("line", RIGHT_LINE),
        ("expression", RIGHT_EXPRESSION),
        ("operands", RIGHT_OPERANDS),
        ("repair", RIGHT_REPAIR),
    ],
)
def test_share_of_explanations_that_are_right(what, least):
    marks = all_marks()
    wrong = [name for name, mark in marks.items() if not getattr(mark, what)]
    share = 1 - len(wrong) / len(marks)
    assert share >= least, f"{what} {share:.1%}, wrong in: {', '.join(wrong)}"


@pytest.mark.parametrize(("head", "code"), CORRECT)
def test_right_code_is_not_warned_of(head, code):
    found, error = warnings_of(HEADS[head] + code)
    assert error is None
    assert [diagnosis.text for diagnosis in found] == []
