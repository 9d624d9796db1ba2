"""The training loop."""

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from aiclass.training._checkpoint import Checkpoint
from aiclass.training._device import announce, pick_device, seed_draws
from aiclass.training._display import Display, NotebookLine, choose_display
from aiclass.training._evaluate import Score, count_classes, predict_logits, sums
from aiclass.training._examples import Examples, check_examples, check_labels
from aiclass.training._history import History
from aiclass.training._interruption import interruption
from aiclass.training._numerics import as_stored, mixed_precision, place_model
from aiclass.training._optimizer import make_optimizer, set_learning_rate
from aiclass.training._plan import Plan
from aiclass.training._recipe import Recipe
from aiclass.training._run import Run
from aiclass.training._watch import Watch
from aiclass.training._workers import Workers, join_workers
from aiclass.training.errors import SettingError

Augment = Callable[[Float[Tensor, "N C H W"], torch.Generator], Float[Tensor, "N C H W"]]
"""``augment(images, generator)`` returns a changed batch and draws from the generator, which is on the CPU."""


def fit(
    model: nn.Module,
    train: Examples | tuple[Tensor, Tensor],
    validation: Examples | tuple[Tensor, Tensor] | None,
    recipe: Recipe,
    *,
    augment: Augment | None = None,
    device: str | torch.device | None = None,
    checkpoint: str | Path | None = None,
    live: Display | None = None,
    progress: bool = True,
) -> History:
    """Train a model in place and return what was measured after each epoch.

    Started by ``torchrun``, the processes share each batch and train one model as a single process would; only
    the first one prints and writes. Batch normalisation then counts over each process's share, and augmentation
    and dropout draw differently in each.

    Args:
        model: takes a batch of inputs and returns logits, (N, K). Its first weights are yours: seed before
            you make it.
        train: inputs (N, ...) and labels (N,) int64, in memory.
        validation: the same, for choosing only: nothing is learned from it.
        recipe: how.
        augment: changes each batch of training inputs.
        device: "cpu", "cuda" or "mps"; the fastest here if left out. The model stays there.
        checkpoint: file in which the run is kept, at the end of each epoch and every few seconds in between.
            Where it exists the run goes on from it, along the same curve.
        live: draws while the model trains, such as ``LivePlot()``.
        progress: say where it runs and how far it is.

    Raises:
        DataError: examples are missing, not finite, of a dtype that the model cannot take, or have a label that is
            no class of the model.
        SettingError: there is no such device, the model returns no logits or has nothing to learn, or patience has
            no validation data to go by.
        CheckpointError: the file is damaged, was written by another model, recipe or data, or cannot be written.
        DivergenceError: the loss has left the finite numbers.
        Interrupted: Ctrl-C, or the kernel was interrupted; the checkpoint has been written.
    """
    place = pick_device(device)
    workers = join_workers(place)
    learned, held_back = _checked(model, train, validation, recipe)
    speaks = progress and workers.leads
    if speaks:
        announce(place)
    place_model(model, learned.inputs, place)
    run = _new_run(model, recipe, len(learned.labels), place)
    keeper = None if checkpoint is None else Checkpoint(Path(checkpoint), learned, held_back)
    if keeper is not None:
        _resume(run, keeper, workers, place, speaks=speaks)
    if run.is_over:
        return _show_finished(run, held_back or learned, live if workers.leads else None)
    if keeper is not None and workers.leads:
        keeper.check_writable()
    displays = _displays(live, progress=speaks, leads=workers.leads)
    with ExitStack() as stack:
        stack.enter_context(torch.random.fork_rng(devices=[place] if place.type == "cuda" else []))
        is_interrupted = stack.enter_context(interruption())
        for display in displays:
            display.begin(run, held_back or learned)
            stack.callback(display.end, run)
        watch = Watch(workers, place, is_interrupted, keeper, displays)
        learned = learned.to(place)
        held_back = held_back and held_back.to(place)
        parallel = workers.together(model)
        while not run.is_over:
            watch.begin_epoch()
            _train_epoch(run, parallel, learned, augment, workers=workers, watch=watch)
            validation_score = _validate(model, held_back, workers)
            run.close_epoch(workers.add_up(run.measured), validation_score, watch.epoch_seconds(run))
            watch.after_epoch(run)
        return run.finish()


def _train_epoch(
    run: Run, model: nn.Module, train: Examples, augment: Augment | None, *, workers: Workers, watch: Watch
) -> None:
    """Take the steps that the epoch under way still has."""
    recipe, optimizer, generator = run.recipe, run.optimizer, torch.Generator()
    model.train()
    for rows, seed in run.remaining_steps(workers.rank):
        seed_draws(seed, train.inputs.device)  # for dropout
        share = workers.share(rows)
        weight = min(len(share), 1)  # a process without rows keeps step with one that does not count
        share = share if weight else rows[:1]
        inputs, labels = train.inputs[share], train.labels[share]
        if augment is not None:
            inputs = augment(inputs, generator.manual_seed(seed))
        with mixed_precision(recipe.precision, inputs.device):
            logits = model(as_stored(inputs)).float()
        losses = functional.cross_entropy(
            logits, labels, label_smoothing=recipe.label_smoothing, reduction="sum"
        )
        optimizer.zero_grad()
        (weight * losses * workers.size / len(rows)).backward()  # processes take the mean of their gradients
        if recipe.clip_norm is not None:
            nn.utils.clip_grad_norm_(model.parameters(), recipe.clip_norm)
        set_learning_rate(optimizer, recipe.learning_rate_at(run.step, run.plan.steps))
        optimizer.step()
        loss_sum, right = sums(logits.detach(), labels)
        run.count_step(weight * loss_sum, weight * right, examples=weight * len(share))
        watch.after_step(run)


def _validate(model: nn.Module, validation: Examples | None, workers: Workers) -> Score | None:
    """Return the score over all validation examples, of which each process takes its share."""
    if validation is None:
        return None
    workers.align_buffers(model)
    count = len(validation.labels)
    share = workers.share(torch.arange(count, device=validation.labels.device))
    totals = torch.zeros(2, dtype=torch.float64)
    if len(share):
        logits = predict_logits(model, validation.inputs[share])
        totals = torch.stack(sums(logits, validation.labels[share].cpu())).double()
    loss, accuracy = (workers.add_up(totals.to(share.device)) / count).tolist()
    return Score(loss=loss, accuracy=accuracy)


def _new_run(model: nn.Module, recipe: Recipe, examples: int, device: torch.device) -> Run:
    plan = Plan(examples=examples, batch_size=recipe.batch_size, epochs=recipe.epochs, seed=recipe.seed)
    exact = torch.float32 if device.type == "mps" else torch.float64  # Apple's GPUs have no float64
    measured = torch.zeros(plan.batches, 3, dtype=exact, device=device)
    optimizer = make_optimizer(recipe, model.parameters())
    return Run(recipe=recipe, plan=plan, model=model, optimizer=optimizer, measured=measured)


def _resume(run: Run, keeper: Checkpoint, workers: Workers, device: torch.device, *, speaks: bool) -> None:
    """Bring the run to where its checkpoint says, if there is one, in every process.

    Raises:
        CheckpointError: as `Checkpoint` says.
    """
    file = workers.receive(keeper.read() if workers.leads else None, device)
    if file is None:
        return
    keeper.restore(run, file)
    if not workers.leads:
        run.measured.zero_()  # rank 0 holds what all have counted
    if speaks:
        from aiclass.messages import message

        code = "TR-18" if run.is_over else "TR-17"
        place = {"epoch": len(run.epochs) + 1, "batch": run.batch}
        whole = {"epochs": run.recipe.epochs, "batches": run.plan.batches}
        print(message(code, path=keeper.path, **place, **whole))


def _show_finished(run: Run, examples: Examples, live: Display | None) -> History:
    """Return the history of a run that was over before, drawn once more."""
    history = run.finish()
    if live is not None:
        live.begin(run, examples)
        live.end(run)
    return history


def _displays(live: Display | None, *, progress: bool, leads: bool) -> list[Display]:
    usual = choose_display() if progress else None
    if live is not None and isinstance(usual, NotebookLine):  # the picture says more than the line
        usual = None
    return [display for display in (live, usual) if display is not None and leads]


def _checked(model: nn.Module, train: Any, validation: Any, recipe: Any) -> tuple[Examples, Examples | None]:
    """Return both parts when this model can learn from them.

    Raises:
        DataError, SettingError: as `fit` says.
    """
    if not isinstance(recipe, Recipe):
        expected = "Recipe(epochs=..., batch_size=..., learning_rate=...)"
        raise SettingError.of("TR-01", name="recipe", expected=expected, actual=type(recipe).__name__)
    if not isinstance(model, nn.Module):
        expected = "MLP((784, 10))처럼 만든 모델"
        raise SettingError.of("TR-01", name="model", expected=expected, actual=type(model).__name__)
    if not any(parameter.requires_grad for parameter in model.parameters()):
        raise SettingError.of("TR-28")
    if validation is None and recipe.patience is not None:
        raise SettingError.of("TR-13")
    learned = _fitting("train", model, train)
    return learned, None if validation is None else _fitting("validation", model, validation)


def _fitting(name: str, model: nn.Module, pair: Any) -> Examples:
    examples = check_examples(name, pair)
    check_labels(name, examples.labels, count_classes(name, model, examples.inputs))
    return examples
