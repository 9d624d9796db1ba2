"""``aiclass explain``: what it prints, its JSON and its exit codes, on real scripts."""

import json
import subprocess
import sys
from dataclasses import dataclass

import pytest
from typer.testing import CliRunner

from aiclass.cli import app

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


def test_error_comes_first_where_it_does_not_use_what_was_warned_of(explain):
    text = GROWN.replace("w -= X.T @ error", "w -= X.T @ np.ones((20, 2))")
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
