"""What a trace holds: shapes and names, never arrays."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from aiclass.axes import AxisNames

FUNCTION: Final = "함수"  # kind of a group that is no module

Shape: TypeAlias = tuple[int, ...]
Origin: TypeAlias = Literal["input", "made", "parameter", "result"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """An array at one moment.

    Attributes:
        axes: names of its axes, None where it is not certain.
        name: what the program calls it; empty for what was never given a name.
        origin: given from outside, made out of no array (such as zeros), a parameter of a module, or computed.
    """

    shape: Shape
    axes: AxisNames
    name: str
    dtype: str
    origin: Origin

    @property
    def is_of_module(self) -> bool:
        """Return whether it is a parameter that belongs to a module, which names it with a dot."""
        return self.origin == "parameter" and "." in self.name

    @property
    def short_name(self) -> str:
        """Return its name within its module."""
        return self.name.rpartition(".")[2] if self.is_of_module else self.name


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One operation.

    Attributes:
        operation: one name for NumPy, our autograd and PyTorch, such as "matmul".
        label: as one would write it, without arrays: "@", "÷ 32", "sum(axis=1)".
        inputs, outputs: positions in ``Record.values``.
        group: position in ``Record.groups`` of the innermost module or function that did it.
        line: of the source, from 1; 0 where it is not known.
        gone: of a reduction: the axes of the first input that vanish.
    """

    operation: str
    label: str
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    group: int
    line: int
    gone: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A module or a function whose operations can be folded into one.

    Attributes:
        title: its name within the group around it.
        kind: class of the module; "함수" for a function; empty for the trace as a whole.
        parent: position of the group around it; the first group is its own.
    """

    title: str
    kind: str
    parent: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """Everything that a trace has seen.

    Attributes:
        groups: the first is the trace as a whole.
        notes: Korean, what could not be seen.
    """

    values: tuple[Value, ...] = ()
    steps: tuple[Step, ...] = ()
    groups: tuple[Group, ...] = (Group(title="", kind="", parent=0),)
    notes: tuple[str, ...] = ()
