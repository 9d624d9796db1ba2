"""A run written down between two steps, and taken up again where it stopped."""

from collections.abc import Mapping
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import torch
from torch import Tensor, nn

from aiclass.files import write_atomically
from aiclass.training._checkpoint_file import Content, pack, raw_bytes, unpack
from aiclass.training._examples import Examples
from aiclass.training._history import EpochMetrics
from aiclass.training._run import Run
from aiclass.training.errors import CheckpointError

MODEL, BEST, OPTIMIZER, MEASURED = "model.", "best.", "optimizer.", "measured"


class Checkpoint:
    """The file of one run.

    Args:
        path: of the file.
        train, validation: what the run learns from and is measured on; another run's file is refused.
    """

    def __init__(self, path: Path, train: Examples, validation: Examples | None) -> None:
        self.path = path
        self._data = _fingerprint(*train, *(validation or ()))

    def read(self) -> bytes | None:
        """Return the bytes of the file, or None where there is none.

        Raises:
            CheckpointError: the path is a folder, or the file cannot be read.
        """
        if self.path.is_dir():
            raise CheckpointError.of("TR-24", path=self.path)
        try:
            return self.path.read_bytes() if self.path.exists() else None
        except OSError as error:
            raise self._out_of_reach(error) from error

    def check_writable(self) -> None:
        """Raise unless files can be made in the folder: better now than after an epoch.

        Raises:
            CheckpointError: says what the system answered.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with TemporaryFile(dir=self.path.parent):
                pass
        except OSError as error:
            raise self._out_of_reach(error) from error

    def save(self, run: Run, *, measured: Tensor, seconds: float) -> None:
        """Write where a run stands; a crash meanwhile leaves the file as it was.

        Args:
            measured: as in the run, over all processes.
            seconds: spent on the epoch under way.

        Raises:
            CheckpointError: the disk is full or the like; the file is as it was.
        """
        tensors = {f"{MODEL}{name}": value for name, value in run.model.state_dict().items()}
        tensors |= {f"{BEST}{name}": value for name, value in run.best_weights.items()}
        tensors |= _optimizer_tensors(run.optimizer)
        tensors[MEASURED] = measured
        document = {
            **self._identity(run),
            "epochs": [asdict(epoch) for epoch in run.epochs],
            "batch": run.batch,
            "seconds": seconds,
        }
        content = pack(Content(tensors=tensors, document=document))
        try:
            write_atomically(self.path, content)
        except OSError as error:
            raise self._out_of_reach(error) from error

    def restore(self, run: Run, file: bytes) -> None:
        """Bring a fresh run to where the file says.

        Raises:
            CheckpointError: the file is damaged, or of another model, recipe or data.
        """
        tensors, document = unpack(file, self.path)
        self._check_identity(self._identity(run), document)
        run.model.load_state_dict(_part(tensors, MODEL))
        run.best_weights = {
            name: value.to(run.measured.device) for name, value in _part(tensors, BEST).items()
        }
        _restore_optimizer(run.optimizer, _part(tensors, OPTIMIZER))
        run.measured.copy_(tensors[MEASURED])
        run.epochs = [EpochMetrics(**epoch) for epoch in document["epochs"]]
        run.batch, run.seconds = document["batch"], document["seconds"]

    def _out_of_reach(self, error: OSError) -> CheckpointError:
        return CheckpointError.of("TR-25", path=self.path, reason=error.strerror or error)

    def _identity(self, run: Run) -> dict[str, Any]:
        return {"recipe": asdict(run.recipe), "model": _architecture(run.model), "data": self._data}

    def _check_identity(self, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> None:
        for name, value in ours["recipe"].items():
            written = theirs["recipe"].get(name)
            if written != value:
                raise CheckpointError.of("TR-21", path=self.path, name=name, written=written, actual=value)
        for code, name in (("TR-22", "model"), ("TR-23", "data")):
            if theirs[name] != ours[name]:
                raise CheckpointError.of(code, path=self.path)


def _architecture(model: nn.Module) -> list[str]:
    """Return the kind and the settings of every layer, and the name, type and shape of all that the model holds."""
    layers = [f"{name} {type(layer).__name__} {_settings(layer)}" for name, layer in model.named_modules()]
    held = [f"{name} {value.dtype} {tuple(value.shape)}" for name, value in model.state_dict().items()]
    return [*layers, *held]


def _settings(layer: nn.Module) -> str:
    """Return what a layer of PyTorch's says of itself, such as a stride; others might name an address in memory."""
    return layer.extra_repr() if type(layer).__module__.startswith("torch.nn.") else ""


def _fingerprint(*tensors: Tensor) -> str:
    total = sha256()
    for tensor in tensors:
        total.update(f"{tensor.dtype} {tuple(tensor.shape)}\n".encode())
        total.update(raw_bytes(tensor))
    return total.hexdigest()


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}


def _optimizer_tensors(optimizer: torch.optim.Optimizer) -> dict[str, Tensor]:
    """Return what the optimizer remembers of each parameter, such as ``optimizer.0.momentum_buffer``."""
    return {
        f"{OPTIMIZER}{position}.{name}": value
        for position, memory in optimizer.state_dict()["state"].items()
        for name, value in memory.items()
        if isinstance(value, Tensor)
    }


def _restore_optimizer(optimizer: torch.optim.Optimizer, tensors: Mapping[str, Tensor]) -> None:
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in tensors.items():
        position, _, name = key.partition(".")
        state.setdefault(int(position), {})[name] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
    for parameter, memory in optimizer.state.items():  # in the memory order of their parameter, as before
        for name, value in memory.items():
            if isinstance(value, Tensor) and value.shape == parameter.shape:
                memory[name] = torch.empty_like(parameter, requires_grad=False).copy_(value)
