"""Where to compute."""

import os
from functools import cache

import torch

from aiclass.training.errors import SettingError

LOCAL_RANK = "LOCAL_RANK"  # torchrun's number of this process on its machine: one GPU each
NAMES = {"cuda": "GPU(CUDA)", "mps": "GPU(Apple)", "cpu": "CPU"}


def pick_device(wanted: str | torch.device | None = None) -> torch.device:
    """Return the device that was asked for, else the fastest kind that this machine has.

    Raises:
        SettingError: this machine has no such device.
    """
    try:
        device = torch.device(available_devices()[0] if wanted is None else wanted)
    except RuntimeError:
        device = None
    if device is not None and device.type == "cuda" and device.index is None and LOCAL_RANK in os.environ:
        device = torch.device("cuda", int(os.environ[LOCAL_RANK]))
    if device is None or not is_available(device):
        raise SettingError.of("TR-10", actual=device or wanted, known=", ".join(available_devices()))
    return device


def is_available(device: torch.device) -> bool:
    """Return whether this machine has the device, also of that number."""
    if device.type == "cuda" and device.index is not None and device.index >= torch.cuda.device_count():
        return False
    return device.type in available_devices()


def available_devices() -> tuple[str, ...]:
    """Return the kinds of device here, the fastest first."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(kind for kind, is_there in present.items() if is_there)


def seed_draws(seed: int, device: torch.device) -> None:
    """Let what is drawn next, on the CPU and on this device, follow from the seed.

    As torch.manual_seed, but other GPUs keep their streams, and a CPU does not pay for GPUs at every step.
    """
    torch.default_generator.manual_seed(seed)
    if device.type == "cuda":
        with torch.cuda.device(device):
            torch.cuda.manual_seed(seed)
    elif device.type == "mps":
        torch.mps.manual_seed(seed)


@cache  # once a process and device: a lesson that trains ten models says it once
def announce(device: torch.device) -> None:
    """Say on stdout where the training runs."""
    from aiclass.messages import message

    print(message("TR-11", device=NAMES[device.type]))
