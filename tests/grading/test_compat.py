"""--compat: what nbgrader 0.9.6 does, measured by test_nbgrader_parity.py where nbgrader is there."""

import copy

import pytest

from .conftest import cell, check, notebook, outcomes, scores
from .test_scores import FULL, find, index


def test_ordinary_submission_scores_the_same(homework):
    assert scores(homework.row(homework.solved(), compat=True)) == FULL


def test_stderr_in_a_test_costs_all_its_points(homework):
    document = homework.solved()
    find(document, "add")["source"] = (
        "import sys\ndef add(a, b):\n    print('hm', file=sys.stderr)\n    return a + b"
    )
    assert scores(homework.row(document, compat=True)) == FULL | {"add-check": 0}


def test_deleted_test_has_no_score(homework):
    document = homework.solved()
    del document["cells"][index(document, "add-check")]
    row = homework.row(document, compat=True)
    assert scores(row) == FULL | {"add-check": None}
    assert outcomes(row)["add-check"] == "missing"


def test_lost_metadata_leaves_no_score(homework):
    document = homework.solved()
    for one in document["cells"]:
        one["metadata"] = {}
    assert set(scores(homework.row(document, compat=True)).values()) == {None}


@pytest.mark.parametrize(
    ("last", "expected"), [("-1", 2), ("1.5", 1.5), ("'text'", 2), ("2", 2), ("float('nan')", 2)]
)
def test_partial_credit(homework, last, expected):
    homework.write(homework.source / "circle.ipynb", notebook(check(last, "t", 2)))
    assert homework.row(homework.released(), compat=True).score == expected


def test_edited_test_is_restored(homework):
    document = homework.released()
    find(document, "add-check")["source"] = "assert True"
    assert scores(homework.row(document, compat=True))["add-check"] == 0


def test_tests_run_in_the_learners_order(homework):
    document = homework.solved()
    document["cells"].insert(0, document["cells"].pop(index(document, "area-check")))
    assert scores(homework.row(document, compat=True)) == FULL | {"area-check": 0}


def refused(homework, document):
    row = homework.row(document, compat=True)
    assert set(scores(row).values()) == {None}
    assert row.outcome == "invalid"
    return row.flags[0]


def test_partial_credit_above_the_points_ends_the_scoring(homework):
    cells = [check("assert True", "t", 1), check("3", "u", 2), check("assert True", "v", 1)]
    homework.write(homework.source / "circle.ipynb", notebook(*cells))
    row = homework.row(homework.released(), compat=True)
    assert scores(row) == {"t": 1, "u": None, "v": None}
    assert (row.outcome, row.flags) == ("invalid", ("partial-credit-out-of-range:u",))
    assert "부분 점수" in row.cells[1].message


class TestWholeSubmissionFails:
    def test_duplicated_cell(self, homework):
        document = homework.solved()
        document["cells"].append(copy.deepcopy(find(document, "add")))
        assert "twice" in refused(homework, document)

    def test_test_flagged_as_an_answer(self, homework):
        document = homework.solved()
        find(document, "add-check")["metadata"]["nbgrader"]["solution"] = True
        assert "Inconsistent checksums" in refused(homework, document)

    def test_test_flagged_as_ungraded(self, homework):
        document = homework.solved()
        find(document, "add-check")["metadata"]["nbgrader"]["grade"] = False
        assert "Inconsistent checksums" in refused(homework, document)

    def test_unknown_id(self, homework):
        document = homework.solved()
        find(document, "add-check")["metadata"]["nbgrader"]["grade_id"] = "mine"
        assert "grade_id" in refused(homework, document)

    @pytest.mark.parametrize("version", [1, 2, 4])
    def test_other_version(self, homework, version):
        document = homework.solved()
        find(document, "add")["metadata"]["nbgrader"]["schema_version"] = version
        assert "schema_version" in refused(homework, document)

    def test_retyped_cell_without_an_id(self, homework):
        document = homework.solved()
        find(document, "add-check")["cell_type"] = "markdown"
        assert "'id' is a required property" in refused(homework, document)

    def test_retyped_cell_with_an_id_is_restored(self, homework):
        document = homework.solved()
        find(document, "add-check").update(cell_type="markdown", id="abc")
        assert scores(homework.row(document, compat=True)) == FULL


def test_plain_cells_of_a_learner_run(homework):
    document = homework.solved()
    find(document, "add")["source"] = "# 아래에"
    document["cells"].insert(index(document, "add") + 1, cell("def add(a, b):\n    return a + b"))
    assert scores(homework.row(document, compat=True)) == FULL
