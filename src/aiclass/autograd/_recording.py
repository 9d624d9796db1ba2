"""Whether operations are being written down, and who else wants to be told of them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeAlias

Observer: TypeAlias = Callable[[str, tuple[Any, ...], dict[str, Any], Any], None]
"""``observer(operation, inputs, settings, output)``."""

_recording = ContextVar("recording", default=True)  # of each thread its own
_observers: ContextVar[tuple[Observer, ...]] = ContextVar("observers", default=())


def is_recording() -> bool:
    """Return whether operations remember their inputs; PyTorch calls this is_grad_enabled."""
    return _recording.get()


@contextmanager
def no_grad() -> Iterator[None]:
    """Compute without remembering, as torch.no_grad: for updates and for evaluation; also a decorator.

    Only here may numbers be changed in place.
    """
    token = _recording.set(False)
    try:
        yield
    finally:
        _recording.reset(token)


@contextmanager
def observed(observer: Observer) -> Iterator[None]:
    """Have every operation told to an observer as well, whether or not it is recorded."""
    token = _observers.set((*_observers.get(), observer))
    try:
        yield
    finally:
        _observers.reset(token)


def tell(operation: str, inputs: tuple[Any, ...], settings: dict[str, Any], output: Any) -> None:
    """Tell all observers of an operation."""
    for observer in _observers.get():
        observer(operation, inputs, settings, output)
