"""Points: nbgrader's rules, and what a cell out of place costs (its own points at most)."""

import copy

import pytest

from .conftest import ADD_TEST, AREA_TEST, answer, cell, check, notebook, outcomes, scores

FULL = {"add-check": 2, "area-check": 3, "why": None}


def index(document, name):
    return next(
        number
        for number, one in enumerate(document["cells"])
        if one["metadata"].get("nbgrader", {}).get("grade_id") == name
    )


def find(document, name):
    return document["cells"][index(document, name)]


class TestRules:
    def test_skeleton_earns_nothing(self, homework):
        row = homework.row(homework.released())
        assert scores(row) == {"add-check": 0, "area-check": 0, "why": 0}
        assert (row.score, row.max_score, row.flags) == (0, 9, ())

    def test_solution_earns_every_automatic_point_and_waits_for_a_person(self, homework):
        row = homework.row(homework.solved())
        assert scores(row) == FULL
        assert outcomes(row) == {"add-check": "passed", "area-check": "passed", "why": "manual"}
        assert (row.score, row.max_score, row.outcome, row.flags) == (5, 9, "graded", ())

    def test_unchanged_answer_earns_nothing_and_is_told(self, homework):
        document = homework.solved()
        find(document, "why")["source"] = "YOUR ANSWER HERE"
        row = homework.row(document)
        assert row.cells[-1].score == 0
        assert "답을 쓰지 않았습니다" in row.cells[-1].message

    def test_answer_released_with_other_words_in_its_stub_counts_as_unchanged(self, homework):
        document = homework.solved()
        find(document, "why")["source"] = "여기에 답을 쓰세요."
        assert homework.row(document).cells[-1].score == 0

    def test_wrong_answer_fails_its_own_test_only(self, homework):
        document = homework.solved()
        find(document, "add")["source"] = "def add(a, b):\n    return 3"
        assert scores(homework.row(document)) == FULL | {"add-check": 0}

    def test_hidden_tests_count(self, homework):
        document = homework.solved()
        find(document, "add")["source"] = "def add(a, b):\n    return 3 if a == 1 else 1"
        row = homework.row(document)
        assert outcomes(row)["add-check"] == "failed"
        assert "secret" not in str(row)

    def test_cell_that_raises_does_not_stop_the_rest(self, homework):
        document = homework.solved()
        document["cells"].insert(2, cell("1 / 0"))
        assert scores(homework.row(document)) == FULL

    def test_deleted_manual_answer_is_missing(self, homework):
        document = homework.solved()
        del document["cells"][index(document, "why")]
        assert outcomes(homework.row(document))["why"] == "missing"

    @pytest.mark.parametrize(
        ("last", "expected", "outcome"),
        [
            ("1.5", 1.5, "partial"),
            ("0", 0, "failed"),
            ("2", 2, "passed"),
            ("True", 2, "passed"),
            ("'1'", 2, "passed"),
            ("None", 2, "passed"),
            ("2.5", None, "grader-failure"),
            ("-1", None, "grader-failure"),
            ("float('nan')", None, "grader-failure"),
        ],
    )
    def test_partial_credit(self, homework, last, expected, outcome):
        homework.write(
            homework.source / "circle.ipynb", notebook(check(last, "t", 2), check("assert True", "u", 1))
        )
        row = homework.row(homework.released())
        assert (row.cells[0].score, row.cells[0].outcome) == (expected, outcome)
        assert row.cells[1].score == 1
        assert row.outcome == "graded"

    def test_partial_credit_out_of_range_is_told_to_the_instructor(self, homework):
        homework.write(homework.source / "circle.ipynb", notebook(check("3", "t", 2)))
        assert homework.row(homework.released()).flags == ("partial-credit-out-of-range:t",)

    def test_warning_or_stderr_costs_nothing(self, homework):
        document = homework.solved()
        find(document, "add")["source"] = (
            "import sys\ndef add(a, b):\n    print('hm', file=sys.stderr)\n    return a + b"
        )
        assert scores(homework.row(document)) == FULL

    def test_task_waits_for_a_person(self, homework):
        homework.write(
            homework.source / "circle.ipynb", notebook(cell("Draw", "markdown", "t", task=True, points=2))
        )
        assert outcomes(homework.row(homework.released())) == {"t": "manual"}

    def test_test_of_no_points_passes_or_fails(self, homework):
        cells = [check("assert True", "t", 0), check("assert False", "u", 0)]
        homework.write(homework.source / "circle.ipynb", notebook(*cells))
        row = homework.row(homework.released())
        assert outcomes(row) == {"t": "passed", "u": "failed"}


class TestOutOfPlace:
    """Each of these costs the whole submission in nbgrader."""

    def test_duplicated_test(self, homework):
        document = homework.solved()
        document["cells"].append(copy.deepcopy(find(document, "add-check")))
        row = homework.row(document)
        assert scores(row) == FULL
        assert row.flags == ("note:duplicate:add-check", "note:moved:add-check")

    def test_copied_test_that_the_learner_wrote_into_still_runs_as_theirs(self, homework):
        document = homework.solved()
        copied = copy.deepcopy(find(document, "add-check")) | {"source": "def add(a, b):\n    return a + b"}
        find(document, "add")["source"] = "# 아래에 썼습니다"
        document["cells"].insert(index(document, "add"), copied)
        assert scores(homework.row(document)) == FULL

    def test_split_answer(self, homework):
        document = homework.solved()
        half = copy.deepcopy(find(document, "area")) | {"source": "둘 = 2"}
        document["cells"].insert(index(document, "area"), half)
        row = homework.row(document)
        assert scores(row) == FULL
        assert row.flags == ("note:duplicate:area",)

    def test_two_different_written_answers_are_shown_to_the_instructor(self, homework):
        document = homework.solved()
        document["cells"].append(copy.deepcopy(find(document, "why")) | {"source": "다른 답"})
        assert homework.row(document).flags == ("several-answers:why",)

    @pytest.mark.parametrize("kind", ["markdown", "raw"])
    @pytest.mark.parametrize("name", ["add", "add-check", "imports"])
    def test_retyped_cell(self, homework, kind, name):
        document = homework.solved()
        retyped = find(document, name)
        retyped["cell_type"] = kind
        row = homework.row(document)
        assert scores(row) == FULL
        assert row.flags == (f"note:retyped:{name}",)

    def test_moved_test_runs_behind_its_answer(self, homework):
        document = homework.solved()
        document["cells"].insert(0, document["cells"].pop(index(document, "area-check")))
        row = homework.row(document)
        assert scores(row) == FULL
        assert row.flags == ("note:moved:area-check",)

    def test_moved_answer_takes_its_test_along(self, homework):
        document = homework.solved()
        document["cells"].append(document["cells"].pop(index(document, "add")))
        assert scores(homework.row(document)) == FULL

    @pytest.mark.parametrize("name", ["add-check", "area-check", "imports"])
    def test_deleted_test_or_read_only_cell_is_brought_back(self, homework, name):
        document = homework.solved()
        del document["cells"][index(document, name)]
        row = homework.row(document)
        assert scores(row) == FULL
        assert row.flags == (f"note:deleted:{name}",)

    def test_deleted_test_fails_a_wrong_answer(self, homework):
        document = homework.released()
        del document["cells"][index(document, "add-check")]
        assert outcomes(homework.row(document))["add-check"] == "failed"

    def test_edited_test_is_restored(self, homework):
        document = homework.released()
        find(document, "add-check")["source"] = "assert True"
        row = homework.row(document)
        assert scores(row)["add-check"] == 0
        assert row.flags == ("note:restored:add-check",)

    def test_renamed_cells_are_known_by_their_text(self, homework):
        document = homework.solved()
        find(document, "add-check")["metadata"]["nbgrader"]["grade_id"] = "mine"
        row = homework.row(document)
        assert scores(row) == FULL
        assert row.flags == ("note:recognised:add-check",)

    def test_changed_flags_and_points_count_for_nothing(self, homework):
        document = homework.released()
        find(document, "add-check")["metadata"]["nbgrader"] |= {
            "points": 100,
            "solution": True,
            "grade": False,
        }
        row = homework.row(document)
        assert (row.max_score, scores(row)["add-check"]) == (9, 0)

    @pytest.mark.parametrize(
        "lost", [{}, {"nbgrader": None}, {"nbgrader": "?"}, {"nbgrader": {"grade_id": 3}}]
    )
    def test_all_metadata_lost(self, homework, lost):
        document = homework.solved()
        for one in document["cells"]:
            one["metadata"] = copy.deepcopy(lost)
        row = homework.row(document)
        assert scores(row) == FULL
        assert "recognised:why" in row.flags  # a person must see whether it is the right cell
        assert all(flag.startswith("note:") for flag in row.flags if flag != "recognised:why")

    def test_all_metadata_lost_from_a_skeleton_earns_nothing(self, homework):
        document = homework.released()
        for one in document["cells"]:
            one["metadata"] = {}
        assert scores(homework.row(document)) == {"add-check": 0, "area-check": 0, "why": 0}

    def test_cell_ids_of_our_own_notebooks_stand_in_for_lost_metadata(self, homework):
        document = homework.solved()
        for one in document["cells"]:
            one["id"] = one["metadata"].pop("nbgrader", {}).get("grade_id", "c001")
        assert scores(homework.row(document)) == FULL

    def test_nothing_but_code_in_one_cell(self, homework):
        """All cells merged into one, as some editors do: the tests are still run."""
        text = "import math\ndef add(a, b): return a + b\ndef area(r): return math.pi * r * r"
        assert scores(homework.row(notebook(cell(text)))) == FULL

    @pytest.mark.parametrize("version", [None, 0, 1, 2, 4])
    def test_metadata_of_another_version_is_read_as_it_is_meant(self, homework, version):
        document = homework.solved()
        for one in document["cells"]:
            if "nbgrader" in one["metadata"]:
                one["metadata"]["nbgrader"]["schema_version"] = version
        row = homework.row(document)
        assert (scores(row), row.flags) == (FULL, ())

    def test_another_homework_is_refused(self, homework):
        other = notebook(answer("x = 1", "other"), check("assert x", "other-check", 1))
        row = homework.row(other)
        assert row.outcome == "invalid"
        assert "다른 과제" in row.flags[0]

    def test_ordinary_edits_are_not_flagged(self, homework):
        document = homework.solved()
        document["metadata"] = {"colab": {"provenance": []}, "vscode": {}}
        for one in document["cells"]:
            one["metadata"] |= {"colab": {"base_uri": "x"}, "id": "abc", "executionInfo": {"status": "ok"}}
            one["source"] = [f"{line}  \n" for line in "".join(one["source"]).splitlines()]
        document["cells"].insert(3, cell("넓이 = 3\nprint(넓이)"))
        document["cells"].append(cell("메모", "markdown"))
        row = homework.row(document)
        assert (scores(row), row.flags) == (FULL, ())


class TestNamesOfTests:
    def test_name_that_a_test_binds_lives_on_for_a_later_cell(self, homework):
        """In a notebook it does, so a learner's cell may use it."""
        cells = [
            check("value = 3\nassert True", "t", 1),
            answer("x = 1", "x"),
            check("assert x == 6", "u", 1),
        ]
        homework.write(homework.source / "circle.ipynb", notebook(*cells))
        document = homework.released()
        find(document, "x")["source"] = "x = value * 2"
        assert scores(homework.row(document)) == {"t": 1, "u": 1}

    def test_hidden_part_leaves_nothing_behind(self, homework):
        hidden = "a = 1\n# BEGIN HIDDEN TESTS\nsecret = 3\n# END HIDDEN TESTS"
        cells = [check(hidden, "t", 1), answer("x = 1", "x"), check("assert x == 3", "u", 1)]
        homework.write(homework.source / "circle.ipynb", notebook(*cells))
        document = homework.released()
        find(document, "x")["source"] = "x = secret if 'secret' in globals() else a"
        assert scores(homework.row(document)) == {"t": 1, "u": 0}

    def test_test_runs_once_where_nobody_uses_its_names(self, homework):
        homework.row(homework.solved())
        (plan,) = homework.runs
        assert [one.grade_id for one in plan.cells] == ["imports", "add", "add-check", "area", "area-check"]
        assert [one.source for one in plan.cells if one.kind == "test"] == [ADD_TEST, AREA_TEST]
