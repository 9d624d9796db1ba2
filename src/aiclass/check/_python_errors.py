"""Read Python's and NumPy's error messages to a learner in Korean; PyTorch's are the shape clinic's to read."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from aiclass.check.errors import CheckFailed
from aiclass.errors import AiclassError
from aiclass.messages import message

MATMUL_SIZES = re.compile(r"matmul: .*\(size (\d+) is different from (\d+)\)")
SHAPES = re.compile(r"operands could not be broadcast together with (?:remapped )?shapes? (.+)")
WRONG_CALL = re.compile(r"argument|unexpected keyword|takes \d+ positional|takes no arguments")
UNREAD = "PY-99"
NAME = re.compile(r"name '([^']+)' is not defined")
LOCAL_NAME = re.compile(r"cannot access local variable '([^']+)'")

BY_PHRASE: dict[str, str] = {
    "read-only": "PY-12",
    "Cannot cast ufunc": "PY-23",
    "truth value of an array": "PY-18",
    "indexing arrays could not be broadcast": "PY-40",
    "boolean index did not match": "PY-41",
    "only 0-dimensional arrays can be converted": "PY-20",
    "only length-1 arrays can be converted": "PY-20",
    "cannot unpack non-iterable": "PY-21",
    "values to unpack": "PY-21",
    "cannot reshape array of size 0": "PY-22",
    "cannot reshape array of size": "PY-24",
    "object is not callable": "PY-25",
    "Python integer": "PY-30",
    "buffer size must be a multiple": "PY-31",
    "buffer is smaller than requested": "PY-31",
    "no greater than buffer length": "PY-31",
    "ufunc 'bitwise_xor' not supported": "PY-36",
    "unsupported operand type(s) for ^": "PY-36",
    "mismatch in its core dimension": "PY-32",
    "must be square": "PY-32",
    "Array must be at least two-dimensional": "PY-32",
    "only integers, slices": "PY-50",
    "indices must be integers": "PY-50",
    "object is not iterable": "PY-51",
    "'NoneType' object has no attribute": "PY-52",
    "Singular matrix": "PY-33",
    "does not have enough dimensions": "PY-34",
    "function_or_method'": "PY-42",
    "'method'": "PY-42",
    "'type' object does not support the context manager": "PY-42",  # with torch.no_grad:
    "'Tensor' does not support ufuncs": "AG-16",  # np.exp(tensor)
    "Operators.mean() got an unexpected keyword argument 'dtype'": "AG-16",  # np.mean(tensor)
    "() got an unexpected keyword argument 'out'": "AG-16",  # np.sum(tensor)
    "'function'": "PY-42",
}
BY_TYPE: dict[type[BaseException], str] = {
    ZeroDivisionError: "PY-07",
    FloatingPointError: "PY-07",
    AttributeError: "PY-08",
    ImportError: "PY-19",
    IndexError: "PY-05",
    MemoryError: "PY-16",
    RecursionError: "PY-17",
    TypeError: "PY-02",
    ValueError: "PY-04",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A Korean reading of an error: its code in the catalogue and the filled-in text.

    Attributes:
        shows_place: the text begins with the learner's line.
    """

    code: str
    text: str
    shows_place: bool = False


def explain(error: BaseException, names: Mapping[str, Any] | None = None) -> Explanation:
    """Return what an exception in learner code means and what to look at.

    Args:
        names: what the learner has defined, for likely spellings of an unknown name.
    """
    if isinstance(error, CheckFailed):
        return Explanation(code=error.code, text=str(error))
    if isinstance(error, AiclassError):
        return Explanation(code=type(error).__name__, text=str(error))
    if isinstance(error, SyntaxError):
        return explain_syntax(error)
    original = f"{type(error).__name__}: {error}"
    if isinstance(error, NotImplementedError) and not error.args:  # a library says what it cannot do
        return _filled("ST-01")
    if isinstance(error, UnboundLocalError) and (found := LOCAL_NAME.search(str(error))):
        return _filled("PY-35", name=found[1])
    if isinstance(error, NameError):
        return _unknown_name(error, names or {})
    if isinstance(error, ModuleNotFoundError):
        return _filled("PY-09", name=error.name or str(error))
    if isinstance(error, KeyError):
        return _filled("PY-06", name=error.args[0] if error.args else "")
    if isinstance(error, FileNotFoundError):
        return _filled("PY-13", name=error.filename or str(error))
    return _by_clinic(error, _by_text(error, str(error), original))


def explain_syntax(error: SyntaxError) -> Explanation:
    """Return what a syntax error means and where Python noticed it."""
    if isinstance(error, IndentationError):
        return _filled("PY-15", line=error.lineno or 1, original=error.msg)
    return _filled("PY-14", line=error.lineno or 1, column=error.offset or 1, original=error.msg)


def _by_clinic(error: BaseException, read: Explanation) -> Explanation:
    """Return what the shape clinic says where it knows more, under the code by which the class knows the error."""
    from aiclass import shapes

    diagnosis = shapes.explain(error)
    if diagnosis is None:
        return read
    code = diagnosis.code if read.code == UNREAD else read.code
    return Explanation(code=code, text=diagnosis.coded(code), shows_place=True)


def _by_text(error: BaseException, text: str, original: str) -> Explanation:
    from aiclass import shapes

    if found := MATMUL_SIZES.search(text):
        return _filled("PY-10", left=found[2], right=found[1])
    if found := SHAPES.search(text):
        return _filled("PY-11", shapes=found[1].strip())
    if read := shapes.read_message(error):
        return Explanation(code=read.log_code, text=read.text)
    if code := next((code for phrase, code in BY_PHRASE.items() if phrase in text), None):
        return _filled(code, original=original)
    if isinstance(error, TypeError) and WRONG_CALL.search(text):
        return _filled("PY-03", original=original)
    code = next((code for kind, code in BY_TYPE.items() if isinstance(error, kind)), UNREAD)
    return _filled(code, original=original)


def _unknown_name(error: NameError, names: Mapping[str, Any]) -> Explanation:
    found = NAME.search(str(error))
    name = error.name or (found[1] if found else str(error))
    likely = difflib.get_close_matches(name, [n for n in names if not n.startswith("_")], n=2)
    return _filled("PY-01", name=name, similar=", ".join(likely) or "없음")


def _filled(code: str, **values: object) -> Explanation:
    return Explanation(code=code, text=message(code, **values))
