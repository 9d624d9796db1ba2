"""What an explanation says beyond what the corpus marks: underline, layer, the way there, silence where unsure."""

import re
from pathlib import Path

import pytest
from clinic import explained, warnings_of

from aiclass.messages import catalogue
from aiclass.shapes._clinic import _drill_topics
from aiclass.shapes._clinic._text import width

CLINIC = Path(_drill_topics.__file__).parent
TORCH = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"
MODEL = """
class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(8, 8), nn.Linear(9, 4)])
    def forward(self, x):
        for layer in self.layers:
            x = layer(x)
        return x

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.block = Block()
    def forward(self, x):
        return self.block(x)

Net()(torch.ones(2, 8))
"""


def test_every_code_is_said_by_some_rule_and_every_rule_has_its_text():
    used = set()
    for source in CLINIC.rglob("*.py"):
        if source.name != "_drill_topics.py":
            used |= set(re.findall(r'"(C[LMST]-\d\d)"', source.read_text(encoding="utf-8")))
    known = {code for code in catalogue("ko").texts if re.match(r"C[LMST]-", code)}
    assert used == known
    assert {code for codes in _drill_topics.DRILLED.values() for code in codes} <= known


def test_underline_stands_under_the_expression_where_hangul_is_two_cells_wide():
    lines = explained("import numpy as np\n가격 = np.ones(3)\n합 = 1 + 가격 @ np.ones(4)\n").text.splitlines()
    place = next(number for number, line in enumerate(lines) if "~" in line)
    above, mark = lines[place - 1], lines[place]
    start = above.index("가격 @")
    assert len(mark) - len(mark.lstrip()) == width(above[:start])
    assert mark.count("~") == width("가격 @ np.ones(4)")


def test_expression_over_several_lines_is_the_smallest_that_failed():
    diagnosis = explained(
        "import numpy as np\ny = (\n    np.ones(3)\n    + (np.ones((2, 3))\n       @ np.ones(2))\n)\n"
    )
    assert diagnosis.line == 4
    assert diagnosis.expression == "np.ones((2, 3)) @ np.ones(2)"


def test_layer_is_named_by_its_way_through_the_model():
    diagnosis = explained(TORCH + MODEL)
    assert diagnosis.layer == "Block의 layers.1 = Linear(in_features=9, out_features=4, bias=True)"
    assert "forward 함수 안" in diagnosis.text
    assert "들어온 마지막 축 8 ≠ 층이 받는 특성의 수 9" in diagnosis.text


def test_operand_that_a_function_made_is_taken_from_the_function_that_got_it():
    code = (
        TORCH
        + "model = nn.Linear(4, 3)\nloss = F.cross_entropy(model(torch.ones(5, 4)), torch.zeros(6).long())\n"
    )
    operands = {operand.source: operand.shape for operand in explained(code).operands}
    assert operands["model(torch.ones(5, 4))"] == (5, 3)


def test_no_repair_is_offered_where_none_works():
    diagnosis = explained("import numpy as np\nx = np.ones((3, 4)) + np.ones((2, 5))\n")
    assert diagnosis.repairs == ()
    assert "이렇게 고칠 수 있습니다." not in diagnosis.text
    assert diagnosis.clash.count("≠") == 2


@pytest.mark.parametrize(
    "code",
    [
        "x = [1, 2][5]",
        "x = {'a': 1}['b']",
        "raise ValueError('operands could not be found')",
        "int('가')",
        "import numpy as np\nnp.zeros(3).nowhere",
        "import numpy as np\nnp.load('nowhere.npy')",
        "class A:\n    def __add__(self, other):\n        raise ValueError('own words')\nA() + 1",
    ],
)
def test_other_errors_are_left_to_python(code):
    assert explained(code) is None


def test_repairs_leave_the_rest_of_the_statement_working_where_some_do():
    code = (
        "import numpy as np\nA, B, b = np.ones((3, 4)), np.ones((3, 4)), np.ones(4)\nC = np.dot(A, B) + b\n"
    )
    assert explained(code).repairs[0].code in ("np.dot(A.T, B)", "A * B")


def test_warning_says_that_nothing_was_raised_and_how_to_silence_it():
    found, _ = warnings_of(
        "import numpy as np\npred, y = np.ones((3, 1)), np.ones(3)\nloss = ((pred - y) ** 2).mean()\n"
    )
    assert found[0].is_silent
    assert found[0].text.startswith("오류는 나지 않았지만")
    assert "# shapes: ok" in found[0].text


def test_named_batch_axis_makes_argmax_over_it_a_mistake_whatever_the_lengths():
    head = "import numpy as np\nfrom aiclass import shapes\n"
    code = head + 'z = shapes.name(np.ones((2, 9)), "{}")\nk = z.argmax(axis=0)\n'
    assert len(warnings_of(code.format("N K"))[0]) == 1
    assert warnings_of(code.format("K N"))[0] == []


def test_two_mistakes_on_two_lines_are_both_told():
    code = "import numpy as np\npred, y = np.ones((3, 1)), np.ones(3)\na = (pred == y).mean()\nerror = pred - y\n"
    assert [diagnosis.line for diagnosis in warnings_of(code)[0]] == [3, 4]


@pytest.mark.parametrize(
    ("code", "repair"),
    [
        (
            "nn.Linear(4, 2).cuda()",
            'nn.Linear(4, 2).to("cuda" if torch.cuda.is_available() else "cpu")',
        ),
        (
            'device = torch.device("cuda")\nx = torch.ones(3).to(device)',
            'device = torch.device("cuda" if torch.cuda.is_available() else "cpu")',
        ),
        (
            'x = torch.ones(3, device="cuda")',
            'torch.ones(3, device="cuda" if torch.cuda.is_available() else "cpu")',
        ),
    ],
)
def test_move_to_a_gpu_that_is_not_there_is_told_to_ask_first(code, repair):
    torch = pytest.importorskip("torch")
    if torch.cuda.is_available():
        pytest.skip("there is a GPU, so nothing fails")
    diagnosis = explained(TORCH + code)
    assert diagnosis.code == "CL-77"
    assert diagnosis.repairs[0].code == repair


def test_column_of_gradients_is_never_spread_over_a_square():
    diagnosis = explained("import numpy as np\nw = np.zeros(3)\nw -= 0.1 * np.ones((3, 1))\n")
    assert [(repair.code, repair.shape) for repair in diagnosis.repairs] == [
        ("w -= (0.1 * np.ones((3, 1)))[:, 0]", (3,))
    ]


def test_batch_whose_numbers_are_as_many_as_one_example_has_is_not_taken_for_one_example():
    diagnosis = explained(
        TORCH
        + "net = nn.Sequential(nn.Conv2d(3, 4, 1), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(8 * 16, 2))\n"
        + "net(torch.ones(8, 3, 4, 4))\n"
    )
    assert diagnosis.code == "CM-00"


@pytest.mark.parametrize(
    ("code", "clash"),
    [
        ("torch.cat([a, b], dim=1)", "a의 2번 축 24 ≠ b의 2번 축 25"),
        ("torch.cat([a, a[:, :1], b], dim=1)", "a의 2번 축 24 ≠ b의 2번 축 25"),
        ("torch.cat([a, b[0]], dim=1)", "a의 축의 수 3 ≠ b[0]의 축의 수 2"),
        ("torch.stack([a, b])", "a의 2번 축 24 ≠ b의 2번 축 25"),
        ("torch.ones(12).view(3)", "원소의 수 12 ≠ 3"),
        ("torch.ones(12).view(5, 1)", "원소의 수 12 ≠ 5 × 1 = 5"),
    ],
)
def test_clash_names_what_had_to_agree(code, clash):
    diagnosis = explained(TORCH + f"a, b = torch.ones(2, 3, 24), torch.ones(2, 3, 25)\n{code}\n")
    assert diagnosis.clash == clash
    assert f"맞지 않는 곳: {clash}\n" in diagnosis.text


def test_greatest_of_a_table_is_not_explained_by_an_if_that_is_not_there():
    assert "if" not in explained("import numpy as np\nmax(np.ones((3, 2)))\n").reason


def test_argmax_of_a_whole_table_is_not_said_to_go_along_the_rows():
    found, _ = warnings_of("import numpy as np\nscores = np.ones((4, 3))\npred = scores.argmax()\n")
    assert [diagnosis.code for diagnosis in found] == ["CS-10"]
    assert found[0].repairs[0].code == "scores.argmax(axis=1)"
