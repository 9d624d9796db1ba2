"""A small homework, submissions of it, and a stand-in for the sandbox that runs cells in this process."""

import ast
import contextlib
import io
import json
import traceback
from dataclasses import replace

import pytest

from aiclass.grading import Graders, Options, collect, grade, read_assignment
from aiclass.grading._plan import CellKind, CellOutcome, CellRun, Run

IMPORTS = "import math"
ADD = "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION"
ADD_TEST = (
    "assert add(1, 2) == 3\n### BEGIN HIDDEN TESTS\nassert add(-1, 1) == 0  # secret\n### END HIDDEN TESTS"
)
AREA = "def area(r):\n    ### BEGIN SOLUTION\n    return math.pi * r * r\n    ### END SOLUTION"
AREA_TEST = "assert abs(area(1) - math.pi) < 1e-9"
WHY = "because"
STUB = "# YOUR CODE HERE\n    raise NotImplementedError()"


def cell(
    source, kind="code", grade_id="", *, grade=False, solution=False, locked=False, task=False, points=None
):
    """Return a cell as JSON; one with a grade_id carries nbgrader's metadata."""
    made = {"cell_type": kind, "metadata": {}, "source": source}
    if kind == "code":
        made |= {"outputs": [], "execution_count": None}
    if grade_id:
        made["metadata"]["nbgrader"] = {
            "schema_version": 3,
            "grade": grade,
            "solution": solution,
            "locked": locked,
            "task": task,
            "grade_id": grade_id,
            **({"points": points} if points is not None else {}),
        }
    return made


def answer(source, name):
    return cell(source, grade_id=name, solution=True)


def check(source, name, points):
    return cell(source, grade_id=name, grade=True, locked=True, points=points)


def notebook(*cells, minor=4, **metadata):
    """Return a notebook's bytes."""
    return json.dumps(
        {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata, "cells": list(cells)}
    ).encode()


def source_cells():
    return [
        cell("# 원과 더하기", "markdown"),
        cell(IMPORTS, grade_id="imports", locked=True),
        answer(ADD, "add"),
        check(ADD_TEST, "add-check", 2),
        cell("넓이를 구하세요.", "markdown"),
        answer(AREA, "area"),
        check(AREA_TEST, "area-check", 3),
        cell(WHY, "markdown", "why", grade=True, solution=True, points=4),
    ]


class Homework:
    """One homework in a folder of its own, and what is handed in for it."""

    def __init__(self, root):
        self.root = root
        self.source = root / "source" / "hw1"
        self.submitted = root / "submitted"
        self.out = root / "결과"
        self.sandboxes = self.closed = 0
        self.runs = []
        self.write(self.source / "circle.ipynb", notebook(*source_cells()))

    def write(self, path, content):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    @property
    def assignment(self):
        return read_assignment(str(self.source))

    def released(self):
        """Return the learner's notebook as a document."""
        from aiclass.grading import release_notebook

        return json.loads(release_notebook((self.source / "circle.ipynb").read_bytes(), "circle.ipynb"))

    def solved(self):
        """Return a right answer as a document."""
        document = self.released()
        for one in document["cells"]:
            name = one["metadata"].get("nbgrader", {}).get("grade_id")
            one["source"] = {
                "add": "def add(a, b):\n    return a + b",
                "area": "def area(r):\n    return math.pi * r * r",
                "why": "반지름을 두 번 곱하기 때문입니다.",
            }.get(name, one["source"])
        return document

    def hand_in(self, learner, document, file="circle.ipynb"):
        content = document if isinstance(document, bytes) else json.dumps(document).encode()
        return self.write(self.submitted / learner / "hw1" / file, content)

    def collect(self):
        return collect(self.submitted, self.assignment)

    def grade(self, **options):
        """Return the rows by (learner, notebook)."""
        mode = Options(**{key: options.pop(key) for key in ("compat", "cell_seconds") if key in options})
        results = grade(
            self.collect(),
            self.assignment,
            self.out,
            options=mode,
            graders=Graders(workers=2, open_sandbox=self.open),
            **options,
        )
        return {row.learner: row for row in results.submissions}

    def row(self, document, **options):
        """Return the row of one learner who handed this in."""
        self.hand_in("홍길동", document)
        return self.grade(**options)["홍길동"]

    @contextlib.contextmanager
    def open(self):
        self.sandboxes += 1
        yield self
        self.closed += 1

    isolated = True

    def run(self, plan):
        self.runs.append(plan)
        return run_here(plan)


def run_here(plan):
    """Run a plan in this process: only for cells that these tests wrote."""
    names = {"__name__": "__main__"}
    runs = []
    for planned in plan.cells:
        space = dict(names) if planned.kind is CellKind.TEST else names
        runs.append(run_cell(planned, space))
    return Run(cells=tuple(runs), seconds=0.5)


def run_cell(planned, space):
    errors = io.StringIO()
    result = CellRun(cell=planned, outcome=CellOutcome.OK)
    try:
        tree = ast.parse(planned.source)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        value = None
        with contextlib.redirect_stderr(errors):
            exec(compile(tree, "<cell>", "exec"), space)
            if last:
                value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), space)
        if type(value) in (int, float):
            shown = {"output_type": "execute_result", "data": {"text/plain": repr(value)}, "metadata": {}}
            result = replace(result, value=float(value), outputs=(shown,))
    except Exception as error:
        traceback.clear_frames(error.__traceback__)
        text = str(error) if isinstance(error, AssertionError) else ""
        result = replace(result, outcome=CellOutcome.ERROR, error_name=type(error).__name__, message=text)
    return replace(result, stderr=bool(errors.getvalue()))


def scores(row):
    """Return grade_id to score."""
    return {one.grade_id: one.score for one in row.cells}


def outcomes(row):
    return {one.grade_id: one.outcome.value for one in row.cells}


@pytest.fixture
def homework(tmp_path):
    return Homework(tmp_path / "우리 반")
