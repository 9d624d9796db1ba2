"""What lesson 04 promises: twenty puzzles that name every slip, a gallery in the words of the clinic, its figures."""

import itertools
import json
import re
from pathlib import Path

import pytest
import torch

from aiclass import shapes
from aiclass.authoring import Project, read_lesson
from aiclass.authoring._forms import learner_form, solution_form, text_of
from aiclass.check._tensor_puzzles import finding_of

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "lessons" / "04-tensors-and-autograd" / "results.json"
TIERS = {"puzzles-a": range(1, 8), "puzzles-b": range(8, 15), "puzzles-c": range(15, 21)}

MORE_RIGHT_ANSWERS = {
    1: ["x.T[0]", "x.select(1, 0)"],
    2: ["x[:, -1, :]", "x.select(1, -1)"],
    3: ["x[:, None]", "x[:, None, :]", "x.unsqueeze(-2)"],
    4: ["x[:, 0]", "x.squeeze(-2)"],
    5: ["x.reshape(len(x), -1)", "x.reshape(x.shape[0], x.shape[1] * x.shape[2])", "x.view(len(x), -1)"],
    6: ["torch.flip(x, [1])", "x.flip(-1)", "x[:, torch.arange(x.shape[1] - 1, -1, -1)]"],
    7: ["x.T.flip(0)", "torch.rot90(x)"],
    8: ["x.sum(dim=0) / len(x)", "x.mean(axis=0)", "x.mean(0)"],
    9: ["x - x.mean(1)[:, None]", "x - x.mean(axis=1, keepdims=True)", "(x.T - x.mean(1)).T"],
    10: ["x.amax(dim=1)", "x.max(1)[0]", "x.sort(dim=1).values[:, -1]"],
    11: ["a.unsqueeze(1) - b", "a[:, None] - b[None, :]", "-(b - a[:, None])"],
    12: ["x * s.reshape(-1, 1, 1)", "(x.permute(1, 2, 0) * s).permute(2, 0, 1)"],
    13: ["torch.cat((a, b), dim=0)", "torch.vstack([a, b])"],
    14: ["torch.stack((a, b), 1)", "torch.cat([a[:, None], b[:, None]], dim=1)"],
    15: ["x.movedim(3, 1)", "x.transpose(2, 3).transpose(1, 2)"],
    16: ["x.gather(1, y[:, None])[:, 0]", "x.gather(1, y[:, None]).squeeze(1)"],
    17: ["x * m[:, :, None]", "x.masked_fill(~m[:, :, None], 0)", "torch.where(m.unsqueeze(2), x, torch.zeros_like(x))"],
    18: ["((a.unsqueeze(1) - b.unsqueeze(0)) ** 2).sum(-1)", "(a**2).sum(1)[:, None] - 2 * a @ b.T + (b**2).sum(1)"],
    19: ["torch.stack(x.chunk(2, dim=2), dim=1)", "torch.stack([x[..., :x.shape[2] // 2], x[..., x.shape[2] // 2:]], 1)"],
    20: ["torch.bmm(a, b.transpose(1, 2))", "torch.einsum('nte,nse->nts', a, b)", "a @ b.permute(0, 2, 1)"],
}
SLIPS = {
    1: {"x[0]": "TG-30", "x[:, :1]": "TG-31", "x[:, -1]": "TG-32", "x[:, 1]": "PZ-07", "x": "PZ-06"},
    2: {"x[-1]": "TG-30", "x[:, :, -1]": "TG-30", "x[:, -1:]": "TG-31", "x[:, 0]": "TG-32", "x[:, 3]": "PY-05"},
    3: {"x[None]": "TG-33", "x.unsqueeze(2)": "TG-33", "x[:, :, None]": "TG-33", "x": "PZ-06", "x.reshape(2, 1, 3)": "PY-24"},
    4: {"x.squeeze()": "PZ-05", "x.squeeze(0)": "PZ-06", "x": "TG-34", "x.flatten()": "TG-35", "x[0, 0]": "TG-30"},
    5: {"x.flatten()": "TG-35", "x.flatten(0, 1)": "TG-36", "x.mT.flatten(1)": "TG-37", "x.mT.view(len(x), -1)": "TE-03",
        "x.reshape(len(x), 784)": "PY-24"},
    6: {"x.flip(0)": "TG-30", "x.flip(0, 1)": "TG-38", "x[:, ::-1]": "TE-16", "x.T": "TG-39", "x.flip()": "PY-03"},
    7: {"x.T.flip(1)": "TG-40", "x.T": "TG-39", "x.flip(0, 1).T": "TG-38", "x.flip(1)": "TG-41",
        "x.reshape(x.shape[1], -1)": "TG-42"},
    8: {"x.mean(dim=1)": "TG-43", "x.sum(dim=0)": "TG-44", "x.mean(dim=0, keepdim=True)": "TG-31", "x.mean()": "TG-45",
        "x.mean(dim=2)": "TE-13"},
    9: {"x - x.mean(dim=1)": "TE-02", "x - x.mean(dim=0)": "TG-43", "x - x.mean()": "TG-45",
        "x - x.sum(dim=1, keepdim=True)": "TG-44", "x.mean(dim=1, keepdim=True)": "TG-46", "x.T - x.mean(dim=1)": "TG-47"},
    10: {"x.max(dim=1)": "PZ-08", "x.amax(dim=0)": "TG-43", "x.argmax(dim=1)": "TG-48", "x.max()": "TG-45",
         "x.max(dim=1).indices": "TG-48", "x.amax(dim=1, keepdim=True)": "TG-31"},
    11: {"a - b": "TE-02", "a - b[:, None]": "TG-47", "b - a[:, None]": "TG-49", "b[:, None] - a": "TG-49", "a[:, None] * b": "TG-50"},
    12: {"x * s": "TE-02", "x * s[:, None]": "TE-02", "x + s[:, None, None]": "TG-50", "x.permute(1, 2, 0) * s": "TG-47",
         "(x * s[:, None, None]).sum(0)": "TG-51"},
    13: {"torch.cat([a, b], dim=1)": "TE-04", "torch.stack([a, b])": "TE-04", "torch.cat([b, a])": "TG-49",
         "torch.cat([a.flatten(), b.flatten()])": "TG-35", "a + b": "TE-02"},
    14: {"torch.stack([a, b])": "TG-52", "torch.stack([a, b], dim=2)": "TG-52", "torch.cat([a, b])": "TG-53",
         "torch.cat([a, b], dim=1)": "TG-53", "torch.stack([b, a], dim=1)": "TG-49"},
    15: {"x.reshape(x.shape[0], x.shape[3], x.shape[1], x.shape[2])": "TG-42", "x.permute(0, 3, 2, 1)": "TG-54",
         "x.permute(0, 2, 3, 1)": "TG-54", "x.transpose(1, 3)": "TG-54", "x.permute(3, 0, 1, 2)": "TG-54"},
    16: {"x[:, y]": "TG-55", "x.gather(1, y[:, None])": "TG-31", "x.gather(1, y)": "TE-19", "x.amax(1)": "TG-56",
         "x[y]": "PZ-06"},
    17: {"torch.where(m[:, :, None], 0.0, x)": "TG-57", "torch.where(m, x, 0.0)": "TE-02", "x * m": "TE-02",
         "torch.where(m[:, :, None], x, 1.0)": "TG-58", "x[m]": "PZ-06"},
    18: {"((a - b) ** 2).sum(1)": "TE-02", "((a[:, None] - b) ** 2).sum(1)": "TG-43", "((a - b[:, None]) ** 2).sum(2)": "TG-47",
         "((a[:, None] - b) ** 2).sum(2).sqrt()": "TG-59", "(a[:, None] - b).sum(2)": "TG-59",
         "((a[:, None] - b) ** 2).mean(2)": "TG-44"},
    19: {"x.reshape(x.shape[0], 2, x.shape[1], -1)": "TG-42", "x.reshape(x.shape[0], x.shape[1], 2, -1)": "TG-41",
         "x.reshape(x.shape[0], x.shape[1], -1, 2).permute(0, 3, 1, 2)": "TG-60", "torch.stack(x.chunk(2, dim=2))": "TG-54",
         "x.view(x.shape[0], 2, x.shape[1], 3)": "PY-24"},
    20: {"a @ b": "TE-01", "b @ a.mT": "TG-47", "a @ b.T": "TE-02", "a[:, :, None] * b[:, None]": "TG-61", "a * b": "TE-02"},
}


@pytest.fixture(scope="module")
def lesson():
    return read_lesson(Project.find(ROOT / "lessons"), "04")


@pytest.fixture(scope="module")
def puzzles(lesson):
    asked = {}

    class Recorder:
        def puzzles(self, answers, given):
            asked.update(given)

    for cell in lesson.cells:
        if cell.id.startswith("puzzles-") and cell.id.endswith("-check"):
            exec(cell.source, {"expect": Recorder(), "answers": {}})
    return asked


def answer_of(puzzle, expression):
    names = re.findall(r"(\w+)\[", puzzle[0])
    return eval(f"lambda {', '.join(names)}: {expression}", {"torch": torch})


def test_twenty_puzzles_stand_in_three_tiers(lesson, puzzles):
    assert sorted(puzzles) == list(range(1, 21))
    tiers = {cell.role.id: cell.role.tier for cell in lesson.cells if cell.id in TIERS}
    assert tiers == {"puzzles-a": 1, "puzzles-b": 2, "puzzles-c": 3}
    sources = {cell.id: cell.source for cell in lesson.cells if cell.id.startswith("puzzles-")}
    for name, numbers in TIERS.items():
        asked = re.findall(r"(?m)^    (\d+): \(", sources[f"{name}-check"])
        assert [int(number) for number in asked] == list(numbers)


@pytest.mark.parametrize(
    ("number", "expression"), [(n, e) for n, answers in MORE_RIGHT_ANSWERS.items() for e in answers]
)
def test_other_ways_to_the_right_answer_are_right(puzzles, number, expression):
    assert finding_of(answer_of(puzzles[number], expression), puzzles[number]) is None


@pytest.mark.parametrize(
    ("number", "expression", "code"), [(n, e, code) for n, slips in SLIPS.items() for e, code in slips.items()]
)
def test_every_likely_slip_is_told_its_own_cause(puzzles, number, expression, code):
    finding = finding_of(answer_of(puzzles[number], expression), puzzles[number])
    assert finding is not None
    assert finding.code == code, finding.text


def test_every_puzzle_is_tried_with_at_least_five_slips():
    assert {number: len(slips) for number, slips in SLIPS.items() if len(slips) < 5} == {}
    assert sorted(SLIPS) == list(range(1, 21))


FIXES = {
    "fix-matmul": "TE-21", "fix-broadcast": "TE-02", "fix-reshape": "PY-24", "fix-view": "TE-03",
    "fix-cat": "TE-04", "fix-dtype": "TE-05", "fix-scalar": "TE-07",
}  # fmt: skip


@pytest.fixture(scope="module")
def learner(open_lesson):
    return open_lesson("04")


@pytest.fixture
def gallery(lesson):
    begin = next(i for i, cell in enumerate(lesson.cells) if "## 6부. 오류 전시관" in cell.source)
    return lesson.cells[begin:]


def test_gallery_has_ten_exhibits_and_each_its_repair(gallery):
    assert sum(cell.kind == "code" and cell.may_raise for cell in gallery) == 10
    repairs = [cell for cell in gallery if cell.id.startswith("fix-") and not cell.id.endswith("-check")]
    assert len(repairs) == 10
    assert all(cell.role.broken for cell in repairs)


def test_text_quotes_each_message_as_pytorch_sends_it(gallery, learner):
    learner.prepare(gallery[-1])
    learner.run("import torch")
    for cell, after in itertools.pairwise(gallery):
        if cell.kind == "code" and cell.may_raise:
            shown = learner.run(cell.source)
            quoted = re.search(r"PyTorch의 말: `(.+?)`", after.source)[1]
            for piece in quoted.rstrip(".").split(" ... "):
                assert piece in str(shown.error)
                assert piece in shown.folded


@pytest.mark.parametrize(("exercise", "code"), FIXES.items())
def test_starter_fails_in_the_clinics_words_and_a_repair_of_its_passes_the_check(gallery, learner, exercise, code):
    answer = next(cell for cell in gallery if cell.id == exercise)
    check = next(cell for cell in gallery if cell.id == f"{exercise}-check")
    learner.prepare(check)
    starter, test = text_of(learner_form(answer)), text_of(solution_form(check))
    learner.run(starter)
    shown = learner.run(test)
    diagnosis = shapes.explain(shown.error)
    assert shown.text.strip() == diagnosis.coded(code)
    assert diagnosis.shown_line in starter
    passed = []
    for repair in diagnosis.repairs:
        learner.run(starter.replace(diagnosis.expression, repair.code))
        passed += [repair.code] if learner.run(test).error is None else []
    assert passed


def test_square_table_raises_nothing_and_the_clinic_says_what_went_wrong(gallery, learner):
    cell = next(cell for cell in gallery if cell.source.startswith("square_scores ="))
    learner.prepare(cell)
    shown = learner.run(cell.source)
    assert shown.error is None
    assert "[CS-03]" in shown.text
    assert "square_scores: (3, 3)" in shown.text


@pytest.fixture(scope="module")
def measured():
    entries = json.loads(RESULTS.read_text(encoding="utf-8"))["real"]
    assert {entry["data"] for entry in entries.values()} == {"digits"}
    return {name: entry["value"] for name, entry in entries.items()}


def test_three_ways_to_the_gradient_agree_to_rounding(measured):
    assert measured["engine_gap"] < 1e-12
    assert measured["torch_gap"] < 1e-12
    assert measured["walk_gap"] < 1e-10


def test_the_repaired_notebook_learns_where_the_old_one_stood_still(measured):
    assert measured["stuck_loss"] == pytest.approx(2.303, abs=0.05)
    assert measured["moving_loss"] < measured["stuck_loss"] - 1
