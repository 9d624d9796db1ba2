"""Training loops as learners write them, with the shape clinic watching, beside the same loops alone."""

import ast
from collections.abc import Callable
from types import CodeType

import numpy as np
import torch
from torch import nn

from aiclass import shapes
from aiclass.shapes._clinic._silent import Instrument, Watch
from benchmarks.comparison import Comparison

LEAST_EXPLAINING = 0.98  # under 2 % slower while errors are explained
LEAST_WARNING = 0.87  # under 15 % slower while silent mistakes are watched for
NUMPY_LOOP = """
w, losses = np.zeros(20), []
for step in range(1000):
    prediction = X @ w
    error = prediction - y
    loss = (error**2).mean()
    losses.append(loss)
    accuracy = ((prediction > 0.5) == (y > 0.5)).mean()
    w -= 0.01 * X.T @ error / len(X)
"""
TORCH_LOOP = """
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(784, 64), nn.ReLU(), nn.Linear(64, 10))
loss_fn = nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
losses = []
for step in range(100):
    logits = model(images)
    loss = loss_fn(logits, labels)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    accuracy = (logits.argmax(dim=1) == labels).float().mean()
"""


def comparisons() -> list[Comparison]:
    """Return one comparison a loop and a degree of watching; a warning would stop the measurement."""
    found: list[Comparison] = []
    for library, (loop, names) in _worlds().items():
        plain = _run(compile(loop, "<loop>", "exec"), names)
        degrees = (
            ("explaining", _explaining(plain), LEAST_EXPLAINING),
            ("warning", _run(_watched(loop), names), LEAST_WARNING),
        )
        found += [
            Comparison(name=f"clinic-{degree}-{library}", ours=ours, theirs=plain, target=target)
            for degree, ours, target in degrees
        ]
    return found


def _worlds() -> dict[str, tuple[str, dict[str, object]]]:
    """Return for each library its loop and the names that the loop finds."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(1000, 20))
    images = torch.tensor(rng.random((64, 784)), dtype=torch.float32)
    labels = torch.tensor(rng.integers(0, 10, 64))
    return {
        "numpy": (NUMPY_LOOP, {"np": np, "X": x, "y": x @ rng.normal(size=20)}),
        "torch": (TORCH_LOOP, {"torch": torch, "nn": nn, "images": images, "labels": labels}),
    }


def _run(code: CodeType, names: dict[str, object]) -> Callable[[], object]:
    return lambda: exec(code, dict(names))


def _explaining(run: Callable[[], object]) -> Callable[[], object]:
    def ours() -> None:
        shapes.on()
        try:
            run()
        finally:
            shapes.off()

    return ours


def _watched(loop: str) -> CodeType:
    """Return the loop with probes; there must be some, and they must find nothing."""
    watch = Watch(_stop)
    watch.start()
    probed = Instrument(watch).visit(ast.parse(loop))
    if watch.name not in ast.unparse(probed):
        raise RuntimeError("The loop has no place to watch, so this would measure nothing.")
    return compile(probed, "<watched loop>", "exec")


def _stop(diagnosis: shapes.Diagnosis) -> None:
    raise RuntimeError(diagnosis.text)
