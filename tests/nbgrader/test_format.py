"""nbgrader's format: versions, rules, checksum, marked regions."""

import pytest

from aiclass.nbgrader import (
    HIDDEN_TESTS,
    CellMetadata,
    MetadataFault,
    RegionFault,
    checksum,
    cut_region,
    read_metadata,
    replace_region,
    upgrade,
)

TEST = {"schema_version": 3, "grade": True, "solution": False, "locked": True, "grade_id": "x", "points": 2}


def entry(**changes):
    return {**TEST, **changes}


def test_checksum_of_a_known_cell():
    """The value was computed with nbgrader 0.9.6 (utils.compute_checksum) for this cell."""
    cell = {"grade": True, "solution": False, "locked": True, "grade_id": "x-check", "points": 2}
    assert checksum("assert x == 1", "code", cell) == "c32e788b086d257b94f387a6344cc9b8"


def test_checksum_counts_the_effective_lock():
    """A test is locked whatever its flag says, an answer never."""
    assert checksum("a", "code", entry(locked=False)) == checksum("a", "code", entry(locked=True))
    answer = entry(grade=False, solution=True)
    assert checksum("a", "code", {**answer, "locked": True}) == checksum(
        "a", "code", {**answer, "locked": False}
    )


class TestUpgrade:
    def test_version_0_without_any_flag_says_nothing(self):
        assert upgrade({"points": 3}) is None

    @pytest.mark.parametrize(("points", "expected"), [("", 0.0), (-2, 0.0), ("2.5", 2.5), (3, 3.0)])
    def test_version_0_points_become_a_number_of_at_least_0(self, points, expected):
        assert upgrade({"grade": True, "grade_id": "x", "points": points})["points"] == expected

    def test_version_0_graded_without_points_has_0(self):
        assert upgrade({"grade": True, "grade_id": "x"})["points"] == 0.0

    def test_version_0_ungraded_loses_its_points(self):
        assert "points" not in upgrade({"solution": True, "grade_id": "x", "points": 3})

    def test_version_1_with_a_checksum_gets_a_cell_type(self):
        assert upgrade({**TEST, "schema_version": 1, "checksum": "0" * 32})["cell_type"] == "code"
        assert "cell_type" not in upgrade({**TEST, "schema_version": 1})

    @pytest.mark.parametrize("version", [0, 1, 2, 3])
    def test_unknown_keys_are_removed(self, version):
        upgraded = upgrade({**TEST, "schema_version": version, "colour": "red"})
        assert "colour" not in upgraded
        assert upgraded["schema_version"] == 3

    def test_a_later_version_is_left_for_reading_to_refuse(self):
        with pytest.raises(MetadataFault, match="schema_version is 4"):
            read_metadata(upgrade({**TEST, "schema_version": 4}), "code")

    def test_points_that_are_no_number_are_refused(self):
        with pytest.raises(MetadataFault, match="points"):
            upgrade({"grade": True, "grade_id": "x", "points": "many"})


class TestRules:
    def test_test_cell(self):
        read = read_metadata(TEST, "code")
        assert (read.is_test, read.is_manual, read.is_locked, read.points) == (True, False, True, 2.0)

    @pytest.mark.parametrize(
        ("changes", "kind", "rule"),
        [
            ({"schema_version": 2}, "code", "version"),
            ({"schema_version": None}, "code", "version"),
            ({"grade": 1}, "code", "flag"),
            ({"points": -1}, "code", "points"),
            ({"points": float("nan")}, "code", "points"),
            ({"points": True}, "code", "points"),
            ({"grade_id": "a b"}, "code", "grade_id"),
            ({"grade_id": ""}, "code", "grade_id"),
            ({"checksum": "xyz"}, "code", "checksum"),
            ({"colour": 1}, "code", "keys"),
            ({}, "markdown", "kind"),
            ({"grade": False, "solution": True}, "markdown", "kind"),
            ({"grade": False, "task": True}, "code", "task"),
        ],
    )
    def test_broken_rule_is_named(self, changes, kind, rule):
        with pytest.raises(MetadataFault) as caught:
            read_metadata(entry(**changes), kind)
        assert caught.value.rule == rule

    def test_graded_cell_needs_points(self):
        without = {key: value for key, value in TEST.items() if key != "points"}
        with pytest.raises(MetadataFault, match="points"):
            read_metadata(without, "code")

    def test_written_metadata_reads_the_same(self):
        metadata = CellMetadata(grade=True, solution=True, grade_id="why", points=3.0, cell_type="markdown")
        assert read_metadata(metadata.entry, "markdown") == metadata


class TestRegions:
    def test_solution_becomes_the_stub_at_the_markers_indent(self):
        source = "def f():\n    # BEGIN SOLUTION\n    return 1\n    # END SOLUTION"
        assert replace_region(source, "# here\npass") == "def f():\n    # here\n    pass"

    @pytest.mark.parametrize("comment", ["### ", "// ", "% ", "<!-- ", ""])
    def test_marker_stands_anywhere_in_a_line(self, comment):
        source = f"a\n{comment}BEGIN HIDDEN TESTS\nb\n{comment}END HIDDEN TESTS x\nc"
        assert cut_region(source, HIDDEN_TESTS) == "a\nc"

    def test_no_region_is_told_apart_from_an_empty_one(self):
        assert cut_region("a", HIDDEN_TESTS) is None

    def test_nested_and_unclosed_regions_are_refused_with_their_line(self):
        with pytest.raises(RegionFault, match="inside the one of line 1") as caught:
            cut_region("BEGIN HIDDEN TESTS\nBEGIN HIDDEN TESTS", HIDDEN_TESTS)
        assert caught.value.line == 2
        with pytest.raises(RegionFault, match="never closed"):
            cut_region("a\nBEGIN HIDDEN TESTS", HIDDEN_TESTS)
