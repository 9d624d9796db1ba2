"""grading.yaml: due dates, late penalties, limits; every fault told with its remedy."""

from datetime import UTC, datetime, timedelta

import pytest

from aiclass.grading import LatePenalty, PolicyFaults, read_policy

NOON = datetime(2026, 3, 2, 3, tzinfo=UTC)  # 12:00 in Seoul


@pytest.fixture
def policy(tmp_path):
    def read(text):
        path = tmp_path / "grading.yaml"
        path.write_text(text, encoding="utf-8")
        return read_policy(path, known_cells=frozenset({"add-check"}))

    return read


def test_no_file_means_the_defaults(tmp_path):
    read = read_policy(tmp_path / "grading.yaml", known_cells=frozenset())
    assert (read.due, read.late, read.cell_seconds, read.seconds, read.memory_mib) == (
        None,
        None,
        30,
        300,
        2048,
    )


@pytest.mark.parametrize(
    ("due", "expected"),
    [
        ("2026-03-02T12:00:00+09:00", NOON),
        ("2026-03-02 12:00", NOON),
        ("'2026-03-02 12:00:00'", NOON),
        ("2026-03-02", NOON + timedelta(hours=11, minutes=59, seconds=59)),
    ],
)
def test_due_date_is_taken_in_the_named_time_zone(policy, due, expected):
    assert policy(f"due: {due}\ntimezone: Asia/Seoul").due == expected


def test_lateness_is_measured_in_utc_from_the_learners_own_deadline(policy):
    read = policy("due: 2026-03-02 12:00\ntimezone: Asia/Seoul\nextensions: {홍길동: 24}")
    later = NOON + timedelta(hours=25)
    assert read.late_seconds("김하나", later) == 25 * 3600
    assert read.late_seconds("홍길동", later) == 3600
    assert read.late_seconds("홍길동", None) == 0
    assert read.late_seconds("김하나", NOON) == 0


@pytest.mark.parametrize(
    ("penalty", "late_hours", "expected"),
    [
        ({"percent": 10}, 1, 1.0),
        ({"percent": 10}, 24, 1.0),
        ({"percent": 10}, 24.001, 2.0),
        ({"percent": 10, "per": "hour"}, 3, 3.0),
        ({"points": 1.5}, 30, 3.0),
        ({"percent": 60}, 1000, 10.0),
        ({"percent": 60, "at_most_percent": 70}, 1000, 7.0),
        ({"percent": 10, "grace_s": 600}, 0.1, 0.0),
        ({"percent": 10, "grace_s": 600}, 0.2, 1.0),
        ({"zero_after_s": 7 * 86400}, 7 * 24, 0.0),
        ({"zero_after_s": 7 * 86400}, 7 * 24 + 1, 10.0),
    ],
)
def test_penalty(penalty, late_hours, expected):
    assert LatePenalty(**penalty).penalty(10, late_hours * 3600) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("deu: 2026-03-02", "deu: 이런 항목은 없습니다. 있는 항목: cell_seconds"),
        ("due: tomorrow", "due: 날짜가 아닙니다. 쓴 값: tomorrow"),
        ("timezone: Korea/Busan", "timezone: 없는 시간대입니다"),
        ("late: 3", "late: '이름: 값' 꼴로"),
        ("late: {per: week}", "late.per: minute, hour, day 가운데"),
        ("late: {percent: much}", "late.percent: 0 이상의 수를"),
        ("late: {percnt: 1}", "late.percnt: 이런 항목은"),
        ("cell_seconds: 0", "cell_seconds: 0.1 이상의 수를"),
        ("memory_mib: true", "memory_mib: 128 이상의 수를"),
        ("cells: {nobody: {seconds: 3}}", "cells.nobody: 원본에 이런 grade_id가 없습니다"),
        ("cells: {add-check: 3}", "cells.add-check: {seconds: 60}처럼"),
        ("extensions: {홍길동: 하루}", "extensions.홍길동: 늘려 준 시간을"),
        ("- a", "'이름: 값' 꼴로 써 주세요"),
        ("a: [", "YAML로 읽을 수 없습니다"),
    ],
)
def test_fault_is_told_with_its_remedy(policy, text, told):
    with pytest.raises(PolicyFaults) as caught:
        policy(text)
    assert told in str(caught.value)
    assert "grading.yaml" in str(caught.value)


def test_every_fault_is_listed_at_once(policy):
    with pytest.raises(PolicyFaults) as caught:
        policy("due: tomorrow\nseconds: -1\nx: 1")
    assert len(str(caught.value).splitlines()) == 5


def test_cells_have_their_own_time(policy):
    assert policy("cells: {add-check: {seconds: 90}}").cells == {"add-check": 90}
