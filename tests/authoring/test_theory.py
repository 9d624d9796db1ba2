"""The hand-written theory: every number computed, every term canonical, every fault told with its line."""

import re
import runpy
import shutil
from pathlib import Path

import numpy as np
import pytest

from aiclass import scratch
from aiclass.authoring import Project, SourceFaults, read_theory, theory_files

ROOT = Path(__file__).parents[2]
PROJECT = Project(lessons=ROOT / "lessons")
SOURCES_HEADING = "\n## 출처"
FIELD = re.compile(r"\{\{ .+? \}\}")

every_theory = pytest.mark.parametrize("path", theory_files(PROJECT), ids=lambda path: path.stem)


@pytest.fixture(scope="module")
def numbers():
    """Return the names of logistic-regression.py, which the text writes out."""
    return runpy.run_path(str(ROOT / "book" / "theory" / "logistic-regression.py"))


@pytest.fixture
def copy(tmp_path):
    """A project of its own with the theory in it."""
    shutil.copytree(ROOT / "book" / "theory", tmp_path / "book" / "theory")
    project = Project(lessons=tmp_path / "lessons")
    return project, theory_files(project)[0]


def rewrite(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="\n")
    return text.count("\n", 0, text.index(old)) + 1


def faults(project, path):
    with pytest.raises(SourceFaults) as caught:
        read_theory(project, path)
    return [(fault.line, fault.rule) for fault in caught.value.faults]


@every_theory
def test_no_decimal_is_typed(path):
    prose = path.read_text(encoding="utf-8").partition(SOURCES_HEADING)[0]
    assert re.findall(r"\d+\.\d+", FIELD.sub("", prose)) == []


@every_theory
def test_every_field_is_filled_in(path):
    assert FIELD.findall(read_theory(PROJECT, path).body) == []


@every_theory
def test_products_written_out_come_to_what_stands_behind_them(path):
    body = read_theory(PROJECT, path).body
    decimal = r"(-?\d\.\d+)"
    products = re.findall(rf"{decimal} \\times {decimal} = {decimal}", body)
    products += re.findall(rf"\${decimal}\$ \| \${decimal}\$ \| \${decimal}\$ \| \$\d\.\d+ -", body)
    assert len(products) >= 4
    for one, other, product in products:
        assert float(one) * float(other) == pytest.approx(float(product), abs=1.5e-4)


@every_theory
def test_terms_are_those_of_the_glossary(path):
    glossary = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    korean = {english: term for term, english in re.findall(r"^(\S.*) \((.+)\)$", glossary, re.MULTILINE)}
    prose = path.read_text(encoding="utf-8").partition(SOURCES_HEADING)[0]
    used = re.findall(r"([가-힣][가-힣 -]*)\(([A-Za-z][a-z -]+)\)", prose)
    assert len(used) > 15
    assert [(term, english) for term, english in used if not term.endswith(korean.get(english, "?"))] == []


def test_loss_and_gradients_are_those_of_the_library(numbers):
    loss, d_weight, d_bias = scratch.logistic_regression_loss(
        numbers["x"], numbers["y"], numbers["w"], numbers["b"]
    )
    assert numbers["loss"] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(numbers["d_weight"], d_weight, rtol=1e-12)
    assert numbers["d_bias"] == pytest.approx(d_bias, rel=1e-12)
    assert numbers["ruler"] == pytest.approx(d_weight[0], abs=5e-5)


def test_step_goes_where_the_library_goes(numbers):
    x, y = numbers["x"], numbers["y"]
    descent = scratch.gradient_descent(
        lambda w, b: scratch.logistic_regression_loss(x, y, w, b),
        (numbers["w"], numbers["b"]),
        learning_rate=numbers["rate"],
        steps=1,
    )
    np.testing.assert_allclose(numbers["w_new"], descent.parameters[0], rtol=1e-12)
    assert numbers["loss_new"] == pytest.approx(
        scratch.logistic_regression_loss(x, y, *descent.parameters)[0], rel=1e-12
    )
    assert 0 < numbers["loss"] - numbers["loss_new"] < numbers["expected_drop"]


def test_hessian_is_the_slope_of_the_gradient(numbers):
    x, y, w, b = (numbers[name] for name in "xywb")
    for j, nudge in enumerate(np.eye(2) * 1e-5):
        up, down = (scratch.logistic_regression_loss(x, y, w + s * nudge, b)[1] for s in (1, -1))
        np.testing.assert_allclose(numbers["hessian"][:, j], (up - down) / 2e-5, rtol=1e-6)
    assert numbers["curvature"] == pytest.approx(
        (numbers["slopes"] * numbers["along"] ** 2).mean(), rel=1e-12
    )


def test_samples_are_told_apart_by_the_line_that_the_text_scales_up(numbers):
    scores = numbers["x"] @ numbers["w"] + 1
    assert ((scores > 0) == (numbers["y"] == 1)).all()
    losses = list(numbers["scaled"].values())
    assert losses == sorted(losses, reverse=True)


def test_softmax_of_the_appendix_is_that_of_the_library(numbers):
    loss, d_logits = scratch.softmax_cross_entropy(numbers["scores"][None], np.array([2]))
    assert numbers["share_loss"] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(numbers["share_error"], d_logits[0], rtol=1e-12)
    assert numbers["share_error"].sum() == pytest.approx(0, abs=1e-12)


def test_answers_of_the_exercises_are_those_of_the_library(numbers):
    loss, d_weight, d_bias = scratch.logistic_regression_loss(
        numbers["x"], numbers["y"], numbers["w"], numbers["b"] + 1
    )
    assert numbers["loss_1"] == pytest.approx(loss, rel=1e-12)
    np.testing.assert_allclose(numbers["d_weight_1"], d_weight, rtol=1e-12)
    assert numbers["d_bias_1"] == pytest.approx(d_bias, rel=1e-12)
    assert loss < numbers["loss"]
    assert (numbers["losses_1"] < numbers["losses"]).tolist() == [False, True, True]
    assert numbers["x"].sum(axis=1).tolist() == [4, 4, 4]
    assert numbers["same_loss"] == pytest.approx(numbers["loss"], rel=1e-12)


def test_numbers_that_do_not_fit_do_what_the_text_says(numbers):
    assert numbers["sigmoid"](40.0) == 1.0
    assert 1 + numbers["tiny"] == 1
    with np.errstate(over="ignore"):
        assert np.isinf(np.exp(1000.0))
    assert all(np.isfinite(value) for value in numbers["stable"].values())


def test_number_that_cannot_be_computed_is_told_with_its_line(copy):
    project, path = copy
    line = rewrite(path, "{{ loss:.4f }}", "{{ lost:.4f }}")
    assert faults(project, path) == [(line, "theory-number")]


def test_computation_that_fails_is_told_with_its_line(copy):
    project, path = copy
    line = rewrite(path.with_suffix(".py"), "b = 0.0", "b = 0.0 / 0")
    assert faults(project, path) == [(line, "theory-code")]


def test_front_matter_that_is_not_complete_is_told(copy):
    project, path = copy
    rewrite(path, "minutes: 90\n", "")
    assert faults(project, path) == [(1, "front-matter")]
    rewrite(path, "---\n", "")
    assert (1, "front-matter") in faults(project, path)


def test_text_without_a_title_is_told(copy):
    project, path = copy
    rewrite(path, "# 로지스틱 회귀의 이론", "로지스틱 회귀의 이론")
    assert [rule for _, rule in faults(project, path)] == ["theory-title"]


def test_reading_twice_gives_the_same_bytes():
    path = theory_files(PROJECT)[0]
    one, other = read_theory(PROJECT, path), read_theory(PROJECT, path)
    assert one == other
    assert set(one.pictures) == {"x-times-weight.svg", "x-transposed-times-error.svg"}
