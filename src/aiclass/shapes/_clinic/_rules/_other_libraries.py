"""What scikit-learn and Matplotlib say about shapes of arrays."""

import ast
import re

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding

TABLE = re.compile(r"Expected 2D array, got (1D|scalar) array instead")
ROWS = re.compile(r"Found input variables with inconsistent numbers of samples: \[(\d+), (\d+)\]")
FEATURES = re.compile(r"X has (\d+) features, but \w+ is expecting (\d+) features")
POINTS = re.compile(r"x and y must have same first dimension|x and y must be the same size")


def table(case: Case) -> Finding | None:
    """Explain a vector where scikit-learn wants a table of rows and features."""
    node = case.node
    if not TABLE.search(case.message) or not isinstance(node, ast.Call):
        return None
    flat = next((argument for argument in node.args if len(case.shape(argument) or ()) == 1), None)
    if flat is None:
        return None
    column = case.with_suffix(flat, ".reshape(-1, 1)")
    return Finding(
        code="CL-90",
        operands=case.operands(*node.args),
        repairs=case.repairs([case.edit((flat, column))], tried=column),
        topic="reshape",
    )


def unequal_rows(case: Case) -> Finding | None:
    """Explain features and labels, or points of a plot, of unequal number."""
    node = case.node
    said = [pattern.search(case.message) for pattern in (ROWS, FEATURES, POINTS)]
    if not any(said) or not isinstance(node, ast.Call):
        return None
    known = case.operands(*node.args)
    if not known:
        return None
    code = "CL-91" if said[0] or said[2] else "CL-92"
    clash = ""
    if code == "CL-91" and len(known) > 1 and known[0].shape and known[1].shape:
        clash = f"{known[0].source}의 0번 축 {known[0].shape[0]} ≠ {known[1].source}의 0번 축 {known[1].shape[0]}"
    return Finding(code=code, operands=known, clash=clash, topic="axis")
