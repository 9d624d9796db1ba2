"""``aiclass explain``: what it prints, its JSON and its exit codes, on real scripts."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from aiclass.cli import app
from aiclass.shapes import examine

GOOD = "import numpy as np\nprint((np.ones((2, 3)) @ np.ones(3)).shape)\n"
BROKEN = """import numpy as np
def 점수(X, W):
    가중합 = X @ W + 1
    return 가중합
print("시작")
점수(np.zeros((32, 784)), np.zeros((10, 784)))
"""
GROWN = """import numpy as np
X, y, w = np.ones((20, 3)), np.ones((20, 1)), np.zeros(3)
error = X @ w - y
w -= X.T @ error
"""
SILENT = """import numpy as np
X, y, w = np.ones((20, 3)), np.ones(20), np.zeros((3, 1))
for _ in range(3):
    loss = ((X @ w - y) ** 2).mean()
"""
TEXT = """▶ 6번째 줄: 점수(np.zeros((32, 784)), np.zeros((10, 784)))
▶ 3번째 줄 (점수 함수 안): 가중합 = X @ W + 1
                                    ~~~~~
  X: (32, 784)
  W: (10, 784)
  맞지 않는 곳: X의 1번 축 784 ≠ W의 0번 축 10
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a command left behind."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def script(tmp_path):
    return tmp_path / "내 코드.py"


@pytest.fixture
def explain(script):
    """Run the command in this process; modules that the script imports are forgotten again."""
    known = set(sys.modules)

    def command(text, *options):
        if text is not None:
            script.write_text(text, encoding="utf-8")
        result = CliRunner().invoke(app, ["explain", str(script), *options])
        return Done(returncode=result.exit_code, stdout=result.stdout, stderr=result.stderr)

    yield command
    for name in ("layers", "losses"):
        if name not in known:
            sys.modules.pop(name, None)


def in_a_process_of_its_own(script, text, *options):
    script.write_text(text, encoding="utf-8")
    code = "from aiclass.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code, "explain", str(script), *options],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_text_names_line_expression_operands_axes_repair_and_drill(explain):
    done = explain(BROKEN)
    assert done.returncode == 1
    assert done.stdout.startswith("시작\n" + TEXT)
    assert "  X @ W.T   → (32, 10)\n" in done.stdout
    assert 'shapes.drill("matmul")' in done.stdout
    assert "ValueError: matmul: Input operand 1" in done.stderr  # Python's own words are kept
    assert "_script.py" not in done.stderr


def test_json_is_one_document_with_the_promised_keys(explain):
    done = explain(BROKEN, "--json")
    document = json.loads(done.stdout)
    assert list(document) == ["ok", "line", "expression", "operands", "reason", "text", "suggestions"]
    assert document["ok"] is False
    assert document["line"] == 3
    assert document["expression"] == "X @ W"
    assert document["operands"] == [{"source": "X", "shape": [32, 784]}, {"source": "W", "shape": [10, 784]}]
    assert document["suggestions"] == ["X @ W.T"]
    assert document["text"].startswith(TEXT)
    assert document["reason"] in document["text"]
    assert done.stderr.startswith("시작\n")
    assert done.returncode == 1


def test_silent_mistake_is_found_once(explain):
    done = explain(SILENT)
    assert done.returncode == 1
    assert done.stdout.count("[CS-01]") == 1
    assert "▶ 4번째 줄: loss = ((X @ w - y) ** 2).mean()" in done.stdout
    assert "(20, 20)" in done.stdout
    assert done.stderr == ""


def test_warning_of_the_value_that_the_error_went_on_with_comes_first(explain):
    document = json.loads(explain(GROWN, "--json").stdout)
    assert (document["line"], document["expression"]) == (3, "X @ w - y")
    assert document["text"].startswith(
        "여기서는 오류가 나지 않았지만, 이 결과를 쓴 4번째 줄에서 오류가 났습니다."
    )
    assert "X @ w - y[:, 0]" in document["suggestions"]


@pytest.mark.parametrize(
    "steps",
    [
        "slope = X.T @ (p - y) / 20\n    w -= 0.1 * slope",
        "w -= 0.1 * X.T @ (p - y) / 20",
        "error = p - y\n    slope = X.T @ error\n    step = 0.1 * slope\n    w -= step",
    ],
)
def test_warning_comes_first_where_the_error_was_computed_from_the_same(explain, steps):
    loop = f"for _ in range(2):\n    p = X @ w\n    loss = ((p - y) ** 2).mean()\n    {steps}\n"
    document = json.loads(explain(GROWN.partition("error")[0] + loop, "--json").stdout)
    assert (document["line"], document["expression"]) in ((5, "p - y"), (6, "p - y"))
    assert document["suggestions"]


@pytest.mark.parametrize("step", ["w -= X.T @ np.ones((20, 2))", "w -= (X @ w) @ np.ones((20, 2))"])
def test_error_comes_first_where_it_does_not_use_what_was_warned_of(explain, step):
    text = GROWN.replace("w -= X.T @ error", step)
    assert json.loads(explain(text, "--json").stdout)["line"] == 4


def test_word_behind_a_dot_is_not_the_name_that_was_warned_of(explain):
    text = GROWN.replace("error = ", "T = ").replace("w -= X.T @ error", "w -= X.T @ np.ones((20, 2))")
    assert json.loads(explain(text, "--json").stdout)["line"] == 4


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_right_script_ends_in_0(explain, options):
    done = explain(GOOD, *options)
    assert done.returncode == 0
    assert "(2,)" in done.stdout + done.stderr
    if options:
        document = json.loads(done.stdout)
        assert (document["ok"], document["suggestions"], document["operands"]) == (True, [], [])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("print(1 / 0)\n", "ZeroDivisionError"),
        ("if True print(1)\n", "SyntaxError"),
        ("import sys\nsys.exit(5)\n", "SystemExit: 5"),
        ("import 없는모듈\n", "ModuleNotFoundError"),
    ],
)
def test_script_that_fails_for_another_reason_ends_in_3_with_its_own_traceback(explain, text, words):
    done = explain(text, "--json")
    assert done.returncode == 3
    assert words in done.stderr
    document = json.loads(done.stdout)
    assert (document["ok"], document["suggestions"]) == (False, [])


def test_script_that_ends_itself_is_told_in_its_own_last_words(explain):
    done = explain("import argparse\nparser = argparse.ArgumentParser()\nparser.error('몇 번 돌릴까요?')\n")
    assert done.returncode == 3
    assert "몇 번 돌릴까요?" in done.stderr
    assert "argparse.py" not in done.stderr
    assert done.stdout.startswith("파일이 스스로 실행을 끝냈습니다(sys.exit).")


def test_exit_0_is_no_failure(explain):
    assert explain("import sys\nsys.exit(0)\n").returncode == 0


def test_missing_file_is_wrong_usage(explain):
    done = explain(None)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_script_sees_itself_as_the_program(explain):
    text = "import sys, __main__\nassert __name__ == '__main__'\nassert __main__.__file__ == sys.argv[0] == __file__\n"
    assert explain(text).returncode == 0


def test_script_imports_what_lies_beside_it_and_the_other_file_is_named(explain, tmp_path):
    (tmp_path / "layers.py").write_text("def dense(x, w):\n    return x @ w\n", encoding="utf-8")
    done = explain("import numpy as np\nfrom layers import dense\ndense(np.ones((2, 3)), np.ones((4, 3)))\n")
    assert done.returncode == 1
    assert "▶ 3번째 줄 (내 코드.py): dense(" in done.stdout
    assert "▶ 2번째 줄 (layers.py, dense 함수 안): return x @ w" in done.stdout


def test_silent_mistake_in_a_module_beside_the_script_is_found_and_no_compiled_file_is_left(
    explain, tmp_path
):
    module = "def mse(pred, y):\n    return ((pred - y) ** 2).mean()\n"
    (tmp_path / "losses.py").write_text(module, encoding="utf-8")
    done = explain("import numpy as np\nfrom losses import mse\nmse(np.ones((4, 1)), np.ones(4))\n")
    assert done.returncode == 1
    assert "▶ 2번째 줄 (losses.py, mse 함수 안)" in done.stdout
    assert not list(tmp_path.rglob("losses*.pyc"))


def test_script_gets_its_own_arguments(explain):
    text = "import sys\nassert sys.argv[1:] == ['3', '--epochs', '2'], sys.argv\n"
    assert explain(text, "--", "3", "--epochs", "2").returncode == 0


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_interrupted_script_ends_in_3_and_what_was_found_until_then_is_told(explain, options):
    done = explain(SILENT + "raise KeyboardInterrupt\n", *options)
    assert done.returncode == 3
    assert "KeyboardInterrupt" in done.stderr
    assert "[CS-01]" in done.stdout
    if not options:
        assert done.stdout.endswith("끝나기 전에 멈추었습니다(Ctrl+C). 그때까지 실행한 줄만 보았습니다.\n")


def test_reading_input_that_is_not_there_ends_in_3(explain):
    done = explain("name = input('이름: ')\n", "--json")
    assert done.returncode == 3
    assert "EOFError" in done.stderr
    assert json.loads(done.stdout)["line"] == 1


@pytest.mark.parametrize(
    "content",
    [
        "print('가격')\n".encode("cp949"),
        "print('가격')\n".encode("utf-16"),
        b"# coding: nowhere\n",
        b"x = 1\n" * 2000 + "print('가격')\n".encode("cp949"),
    ],
)
def test_file_that_is_not_utf_8_is_told_how_to_be_saved(explain, script, content):
    script.write_bytes(content)
    done = explain(None)
    assert done.returncode == 3
    assert "UTF-8" in done.stdout
    assert "Traceback" not in done.stderr


def test_encoding_that_the_file_names_is_read(explain, script):
    script.write_bytes("# coding: cp949\nassert len('가격') == 2\n".encode("cp949"))
    assert explain(None).returncode == 0


@pytest.mark.parametrize("text", ["if True print(1)\n", "x = 1\0\n", "x = " + "(" * 300 + "\n", "return 1\n"])
def test_what_is_no_python_is_told_to_be_read_where_python_points(explain, text):
    done = explain(text)
    assert done.returncode == 3
    assert done.stdout.startswith("파이썬 문법에 맞지 않는 곳이 있어 실행하지 못했습니다.")
    assert "_script.py" not in done.stderr


def test_folder_is_wrong_usage(explain, script):
    script.mkdir()
    done = explain(None)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_notebook_is_wrong_usage_with_the_way_to_explain_it(tmp_path):
    notebook = tmp_path / "수업.ipynb"
    notebook.write_text('{"cells": []}', encoding="utf-8")
    result = CliRunner().invoke(app, ["explain", str(notebook)])
    assert result.exit_code == 2
    assert "%load_ext aiclass" in result.stderr


def test_script_that_puts_another_stdout_in_place_is_still_explained_on_stdout(explain):
    head = "import io, sys\nsys.stdout = sys.stderr = io.StringIO()\n"
    done = explain(head + BROKEN)
    assert "▶ 8번째 줄" in done.stdout
    assert "ValueError" in done.stderr


def test_json_stays_alone_on_stdout_beside_what_the_script_starts(script):
    text = "import subprocess, sys\nsubprocess.run([sys.executable, '-c', 'print(\"시끄러운 자식\")'], check=True)\n"
    done = in_a_process_of_its_own(script, text, "--json")
    assert json.loads(done.stdout)["ok"] is True
    assert "시끄러운 자식" in done.stderr


def test_much_that_the_script_prints_passes_through(explain):
    done = explain("for _ in range(20000):\n    print('x' * 50)\n" + BROKEN)
    assert done.returncode == 1
    assert done.stdout.count("\n") > 20000


def test_path_may_be_a_text(script):
    script.write_text(BROKEN.replace('print("시작")', ""), encoding="utf-8")
    assert [finding.expression for finding in examine(str(script)).findings] == ["X @ W"]


def test_missing_file_raises_from_code(tmp_path):
    with pytest.raises(FileNotFoundError):
        examine(tmp_path / "없음.py")


def test_broken_module_beside_the_script_fails_as_it_does_without_the_clinic(explain, script, tmp_path):
    (tmp_path / "layers.py").write_text("def dense(x, w)\n    return x\n", encoding="utf-8")
    done = explain("import layers\n")
    assert done.returncode == 3
    assert "layers.py" in done.stderr
    assert "_modules.py" not in done.stderr
    assert "importlib" not in done.stderr


def test_without_pytorch_the_numpy_half_works(script):
    done = in_a_process_of_its_own(script, "import sys\nsys.modules['torch'] = None\n" + BROKEN, "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["suggestions"] == ["X @ W.T"]
    assert done.stderr.startswith("시작\n")


def test_explaining_does_not_wait_for_matplotlib(script):
    seen = (
        "import atexit, sys\natexit.register(lambda: print('matplotlib' in sys.modules, file=sys.stderr))\n"
    )
    assert in_a_process_of_its_own(script, seen + BROKEN).stderr.rstrip().endswith("False")
