"""Training in PyTorch: one loop, its recipe, what it measures, and what prepares data for it.

Data is in memory as tensors: images once through `PixelScaler`, then ``fit`` takes them batch by batch.
"""

from aiclass.models import TorchMissing as TorchMissing  # first: says what to install
from aiclass.training._augment import random_crop, random_flip
from aiclass.training._device import pick_device
from aiclass.training._evaluate import Score, evaluate, predict, predict_logits, predict_probabilities
from aiclass.training._examples import Examples
from aiclass.training._fit import Augment, fit
from aiclass.training._history import EpochMetrics, History
from aiclass.training._live_plot import LivePlot
from aiclass.training._pixel_scaler import PixelScaler
from aiclass.training._recipe import Recipe
from aiclass.training._split import Split, train_validation_split
from aiclass.training.errors import (
    CheckpointError,
    DataError,
    DivergenceError,
    Interrupted,
    SettingError,
    TrainingError,
)

__all__ = [
    "Augment",
    "CheckpointError",
    "DataError",
    "DivergenceError",
    "EpochMetrics",
    "Examples",
    "History",
    "Interrupted",
    "LivePlot",
    "PixelScaler",
    "Recipe",
    "Score",
    "SettingError",
    "Split",
    "TrainingError",
    "evaluate",
    "fit",
    "pick_device",
    "predict",
    "predict_logits",
    "predict_probabilities",
    "random_crop",
    "random_flip",
    "train_validation_split",
]
