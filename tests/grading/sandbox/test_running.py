"""What a plan gives: outputs as nbformat has them, limits that cost only their cell, tests where they belong."""

import time

import nbformat
import pytest

from aiclass.grading._plan import CellKind, CellOutcome, Limits, Plan, PlannedCell
from aiclass.grading._sandbox import Sandbox, SandboxError


def test_outputs_are_valid_nbformat(sandbox, plan_of):
    source = """
import sys, warnings
import matplotlib.pyplot as plt
print("가"); print("나", file=sys.stderr); warnings.warn("조심")
display("보기")
plt.plot([1, 2]); plt.show()
6 * 7
"""
    run = sandbox.run(plan_of(("run", source), ("run", "1 / 0")))
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [
        nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in cell.outputs])
        for cell in run.cells
    ]
    nbformat.validate(notebook)
    kinds = [output["output_type"] for output in run.cells[0].outputs]
    assert kinds == ["stream", "stream", "display_data", "display_data", "execute_result"]
    assert run.cells[0].stderr
    assert run.cells[1].error_name == "ZeroDivisionError"


def test_output_of_programs_and_c_code_is_recorded(sandbox, plan_of):
    run = sandbox.run(plan_of(("run", "import os\nos.write(1, b'raw')\nos.system('echo program >&2')")))
    texts = {output["name"]: output["text"] for output in run.cells[0].outputs if "name" in output}
    assert texts == {"stdout": "raw", "stderr": "program\n"}


def test_shape_clinic_stays_off(sandbox, plan_of):
    source = "from aiclass import shapes\nshapes.on()\nprint(get_ipython().ast_transformers)"
    assert sandbox.run(plan_of(("run", source))).cells[0].outputs[0]["text"] == "[]\n"


def test_test_sees_the_state_of_its_place(sandbox, plan_of):
    run = sandbox.run(
        plan_of(("run", "x = 1"), ("test", "assert x == 1"), ("run", "x = 2"), ("test", "assert x == 2"))
    )
    assert [cell.outcome for cell in run.cells] == ["ok"] * 4


def test_test_changes_nothing_for_later_cells(sandbox, plan_of):
    run = sandbox.run(
        plan_of(("run", "x = [1]"), ("test", "x.append(2); y = 3"), ("run", "print(x, 'y' in dir())"))
    )
    assert run.cells[2].outputs[0]["text"] == "[1] False\n"


def test_cell_that_brings_the_process_down_is_as_if_it_had_never_run(sandbox, plan_of):
    cells = [("run", "x = ['before']"), ("test", "assert x == ['before']"), ("run", "x.append('kept')")]
    cells += [("run", "x.append('lost')\nimport os; os._exit(3)"), ("run", "print(x)")]
    run = sandbox.run(plan_of(*cells))
    assert run.cells[3].outcome == "error"
    assert run.cells[4].outputs[0]["text"] == "['before', 'kept']\n"


def test_notebook_out_of_time_is_still_tested(sandbox, plan_of):
    cells = [
        ("run", "x = 1"),
        ("test", "assert x == 1"),
        ("run", "import time\ntime.sleep(60)"),
        ("run", "x = 2"),
    ]
    started = time.monotonic()
    run = sandbox.run(plan_of(*cells, ("test", "assert x == 2"), limits=Limits(seconds=1.5)))
    assert [cell.outcome for cell in run.cells] == ["ok", "ok", "limit", "not-run", "error"]
    assert "SB-06" in run.cells[3].message
    assert time.monotonic() - started < 20


def test_hidden_part_decides_and_says_nothing(sandbox, plan_of):
    test = "assert f(1) == 1\n### BEGIN HIDDEN TESTS\nprint('secret')\nassert f(2) == 4, 'secret'\n### END HIDDEN TESTS"
    right, wrong = (
        sandbox.run(plan_of(("run", f), ("test", test))).cells[1] for f in ("f = lambda x: x * x", "f = abs")
    )
    assert right.outcome == "ok"
    assert wrong.outcome == "error"
    assert wrong.error_name == "AssertionError"
    assert "secret" not in f"{right}{wrong}".replace(test, "").replace(repr(test), "")


def test_code_of_a_check_is_told_also_from_a_hidden_part(sandbox, plan_of):
    test = "from aiclass.check import expect\n### BEGIN HIDDEN TESTS\nexpect(f(0)).shape(3)\n### END HIDDEN TESTS"
    run = sandbox.run(plan_of(("run", "import numpy as np\nf = lambda x: np.ones((3, 1))"), ("test", test)))
    assert run.cells[1].code == "SH-03"
    assert "[SH-03]" not in run.cells[1].message


def test_message_of_a_visible_check_is_told(sandbox, plan_of):
    test = "from aiclass.check import expect\nexpect(f(0)).shape(3)"
    run = sandbox.run(plan_of(("run", "import numpy as np\nf = lambda x: np.ones((3, 1))"), ("test", test)))
    assert "[SH-03]" in run.cells[1].message
    assert "(3, 1)" in run.cells[1].message


@pytest.mark.parametrize(
    ("last", "value"),
    [("1.5", 1.5), ("2", 2.0), ("True", None), ("'3'", None), ("x", None), ("float('nan')", None), ("10**400", None),
     ("np.float64(0.5)", 0.5), ("1.5;", None), ("None", None)],
)  # fmt: skip
def test_value_of_a_test(sandbox, plan_of, last, value):
    run = sandbox.run(plan_of(("run", "import numpy as np\nx = [1.0]"), ("test", last)))
    assert run.cells[1].outcome == "ok"
    assert run.cells[1].value == value


def test_lesson_is_open_for_a_test_even_where_its_first_cell_was_lost(sandbox, plan_of):
    run = sandbox.run(
        plan_of(
            ("run", "import numpy as np\ndef sigmoid(z):\n    return 1 / (1 + np.exp(-z))"),
            ("test", 'check("sigmoid")\nexpect(sigmoid(np.zeros(2))).shape(2)'),
            lesson="03",
            imports="import numpy as np",
        )
    )
    assert run.cells[1].outcome == "ok", run.cells[1].message


def test_lesson_loads_its_twin_without_network_and_cache(printed):
    text = printed("from aiclass import data\nprint(data.load('mnist').twin)", lesson="03")
    assert text.endswith("True\n")


def test_scratch_has_a_size(sandbox, plan_of):
    limits = Limits(file_mib=8, seconds=30)
    source = "for n in range(20):\n    open(f'/tmp/{n}', 'wb').write(b'x' * 10**6)"
    run = sandbox.run(plan_of(("run", source), ("run", "print(n)"), limits=limits))
    assert run.cells[0].error_name == "OSError"
    assert 5 <= int(run.cells[1].outputs[0]["text"]) <= 8


def test_long_output_is_cut_and_the_cell_goes_on(sandbox, plan_of):
    limits = Limits(output_bytes=1000, seconds=30)
    run = sandbox.run(plan_of(("run", "print('x' * 3000)\ny = 1"), ("test", "assert y == 1"), limits=limits))
    assert run.cells[0].outcome == "ok"
    assert len(run.cells[0].outputs[0]["text"]) < 1200
    assert "…" in run.cells[0].outputs[0]["text"]
    assert run.cells[1].outcome == "ok"


def test_magics_of_a_test_work(sandbox, plan_of):
    run = sandbox.run(plan_of(("test", "%matplotlib inline\nout = !echo 3\nassert out == ['3']")))
    assert run.cells[0].outcome == "ok", run.cells[0].message


def test_two_sandboxes_work_side_by_side(sandbox, plan_of):
    with Sandbox() as other:
        for each in (sandbox, other):
            assert each.run(plan_of(("test", "assert 1 == 1"))).cells[0].outcome == "ok"


@pytest.mark.slow
def test_pytorch_trains_in_a_fork(plan_of):
    source = """
import torch
model = torch.nn.Linear(2, 1)
optimiser = torch.optim.Adam(model.parameters())
for _ in range(5):
    loss = model(torch.ones(8, 2)).square().mean()
    optimiser.zero_grad(); loss.backward(); optimiser.step()
"""
    with Sandbox(imports=("torch",)) as sandbox:
        run = sandbox.run(
            plan_of(("run", source), ("test", "assert loss.ndim == 0 and torch.isfinite(loss)"), seconds=30)
        )
    assert [cell.outcome for cell in run.cells] == ["ok", "ok"], run


def test_unknown_import_is_told():
    with pytest.raises(SandboxError, match="no_such_package"), Sandbox(imports=("no_such_package",)):
        pass


def test_empty_plan_gives_an_empty_run(sandbox):
    assert sandbox.run(Plan(cells=())).cells == ()


def test_run_keeps_the_planned_cells_in_order(sandbox):
    cells = tuple(
        PlannedCell(index=index, kind=kind, source="pass", seconds=5)
        for index, kind in [(3, CellKind.TEST), (-1, CellKind.TEST), (0, CellKind.LEARNER)]
    )
    run = sandbox.run(Plan(cells=cells))
    assert tuple(ran.cell for ran in run.cells) == cells
    assert {ran.outcome for ran in run.cells} == {CellOutcome.OK}


@pytest.mark.parametrize("name", ["../out.txt", "/out.txt", "a/../../out.txt"])
def test_file_that_would_lie_elsewhere_is_refused(sandbox, plan_of, name):
    with pytest.raises(SandboxError, match="beside"):
        sandbox.run(plan_of(("run", "pass"), files={name: b"x"}))


def test_large_file_is_laid_beside_the_notebook(sandbox, plan_of):
    files = {"a/b.bin": bytes(30 * 10**6)}
    run = sandbox.run(
        plan_of(("test", "import os\nassert os.path.getsize('a/b.bin') == 30_000_000"), files=files)
    )
    assert run.cells[0].outcome == "ok"


def test_cell_that_is_lost_before_any_test_is_as_if_it_had_never_run(sandbox, plan_of):
    """The cells before it run again in a new cage; what it wrote to disk is gone with its own."""
    run = sandbox.run(
        plan_of(
            ("run", "with open('a.txt', 'x') as file:\n    file.write('a')\nx = 1"),
            ("run", "open('b.txt', 'w').close()\nimport os\nos._exit(0)"),
            ("run", "y = x + 1"),
            ("test", "import os\nassert (x, y) == (1, 2) and os.listdir() == ['a.txt']"),
            files={},
        )
    )
    assert [cell.outcome for cell in run.cells] == ["ok", "error", "ok", "ok"], run.cells


def test_files_beside_a_notebook_are_there_after_its_process_was_lost(sandbox, plan_of):
    run = sandbox.run(
        plan_of(
            ("run", "import os\nos._exit(0)"),
            ("test", "assert open('data.txt').read() == '7'"),
            files={"data.txt": b"7"},
        )
    )
    assert [cell.outcome for cell in run.cells] == ["error", "ok"]


def test_first_cell_finds_nothing_of_what_the_warm_parent_has_rehearsed(printed):
    source = "print('f' in dir(), 'np' in dir(), len(In), Out, get_ipython().execution_count)"
    assert printed(source) == "False False 2 {} 2\n"
