"""How a device multiplies fastest without a loss that can be measured in accuracy."""

from contextlib import AbstractContextManager
from typing import Literal

import torch
from torch import Tensor, nn

Precision = Literal["float32", "bfloat16", "auto"]

IMAGE_AXES = 4  # (N, C, H, W)


def multiplies_bfloat16(device: torch.device) -> bool:
    """Return whether this device has instructions that multiply bfloat16; emulated, it would be slower."""
    if device.type == "cuda":
        return bool(torch.cuda.is_bf16_supported(including_emulation=False))
    if device.type == "cpu" and torch.backends.mkldnn.is_available():
        probes = (
            "_is_avx512_bf16_supported",
            "_is_amx_tile_supported",
        )  # PyTorch has no public name for them
        return any(getattr(torch.cpu, probe, bool)() for probe in probes)
    return False


def mixed_precision(precision: Precision, device: torch.device) -> AbstractContextManager[None]:
    """Return a context in which convolutions and matrix products use this precision; weights stay float32."""
    lower = precision == "bfloat16" or (precision == "auto" and multiplies_bfloat16(device))
    return torch.autocast(device.type, dtype=torch.bfloat16, enabled=lower)


def puts_channels_last(inputs: Tensor, device: torch.device) -> bool:
    """Return whether images are stored with the channels of a pixel side by side, as oneDNN and cuDNN like it."""
    has_kernels = device.type == "cuda" or (device.type == "cpu" and torch.backends.mkldnn.is_available())
    return inputs.ndim == IMAGE_AXES and has_kernels


def place_model(model: nn.Module, inputs: Tensor, device: torch.device) -> None:
    """Move a model to the device, its filters in the order that suits these inputs."""
    model.to(device)
    if puts_channels_last(inputs, device):
        model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # the stubs want a device too


def as_stored(inputs: Tensor) -> Tensor:
    """Return a batch in the memory order that suits where it is."""
    layout = torch.channels_last if puts_channels_last(inputs, inputs.device) else torch.contiguous_format
    return inputs.contiguous(memory_format=layout)
