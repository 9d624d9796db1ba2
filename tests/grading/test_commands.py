"""``aiclass release`` and ``aiclass grade`` as an instructor uses them, in the real sandbox."""

import json
import os
import signal
import subprocess
import sys
import time

import jsonschema
import pytest

from aiclass.cli import main
from aiclass.grading import results_schema
from aiclass.grading._sandbox import isolation

from .conftest import cell, check, notebook
from .test_scores import find

pytestmark = pytest.mark.skipif(
    not isolation().complete, reason="this machine cannot isolate: aiclass doctor"
)


@pytest.fixture
def run(monkeypatch, capsys):
    """Run a command as a person would; return exit code, stdout and stderr."""

    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["aiclass", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return ended.value.code, printed.out, printed.err

    return command


@pytest.fixture
def grade(homework, run):
    def command(*arguments, submitted=None):
        return run(
            "grade",
            submitted or homework.submitted,
            "--source",
            homework.source,
            "--out",
            homework.out,
            *arguments,
        )

    return command


def test_skeleton_solution_and_half(homework, grade):
    half = homework.solved()
    find(half, "area")["source"] = find(homework.released(), "area")["source"]
    homework.hand_in("반반이", half)
    homework.hand_in("백지", homework.released())
    homework.hand_in("홍길동", homework.solved())
    code, out, err = grade()
    assert code == 0
    lines = [line.split() for line in out.splitlines()]
    assert ["홍길동", "5", "/", "9", "채점함", "why", "-"] in lines
    assert ["백지", "0", "/", "9", "채점함", "-", "-"] in lines
    assert ["반반이", "2", "/", "9", "채점함", "why", "-"] in lines
    assert "hw1: 채점함 3" in err
    assert "to-mark.csv" in err


def test_json_is_the_document_of_results_and_nothing_else(homework, grade):
    homework.hand_in("홍길동", homework.solved())
    code, out, _ = grade("--json")
    document = json.loads(out)
    jsonschema.validate(document, results_schema())
    assert code == 0
    assert document == json.loads((homework.out / "results.json").read_bytes())


def test_unreadable_submission_ends_it_with_1_and_is_told(homework, grade):
    homework.hand_in("홍길동", b"broken")
    code, out, _ = grade()
    assert code == 1
    assert "JSON 형식이 아닙니다" in out


def test_failed_foreign_assert_is_told_without_the_hidden_test(homework, grade):
    wrong = homework.solved()
    find(wrong, "add")["source"] = "def add(a, b):\n    return 3 if a == 1 else 9"
    homework.hand_in("홍길동", wrong)
    _, out, _ = grade("--json")
    (row,) = json.loads(out)["submissions"]
    assert row["cells"][0]["outcome"] == "failed"
    assert row["cells"][0]["message"]
    assert "add(-1" not in out


def test_endless_cell_costs_its_own_points(homework, grade):
    endless = homework.solved()
    find(endless, "add")["source"] = "def add(a, b):\n    while True: pass"
    homework.hand_in("홍길동", endless)
    code, out, _ = grade("--json", "--cell-seconds", "1")
    (row,) = json.loads(out)["submissions"]
    assert code == 0
    assert (row["outcome"], [one["outcome"] for one in row["cells"]]) == (
        "limit",
        ["limit", "passed", "manual"],
    )


def test_partial_credit_and_compat_through_the_sandbox(homework, grade):
    cells = [
        check("1.5", "t", 2),
        check("import sys\nprint('!', file=sys.stderr)", "u", 1),
        check("True", "v", 1),
    ]
    homework.write(homework.source / "circle.ipynb", notebook(*cells))
    homework.hand_in("홍길동", homework.released())
    ours = json.loads(grade("--json")[1])["submissions"][0]
    theirs = json.loads(grade("--json", "--compat")[1])["submissions"][0]
    assert [one["score"] for one in ours["cells"]] == [1.5, 1, 1]
    assert [one["score"] for one in theirs["cells"]] == [1.5, 0, 1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["grade", "없음", "--source", "{source}", "--out", "{out}"], "제출물을 찾지 못했습니다"),
        (["grade", "{submitted}", "--source", "없음", "--out", "{out}"], "원본을 찾지 못했습니다"),
        (
            ["grade", "{submitted}", "--source", "{source}", "--out", "{out}", "--only", "아무개"],
            "이런 이름의 제출자",
        ),
        (["release", "없음.ipynb", "--out", "{out}"], "원본을 찾지 못했습니다"),
    ],
)
def test_wrong_usage_ends_it_with_2(homework, run, arguments, told):
    homework.hand_in("홍길동", homework.solved())
    places = {"source": homework.source, "out": homework.out, "submitted": homework.submitted}
    code, out, err = run(*(one.format(**places) for one in arguments))
    assert (code, out) == (2, "")
    assert told in err


def test_release_and_grade_go_together(homework, run, tmp_path):
    code, out, err = run("release", homework.source / "circle.ipynb", "--out", tmp_path / "과제", "--json")
    made = json.loads(out)
    assert (code, err) == (0, "")
    learner = tmp_path / "홍길동.ipynb"
    learner.write_bytes((tmp_path / "과제" / "release" / "hw1" / "circle.ipynb").read_bytes())
    code, out, _ = run("grade", learner, "--source", made["source"], "--out", homework.out, "--json")
    (row,) = json.loads(out)["submissions"]
    assert (code, row["learner"], row["score"], row["flags"]) == (0, "홍길동", 0, [])


@pytest.mark.skipif(os.name == "nt", reason="needs POSIX signals")
def test_ctrl_c_ends_quickly_keeps_what_is_done_and_leaves_no_process(homework):
    homework.hand_in("가", homework.solved())
    slow = homework.solved()
    slow["cells"].append(cell("import time\ntime.sleep(25)"))
    homework.hand_in("나", slow)
    command = [sys.executable, "-c", "from aiclass.cli import main; main()", "grade", homework.submitted]
    started = subprocess.Popen(
        [*command, "--source", homework.source, "--out", homework.out, "--workers", "1"],
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    kept = homework.out / ".aiclass" / "graded"
    deadline = time.monotonic() + 60
    while not (kept.is_dir() and any(kept.glob("*.json"))) and time.monotonic() < deadline:
        time.sleep(0.1)
    time.sleep(0.5)
    started.send_signal(signal.SIGINT)
    _, err = started.communicate(timeout=15)
    assert started.returncode == 130
    assert "나머지만 채점합니다" in err
    (row,) = json.loads((homework.out / "results.json").read_bytes())["submissions"]
    assert (row["learner"], row["score"]) == ("가", 5)
