"""Writes down operations while a program runs, and tells arrays apart without holding them."""

import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

import numpy as np

from aiclass.axes import AxisNames, axes_of
from aiclass.shapes._trace._arguments import Operand
from aiclass.shapes._trace._arrays import arrays_in, is_array, is_parameter, own_name, with_each_array
from aiclass.shapes._trace._labels import label_of
from aiclass.shapes._trace._letters import defined_axes, follow, vanished
from aiclass.shapes._trace._record import Group, Origin, Record, Step, Value

MAX_STEPS: Final = 4000
TOO_MANY: Final = f"연산이 너무 많아 처음 {MAX_STEPS}개만 적었습니다. 반복문이라면 한 번만 돌려 보세요."


class Recorder:
    """Takes down one trace.

    An array is known by its identity for as long as it lives: a weak reference says whether it still does. NumPy's
    numbers cannot be referred to weakly; they are held until the trace ends, and weigh nothing.
    """

    def __init__(self) -> None:
        self._values: list[Value] = []
        self._steps: list[Step] = []
        self._groups = [Group(title="", kind="", parent=0)]
        self._open = [0]
        self._known: dict[int, tuple[Any, int]] = {}
        self._notes: list[str] = []
        self.is_active = True

    def finish(self) -> Record:
        """Return what was seen, and let go of everything else."""
        self.is_active = False
        self._known.clear()
        return Record(
            values=tuple(self._values),
            steps=tuple(self._steps),
            groups=tuple(self._groups),
            notes=tuple(self._notes),
        )

    def note(self, text: str) -> None:
        """Say once what could not be seen."""
        if text not in self._notes:
            self._notes.append(text)

    @contextmanager
    def group(self, title: str, kind: str) -> Iterator[None]:
        """Put what is recorded meanwhile into a group."""
        self.open_group(title, kind)
        try:
            yield
        finally:
            self.close_group()

    def open_group(self, title: str, kind: str) -> None:
        """Begin a group within the one that is open."""
        self._groups.append(Group(title=title, kind=kind, parent=self._open[-1]))
        self._open.append(len(self._groups) - 1)

    def close_group(self) -> None:
        """End the innermost group."""
        self._open.pop()

    def name(self, array: Any, name: str, origin: Origin | None = None) -> None:
        """Give an array a name, unless it has one; a new array becomes known by it."""
        position = self._position(array, origin or "input", name)
        if not self._values[position].name:
            self._values[position] = replace(self._values[position], name=name)

    def name_by(self, variables: Mapping[str, Any], given: frozenset[str]) -> None:
        """Give known arrays without a name the name of the variable that holds them.

        Args:
            given: parameters of the function: what was computed elsewhere is not called as the callee calls it.
        """
        for name, array in variables.items():
            found = self._find(array) if is_array(array) else None
            if found is None or self._values[found].name:
                continue
            if name not in given or self._values[found].origin != "result":
                self._values[found] = replace(self._values[found], name=name)

    def is_known(self, array: Any) -> bool:
        """Return whether the array has been seen."""
        return self._find(array) is not None

    def step(
        self,
        operation: str,
        args: Sequence[Any],
        settings: Mapping[str, Any],
        output: Any,
        *,
        word: str = "",
        line: int = 0,
        in_place: bool = False,
    ) -> None:
        """Take down an operation, if it made an array out of arrays.

        Args:
            word: what the program calls the operation.
            output: what came back: an array, or a tuple, list or dictionary with arrays in it.
            in_place: an output that is one of the inputs was changed, not only handed through.
        """
        inputs, outputs = [*arrays_in(args), *arrays_in(settings)], list(arrays_in(output))
        given = {id(each) for each in inputs}
        made = [each for each in outputs if in_place or id(each) not in given]
        if not inputs:
            self._note_made(made)
        if not inputs or not made:
            return
        if len(self._steps) >= MAX_STEPS:
            self.note(TOO_MANY)
            return
        sources = tuple(self._position(each) for each in inputs)
        self._name_as_defined(operation, sources[0])
        read_args, read_settings = (
            with_each_array(self._operand, part) for part in (tuple(args), dict(settings))
        )
        shapes = [tuple(each.shape) for each in made]
        axes = follow(operation, read_args, read_settings, shapes)
        positions = tuple(self._made(each, names) for each, names in zip(made, axes, strict=True))
        self._steps.append(
            Step(
                operation=operation,
                label=label_of(operation, read_args, read_settings, word),
                inputs=sources,
                outputs=positions,
                group=self._open[-1],
                line=line,
                gone=vanished(operation, read_args, read_settings),
            )
        )

    def _note_made(self, arrays: Sequence[Any]) -> None:
        """Take down arrays that were made out of none, which is no operation on shapes."""
        for array in arrays:
            if len(self._steps) < MAX_STEPS and not self.is_known(array) and not is_parameter(array):
                self._remember(array, axes_of(array), name=own_name(array), origin="made")

    def _name_as_defined(self, operation: str, position: int) -> None:
        """Give an array without any axis names those that the operation defines."""
        value = self._values[position]
        axes = defined_axes(operation, value.shape)
        if axes and not any(value.axes):
            self._values[position] = replace(value, axes=axes)

    def _operand(self, array: Any) -> Operand:
        value = self._values[self._position(array)]
        return Operand(shape=value.shape, axes=value.axes, name=value.name, dtype=value.dtype)

    def _made(self, array: Any, axes: AxisNames) -> int:
        """Return the position of a new value for an output; names given by hand stand above followed ones."""
        given = axes_of(array)
        names = tuple(one or other for one, other in zip(given, axes, strict=True))
        before = self._find(array)  # what is changed in place keeps what it is called
        name = own_name(array) if before is None else self._values[before].name
        return self._remember(array, names, name=name, origin="result")

    def _position(self, array: Any, origin: Origin = "input", name: str = "") -> int:
        """Return the position of the array's value, a new one where it is seen for the first time."""
        found = self._find(array)
        if found is not None:
            self._take_up_names(found, axes_of(array))
            return found
        if is_parameter(array):
            origin = "parameter"
        return self._remember(array, axes_of(array), name=own_name(array) or name, origin=origin)

    def _take_up_names(self, position: int, axes: AxisNames) -> None:
        """Put axis names that were given since the array was made in the place of those that were followed."""
        value = self._values[position]
        names = tuple(given or followed for given, followed in zip(axes, value.axes, strict=True))
        if names != value.axes:
            self._values[position] = replace(value, axes=names)

    def _find(self, array: Any) -> int | None:
        holder, position = self._known.get(id(array), (None, 0))
        alive = holder() if isinstance(holder, weakref.ref) else holder
        return position if alive is array and alive is not None else None

    def _remember(self, array: Any, axes: AxisNames, *, name: str, origin: Origin) -> int:
        shape = tuple(int(length) for length in array.shape)
        dtype = str(array.dtype).removeprefix("torch.")
        self._values.append(Value(shape=shape, axes=axes, name=name, dtype=dtype, origin=origin))
        holder = array if isinstance(array, np.generic) else weakref.ref(array)
        self._known[id(array)] = (holder, len(self._values) - 1)
        return len(self._values) - 1
