"""A problem that is learned in a moment; run as a script, it trains once and writes the curve.

python tiny_problem.py CURVE CHECKPOINT
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path

import torch
from torch import nn

from aiclass.models import MLP
from aiclass.training import Examples, Recipe, _watch, evaluate, fit

RECIPE = Recipe(epochs=8, batch_size=16, learning_rate=0.02, schedule="one-cycle", patience=8)


def clusters(count, seed):
    """Return points around four corners, (N, 2), and which corner it is, (N,)."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 4, (count,), generator=generator)
    corners = torch.tensor([[0.0, 0.0], [0.0, 3.0], [3.0, 0.0], [3.0, 3.0]])
    return Examples(corners[labels] + torch.randn(count, 2, generator=generator), labels)


TRAIN, VALIDATION = clusters(203, seed=1), clusters(60, seed=2)  # 203: the last batch is smaller


def new_model(dropout=0.5):
    """Return a model with dropout and batch normalisation, always with the same first weights."""
    torch.manual_seed(0)
    return nn.Sequential(MLP((2, 16, 8)), nn.BatchNorm1d(8), nn.ReLU(), nn.Dropout(dropout), nn.Linear(8, 4))


def jitter(inputs, generator):
    """Return the points moved a little."""
    return inputs + 0.1 * torch.randn(inputs.shape, generator=generator)


def curve(history):
    """Return what must repeat itself: everything but the seconds."""
    return [
        {name: value for name, value in asdict(epoch).items() if name != "seconds"}
        for epoch in history.epochs
    ]


def train_once(checkpoint=None, *, model=None, recipe=RECIPE, augment=jitter):
    """Return the curve, and the loss of the weights that were kept."""
    torch.set_num_threads(1)
    model = model or new_model()
    history = fit(model, TRAIN, VALIDATION, recipe, augment=augment, checkpoint=checkpoint, progress=False)
    return {"curve": curve(history), "kept": evaluate(model, *VALIDATION).loss}


def train_exactly(checkpoint=None, recipe=RECIPE):
    """Return the same without what draws or counts for each process apart."""
    torch.manual_seed(0)
    return train_once(checkpoint, model=MLP((2, 16, 8, 4)), recipe=recipe, augment=None)


if __name__ == "__main__":
    _watch.CHECKPOINT_EVERY_S, _watch.CHECKPOINT_SHARE = 0.0, 1e9  # after every step
    result, checkpoint = sys.argv[1:]
    Path(result).write_text(json.dumps(train_once(checkpoint)), encoding="utf-8")
