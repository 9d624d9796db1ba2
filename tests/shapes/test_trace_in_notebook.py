"""Traces in a notebook's cells: source from cells, a notebook's own transformers, errors that a learner can read."""

import sys

import pytest
from IPython.core.interactiveshell import InteractiveShell

from aiclass.authoring._shape_comments import CHECKER_NAME, LETTERS_NAME, ShapeChecker
from aiclass.check import _notebook
from aiclass.check._session import Session


@pytest.fixture
def shell(capsys, tmp_path, monkeypatch):
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(colors="nocolor")
    shell.history_manager.enabled = False
    shell.run_cell("import numpy as np\nfrom aiclass import shapes\nx = shapes.name(np.ones((4, 3)), 'N D')")
    yield shell
    shell.reset(new_session=False)
    shell.history_manager.end_session()
    InteractiveShell.clear_instance()


def test_body_of_a_cell_is_seen_and_its_names_stay(shell):
    result = shell.run_cell("with shapes.trace() as t:\n    y = x @ np.ones(3)\n    total: float = y.sum()")
    assert result.success
    names = shell.user_ns
    assert [step.label for step in names["t"].steps] == ["@", "sum"]
    assert (names["y"].shape, names["total"]) == ((4,), 12.0)
    assert names["t"].notes == ()
    assert not [name for name in names if name.startswith("_aiclass")]


def test_functions_of_earlier_cells_are_looked_into_as_they_are_now(shell):
    shell.run_cell("def f(a):\n    return a * 2")
    shell.run_cell("t = shapes.trace(f, x)")
    assert [step.label for step in shell.user_ns["t"].steps] == ["× 2"]
    shell.run_cell("def f(a):\n    return a + 1")
    shell.run_cell("with shapes.trace() as t:\n    f(x)")
    assert [step.label for step in shell.user_ns["t"].steps] == ["+ 1"]


def test_what_the_notebook_plants_in_a_cell_is_run_as_well(shell):
    untrue = []
    checker = ShapeChecker()
    shell.ast_transformers.append(checker)
    cell = "with shapes.trace() as t:\n    y = x.T  # (3, 4)\n    z = x.T  # (4, 3)"
    shell.user_ns |= {CHECKER_NAME: checker, LETTERS_NAME: {}}
    checker.open_cell(cell, lambda line, text: untrue.append((line, text)))
    assert shell.run_cell(cell).success
    assert [line for line, _ in untrue] == [3]
    assert "claims (4, 3), the shape is (3, 4)" in untrue[0][1]
    assert len(shell.user_ns["t"].steps) == 2


def test_an_error_shows_the_learners_own_line(shell, capsys):
    _notebook.install(shell, Session())
    shell.run_cell("with shapes.trace() as t:\n    y = x * 2\n    z = y @ np.ones(2)")
    printed = capsys.readouterr()
    assert "▶ 3번째 줄: z = y @ np.ones(2)" in printed.out + printed.err
    assert len(shell.user_ns["t"].steps) == 1
    assert shell.user_ns["y"].shape == (4, 3)


def test_a_drawing_is_shown_as_html_with_words(shell):
    result = shell.run_cell("shapes.trace(lambda a: a.sum(axis=0), x).draw()")
    data, _ = shell.display_formatter.format(result.result)
    assert 'alt="모양의 흐름.' in data["text/html"]
    assert data["text/plain"].startswith("모양의 흐름.")
