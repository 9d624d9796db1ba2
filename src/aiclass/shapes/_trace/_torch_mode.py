"""Listening to PyTorch: its own modes for operations, its own hooks for modules."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any, Final

import torch
from torch.nn.modules import module as hooks
from torch.overrides import TorchFunctionMode, resolve_name

from aiclass.shapes._trace._operations import canonical
from aiclass.shapes._trace._recorder import Recorder
from aiclass.shapes._trace._variables import variables_of

TORCH_NAMES: Final = {"transpose": "swapaxes", "t": "permute", "adjoint": "swapaxes"}
LIBRARIES: Final = frozenset({"torch", "torchaudio", "torchvision"})
OURS: Final = "aiclass.shapes."
TRANSPOSES: Final = {"T": ("permute", ()), "mT": ("swapaxes", (-1, -2)), "H": ("permute", ())}
FUSED: Final = (torch.nn.MultiheadAttention, torch.nn.TransformerEncoderLayer, torch.nn.TransformerEncoder)
CLOSED: Final = (
    "평가 모드의 Transformer 모듈은 PyTorch가 한꺼번에 계산하므로 펼치지 않았습니다. "
    "안을 보려면 torch.no_grad() 없이 적어 보세요."
)
SILENT: Final = frozenset(
    {
        *("backward", "detach_", "item", "register_hook", "requires_grad_", "retain_grad", "tolist"),
        *("bernoulli_", "exponential_", "fill_", "normal_", "random_", "uniform_", "zero_"),
    }
)
"""What computes no array, or fills one anew whatever was in it."""


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

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        settings = kwargs or {}
        frame = _frame_of_caller()
        if frame is not None:
            code = frame.f_code
            self._recorder.name_by(variables_of(frame), given=frozenset(code.co_varnames[: code.co_argcount]))
        output = func(*args, **settings)
        if self._recorder.is_active:
            self._tell(func, args, settings, output, line=frame.f_lineno if frame is not None else 0)
        return output

    def _tell(self, func: Any, args: Any, settings: dict[str, Any], output: Any, *, line: int) -> None:
        name = getattr(func, "__name__", "")
        if name == "__get__":
            name = (resolve_name(func) or "").split(".")[-2]
            if name not in TRANSPOSES:
                return
            operation, more = TRANSPOSES[name]
            self._recorder.step(operation, (*args, *more), {}, output, word=name, line=line)
            return
        if (
            name in SILENT
            or name.startswith("_foreach")
            or getattr(func, "__module__", "") == "torch.nn.init"
        ):
            return
        in_place = (name.endswith("_") and not name.endswith("__")) or settings.get("inplace") is True
        is_sign = name.startswith("__i") and name != "__invert__"
        operation = canonical(TORCH_NAMES.get(name.rstrip("_"), name))
        word = "" if name.startswith("_") else name.rstrip("_")
        self._recorder.step(
            operation, args, settings, output, word=word, line=line, in_place=in_place or is_sign
        )


def _frame_of_caller() -> FrameType | None:
    """Return the function, outside of PyTorch and of this package, that asked for an operation."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and _is_library(frame):
        frame = frame.f_back
    return frame


def _is_library(frame: FrameType) -> bool:
    """Return whether a frame is one of PyTorch's or of this package; a learner's ``torch_tools`` is not."""
    name = str(frame.f_globals.get("__name__", ""))
    return name.partition(".")[0] in LIBRARIES or name.startswith(OURS)


class _Modules:
    """Opens a group for a module that is called, and closes it."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder
        self._titles: dict[int, str] = {}
        self._depth = 0
        self._closed: list[tuple[torch.nn.Module, Any]] = []

    def enter(self, module: torch.nn.Module, _inputs: Any) -> None:
        """Open a group, or leave a module closed that computes in another way while it is watched."""
        if self._closed:
            return
        if self._depth == 0:
            self._get_to_know(module)
        self._depth += 1
        self._recorder.open_group(self._title(module), type(module).__name__)
        if _takes_fast_path(module):
            self._recorder.note(CLOSED)
            switched_off = torch._C.DisableTorchFunction()  # has no public name
            switched_off.__enter__()
            self._closed.append((module, switched_off))

    def leave(self, module: torch.nn.Module, inputs: Any, output: Any) -> None:
        """Close the group."""
        if self._closed and self._closed[-1][0] is not module:
            return
        if self._closed:
            self._closed.pop()[1].__exit__(None, None, None)
            self._recorder.step(type(module).__name__, inputs, {}, output)
        if self._depth > 0:
            self._depth -= 1
            self._recorder.close_group()

    def _title(self, module: torch.nn.Module) -> str:
        return self._titles.get(id(module), "") or type(module).__name__

    def _get_to_know(self, root: torch.nn.Module) -> None:
        """Take down what the modules and parameters within a model are called."""
        for name, module in root.named_modules():
            self._titles[id(module)] = name.rpartition(".")[2]
        for name, parameter in root.named_parameters():
            full = name if "." in name else f"{type(root).__name__}.{name}"
            self._recorder.name(parameter, full, "parameter")


def _takes_fast_path(module: torch.nn.Module) -> bool:
    """Return whether the module would compute by one fused kernel, which it does not under a mode.

    The two ways differ in the last digits, and at padded places altogether; a trace must not change what is computed.
    """
    if not isinstance(module, FUSED) or module.training:
        return False
    return not (torch.is_grad_enabled() and any(each.requires_grad for each in module.parameters()))
