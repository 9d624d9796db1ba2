"""The lessons' networks in PyTorch; each takes a batch and returns logits, (N, K).

Shapes stand in the signatures and are checked while tests run; otherwise they cost nothing.
"""

from aiclass.models import _availability as _availability  # first: says what to install
from aiclass.models._conv_net import ConvNet
from aiclass.models._count_parameters import count_parameters
from aiclass.models._mlp import MLP
from aiclass.models._patch_conv_net import PatchConvNet
from aiclass.models._res_net import ResNet
from aiclass.models._two_conv_net import TwoConvNet
from aiclass.models.errors import InputError, ModelError, SettingError, TorchMissing

__all__ = [
    "MLP",
    "ConvNet",
    "InputError",
    "ModelError",
    "PatchConvNet",
    "ResNet",
    "SettingError",
    "TorchMissing",
    "TwoConvNet",
    "count_parameters",
]
