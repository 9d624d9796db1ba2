"""PyTorch without numbers: tensors on the meta device, which have shapes and dtypes only. PyTorch need not be there."""

# ruff: noqa: SIM905  # words in a row read as words

import sys
import types
from typing import Any, Final

import numpy as np

from aiclass.shapes._clinic._ghost import Ghost, Unknown

CHANGERS: Final = frozenset(
    "load save manual_seed seed set_default_dtype set_default_device set_num_threads set_grad_enabled compile "
    "use_deterministic_algorithms backward register_hook numpy tolist item from_numpy as_tensor set_printoptions "
    "set_default_tensor_type share_memory_ apply_ map_ requires_grad_ retain_grad set_rng_state initial_seed".split()
)
FROM_ARRAYS: Final = frozenset({"from_numpy", "as_tensor", "tensor"})
DRAWN: Final = frozenset(
    "rand randn randint randperm rand_like randn_like randint_like normal bernoulli multinomial dropout".split()
)
READY_MODULES: Final = (
    "torch.nn.modules.loss",
    "torch.nn.modules.activation",
    "torch.nn.modules.flatten",
    "torch.nn.modules.pooling",
    "torch.nn.modules.linear",
    "torch.nn.modules.conv",
    "torch.nn.modules.batchnorm",
    "torch.nn.modules.normalization",
    "torch.nn.modules.rnn",
    "torch.nn.modules.sparse",
)


def torch() -> Any:
    """Return PyTorch where the learner's program has imported it, else None."""
    return sys.modules.get("torch")


def is_tensor(value: Any) -> bool:
    """Return whether a value is a tensor of PyTorch's own types."""
    found = torch()
    return found is not None and isinstance(value, found.Tensor)


def has_gradient(value: Any) -> bool:
    """Return whether asking for ``grad`` is no question that PyTorch warns of."""
    return not is_tensor(value) or bool(value.is_leaf)


def is_module(value: Any) -> bool:
    """Return whether a value is an ``nn.Module``."""
    found = torch()
    return found is not None and isinstance(value, found.nn.Module)


def is_native(module: Any) -> bool:
    """Return whether a module and all inside it are PyTorch's, so that running it runs no code of the learner's."""
    return all(
        type(part).__module__.startswith("torch.nn.")
        and not part._forward_hooks
        and not part._forward_pre_hooks
        for part in module.modules()
    )


def meta(tensor: Any) -> Any:
    """Return a tensor of the same size, strides and dtype on the meta device."""
    if tensor.device.type == "meta":
        return tensor.detach() if tensor.requires_grad else tensor
    if tensor.layout is not torch().strided:
        raise Unknown
    stand_in = torch().empty_strided(tensor.size(), tensor.stride(), dtype=tensor.dtype, device="meta")
    if tensor.device.type == "cpu":
        stand_in.real_answers = tensor
    if tensor.is_leaf and tensor.grad is not None:
        stand_in.grad = meta(tensor.grad)
    return stand_in


def outline(shape: tuple[int, ...], dtype: Any) -> Any:
    """Return a tensor of this shape and dtype on the meta device."""
    return torch().empty(shape, dtype=dtype, device="meta")


def own(value: Any, most: int) -> Any:
    """Return the numbers behind a stand-in where they are at hand and at most so many; None otherwise."""
    real = getattr(value, "real_answers", None) if is_tensor(value) else None
    return real if real is not None and real.numel() <= most else None


def without_gradient(function: Any, *sides: Any) -> Any:
    """Return what a function of real numbers gives; PyTorch, if there, records nothing."""
    if torch() is None:
        return function(*sides)
    with torch().no_grad():
        return function(*sides)


def indexed(tensor: Any, index: Any) -> Any:
    """Return what indexing gives; a mask picks as many as it has true answers.

    Raises:
        Unknown: nobody knows what a mask picks.
        IndexError: a mask is not as long as the axes that it stands for.
    """
    place, items = 0, []
    for item in index if isinstance(index, tuple) else (index,):
        if is_tensor(item) and item.dtype == torch().bool and item.ndim:
            if tuple(item.shape) != tuple(tensor.shape[place : place + item.ndim]):
                raise IndexError("the mask does not match")
            real = getattr(item, "real_answers", None)
            if real is None:
                raise Unknown
            items += [found.to("meta") for found in real.nonzero(as_tuple=True)]
            place += item.ndim
        else:
            items.append(item)
            place += item is not None
    return tensor[tuple(items)]


def module_part(module: Any, name: str) -> Any:
    """Return a parameter, buffer, layer or method that a module of PyTorch's own has under this name."""
    for store in (module._parameters, module._buffers, module._modules):
        if name in store:
            return store[name]
    found = getattr(type(module), name, None)
    if found is None or not str(getattr(found, "__module__", "torch")).startswith("torch"):
        raise Unknown
    return getattr(module, name)


def is_callable(function: Any) -> bool:
    """Return whether this is PyTorch's to call."""
    if torch() is None:
        return False
    owner = getattr(function, "__self__", None)
    return (
        is_module(function)
        or is_tensor(owner)
        or str(getattr(function, "__module__", "")).startswith("torch")
        or (isinstance(owner, types.ModuleType) and owner.__name__.startswith("torch"))
        or type(owner).__module__.startswith("torch")
    )


def call(function: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Return what a function or layer of PyTorch gives on meta tensors.

    Raises:
        Unknown: it draws random numbers, changes a setting, or is the learner's own layer.
    """
    name = getattr(function, "__name__", "")
    if name in FROM_ARRAYS and args and isinstance(args[0], Ghost):
        return _of_array(args[0], kwargs.get("dtype"))
    if name in CHANGERS or (name.startswith("_") and not name.startswith("__")):
        raise Unknown
    if is_module(function):
        return run_layer(function, args, kwargs)
    if isinstance(function, type) and issubclass(function, torch().nn.Module):
        if not function.__module__.startswith(READY_MODULES):
            raise Unknown
        return (
            function(*args, **kwargs)
            if _has_no_weights(function)
            else function(*args, **kwargs, device="meta")
        )
    if name in DRAWN and name != "dropout":
        return _drawn(name, args)
    with torch().device("meta"), torch().no_grad():
        return function(*args, **kwargs)


def _of_array(array: Ghost, dtype: Any) -> Any:
    """Return what ``from_numpy`` and ``tensor`` make of an array."""
    kept = torch().from_numpy(np.empty(0, array.dtype)).dtype
    return torch().empty(array.shape, dtype=dtype or kept, device="meta")


def run_layer(module: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
    """Return what one of PyTorch's layers gives on meta tensors; its weights and statistics stay as they are.

    Raises:
        Unknown: the layer, or one inside it, is the learner's own class or has hooks.
    """
    if not is_native(module):
        raise Unknown
    state = {name: meta(value) for name, value in (*module.named_parameters(), *module.named_buffers())}
    with torch().no_grad():
        return torch().func.functional_call(module, state, tuple(args), kwargs)


def _has_no_weights(kind: type) -> bool:
    return kind.__module__.endswith((".loss", ".flatten", ".pooling")) or kind.__name__ in {
        "ReLU", "Sigmoid", "Tanh", "Softmax", "LogSoftmax", "GELU", "LeakyReLU", "ELU", "Identity", "Softplus",
    }  # fmt: skip


def _drawn(name: str, args: list[Any]) -> Any:
    if name.endswith("_like"):
        return torch().empty_like(args[0], device="meta")
    sizes = args[0] if len(args) == 1 and isinstance(args[0], tuple | list) else tuple(args)
    if name not in ("rand", "randn") or not all(isinstance(size, int) for size in sizes):
        raise Unknown
    return torch().empty(sizes, device="meta")
