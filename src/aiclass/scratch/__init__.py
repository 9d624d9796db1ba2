"""Every formula written out in NumPy, to be read by learners and compared with PyTorch by tests.

Rows are samples: x is (N, D); weight is (D,) for linear and binary models and (D, K) for softmax and layers; bias is
a number or (K,); labels are (N,) class numbers, targets (N,) numbers to be predicted; images are (N, C, H, W) and
filters (O, C, KH, KW). Functions that end in ``_loop`` compute the same as the one without, one number at a time. A
loss comes back with its gradients, called ``d_`` and the name of what they belong to; a layer has a function that ends
in ``_backward``, from the gradient of its output to those of its inputs. Settings that PyTorch has keep PyTorch's
names.
"""

from aiclass.scratch._accuracy import accuracy
from aiclass.scratch._activations import relu, relu_backward, sigmoid_backward, tanh, tanh_backward
from aiclass.scratch._avg_pool2d import avg_pool2d, avg_pool2d_backward
from aiclass.scratch._binary_cross_entropy import binary_cross_entropy_with_logits
from aiclass.scratch._confusion_matrix import confusion_matrix
from aiclass.scratch._conv2d import conv2d, conv2d_backward, conv2d_input_gradient, conv2d_weight_gradient
from aiclass.scratch._conv2d_loop import conv2d_backward_loop, conv2d_loop
from aiclass.scratch._conv_net import conv_net_logits, conv_net_loss, conv_net_parameters
from aiclass.scratch._gradient_check import GradientComparison, GradientReport, gradient_check
from aiclass.scratch._gradient_descent import (
    Descent,
    gradient_descent,
    mini_batch_gradient_descent,
    mini_batches,
)
from aiclass.scratch._im2col import col2im, im2col
from aiclass.scratch._initialisation import he_normal, small_normal, xavier_normal, xavier_uniform, zeros
from aiclass.scratch._learning_rate_limit import learning_rate_limit, linear_regression_hessian
from aiclass.scratch._least_squares import least_squares
from aiclass.scratch._linear import linear, linear_backward
from aiclass.scratch._linear_regression import linear_regression_loss, linear_regression_loss_loop
from aiclass.scratch._logistic_regression import logistic_regression_loss, logistic_regression_loss_loop
from aiclass.scratch._max_pool2d import max_pool2d, max_pool2d_backward
from aiclass.scratch._mlp import mlp_logits, mlp_loss, mlp_parameters
from aiclass.scratch._nearest_mean import class_means, squared_distances
from aiclass.scratch._one_hot import one_hot
from aiclass.scratch._output_size import conv_output_size
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
    "avg_pool2d",
    "avg_pool2d_backward",
    "binary_cross_entropy_with_logits",
    "class_means",
    "col2im",
    "confusion_matrix",
    "conv2d",
    "conv2d_backward",
    "conv2d_backward_loop",
    "conv2d_input_gradient",
    "conv2d_loop",
    "conv2d_weight_gradient",
    "conv_net_logits",
    "conv_net_loss",
    "conv_net_parameters",
    "conv_output_size",
    "gradient_check",
    "gradient_descent",
    "he_normal",
    "im2col",
    "learning_rate_limit",
    "least_squares",
    "linear",
    "linear_backward",
    "linear_regression_hessian",
    "linear_regression_loss",
    "linear_regression_loss_loop",
    "log_softmax",
    "logistic_regression_loss",
    "logistic_regression_loss_loop",
    "max_pool2d",
    "max_pool2d_backward",
    "mini_batch_gradient_descent",
    "mini_batches",
    "mlp_logits",
    "mlp_loss",
    "mlp_parameters",
    "one_hot",
    "r2_score",
    "relu",
    "relu_backward",
    "sigmoid",
    "sigmoid_backward",
    "small_normal",
    "softmax",
    "softmax_cross_entropy",
    "softmax_regression_loss",
    "softmax_regression_loss_loop",
    "squared_distances",
    "tanh",
    "tanh_backward",
    "xavier_normal",
    "xavier_uniform",
    "zeros",
]
