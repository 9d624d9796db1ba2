"""Where in the learner's source a layer of a model was made."""

import ast
import inspect
from dataclasses import dataclass
from typing import Any

from aiclass.shapes._clinic._guilt import statement_of
from aiclass.shapes._clinic._source import Source
from aiclass.shapes._clinic._syntax import function_name


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenLayer:
    """The call that made a layer.

    Attributes:
        target: what it was assigned to; "" where it is an argument of a container such as ``nn.Sequential``.
    """

    source: Source
    call: ast.Call
    target: str

    def changed(self, text: str) -> str:
        """Return the line with another call in it, the call alone where that stands inside a container."""
        return f"{self.target} = {text}" if self.target else text

    def place(self, guilty: Source) -> str:
        """Return the number of its line, "" where it stands in another file than the error."""
        return f"{self.call.lineno}번째 줄" if self.source.filename == guilty.filename else ""

    def has(self, keyword: str) -> bool:
        """Return whether the call has an argument of this name."""
        return any(each.arg == keyword for each in self.call.keywords)


def written_layer(home: Source, root: Any, root_name: str, path: str) -> WrittenLayer | None:
    """Return the call that made a layer; None where there is no single one to be seen.

    Args:
        home: in which the model was called.
        root: the model.
        root_name: what the learner calls it there.
        path: from the root to the layer, such as "encoder.0"; "" where they are one.
    """
    source = source_of_model(home, root)
    if source is None or source.tree is None:
        return None
    first, *rest = _way(root, root_name, path)
    made = [each.value for each in _assignments(source.tree) if ast.unparse(each.targets[0]) == first]
    calls = [value for value in made if isinstance(value, ast.Call)]
    if len(calls) != 1:
        return None
    call: ast.expr = calls[0]
    for step in rest:
        if not isinstance(call, ast.Call) or not step.isdecimal() or int(step) >= len(call.args):
            return None
        call = call.args[int(step)]
    if not isinstance(call, ast.Call):
        return None
    return WrittenLayer(source=source, call=call, target="" if rest else first)


def written_block(home: Source, root: Any, names: frozenset[str]) -> WrittenLayer | None:
    """Return the one call in a model's source that makes a block of one of these classes; None where there are more."""
    source = source_of_model(home, root)
    if source is None or source.tree is None:
        return None
    calls = [
        node for node in ast.walk(source.tree) if isinstance(node, ast.Call) and function_name(node) in names
    ]
    if len(calls) != 1:
        return None
    made = statement_of(source.tree, calls[0])
    is_assigned = isinstance(made, ast.Assign) and made.value is calls[0]
    target = source.text(made.targets[0]) if is_assigned and isinstance(made, ast.Assign) else ""
    return WrittenLayer(source=source, call=calls[0], target=target)


def source_of_model(home: Source, root: Any) -> Source | None:
    """Return the source in which a model's layers are made: its class's, or that in which PyTorch's own are used."""
    if type(root).__module__.startswith("torch.nn"):
        return home
    try:
        file = inspect.getsourcefile(type(root).forward)
    except TypeError:
        file = None
    return home if file in (None, home.filename) else Source.of(str(file))


def _way(root: Any, root_name: str, path: str) -> list[str]:
    """Return what the first container is called in that source, and the way from it to the layer."""
    parts = [part for part in path.split(".") if part]
    if type(root).__module__.startswith("torch.nn"):
        return [root_name, *parts]
    return [f"self.{parts[0]}", *parts[1:]] if parts else [root_name]


def _assignments(tree: ast.Module) -> list[ast.Assign]:
    return [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
