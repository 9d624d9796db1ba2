"""What learners get: no solution, no hidden test, locked as nbgrader locks."""

import json

import pytest

from aiclass.grading import NoSuchSource, OutputUnusable, SourceFaults, release_notebook, release_source
from aiclass.nbgrader import checksum

from .conftest import answer, cell, check, notebook


def released(*cells, **metadata):
    return json.loads(release_notebook(notebook(*cells, **metadata), "x.ipynb"))["cells"]


def text(one):
    return "".join(one["source"])


class TestLearnerNotebook:
    def test_solution_region_becomes_a_stub(self):
        (one,) = released(answer("def f():\n    ### BEGIN SOLUTION\n    return 1\n    ### END SOLUTION", "f"))
        assert text(one) == "def f():\n    # YOUR CODE HERE\n    raise NotImplementedError()"

    def test_answer_without_region_is_replaced_whole(self):
        why = cell("because", "markdown", "why", grade=True, solution=True, points=1)
        code, words = released(answer("x = 1", "x"), why)
        assert text(code) == "# YOUR CODE HERE\nraise NotImplementedError()"
        assert text(words) == "YOUR ANSWER HERE"

    def test_hidden_tests_and_mark_schemes_are_gone(self):
        task = cell(
            "Draw.\n=== BEGIN MARK SCHEME ===\nsecret\n=== END MARK SCHEME ===",
            "markdown",
            "t",
            task=True,
            points=2,
        )
        test, drawn = released(check("a\n# BEGIN HIDDEN TESTS\nsecret\n# END HIDDEN TESTS\nb", "t1", 1), task)
        assert (text(test), text(drawn)) == ("a\nb", "Draw.")

    def test_outputs_are_cleared(self):
        one = cell("1") | {
            "outputs": [{"output_type": "stream", "name": "stdout", "text": "x"}],
            "execution_count": 3,
        }
        assert released(one)[0] | {"source": ""} == cell("")

    def test_checksum_is_that_of_the_released_text(self):
        (one,) = released(check("a\n# BEGIN HIDDEN TESTS\nsecret\n# END HIDDEN TESTS", "t1", 1))
        entry = one["metadata"]["nbgrader"]
        assert entry["checksum"] == checksum("a", "code", entry)
        assert entry["cell_type"] == "code"

    def test_cells_are_locked_as_nbgrader_locks_them(self):
        test, code, fixed = released(
            check("a", "t", 1), answer("x", "x"), cell("# 읽기", "markdown", "r", locked=True)
        )
        locks = [
            (one["metadata"].get("deletable"), one["metadata"].get("editable")) for one in (test, code, fixed)
        ]
        assert locks == [(False, False), (False, None), (False, False)]

    def test_old_metadata_is_upgraded(self):
        old = cell("x = 1")
        old["metadata"]["nbgrader"] = {"solution": True, "grade_id": "x", "points": ""}
        assert released(old)[0]["metadata"]["nbgrader"]["schema_version"] == 3

    def test_released_notebook_is_released_unchanged(self):
        """A solution cell that already is as learners have it is not cleared again."""
        once = release_notebook(notebook(answer("x = 1", "x"), check("assert x", "t", 1)), "x.ipynb")
        assert release_notebook(once, "x.ipynb") == once


@pytest.mark.parametrize(
    ("one", "told"),
    [
        (
            cell("# BEGIN SOLUTION\n1\n# END SOLUTION"),
            "cell 1, line 1: 'BEGIN SOLUTION' in a cell that is no answer",
        ),
        (
            answer("# BEGIN SOLUTION\n1", "x"),
            "cell 1 (x), line 1: 'BEGIN SOLUTION' is never closed. Add 'END SOLUTION'",
        ),
        (answer("# BEGIN HIDDEN TESTS\n# END HIDDEN TESTS", "x"), None),
        (
            cell("a\n# BEGIN HIDDEN TESTS\n1\n# END HIDDEN TESTS"),
            "line 2: 'BEGIN HIDDEN TESTS' in a cell of another kind",
        ),
        (check("# BEGIN MARK SCHEME\n# END MARK SCHEME", "t", 1), "Mark the cell as 'Manually graded task'."),
        (
            cell("a", grade_id="t", grade=True, locked=True),
            "cell 1 (t): cell 't' is graded but has no points",
        ),
        (cell("a", "markdown", "t", grade=True, points=1), "test cell 't' is markdown"),
        (check("### AUTOTEST f(1)", "t", 1), "AUTOTEST"),
    ],
)
def test_fault_names_the_cell_and_the_remedy(one, told):
    if told is None:
        assert text(released(one)[0]).startswith("# YOUR CODE")  # the whole cell is an answer
        return
    with pytest.raises(SourceFaults) as caught:
        released(one)
    assert told in str(caught.value)


def test_every_fault_is_listed_at_once():
    with pytest.raises(SourceFaults) as caught:
        released(check("a", "t", -1), answer("b", "x"), answer("c", "x"))
    assert "cell 1 (t)" in str(caught.value)
    assert "cell 3: grade_id 'x' is also that of cell 2" in str(caught.value)


class TestFiles:
    def test_release_and_source_lie_in_nbgraders_layout(self, homework, tmp_path):
        made = release_source(homework.source / "circle.ipynb", tmp_path / "out")
        assert made.assignment == "hw1"
        assert made.learner == tmp_path / "out" / "release" / "hw1" / "circle.ipynb"
        assert b"secret" not in made.learner.read_bytes()
        assert b"secret" in (made.source / "circle.ipynb").read_bytes()

    def test_policy_goes_with_the_source(self, homework, tmp_path):
        homework.write(homework.source / "grading.yaml", b"due: 2026-03-02\n")
        made = release_source(homework.source / "circle.ipynb", tmp_path / "out")
        assert (made.source / "grading.yaml").read_bytes() == b"due: 2026-03-02\n"

    def test_another_file_in_the_place_is_not_overwritten(self, homework, tmp_path):
        made = release_source(homework.source / "circle.ipynb", tmp_path / "out")
        made.learner.write_bytes(b"mine")
        with pytest.raises(OutputUnusable, match="--force"):
            release_source(homework.source / "circle.ipynb", tmp_path / "out")
        assert made.learner.read_bytes() == b"mine"
        release_source(homework.source / "circle.ipynb", tmp_path / "out", force=True)
        assert made.learner.read_bytes() != b"mine"

    def test_missing_notebook_is_wrong_usage(self, tmp_path):
        with pytest.raises(NoSuchSource):
            release_source(tmp_path / "none.ipynb", tmp_path)
