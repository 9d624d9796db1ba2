"""Every formula written out in NumPy, to be read by learners and compared with PyTorch by tests.

Rows are samples: x is (N, D); weight is (D,) for linear and binary models and (D, K) for softmax; bias is a number
or (K,); labels are (N,) class numbers, targets (N,) numbers to be predicted. Functions that end in ``_loop`` compute
the same as the one without, one number at a time. A loss comes back with its gradients, called ``d_`` and the name of
what they belong to.
"""

from aiclass.scratch._accuracy import accuracy
from aiclass.scratch._binary_cross_entropy import binary_cross_entropy_with_logits
from aiclass.scratch._confusion_matrix import confusion_matrix
from aiclass.scratch._gradient_check import GradientComparison, GradientReport, gradient_check
from aiclass.scratch._gradient_descent import (
    Descent,
    gradient_descent,
    mini_batch_gradient_descent,
    mini_batches,
)
from aiclass.scratch._learning_rate_limit import learning_rate_limit, linear_regression_hessian
from aiclass.scratch._least_squares import least_squares
from aiclass.scratch._linear_regression import linear_regression_loss, linear_regression_loss_loop
from aiclass.scratch._logistic_regression import logistic_regression_loss, logistic_regression_loss_loop
from aiclass.scratch._nearest_mean import class_means, squared_distances
from aiclass.scratch._one_hot import one_hot
from aiclass.scratch._r2_score import r2_score
from aiclass.scratch._sigmoid import sigmoid
from aiclass.scratch._softmax import log_softmax, softmax
from aiclass.scratch._softmax_cross_entropy import softmax_cross_entropy
from aiclass.scratch._softmax_regression import softmax_regression_loss, softmax_regression_loss_loop
from aiclass.scratch._standardizer import Standardizer
from aiclass.scratch.errors import DivergenceError, LabelError, ScratchError, SettingError, ShapeError

__all__ = [
    "Descent",
    "DivergenceError",
    "GradientComparison",
    "GradientReport",
    "LabelError",
    "ScratchError",
    "SettingError",
    "ShapeError",
    "Standardizer",
    "accuracy",
    "binary_cross_entropy_with_logits",
    "class_means",
    "confusion_matrix",
    "gradient_check",
    "gradient_descent",
    "learning_rate_limit",
    "least_squares",
    "linear_regression_hessian",
    "linear_regression_loss",
    "linear_regression_loss_loop",
    "log_softmax",
    "logistic_regression_loss",
    "logistic_regression_loss_loop",
    "mini_batch_gradient_descent",
    "mini_batches",
    "one_hot",
    "r2_score",
    "sigmoid",
    "softmax",
    "softmax_cross_entropy",
    "softmax_regression_loss",
    "softmax_regression_loss_loop",
    "squared_distances",
]
