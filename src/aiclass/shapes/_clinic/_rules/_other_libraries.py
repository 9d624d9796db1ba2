"""What scikit-learn and Matplotlib say about shapes of arrays."""

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._rules._indexing import alike_names

TABLE = re.compile(r"Expected 2D array, got (1D|scalar) array instead")
ROWS = re.compile(r"Found input variables with inconsistent numbers of samples: \[(\d+), (\d+)\]")
FEATURES = re.compile(r"X has (\d+) features, but \w+ is expecting (\d+) features")
SQUARE = ("must be square", "mismatch in its core dimension", "Array must be at least two-dimensional")
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
        clash = (
            f"{known[0].source}의 0번 축 {known[0].shape[0]} ≠ {known[1].source}의 0번 축 {known[1].shape[0]}"
        )
    return Finding(code=code, operands=known, clash=clash, repairs=_twins(case, node))


def _twins(case: Case, node: ast.Call) -> tuple[Repair, ...]:
    """Return the call with an array of the right number and a like name in the place of one of the two."""
    if len(node.args) < 2:
        return ()
    first, second = node.args[:2]
    for wrong, wanted in ((second, case.shape(first)), (first, case.shape(second))):
        if isinstance(wrong, ast.Name) and wanted:
            for twin in alike_names(case, wrong.id, wanted[:1]):
                return case.repairs([case.edit((wrong, twin))], tried=twin)
    return ()


def linear_algebra(case: Case) -> Finding | None:
    """Explain what ``np.linalg`` wants to be square."""
    node = case.node
    if not isinstance(node, ast.Call) or not any(text in case.message for text in SQUARE):
        return None
    operands = case.operands(*node.args)
    return Finding(code="CL-93", operands=operands, repairs=case.repairs(_for_tall(case, node)))


def _for_tall(case: Case, node: ast.Call) -> Iterator[str]:
    """Yield what takes a matrix with more rows than columns."""
    inside, module = case.text(node.func).rpartition(".")[0], case.text(node.func).rpartition(".")[2]
    if module == "inv":
        yield f"{inside}.pinv({case.text(node.args[0])})"
