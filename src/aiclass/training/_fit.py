"""The training loop."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional

from aiclass.training._device import announce, pick_device
from aiclass.training._evaluate import evaluate, predict_logits
from aiclass.training._examples import Examples, check_examples
from aiclass.training._history import EpochMetrics, History
from aiclass.training._optimizer import make_optimizer, set_learning_rate
from aiclass.training._plan import Plan
from aiclass.training._recipe import Recipe
from aiclass.training.errors import DivergenceError, SettingError

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
    progress: bool = True,
) -> History:
    """Train a model in place and return what was measured after each epoch.

    Args:
        model: takes a batch of inputs and returns logits, (N, K).
        train: inputs (N, ...) and labels (N,) int64, in memory.
        validation: the same, for choosing only: nothing is learned from it.
        recipe: how.
        augment: changes each batch of training inputs.
        device: "cpu", "cuda" or "mps"; the fastest here if left out. The model stays there.
        progress: say where it runs and how far it is.

    Raises:
        DataError: examples are missing, not finite, or have a label that is no class of the model.
        SettingError: there is no such device, or patience has no validation data to go by.
        DivergenceError: the loss has left the finite numbers.
    """
    place = pick_device(device)
    if progress:
        announce(place)
    model.to(place)
    train, validation = _checked(model, train, validation, recipe)
    optimizer = make_optimizer(recipe, model.parameters())
    plan = Plan(
        examples=len(train.labels), batch_size=recipe.batch_size, epochs=recipe.epochs, seed=recipe.seed
    )
    generator = torch.Generator()
    epochs: list[EpochMetrics] = []
    best: dict[str, Any] = {}
    best_epoch, lowest, stopped_early = 0, float("inf"), False
    with torch.random.fork_rng():
        for epoch in range(recipe.epochs):
            started = perf_counter()
            measured = torch.zeros(2, dtype=torch.float64)
            for batch, (rows, seed) in enumerate(zip(plan.rows(epoch), plan.step_seeds(epoch), strict=True)):
                torch.manual_seed(seed)
                inputs, labels = train.inputs[rows].to(place), train.labels[rows].to(place)
                if augment is not None:
                    inputs = augment(inputs, generator.manual_seed(seed))
                set_learning_rate(
                    optimizer, recipe.learning_rate_at(epoch * plan.batches + batch, plan.steps)
                )
                logits = model.train()(inputs)
                loss = functional.cross_entropy(logits, labels, label_smoothing=recipe.label_smoothing)
                if not torch.isfinite(loss):
                    raise DivergenceError.of(
                        "TR-12", step=epoch * plan.batches + batch + 1, learning_rate=recipe.learning_rate
                    )
                optimizer.zero_grad()
                loss.backward()
                if recipe.clip_norm is not None:
                    nn.utils.clip_grad_norm_(model.parameters(), recipe.clip_norm)
                optimizer.step()
                with torch.no_grad():
                    plain = functional.cross_entropy(logits, labels, reduction="sum")
                    measured += torch.stack([plain, (logits.argmax(dim=1) == labels).sum()]).cpu()
            validation_score = None if validation is None else evaluate(model, *validation)
            train_loss, train_accuracy = (measured / len(train.labels)).tolist()
            epochs.append(
                EpochMetrics(
                    epoch=epoch + 1,
                    train_loss=train_loss,
                    train_accuracy=train_accuracy,
                    validation_loss=None if validation_score is None else validation_score.loss,
                    validation_accuracy=None if validation_score is None else validation_score.accuracy,
                    learning_rate=optimizer.param_groups[0]["lr"],
                    seconds=perf_counter() - started,
                )
            )
            if validation_score is None or validation_score.loss < lowest:
                best_epoch, lowest = (
                    epoch + 1,
                    float("inf") if validation_score is None else validation_score.loss,
                )
                best = {name: value.clone() for name, value in model.state_dict().items()}
            if recipe.patience is not None and epoch + 1 - best_epoch >= recipe.patience:
                stopped_early = True
                break
    if recipe.patience is not None:
        model.load_state_dict(best)
    return History(epochs=tuple(epochs), best_epoch=best_epoch, stopped_early=stopped_early)


def _checked(
    model: nn.Module, train: Any, validation: Any, recipe: Recipe
) -> tuple[Examples, Examples | None]:
    """Return both parts when this model can learn from them.

    Raises:
        DataError, SettingError: as `fit` says.
    """
    learned = check_examples("train", train)
    classes = predict_logits(model, learned.inputs[:1]).shape[1]
    check_examples("train", train, classes)
    if validation is None:
        if recipe.patience is not None:
            raise SettingError.of("TR-13")
        return learned, None
    return learned, check_examples("validation", validation, classes)
