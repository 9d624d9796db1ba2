"""Listening to PyTorch: its own modes for operations, its own hooks for modules."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any, Final

import torch
from torch.nn.modules import module as hooks
from torch.overrides import TorchFunctionMode, resolve_name

from aiclass.shapes._trace._operations import canonical
from aiclass.shapes._trace._recorder import Recorder

TORCH_NAMES: Final = {"transpose": "swapaxes", "t": "permute", "adjoint": "swapaxes"}
TRANSPOSES: Final = {"T": ("permute", ()), "mT": ("swapaxes", (-1, -2)), "H": ("permute", ())}
SILENT: Final = frozenset(
    {"backward", "detach_", "requires_grad_", "zero_", "retain_grad", "item", "tolist", "register_hook"}
)


@contextmanager
def listening(recorder: Recorder) -> Iterator[None]:
    """Write down every operation of PyTorch, in groups by module."""
    with ExitStack() as stack:
        modules = _Modules(recorder)
        stack.callback(hooks.register_module_forward_pre_hook(modules.enter).remove)
        stack.callback(hooks.register_module_forward_hook(modules.leave, always_call=True).remove)
        stack.enter_context(_Mode(recorder))
        yield


class _Mode(TorchFunctionMode):
    """Sees what is called, as one wrote it: `linear`, `relu`, ``@``."""

    def __init__(self, recorder: Recorder) -> None:
        super().__init__()
        self._recorder = recorder

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:  # noqa: ARG002
        settings = kwargs or {}
        output = func(*args, **settings)
        if self._recorder.is_active:
            self._tell(func, args, settings, output)
        return output

    def _tell(self, func: Any, args: Any, settings: dict[str, Any], output: Any) -> None:
        name = getattr(func, "__name__", "")
        if name == "__get__":
            name = (resolve_name(func) or "").split(".")[-2]
            if name not in TRANSPOSES:
                return
            operation, more = TRANSPOSES[name]
            self._recorder.step(operation, (*args, *more), {}, output)
            return
        if name in SILENT or name.startswith("_foreach"):
            return
        in_place = name.endswith("_") and not name.endswith("__") or settings.get("inplace") is True
        is_sign = name.startswith("__i") and name != "__invert__"
        operation = canonical(TORCH_NAMES.get(name.rstrip("_"), name))
        more = (0, 1) if name == "t" else ()
        self._recorder.step(operation, args, settings, output, in_place=in_place or is_sign)


class _Modules:
    """Opens a group for a module that is called, and closes it."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._titles: dict[int, str] = {}
        self._depth = 0

    def enter(self, module: torch.nn.Module, _inputs: Any) -> None:
        if self._depth == 0:
            self._get_to_know(module)
        self._depth += 1
        title = self._titles.get(id(module), "") or type(module).__name__
        self._recorder.open_group(title, type(module).__name__)

    def leave(self, _module: torch.nn.Module, _inputs: Any, _output: Any) -> None:
        if self._depth > 0:
            self._depth -= 1
            self._recorder.close_group()

    def _get_to_know(self, root: torch.nn.Module) -> None:
        """Take down what the modules and parameters within a model are called."""
        for name, module in root.named_modules():
            self._titles[id(module)] = name.rpartition(".")[2]
        for name, parameter in root.named_parameters():
            self._recorder.name(parameter, name, "parameter")
