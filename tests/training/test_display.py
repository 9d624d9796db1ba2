"""What is seen while a model trains: rarely, in the right place, or not at all."""

import base64
import re
import sys

import pytest
import torch

from aiclass.models import ConvNet
from aiclass.training import (
    Examples,
    LivePlot,
    Recipe,
    SettingError,
    _display,
    _live_plot,
    evaluate,
    fit,
)
from aiclass.training._display import NotebookLine, choose_display
from aiclass.training._throttle import Throttle
from aiclass.training._training_curve import TrainingCurve

from .tiny_problem import TRAIN, VALIDATION, new_model

RECIPE = Recipe(epochs=2, batch_size=32, learning_rate=0.01)


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def test_pause_after_an_act_follows_from_how_long_it_took():
    clock = Clock()
    throttle = Throttle(share=0.02, shortest_s=1.0, clock=clock)
    assert not throttle.is_due
    clock.now = 1.0
    assert throttle.is_due
    with throttle.act():
        clock.now += 0.5
    clock.now += 0.5 / 0.02 - 0.01
    assert not throttle.is_due
    clock.now += 0.02
    assert throttle.is_due


def test_acts_take_no_more_than_their_share_of_a_long_time():
    clock = Clock()
    throttle = Throttle(share=0.02, shortest_s=0.1, clock=clock)
    spent = 0.0
    while clock.now < 1000:
        clock.now += 0.05
        if throttle.is_due:
            with throttle.act():
                clock.now += 0.3
            spent += 0.3
    assert 0.015 < spent / clock.now < 0.02


def test_quick_acts_keep_the_shortest_pause():
    clock = Clock()
    throttle = Throttle(share=0.02, shortest_s=1.0, clock=clock)
    clock.now = 1.0
    with throttle.act():
        pass
    clock.now = 1.9
    assert not throttle.is_due


def test_pipe_gets_no_progress(capsys):
    assert choose_display() is None
    fit(new_model(), TRAIN, VALIDATION, RECIPE)
    assert capsys.readouterr().err == ""


def test_terminal_gets_a_bar_on_stderr(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    fit(new_model(), TRAIN, VALIDATION, RECIPE)
    out, err = capsys.readouterr()
    assert "에포크 2/2" in err
    assert "검증 정확도" in err
    assert "에포크" not in out


def test_terminal_gets_its_bar_although_a_notebook_would_get_a_picture(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    monkeypatch.setenv("FORCE_COLOR", "1")
    fit(new_model(), TRAIN, VALIDATION, RECIPE, live=LivePlot())
    assert "에포크 2/2" in capsys.readouterr().err


def test_progress_can_be_switched_off(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    fit(new_model(), TRAIN, VALIDATION, RECIPE, progress=False)
    assert capsys.readouterr() == ("", "")


@pytest.fixture
def pages(monkeypatch):
    """A notebook: the outputs that are shown, and what replaces them."""
    import IPython.display

    shown = []

    class Handle:
        def update(self, page, raw):
            shown.append(page)

    def display(page, *, raw, display_id):
        shown.append(page)
        return Handle()

    monkeypatch.setattr(IPython.display, "display", display)
    for module in (_display, _live_plot):
        monkeypatch.setattr(module, "is_in_notebook", lambda: True)
    return shown


def test_notebook_gets_a_line_that_ends_with_the_last_figures(pages):
    assert isinstance(choose_display(), NotebookLine)
    history = fit(new_model(), TRAIN, VALIDATION, RECIPE)
    assert pages[0]["text/plain"] == "에포크 1/2"
    last = (
        f"에포크 2/2 · 손실 {history.train_loss[-1]:.3f} · 검증 정확도 {history.validation_accuracy[-1]:.2%}"
    )
    assert pages[-1] == {"text/plain": last}


def test_line_of_a_run_that_stopped_early_says_so_and_counts_the_epochs_that_were(pages):
    recipe = Recipe(epochs=40, batch_size=32, learning_rate=0.3, patience=2)
    history = fit(new_model(), TRAIN, VALIDATION, recipe)
    assert history.stopped_early
    last = pages[-1]["text/plain"]
    assert last.startswith(f"에포크 {len(history.epochs)}/40 · ")
    assert last.endswith(" · 조기 종료")


@pytest.fixture
def digits():
    generator = torch.Generator().manual_seed(0)
    images = torch.rand(48, 1, 8, 8, generator=generator)
    return Examples(images, torch.arange(48) % 2)


def live_fit(examples, checkpoint=None):
    torch.manual_seed(0)
    model = ConvNet((2,), 2, image_size=8)
    return fit(model, examples, examples, RECIPE, live=LivePlot(), checkpoint=checkpoint, progress=False)


def test_live_plot_shows_the_run_before_and_after_with_words_for_those_who_cannot_see(pages, digits):
    history = live_fit(digits)
    assert pages[0] == {"text/plain": "에포크 1/2"}
    assert f"검증 정확도 {history.validation_accuracy[-1]:.1%}" in pages[-1]["text/plain"]
    assert f'alt="{pages[-1]["text/plain"]}"' in pages[-1]["text/html"]


def test_live_plot_draws_in_between_when_it_is_time(pages, digits, monkeypatch):
    monkeypatch.setattr(_live_plot, "SHORTEST_S", 0.0)
    monkeypatch.setattr(_live_plot, "SHARE", 1e9)
    live_fit(digits)
    assert len(pages) == 2 + 2 * 2 + 1  # before, after each of the four steps, after the run
    assert len({page["text/html"] for page in pages[1:]}) == len(pages) - 1


def test_live_plot_begins_with_what_the_model_says_before_it_has_learned(pages, digits):
    live_fit(digits)
    assert pages[1]["text/plain"] == "훈련이 시작되었습니다. 에포크 1/2."
    assert "base64," in pages[1]["text/html"]


def test_live_plot_of_a_run_that_was_over_before_is_drawn_again(pages, digits, tmp_path):
    live_fit(digits, checkpoint=tmp_path / "run")
    last = pages[-1]["text/plain"]
    pages.clear()
    live_fit(digits, checkpoint=tmp_path / "run")
    assert pages[-1]["text/plain"] == last
    assert "base64," in pages[-1]["text/html"]


def test_live_plot_keeps_its_place_while_a_picture_is_replaced(pages, digits):
    live_fit(digits)
    boxes = {re.match("<div style=[^>]+>", page["text/html"])[0] for page in pages[1:]}
    assert len(boxes) == 1
    png = base64.b64decode(re.search('base64,([^"]+)', pages[-1]["text/html"])[1])
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    ratio = re.search("aspect-ratio: ([0-9.]+) / ([0-9.]+)", boxes.pop())
    assert float(ratio[1]) / float(ratio[2]) == pytest.approx(width / height, rel=0.01)


def test_live_plot_takes_little_time(pages, monkeypatch):
    """Its own clock: a step takes 1 s, a picture 0.5 s."""
    clock = Clock()
    monkeypatch.setattr(_live_plot, "Throttle", lambda **limits: Throttle(**limits, clock=clock))
    from aiclass.training._run_picture import RunPicture

    drawn = []

    def page(self, run, curve):
        clock.now += 0.5
        drawn.append(clock.now)
        return {"text/plain": ""}

    monkeypatch.setattr(RunPicture, "page", page)

    def slowly(inputs, generator):
        clock.now += 1.0
        return inputs

    recipe = Recipe(epochs=30, batch_size=32, learning_rate=0.01)
    fit(new_model(), TRAIN, None, recipe, augment=slowly, live=LivePlot(), progress=False)
    assert len(drawn) >= 3
    assert 0.5 * (len(drawn) - 2) / clock.now < 0.03  # the first and the last are drawn in any case


def test_live_plot_names_classes_and_marks_wrong_answers(pages, digits):
    from aiclass.training._fit import _new_run
    from aiclass.training._run_picture import RunPicture

    class Always(torch.nn.Linear):
        def forward(self, x):
            return torch.tensor([[1.0, 0.0]]).repeat(len(x), 1)

    run = _new_run(Always(1, 1), RECIPE, 48, torch.device("cpu"))
    picture = RunPicture(run, Examples(digits.inputs[:2], digits.labels[:2]), ["고양이", "개"])
    picture.page(run, TrainingCurve(run))
    assert [title.get_text() for title in picture._titles] == ["고양이", "고양이\n(정답 개)"]


def test_live_plot_wants_a_name_for_every_class_before_it_needs_one(digits):
    model = ConvNet((2,), 2, image_size=8)
    with pytest.raises(SettingError, match=r"(?s)이름: class_names.*이름 2개.*받은 값: 1개.*\[TR-01\]"):
        fit(model, digits, digits, RECIPE, live=LivePlot(["고양이"]), progress=False)


def test_last_picture_shows_the_weights_that_are_kept():
    class Look:
        def begin(self, run, examples):
            pass

        def step(self, run):
            pass

        def end(self, run):
            self.loss = evaluate(run.model, *VALIDATION).loss

    look, recipe = Look(), Recipe(epochs=40, batch_size=32, learning_rate=0.3, patience=2)
    history = fit(new_model(), TRAIN, VALIDATION, recipe, live=look, progress=False)
    assert look.loss == history.validation_loss.min() < history.validation_loss[-1]


@pytest.mark.parametrize("losses", [[2.21], [0.003, 0.001], [150.0, 3.0], [2.0, float("inf"), float("nan")]])
def test_live_plot_counts_the_loss_from_0_with_its_label_in_the_picture(digits, losses):
    """The layout is that of the first picture, whatever numbers stand at the axis later."""
    from aiclass.training._fit import _new_run
    from aiclass.training._run_picture import RunPicture

    run = _new_run(ConvNet((2,), 2, image_size=8), RECIPE, 48, torch.device("cpu"))
    samples = Examples(digits.inputs[:2], digits.labels[:2])
    picture, curve = RunPicture(run, samples, None), TrainingCurve(run)
    curve.points["loss"] += [(0.1 * place, loss) for place, loss in enumerate(losses, start=1)]
    picture.page(run, curve)
    axes = picture._axes["loss"]
    picture._figure.draw_without_rendering()
    assert axes.yaxis.label.get_window_extent().x0 >= 0
    lowest, highest = axes.get_ylim()
    assert lowest == 0 < losses[0] < highest


def test_live_plot_of_inputs_that_are_no_images_has_curves_only(pages):
    fit(new_model(), TRAIN, VALIDATION, RECIPE, live=LivePlot(), progress=False)
    png = base64.b64decode(re.search('base64,([^"]+)', pages[-1]["text/html"])[1])
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    assert width > 2.5 * height


def test_live_plot_outside_of_a_notebook_draws_nothing(digits, capsys):
    live_fit(digits)
    assert capsys.readouterr() == ("", "")
