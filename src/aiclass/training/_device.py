"""Where to compute."""

from functools import cache

import torch

from aiclass.training.errors import SettingError

NAMES = {"cuda": "GPU(CUDA)", "mps": "GPU(Apple)", "cpu": "CPU"}


def pick_device(wanted: str | torch.device | None = None) -> torch.device:
    """Return the device that was asked for, else the fastest kind that this machine has.

    Raises:
        SettingError: this machine has no such device.
    """
    if wanted is None:
        return torch.device(available_devices()[0])
    try:
        device = torch.device(wanted)
    except RuntimeError:
        device = None
    if device is None or device.type not in available_devices():
        known = ", ".join(available_devices())
        raise SettingError.of("TR-10", actual=wanted, known=known)
    return device


def available_devices() -> tuple[str, ...]:
    """Return the kinds of device here, the fastest first."""
    present = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return tuple(kind for kind, is_there in present.items() if is_there)


@cache  # once a process and device: a lesson that trains ten models says it once
def announce(device: torch.device) -> None:
    """Say on stdout where the training runs."""
    from aiclass.messages import message

    print(message("TR-11", device=NAMES[device.type]))
