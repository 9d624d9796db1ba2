"""What a learner sees and what the log keeps, cell by cell, in a real IPython shell."""

import json

import pytest

from aiclass.check import ProgressLog

ANSWER = "def total(a, b):\n    return float(a @ b)"
CHECK = "check('total')\nexpect(total(np.array([2.0, 1.0]), np.array([4.0, 5.0]))).scalar().close_to(13.0)"


def entries(workspace, kind):
    return [e for e in ProgressLog(workspace).read().entries if e.kind == kind]


def test_passed_check_says_so_and_is_logged(notebook, workspace):
    notebook.run(ANSWER)
    ok, printed = notebook.run(CHECK)
    assert ok
    assert "통과했습니다 · 합계 (2점)" in printed
    assert "문제 2개 가운데 1개" in printed
    assert [(e.id, e.ok) for e in entries(workspace, "check")] == [("total", True)]


def test_chain_at_the_end_of_a_cell_shows_nothing(notebook):
    assert "Facts" not in notebook.run("expect(1.0)")[1]


def test_check_without_a_fact_is_no_pass(notebook, workspace):
    ok, printed = notebook.run("check('total')")
    assert ok
    assert "통과로 세지 않았습니다." in printed
    assert entries(workspace, "check") == []


def test_exercise_marked_by_a_person_has_no_check(notebook):
    assert "사람이 읽고 채점합니다." in notebook.run("check('why')\nexpect(1).equals(1)")[1]


def test_failed_check_shows_the_line_and_the_korean_text_only(notebook, workspace):
    notebook.run("def total(a, b):\n    return a * b")
    ok, printed = notebook.run(CHECK)
    assert not ok
    assert "▶ 2번째 줄: expect(total(" in printed
    assert "[SH-06]" in printed
    assert "Traceback" not in printed
    assert [(e.ok, e.code) for e in entries(workspace, "check")] == [(False, "SH-06")]


def test_untouched_skeleton_is_no_try(notebook, workspace):
    notebook.run("def total(a, b):\n    # 여기에 코드를 쓰세요.\n    raise NotImplementedError()")
    _, printed = notebook.run(CHECK)
    assert "아직 답을 쓰지 않은 셀입니다." in printed
    assert "total 함수 안" in printed
    assert [e.code for e in entries(workspace, "recheck")] == ["ST-01"]


def test_check_before_its_answer_cell_is_no_try(notebook, workspace):
    notebook.run(CHECK)
    assert [e.code for e in entries(workspace, "recheck")] == ["PY-01"]


def test_error_in_own_function_shows_own_line_and_folds_the_traceback(notebook):
    _, printed = notebook.run("def broken(x):\n    return x @ np.zeros((3, 2))\n\nbroken(np.zeros((5, 4)))")
    assert printed.index("▶ 4번째 줄: broken(") < printed.index("▶ 2번째 줄 (broken 함수 안): return x @")
    assert "맞지 않는 곳: x의 1번 축 4 ≠ np.zeros((3, 2))의 0번 축 3" in printed
    assert "[PY-10]" in printed
    assert "Traceback" not in printed


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("totl", ["처음 보는 이름", "[PY-01]"]),
        ("total_price = 3\ntotal_prise", ["비슷한 이름: total_price"]),
        ("np.zeros(3) + np.zeros(4)", ["np.zeros(3)의 0번 축 3 ≠ np.zeros(4)의 0번 축 4", "[PY-11]"]),
        ("x = np.zeros(3); x.setflags(write=False); x[0] = 1", ["읽기 전용", "[PY-12]"]),
        ("[1, 2][5]", ["[PY-05]"]),
        ("{'a': 1}['b']", ["찾은 이름표: b", "[PY-06]"]),
        ("1 / 0", ["[PY-07]"]),
        ("np.zeros(2).mena()", ["[PY-08]"]),
        ("import torhc", ["찾은 이름: torhc", "[PY-09]"]),
        ("from numpy import zeroes", ["[PY-19]"]),
        ("open('없는 파일.csv', encoding='utf-8')", ["없는 파일.csv", "[PY-13]"]),
        ("len(1, 2)", ["[PY-03]"]),
        ("'1' + 1", ["[PY-02]"]),
        ("int('가')", ["[PY-04]"]),
        ("if np.zeros(2) == 0: pass", ["[PY-18]"]),
        ("np.eye(3)[[0, 1], [0, 1, 2]]", ["[PY-40]"]),
        ("def f():\n    total = total + 1\nf()", ["쓴 이름: total", "[PY-35]"]),
        (
            "class C:\n    def __enter__(self): pass\n    def __exit__(self, *a): pass\nwith C: pass",
            ["[PY-42]"],
        ),
        ("np.zeros(2).copy + 1", ["[PY-42]"]),
        ("np.zeros(2).copy[0] = 1", ["[PY-42]"]),
        ("def f(): pass\nf.shape", ["[PY-42]"]),
        ("np.eye(3)[np.zeros(2, dtype=bool)]", ["[PY-41]"]),
        ("import math\nmath.exp(np.zeros(3))", ["[PY-20]"]),
        ("x = np.zeros(2, dtype=np.uint8)\nx /= 255", ["[PY-23]"]),
        ("np.zeros(6).reshape(4, 2)", ["[PY-24]"]),
        ("f = 1\nf(2)", ["[PY-25]"]),
        ("np.uint8(1) * 256", ["uint8은 0부터 255까지", "[PY-30]"]),
        ("np.frombuffer(bytes(9))", ["[PY-31]"]),
        ("np.frombuffer(bytes(9), np.uint8, count=10)", ["[PY-31]"]),
        ("np.frombuffer(bytes(9), np.uint8, offset=10)", ["[PY-31]"]),
        ("def f():\n    n += 1\nf()", ["쓴 이름: n", "시작 값", "[PY-35]"]),
        ("np.ones(2) ^ 2", ["x**2", "[PY-36]"]),
        ("1.5 ^ 2", ["x**2", "[PY-36]"]),
        ("np.linalg.solve(np.eye(2), np.ones(3))", ["정사각", "[PY-32]"]),
        ("np.linalg.solve(np.ones((3, 2)), np.ones(3))", ["정사각", "[PY-32]"]),
        ("np.linalg.solve(np.ones(3), np.eye(3))", ["정사각", "[PY-32]"]),
        ("np.zeros(3)[1.0]", ["range(len(x))", "[PY-50]"]),
        ("x = [1, 2]\nx[1.0]", ["range(len(x))", "[PY-50]"]),
        ("for _ in 3: pass", ["range(횟수)", "[PY-51]"]),
        ("x = [].append(1)\nx.append(2)", ["append", "[PY-52]"]),
        ("np.linalg.solve(np.ones((2, 2)), np.ones(2))", ["A.T @ A", "[PY-33]"]),
        ("np.float64(2) @ np.ones(2)", ["숫자 하나", "[PY-34]"]),
        ("a, b = 5", ["[PY-21]"]),
        ("a, b = 1, 2, 3", ["[PY-21]"]),
        ("np.zeros(0).reshape(0, -1)", ["하나도 없었습니다", "[PY-22]"]),
        ("raise MemoryError('800 GiB')", ["800 GiB", "[PY-16]"]),
        ("def f(): return f()\nf()", ["[PY-17]"]),
        ("raise OSError('디스크')", ["OSError: 디스크", "[PY-99]"]),
        ("raise NotImplementedError", ["아직 답을 쓰지 않은 셀", "[ST-01]"]),
        ("raise NotImplementedError('no kernel for Long')", ["no kernel for Long", "[PY-99]"]),
        ("for i in range(3)\n    pass", ["1번째 줄", "[PY-14]"]),
        ("x = 1\n  y = 2", ["2번째 줄", "[PY-15]"]),
    ],
)
def test_python_errors_are_read_in_korean(notebook, source, words):
    ok, printed = notebook.run(source)
    assert not ok
    for word in words:
        assert word in printed


def test_next_cell_runs_after_an_error(notebook):
    notebook.run("1 / 0")
    assert notebook.run("print('계속')") == (True, "계속\n")


def test_hints_come_one_by_one_then_all(notebook, workspace):
    texts = [notebook.run("hint('total')")[1] for _ in range(3)]
    assert "힌트 1/2 · 합계" in texts[0]
    assert "힌트 2/2" in texts[1]
    assert "같은 자리끼리 곱해 보세요." in texts[2]
    assert "곱한 것을 모두 더해 보세요." in texts[2]
    assert len(entries(workspace, "hint")) == 2


@pytest.mark.parametrize("name", ["'total'", "1", "'문제 1'", "'합계'"])
def test_exercise_may_be_named_as_the_text_does(notebook, name):
    assert "힌트 1/2 · 합계" in notebook.run(f"hint({name})")[1]


def test_hints_go_on_after_a_kernel_restart(notebook):
    notebook.run("hint('total')")
    notebook.run("lesson('90')")
    assert "힌트 2/2" in notebook.run("hint('total')")[1]


def test_unknown_exercise_names_the_known_ones(notebook):
    assert "이 강의 문제: 1 total, 2 why" in notebook.run("hint('totl')")[1]


def store_solution(workspace):
    folder = workspace / ".aiclass" / "solutions"
    folder.mkdir(parents=True)
    (folder / "90.json").write_text(json.dumps({"total": ANSWER}), encoding="utf-8")


def fail_once(notebook, wrong):
    notebook.run(f"def total(a, b):\n    return {wrong}")
    notebook.run(CHECK)


def test_solution_opens_after_three_different_failed_answers(notebook, workspace):
    store_solution(workspace)
    for wrong in ("a * b", "a + b"):
        fail_once(notebook, wrong)
    notebook.run(CHECK)  # the same answer again is no new try
    assert "남은 시도: 1번" in notebook.run("solution('total')")[1]
    fail_once(notebook, "a - b")
    ok, printed = notebook.run("solution('total')")
    assert ok
    assert "모범 답안 · 합계" in printed
    assert "a @ b" in printed


def test_solution_opens_after_a_pass(notebook, workspace):
    store_solution(workspace)
    notebook.run(ANSWER)
    notebook.run(CHECK)
    assert notebook.run("solution('total')")[0]


def test_solution_says_where_it_looked(notebook, workspace):
    notebook.run(ANSWER)
    notebook.run(CHECK)
    assert "이 설치에는 모범 답안이 들어 있지 않습니다." in notebook.run("solution('total')")[1]


def test_exercise_marked_by_a_person_has_no_solution(notebook):
    assert "[SO-04]" in notebook.run("solution('why')")[1]


PREDICT = "predict('kind', {guess}, choices={{'숫자 하나': (), '숫자 세 개': (3,)}}).of(np.arange(3.0))"


@pytest.mark.parametrize(
    ("guess", "ok", "word"),
    [
        ("...", False, "먼저 예측해 보세요."),
        ("'숫자 둘'", False, '"숫자 하나", "숫자 세 개"'),
        ("'숫자 하나'", True, "예측과 다릅니다. 별표는 더하지 않습니다."),
        ("'숫자 세 개'", True, "맞았습니다."),
    ],
)
def test_prediction_refuses_compares_and_explains(notebook, guess, ok, word):
    done, printed = notebook.run(PREDICT.format(guess=guess))
    assert done is ok
    assert word in printed


@pytest.mark.parametrize(
    ("source", "word"),
    [
        ("predict('kind', 0.7, within=0.05).of(np.log(2))", "맞았습니다."),
        ("predict('kind', '246', choices={'246': 246, '-10': -10}).of(246)", "실제: 246\n"),
        ("predict('kind', 1, within=0.05).of(np.log(2))", "예측과 다릅니다."),
        ("predict('kind', '오류', choices={'오류': '오류', '배열': (2,)}).of(np.zeros(2))", "실제: 배열"),
        ("predict('kind', (2, 3)).of(np.zeros((2, 3)))", "맞았습니다."),
        ("predict('kind', (2,), choices={'(2,)': (2,), '(1, 2)': (1, 2)}).of(np.zeros(2))", "맞았습니다."),
        ("predict('kind', '(1,2)', choices={'(2,)': (2,), '(1, 2)': (1, 2)}).of(np.zeros(2))", "[PR-04]"),
        ("predict('kind', '2').of(2)", "[PR-05]"),
        ("predict('kind', (3, 2)).of(np.zeros((2, 3)))", "모양 (2, 3)"),
        (
            "predict('kind', '오른다', choices={'오른다': True, '내린다': False}).of(np.bool_(False))",
            "실제: 내린다",
        ),
        (
            "predict('kind', 'ln 2', choices={'0': 0.0, 'ln 2': 0.693}, within=0.01).of(np.log(2))",
            "맞았습니다.",
        ),
    ],
)
def test_prediction_of_numbers_shapes_and_truth(notebook, source, word):
    assert word in notebook.run(source)[1]


def test_log_that_cannot_be_written_stops_nothing(notebook, workspace):
    (workspace / "progress.jsonl").unlink()
    (workspace / "progress.jsonl").mkdir()
    notebook.run(ANSWER)
    ok, printed = notebook.run(CHECK)
    assert ok
    assert "진도 기록을 남길 수 없습니다." in printed
    assert "통과했습니다" in printed


def test_calls_before_the_lesson_is_open_say_so(notebook, session):
    session.lesson = None
    for call in ("hint('total')", "check('total')", "quiz()", "predict('kind', 1)"):
        assert "[LE-01]" in notebook.run(call)[1]


def test_lesson_may_be_named_by_a_number(notebook):
    assert "90강 커피값" in notebook.run("lesson(90)")[1]


def test_opening_the_lesson_twice_hooks_in_once(notebook):
    notebook.run("lesson('90')")
    notebook.run(ANSWER)
    assert notebook.run(CHECK)[1].count("[OK-01]") == 1
