"""What the clinic found: a value that can be shown, put into JSON, and thrown away. It holds no array."""

from dataclasses import dataclass
from typing import Any

from aiclass.shapes._clinic._guilt import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """One side of a computation.

    Attributes:
        source: the name or expression that the learner wrote.
        dtype: "" where it is unknown.
        device: "" for arrays, else as PyTorch names it.
        axes: what the axes are called, where that is known.
    """

    source: str
    shape: tuple[int, ...]
    dtype: str = ""
    device: str = ""
    axes: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair:
    """Code that works in the place of the guilty expression; it has been tried on stand-ins.

    Attributes:
        shape: what it gives; None where the result has no shape.
        place: whose line it replaces where that is another one, such as "model[2]".
    """

    code: str
    shape: tuple[int, ...] | None = None
    place: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """What a rule says of a case.

    Attributes:
        code: of the reason in the catalogue.
        clash: which axes had to agree, in words; "" where no two of them meet.
        layer: the layer of the model in which it happened.
    """

    code: str
    operands: tuple[Operand, ...] = ()
    clash: str = ""
    repairs: tuple[Repair, ...] = ()
    layer: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """A mistake over shapes, dtypes or devices, explained.

    Attributes:
        line: counted from 1, of the file or cell.
        shown_line: that line's text.
        columns: first and last column of what is underlined, in characters.
        path: the learner's lines that led here, outermost first.
        is_silent: nothing was raised.
        gives: the name that the guilty statement gives its value, "" where there is none.
        failed_line: on which an error was raised over that value; None where none was.
    """

    line: int
    expression: str
    shown_line: str
    columns: tuple[int, int]
    path: tuple[Step, ...]
    operands: tuple[Operand, ...]
    clash: str
    reason: str
    code: str
    repairs: tuple[Repair, ...]
    topic: str
    layer: str = ""
    is_silent: bool = False
    gives: str = ""
    failed_line: int | None = None

    @property
    def text(self) -> str:
        """Return the explanation in Korean."""
        return self.coded(self.code)

    def coded(self, code: str) -> str:
        """Return the explanation in Korean, with another code at its end: the one that a class knows it by."""
        from aiclass.shapes._clinic._text import written

        return written(self, code)

    def document(self) -> dict[str, Any]:
        """Return what ``aiclass explain --json`` prints."""
        return {
            "ok": False,
            "line": self.line,
            "expression": self.expression,
            "operands": [{"source": one.source, "shape": list(one.shape)} for one in self.operands],
            "reason": self.reason,
            "text": self.text,
            "suggestions": [repair.code for repair in self.repairs],
        }
