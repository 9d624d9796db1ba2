"""One warm parent for all tests of the sandbox, and plans written briefly."""

import pytest

from aiclass.grading._plan import CellKind, Limits, Plan, PlannedCell
from aiclass.grading._sandbox import Sandbox, isolation


@pytest.fixture(scope="session")
def sandbox():
    """A sandbox that is kept warm; where the machine cannot isolate, the test is skipped with the remedy."""
    if not isolation().complete:
        pytest.skip(f"no isolation here: {isolation().remedy}")
    with Sandbox() as warm:
        yield warm


@pytest.fixture
def plan_of():
    """A function from cells ("run", text) and ("test", text) to a plan."""

    def make(*cells, seconds=10.0, limits=None, **more):
        kinds = {"run": CellKind.LEARNER, "test": CellKind.TEST}
        planned = tuple(
            PlannedCell(index=number, kind=kinds[kind], source=source, seconds=seconds)
            for number, (kind, source) in enumerate(cells)
        )
        return Plan(cells=planned, limits=limits or Limits(seconds=60), **more)

    return make


@pytest.fixture
def printed(sandbox, plan_of):
    """A function that runs one learner's cell and returns what it printed."""

    def run(source, **more):
        (cell,) = sandbox.run(plan_of(("run", source), **more)).cells
        assert cell.outcome == "ok", cell.message
        return "".join(output.get("text", "") for output in cell.outputs)

    return run
