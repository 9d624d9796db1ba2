"""Gradients by themselves: tensors on NumPy arrays that remember how they were computed.

Read ``_tensor.py`` first: it is the whole engine. Operations stand in files of their own, forward and backward side by
side. Names, arguments and defaults are PyTorch's where PyTorch has them; where the two differ, docstrings say so.
"""

from aiclass.autograd._adam import Adam
from aiclass.autograd._draw import Drawing, draw
from aiclass.autograd._functions import (
    avg_pool2d,
    concatenate,
    conv2d,
    cross_entropy,
    log_softmax,
    max_pool2d,
    tensor,
)
from aiclass.autograd._parity import Agreement, ParityPanel, ParityRow, parity_panel
from aiclass.autograd._recording import no_grad
from aiclass.autograd._sgd import SGD
from aiclass.autograd._tensor import Record, Tensor
from aiclass.autograd.errors import (
    AutogradError,
    DataError,
    DrawingError,
    GradientError,
    InPlaceError,
    OperationError,
    ParityError,
    SettingError,
)

__all__ = [
    "SGD",
    "Adam",
    "Agreement",
    "AutogradError",
    "DataError",
    "Drawing",
    "DrawingError",
    "GradientError",
    "InPlaceError",
    "OperationError",
    "ParityError",
    "ParityPanel",
    "ParityRow",
    "Record",
    "SettingError",
    "Tensor",
    "avg_pool2d",
    "concatenate",
    "conv2d",
    "cross_entropy",
    "draw",
    "log_softmax",
    "max_pool2d",
    "no_grad",
    "parity_panel",
    "tensor",
]
