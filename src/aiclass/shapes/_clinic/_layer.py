"""Which layer of which model failed: read from the frames that PyTorch left below the learner's line."""

import ast
import inspect
from dataclasses import dataclass
from types import FrameType
from typing import Any

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic._case import Case, shape_of
from aiclass.shapes._clinic._diagnosis import Repair
from aiclass.shapes._clinic._evaluate import FEW, stand_in
from aiclass.shapes._clinic._guilt import statement_of
from aiclass.shapes._clinic._source import Source, spliced
from aiclass.shapes._clinic._syntax import function_name

FORWARD = frozenset({"forward", "_conv_forward", "forward_impl"})
RECURRENT = ("input_size", "hidden_size", "num_layers")
TRANSFORMERS = ("TransformerEncoderLayer", "TransformerDecoderLayer", "Transformer")
Written = tuple[Source, ast.Call, str]


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

    def remade(self, case: Case, length_name: str, length: int) -> tuple[Repair, ...]:
        """Return the line that makes the layer, with another length in it, if it then takes its input.

        Args:
            length_name: what PyTorch calls the length, the first thing that a layer is made with.
        """
        written = _constructor(case, self)
        if written is None:
            return ()
        source, call, _ = written
        named = [keyword.value for keyword in call.keywords if keyword.arg == length_name]
        if not (call.args or named):
            return ()
        wrong: dict[ast.AST, str] = {(named or call.args)[0]: str(length)}
        tried = spliced(source, call, self._settings(case, call) | wrong)
        return self._offered(case, written, spliced(source, call, wrong), tried)

    def after_flatten(self, case: Case) -> tuple[Repair, ...]:
        """Return the layer with a Flatten before it, where it is one of several in a container."""
        written = _constructor(case, self)
        if written is None or written[2]:
            return ()
        source, call, _ = written
        module = source.text(call.func).rpartition(".")[0]
        flatten = f"{module}.Flatten()" if module else "Flatten()"
        return (Repair(code=f"{flatten}, {source.text(call)}", place=_line(case, source, call)),)

    def with_batch_first(self, case: Case) -> tuple[Repair, ...]:
        """Return the line that makes the layer, told that the batch comes first, if it then takes its input."""
        written = _constructor(case, self)
        if written is None or any(keyword.arg == "batch_first" for keyword in written[1].keywords):
            return ()
        source, call, _ = written
        tried = spliced(source, call, self._settings(case, call))
        return self._offered(
            case, written, *(f"{one[:-1]}, batch_first=True)" for one in (source.text(call), tried))
        )

    def block_with_batch_first(self, case: Case) -> tuple[Repair, ...]:
        """Return the line that makes the Transformer around the layer, told that the batch comes first.

        It is not tried: that its axes are read in the other order is all that the word changes.
        """
        kinds = [
            type(part).__name__
            for part in self.root.modules()
            if any(one is self.layer for one in part.modules())
        ]
        source, _ = _where_made(case, self)
        tree = source.tree if source else None
        calls = [
            node
            for node in ast.walk(tree or ast.Module(body=[], type_ignores=[]))
            if isinstance(node, ast.Call)
        ]
        blocks = [call for call in calls if (name := function_name(call)) in TRANSFORMERS and name in kinds]
        if (
            source is None
            or len(blocks) != 1
            or any(keyword.arg == "batch_first" for keyword in blocks[0].keywords)
        ):
            return ()
        text = f"{source.text(blocks[0])[:-1]}, batch_first=True)"
        made = statement_of(tree, blocks[0]) if tree else None
        is_assigned = isinstance(made, ast.Assign) and made.value is blocks[0]
        target = f"{source.text(made.targets[0])} = " if is_assigned else ""  # type: ignore[union-attr]
        return (Repair(code=target + text, place=_line(case, source, blocks[0])),)

    def _offered(self, case: Case, written: Written, changed: str, tried: str) -> tuple[Repair, ...]:
        """Return the changed line, if a layer made by what is tried takes the input."""
        source, call, target = written
        if not self._takes_input(case, tried):
            return ()
        code = f"{target} = {changed}" if target else changed
        return (Repair(code=code, place=_line(case, source, call)),)

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

    @property
    def greatest_index(self) -> int | None:
        """Return the greatest number that the layer was given; None where it is not at hand."""
        value = _meta.own(self.inputs[0], FEW) if self.inputs else None
        return int(value.max()) if value is not None and value.numel() else None

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


def _line(case: Case, source: Source, node: ast.AST) -> str:
    """Return the number of a node's line, "" where it stands in another file than the error."""
    is_here = source.filename == case.guilt.source.filename
    return f"{node.lineno}번째 줄" if is_here else ""  # type: ignore[attr-defined]


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


def _constructor(case: Case, failed: FailedLayer) -> Written | None:
    """Return where the learner wrote the call that made the layer, and the name that it was given."""
    source, steps = _where_made(case, failed)
    if source is None or source.tree is None:
        return None
    first, *rest = steps
    assigned = [
        statement
        for statement in ast.walk(source.tree)
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == first
    ]
    calls = [statement.value for statement in assigned if isinstance(statement.value, ast.Call)]
    if len(calls) != 1:
        return None
    call: ast.expr = calls[0]
    for step in rest:
        if not isinstance(call, ast.Call) or not step.isdecimal() or int(step) >= len(call.args):
            return None
        call = call.args[int(step)]
    name = (
        (call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", ""))
        if isinstance(call, ast.Call)
        else ""
    )
    if not isinstance(call, ast.Call) or name != type(failed.layer).__name__:
        return None
    return source, call, "" if rest else first


def _where_made(case: Case, failed: FailedLayer) -> tuple[Source | None, list[str]]:
    """Return the source in which the layer was made, the name of its first container there, and the way from it."""
    parts = [part for part in failed.path.split(".") if part]
    if type(failed.root).__module__.startswith("torch.nn"):
        return case.guilt.source, [failed.root_name, *parts]
    owner = failed.root
    try:
        file = inspect.getsourcefile(type(owner).forward)
    except TypeError:
        file = None
    source = case.guilt.source if file in (None, case.guilt.source.filename) else Source.of(str(file))
    return source, [f"self.{parts[0]}", *parts[1:]] if parts else [failed.root_name]
