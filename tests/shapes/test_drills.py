"""Drills: what is right is right, each wrong choice is wrong for its own reason, and a seed gives the same question."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aiclass import course, shapes
from aiclass.shapes._drills._case import CLASH, Case, Wrong
from aiclass.shapes._drills._choices import choices_of

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

TOPICS = shapes.drill_topics()
drills = st.builds(shapes.drill, st.sampled_from(TOPICS), st.sampled_from([1, 2, 3]), st.integers(0, 10**6))


def rerun(drill, code):
    """The shape of an expression, run apart from the code that made the drill."""
    space = {"np": np, "torch": torch, "nn": torch.nn, "F": torch.nn.functional, **drill.case.namespace()}
    torch.manual_seed(0)
    try:
        exec("\n".join(drill.case.lines), space)
        return eval(code, space)
    except (IndexError, RuntimeError, TypeError, ValueError):
        return CLASH


def shape_of(value):
    return value if isinstance(value, str) else tuple(value.shape)


@given(drills)
@settings(max_examples=300)
def test_right_choice_is_what_running_gives(drill):
    right = drill.choices[0]
    assert right.misconception == ""
    if drill.case.is_repair:
        assert right.text == f"z = {drill.case.right}"
        assert shape_of(rerun(drill, drill.case.right)) != CLASH
    else:
        assert right.text == str(shape_of(rerun(drill, drill.case.ask)))


@given(drills)
@settings(max_examples=300)
def test_wrong_choices_are_wrong_and_differ(drill):
    right, *wrong = drill.choices
    assert 2 <= len(wrong) <= 3
    assert len({choice.text for choice in drill.choices}) == len(drill.choices)
    if drill.case.is_repair:
        wanted = rerun(drill, right.code)
        for choice in (*wrong, shapes._drills.Choice(text="", code=drill.case.ask)):
            got = rerun(drill, choice.code)
            is_same = (
                not isinstance(got, str)
                and got.shape == wanted.shape
                and np.allclose(
                    *(
                        np.asarray(each.detach() if hasattr(each, "detach") else each)
                        for each in (got, wanted)
                    )
                )
            )
            assert not is_same


@given(drills)
@settings(max_examples=300)
def test_a_misconception_really_leads_to_its_choice(drill):
    known = course.misconceptions()
    for choice in drill.choices[1:]:
        assert choice.misconception in known
        if drill.case.is_repair:
            assert choice.text == f"z = {choice.code}"
        elif choice.code:
            assert choice.text == str(shape_of(rerun(drill, choice.code)))
        else:
            assert choice.text == CLASH


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("tier", [1, 2, 3])
def test_a_seed_gives_one_question_and_seeds_give_many(topic, tier):
    asked = [repr(shapes.drill(topic, tier, seed)) for seed in range(15)]
    assert asked == [repr(shapes.drill(topic, tier, seed)) for seed in range(15)]
    assert len(set(asked)) >= 8


def test_another_process_asks_the_same():
    code = "from aiclass import shapes; print(repr(shapes.drill('reshape', 3, 11)))"
    run = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={"PYTHONHASHSEED": "7", "PYTHONIOENCODING": "utf-8", "PATH": ""},
    )
    assert run.stdout.rstrip("\n") == repr(shapes.drill("reshape", 3, 11))


def test_every_topic_has_shapes_and_clashes_and_repairs_among_its_tiers():
    made = [shapes.drill(topic, tier, seed) for topic in TOPICS for tier in (1, 2, 3) for seed in range(8)]
    assert {drill.topic for drill in made if drill.case.is_repair} >= set(TOPICS) - {"cross-entropy"}
    assert any(drill.choices[0].text == CLASH for drill in made)


def test_what_is_right_by_chance_falls_out():
    case = Case(
        arrays={"x": (3, 3)},
        ask="x.sum(axis=0)",
        wrongs=(
            Wrong(misconception="NP-14", code="x.sum(axis=1)"),
            Wrong(misconception="NP-15", code="x.sum()"),
            Wrong(misconception="NP-15", code="x.max()"),
        ),
        explain="",
    )
    assert choices_of(case) == ()


def test_a_line_that_does_what_is_wanted_after_all_falls_out():
    case = Case(
        arrays={"x": (3, 4)},
        ask="x.sum()",
        want="행마다 더하려고 합니다.",
        right="x.sum(axis=1)",
        wrongs=(
            Wrong(misconception="NP-14", code="x.T.sum(axis=0)"),
            Wrong(misconception="NP-14", code="x.sum(axis=0)"),
            Wrong(misconception="NP-16", code="x.mean(axis=1)"),
        ),
        explain="",
    )
    assert [choice.code for choice in choices_of(case)] == [
        "x.sum(axis=1)",
        "x.sum(axis=0)",
        "x.mean(axis=1)",
    ]


def test_a_wrong_choice_tells_where_it_comes_from():
    drill = shapes.drill("axis", 1, 3)
    look = {choice["text"]: choice.get("look", "") for choice in drill.item.choices}
    assert "이 모양이 나오는 계산: x.sum(axis=0)" in look["(6,)"]
    repair = next(d for seed in range(20) if (d := shapes.drill("reshape", 3, seed)).case.is_repair)
    assert all("이 줄" in choice["look"] for choice in repair.item.choices[1:])


def test_flat_features_are_asked_with_each_way_to_miscount_them():
    made = [shapes.drill("conv", 3, seed) for seed in range(40)]
    flat = [drill for drill in made if "flatten(1)" in drill.code]
    given = {choice.misconception for drill in flat for choice in drill.choices[1:]}
    assert given == {"CV-44", "CV-45", "CV-46", "CV-47", "NP-57", "SQ-34"}
    assert {len(drill.choices) for drill in flat} <= {3, 4}


@pytest.mark.parametrize("topic", TOPICS)
def test_answers_are_drawn(topic):
    for seed in range(4):
        drill = shapes.drill(topic, 1 + seed % 3, seed)
        page = drill.picture()
        if drill.choices[0].text == CLASH and not drill.case.is_repair:
            continue
        assert page.count("<img") >= 1
        assert 'alt="모양의 흐름.' in page


def test_a_clash_of_small_shapes_is_drawn_with_the_axis_that_clashes():
    drill = next(
        d for seed in range(40) if (d := shapes.drill("broadcast", 1, seed)).choices[0].text == CLASH
    )
    assert "어느 쪽도 1이 아님" in drill.picture()


@pytest.mark.parametrize(
    ("args", "code"), [(("shape",), "SK-01"), (("axis", 4), "SK-02"), (("axis", 0), "SK-02")]
)
def test_topics_and_tiers_that_there_are_not_are_refused(args, code):
    with pytest.raises(shapes.ShapesError, match=code):
        shapes.drill(*args)


def test_topics_that_need_pytorch_say_so(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(shapes.ShapesError, match="SK-03"):
        shapes.drill("conv")
    assert shapes.drill("axis").topic == "axis"


def test_explanations_are_short_and_end_as_sentences():
    for topic in TOPICS:
        for tier in (1, 2, 3):
            for seed in range(6):
                explain = shapes.drill(topic, tier, seed).case.explain
                assert explain.endswith("다."), (topic, tier, seed, explain)
                assert len(explain) < 130
