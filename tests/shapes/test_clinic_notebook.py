"""The clinic in a real IPython shell: on, off, once per line, silenced, beside the class's own hook."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from aiclass import shapes
from aiclass.shapes._clinic._silent import watch

MISTAKE = "loss = ((prediction - y) ** 2).mean()"
START = "import numpy as np\nprediction, y = np.ones((6, 1)), np.ones(6)"


class Notebook:
    def __init__(self, shell, capsys):
        self.shell, self._capsys = shell, capsys

    def run(self, source):
        """Run a cell; return everything it showed."""
        self.shell.run_cell(source, store_history=True)
        printed = self._capsys.readouterr()
        return printed.out + printed.err


@pytest.fixture
def notebook(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor")
    shell.history_manager.enabled = False
    yield Notebook(shell, capsys)
    shapes.off()
    shell.reset(new_session=False)
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


@pytest.fixture
def clinic(notebook):
    notebook.run("%load_ext aiclass")
    notebook.run(START)
    return notebook


def test_error_is_read_in_korean_first(clinic):
    printed = clinic.run("np.ones((2, 3)) @ np.ones((4, 3))")
    assert printed.startswith("▶ 1번째 줄: np.ones((2, 3)) @ np.ones((4, 3))")
    assert "Traceback" not in printed


def test_other_errors_are_shown_as_ipython_shows_them(clinic):
    printed = clinic.run("1 / 0")
    assert "ZeroDivisionError" in printed
    assert "Traceback" in printed


def test_silent_mistake_is_told_once_a_line(clinic):
    printed = clinic.run(f"for _ in range(3):\n    {MISTAKE}")
    assert printed.count("[CS-01]") == 1
    assert "prediction: (6, 1)" in printed
    assert "▶ 2번째 줄" in printed


def test_function_of_an_earlier_cell_is_watched_too(clinic):
    clinic.run(f"def loss_of(prediction, y):\n    {MISTAKE}\n    return loss")
    printed = clinic.run("loss_of(prediction, y)")
    assert "▶ 1번째 줄: loss_of(prediction, y)" in printed
    assert "▶ 2번째 줄 (loss_of 함수 안)" in printed


@pytest.mark.parametrize("comment", ["# shapes: ok", "#shapes:ok 알고 있음"])
def test_comment_silences_its_line(clinic, comment):
    assert clinic.run(f"{MISTAKE}  {comment}") == ""


def test_off_is_off_for_cells_that_have_run_before(clinic):
    clinic.run(f"def loss_of(prediction, y):\n    {MISTAKE}\n    return loss")
    clinic.run("%unload_ext aiclass")
    assert clinic.run(f"loss_of(prediction, y)\n{MISTAKE};").count("CS-01") == 0
    assert "Traceback" in clinic.run("np.ones(2) + np.ones(3)")


def test_on_twice_is_on_once(clinic):
    clinic.run("from aiclass import shapes\nshapes.on()")
    assert clinic.run(MISTAKE).count("[CS-01]") == 1


def test_last_expression_of_a_cell_is_shown_as_ever(clinic):
    assert "np.True_" in clinic.run("(prediction[:, 0] == y).all()")


def test_axis_names_are_told(clinic):
    clinic.run(
        'from aiclass import shapes\nX = shapes.name(np.ones((4, 3)), "N D")\nW = np.ones((5, 3))  # (K, D)'
    )
    printed = clinic.run("W = np.ones((5, 3))  # (K, D)\nX @ W")
    assert "X: (4, 3) = (N, D)" in printed
    assert "W: (5, 3) = (K, D)" in printed
    assert "X의 1번 축 D 3 ≠ W의 0번 축 K 5" in printed


def test_nothing_is_switched_on_while_nbgrader_grades(notebook, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    watch.stop()
    notebook.run("%load_ext aiclass")
    assert not watch.is_on
    assert "Traceback" in notebook.run("import numpy as np\nnp.ones(2) + np.ones(3)")


def test_axes_of_a_data_set_are_told(clinic):
    clinic.run("from aiclass import data\nX = data.load('admissions-synthetic').train.features")
    assert "X의 1번 축 D 7" in clinic.run("X @ np.ones(8)")


def test_greatest_of_each_feature_of_a_data_set_is_no_mistake(clinic):
    clinic.run("from aiclass import data\nX = data.load('admissions-synthetic').train.features")
    assert clinic.run("top = X.argmax(axis=0)") == ""


@pytest.fixture
def beside(tmp_path, monkeypatch):
    """A module in the notebook's folder, which is forgotten afterwards."""
    module = "def mse(guess, y):\n    return ((guess - y) ** 2).mean()\n"
    (tmp_path / "beside_losses.py").write_text(module, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop("beside_losses", None)


@pytest.mark.usefixtures("beside")
def test_silent_mistake_in_a_module_beside_the_notebook_is_told(notebook, tmp_path):
    notebook.run("%load_ext aiclass")
    notebook.run(f"{START}\nfrom beside_losses import mse")
    printed = notebook.run("cost = mse(prediction, y)")
    assert "▶ 1번째 줄: cost = mse(prediction, y)" in printed
    assert "▶ 2번째 줄 (beside_losses.py, mse 함수 안)" in printed
    assert not list(tmp_path.rglob("beside_losses*.pyc"))


@pytest.mark.usefixtures("beside")
def test_imports_are_left_alone_once_it_is_off(notebook):
    finders = list(sys.meta_path)
    notebook.run("%load_ext aiclass")
    assert len(sys.meta_path) == len(finders) + 1
    notebook.run("%unload_ext aiclass")
    assert sys.meta_path == finders
    notebook.run(f"{START}\nfrom beside_losses import mse\n%load_ext aiclass")
    assert notebook.run("cost = mse(prediction, y)") == ""


def test_silent_mistake_in_the_body_of_a_trace_is_told_and_the_trace_sees_the_operation(clinic):
    body = f"from aiclass import shapes\nwith shapes.trace() as t:\n    hits = prediction == y\n    {MISTAKE}"
    printed = clinic.run(body)
    assert printed.count("[CS-01]") == 2
    assert "▶ 4번째 줄: loss" in printed
    t = clinic.shell.user_ns["t"]
    assert [step.operation for step in t.steps] == ["eq", "subtract", "power", "mean"]
    assert [t.values[place].name for place in t.steps[1].inputs] == ["prediction", "y"]


def test_original_traceback_is_folded_and_begins_with_the_learners_line(clinic, monkeypatch):
    shown = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: shown.append(bundle["text/html"]))
    clinic.run("def f(x):\n    return x @ np.ones(3)\nf(np.ones(2))")
    assert shown[0].startswith("<details><summary>")
    assert "ValueError: matmul" in shown[0]
    assert "interactiveshell.py" not in shown[0]
    assert "return x @ np.ones(3)" in shown[0]
