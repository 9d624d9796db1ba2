"""Which layer of which model failed: read from the frames that PyTorch left below the learner's line."""

import ast
import inspect
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._case import Case, shape_of
from aiclass.shapes._clinic._diagnosis import Repair
from aiclass.shapes._clinic._source import spliced
from aiclass.shapes._clinic._stand_ins import FEW, stand_in
from aiclass.shapes._clinic._syntax import function_name
from aiclass.shapes._clinic._written_layer import WrittenLayer, written_block, written_layer

FORWARD: Final = frozenset({"forward", "_conv_forward", "forward_impl"})
RECURRENT: Final = ("input_size", "hidden_size", "num_layers")
TRANSFORMERS: Final = frozenset({"TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedLayer:
    """A layer of PyTorch's own that refused its input.

    Attributes:
        inputs: stand-ins of what it was given, in the order of its parameters.
        root: the model that it belongs to, as far as the learner's frames tell.
        path: from the root to the layer, such as "encoder.0"; "" where they are one.
        root_name: what the learner calls the root.
        argument: the learner's expression that became its first input; None where another layer came between.
    """

    layer: Any
    inputs: tuple[Any, ...]
    root: Any
    path: str
    root_name: str
    argument: ast.expr | None

    @property
    def shape(self) -> tuple[int, ...]:
        """Return the shape of the first input, () where it is unknown."""
        return (shape_of(self.inputs[0]) if self.inputs else None) or ()

    @property
    def name(self) -> str:
        """Return what the learner may call the layer: ``self.encoder[0]``."""
        name = self.root_name
        for part in filter(None, self.path.split(".")):
            name += f"[{part}]" if part.isdecimal() else f".{part}"
        return name

    @property
    def words(self) -> str:
        """Return the layer and the model that it belongs to."""
        owner = type(self.root).__name__
        inside = f"{owner}의 {self.path} = " if self.path else ""
        first, *more = repr(self.layer).splitlines()
        return f"{inside}{first}{'...)' if more else ''}"

    @property
    def greatest_index(self) -> int | None:
        """Return the greatest number that the layer was given; None where it is not at hand."""
        value = _meta.own(self.inputs[0], FEW) if self.inputs else None
        return int(value.max()) if value is not None and value.numel() else None

    def remade(self, case: Case, length_name: str, length: int) -> tuple[Repair, ...]:
        """Return the line that makes the layer, with another length in it, if it then takes its input.

        Args:
            length_name: what PyTorch calls the length, the first thing that a layer is made with.
        """
        written = self._written(case)
        if written is None:
            return ()
        call = written.call
        named = [keyword.value for keyword in call.keywords if keyword.arg == length_name]
        if not (call.args or named):
            return ()
        wrong: dict[ast.AST, str] = {(named or call.args)[0]: str(length)}
        tried = spliced(written.source, call, self._settings(case, call) | wrong)
        return self._offered(case, written, spliced(written.source, call, wrong), tried)

    def after_flatten(self, case: Case) -> tuple[Repair, ...]:
        """Return the layer with a Flatten before it, where it is one of several in a container."""
        written = self._written(case)
        if written is None or written.target:
            return ()
        module = written.source.text(written.call.func).rpartition(".")[0]
        flatten = f"{module}.Flatten()" if module else "Flatten()"
        text = f"{flatten}, {written.source.text(written.call)}"
        return (Repair(code=text, place=written.place(case.guilt.source)),)

    def with_batch_first(self, case: Case) -> tuple[Repair, ...]:
        """Return the line that makes the layer, told that the batch comes first, if it then takes its input."""
        written = self._written(case)
        if written is None or written.has("batch_first"):
            return ()
        tried = spliced(written.source, written.call, self._settings(case, written.call))
        text = written.source.text(written.call)
        return self._offered(case, written, _batch_first(text), _batch_first(tried))

    def block_with_batch_first(self, case: Case) -> tuple[Repair, ...]:
        """Return the line that makes the Transformer around the layer, told that the batch comes first.

        It is not tried: that its axes are read in the other order is all that the word changes.
        """
        around = {type(part).__name__ for part in self.root.modules() if _holds(part, self.layer)}
        home = case.guilt.source
        written = written_block(home, self.root, TRANSFORMERS & around)
        if written is None or written.has("batch_first"):
            return ()
        text = _batch_first(written.source.text(written.call))
        return (Repair(code=written.changed(text), place=written.place(home)),)

    def _written(self, case: Case) -> WrittenLayer | None:
        """Return the learner's call that made the layer; None where it cannot be named."""
        written = written_layer(case.guilt.source, self.root, self.root_name, self.path)
        is_it = written is not None and function_name(written.call) == type(self.layer).__name__
        return written if is_it else None

    def _offered(self, case: Case, written: WrittenLayer, changed: str, tried: str) -> tuple[Repair, ...]:
        """Return the changed line, if a layer made by what is tried takes the input."""
        if not self._takes_input(case, tried):
            return ()
        return (Repair(code=written.changed(changed), place=written.place(case.guilt.source)),)

    def _settings(self, case: Case, call: ast.Call) -> dict[ast.AST, str]:
        """Return the arguments whose names are not known where the layer failed, as the layer itself has them."""
        is_recurrent = type(self.layer).__module__.endswith(".rnn")
        names = RECURRENT if is_recurrent else tuple(inspect.signature(type(self.layer)).parameters)
        given = [*zip(names, call.args, strict=False), *((each.arg, each.value) for each in call.keywords)]
        known = {
            node: getattr(self.layer, name or "", None) for name, node in given if case.value(node) is None
        }
        return {
            node: repr(value) for node, value in known.items() if isinstance(value, int | float | str | tuple)
        }

    def _takes_input(self, case: Case, constructor: str) -> bool:
        try:
            layer = case.scope.evaluate(ast.parse(constructor, mode="eval").body)
            layer(*self.inputs)
        except Exception:
            return False
        return True


def failed_layer(case: Case) -> FailedLayer | None:
    """Return the innermost of PyTorch's layers below the learner's call; None where there is none."""
    assert isinstance(case.node, ast.Call)
    frames = [frame for frame in case.guilt.inner if _is_forward(frame)]
    native = [frame for frame in frames if type(frame.f_locals["self"]).__module__.startswith("torch.nn")]
    if not native:
        return None
    layer = native[-1].f_locals["self"]
    own = next(frame for frame in native if frame.f_locals["self"] is layer)
    called = native[0].f_locals["self"]
    argument = case.node.args[0] if called is layer and case.node.args else _same_input(case, own)
    return _placed(case, layer, called, _inputs(own), argument)


def called_layer(case: Case, given: Any) -> FailedLayer | None:
    """Return the layer that the learner's call is one of, with what it was given; None where it calls no layer."""
    assert isinstance(case.node, ast.Call)
    layer = case.real(case.node.func)
    if not _meta.is_module(layer):
        return None
    return _placed(case, layer, layer, (stand_in(given),), case.node.args[0])


def layer_inside(model: Any, name: str, layer: Any, inputs: tuple[Any, ...]) -> FailedLayer:
    """Return one of a model's layers, which stands in no call here, with what it would be given."""
    path = next((path for path, part in model.named_modules() if part is layer), "")
    return FailedLayer(layer=layer, inputs=inputs, root=model, path=path, root_name=name, argument=None)


def _placed(
    case: Case, layer: Any, called: Any, inputs: tuple[Any, ...], argument: ast.expr | None
) -> FailedLayer:
    root, root_name = _root(case, called)
    names = {id(part): name for name, part in root.named_modules()}
    return FailedLayer(
        layer=layer,
        inputs=inputs,
        root=root,
        path=names.get(id(layer), ""),
        root_name=root_name,
        argument=argument,
    )


def _batch_first(call: str) -> str:
    """Return the text of a call with one more argument."""
    comma = "" if call.endswith("()") else ", "
    return f"{call[:-1]}{comma}batch_first=True)"


def _holds(block: Any, layer: Any) -> bool:
    return any(part is layer for part in block.modules())


def _is_forward(frame: FrameType) -> bool:
    return frame.f_code.co_name in FORWARD and _meta.is_module(frame.f_locals.get("self"))


def _root(case: Case, called: Any) -> tuple[Any, str]:
    """Return the learner's model whose forward runs, or else the layer that was called, and its name."""
    owner: Any = case.guilt.frame.f_locals.get("self")
    if _meta.is_module(owner) and any(part is called for part in owner.modules()):
        return owner, "self"
    assert isinstance(case.node, ast.Call)
    return called, case.text(case.node.func)


def _inputs(frame: FrameType) -> tuple[Any, ...]:
    code = frame.f_code
    names = [name for name in code.co_varnames[1 : code.co_argcount] if name in frame.f_locals]
    values = [frame.f_locals[name] for name in names]
    while values and values[-1] is None:
        values.pop()
    return tuple(stand_in(value) for value in values)


def _same_input(case: Case, own: FrameType) -> ast.expr | None:
    """Return the learner's argument where the failing layer got that very tensor, though through a container."""
    assert isinstance(case.node, ast.Call)
    inputs = [own.f_locals.get(name) for name in own.f_code.co_varnames[1 : own.f_code.co_argcount]]
    for argument in case.node.args:
        value = case.real(argument)
        if value is not None and inputs and value is inputs[0]:
            return argument
    return None
