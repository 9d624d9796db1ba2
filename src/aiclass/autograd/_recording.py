"""Whether operations are being written down."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_recording = ContextVar("recording", default=True)  # of each thread its own


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
