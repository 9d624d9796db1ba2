"""Every case ends as it says: honest work is never flagged, dishonest work earns nothing or is flagged."""

import json
import os
import socket
from pathlib import Path

import pytest
import yaml

import aiclass
from aiclass.grading._plan import CellKind, CellOutcome, Limits, Plan, PlannedCell
from aiclass.grading._sandbox import Sandbox, isolation

HERE = Path(__file__).parent
FILES = ("honest", "dishonest", "greedy", "network")
CASES = [
    pytest.param(kind, case, id=f"{kind}: {case['name']}")
    for kind in FILES
    for case in yaml.safe_load((HERE / f"{kind}.yaml").read_text(encoding="utf-8"))
]
SECRET = "SECRET"

pytestmark = pytest.mark.skipif(not isolation().complete, reason=f"no isolation here: {isolation().remedy}")


@pytest.fixture(scope="module")
def sandbox():
    """One warm parent for the whole corpus: cases must not see each other."""
    os.environ["AICLASS_TEST_SECRET"] = SECRET
    try:
        with Sandbox() as warm:
            yield warm
    finally:
        del os.environ["AICLASS_TEST_SECRET"]


@pytest.fixture(scope="module")
def port():
    """The port of a service on this machine."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def planned(case, places):
    cells = []
    for number, cell in enumerate(case["cells"]):
        is_test = "test" in cell
        source = cell["test" if is_test else "run"]
        for name, value in places.items():
            source = source.replace("{" + name + "}", value)
        cells.append(
            PlannedCell(
                index=number,
                kind=CellKind.TEST if is_test else CellKind.LEARNER,
                grade_id=f"test-{number}" if is_test else "",
                source=source,
                seconds=case.get("seconds", 10),
                given=cell.get("given", False),
            )
        )
    return Plan(
        cells=tuple(cells),
        limits=Limits(seconds=60, memory_mib=case.get("memory_mib", 2048)),
        files={name: text.encode() for name, text in case.get("files", {}).items()},
        lesson=case.get("lesson", ""),
        imports=case.get("imports", ""),
        answers=frozenset(case.get("answers", ())),
    )


@pytest.mark.parametrize(("kind", "case"), CASES)
def test_case_ends_as_it_says(kind, case, sandbox, port):
    places = {"port": str(port), "here": str(HERE), "package": str(Path(aiclass.__file__).parent)}
    run = sandbox.run(planned(case, places))
    for cell, ran in zip(case["cells"], run.cells, strict=True):
        wanted = cell.get("outcome", "ok")
        if wanted != "any":
            assert ran.outcome == wanted, (ran.message, ran.outputs)
        assert ran.outcome is not CellOutcome.GRADER_FAILURE
        if ran.outcome is CellOutcome.LIMIT:
            assert ran.limit
        if "limit" in cell:
            assert ran.limit == cell["limit"]
        if "value" in cell:
            assert ran.value == (None if cell["value"] == "none" else cell["value"])
        told = ran.message + json.dumps(ran.outputs, ensure_ascii=False)
        for text in cell.get("says", ()):
            assert text in told
        if "shows" in cell:
            assert any(cell["shows"] in output.get("data", {}) for output in ran.outputs)
        assert SECRET not in told
    if case.get("flags") != "any":
        assert set(run.flags) == set(case.get("flags", ()))
