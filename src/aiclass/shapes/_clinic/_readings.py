"""What PyTorch's messages mean by their words alone, where no line of the learner's can be named.

Pieces of the messages as PyTorch 2.13 words them, without the shapes and names around them. Tests raise every one of
them, so a release that words one anew is noticed. Each piece also has the code under which a class's log keeps it:
reports count by these, so they stay as they are, whatever the rules say of the same error.
"""

import re
from dataclasses import dataclass
from typing import Final

from aiclass.shapes._clinic._text import reason

UNEQUAL_LENGTHS: Final = re.compile(
    r"size of tensor a \((?P<left>\d+)\) must match the size of tensor b \((?P<right>\d+)\) "
    r"at non-singleton dimension (?P<axis>\d+)"
)
MATMUL_2D: Final = re.compile(r"shapes cannot be multiplied \(\d+x(?P<left>\d+) and (?P<right>\d+)x\d+\)")

WITH_LENGTHS: Final = (
    (UNEQUAL_LENGTHS, "TE-02", "CL-02", "{axis}번 축의 길이: 왼쪽 {left}, 오른쪽 {right}"),
    (MATMUL_2D, "TE-21", "CL-01", "왼쪽의 열 수: {left}, 오른쪽의 행 수: {right}"),
)
BY_PHRASE: Final[dict[str, tuple[str, str]]] = {
    "size mismatch, got input": ("TE-01", "CL-01"),
    "1D tensors expected, but got": ("TE-01", "CL-05"),
    "inconsistent tensor size, expected tensor": ("TE-01", "CL-01"),
    "first two dimensions of batch2 tensor": ("TE-01", "CL-01"),
    "is invalid for input of size": ("PY-24", "CL-10"),
    "view size is not compatible": ("TE-03", "CL-11"),
    "Sizes of tensors must match except": ("TE-04", "CL-20"),
    "Tensors must have same number of dimensions": ("TE-04", "CL-20"),
    "stack expects each tensor to be equal size": ("TE-04", "CL-21"),
    "to have the same dtype, but got": ("TE-05", "CL-73"),
    "must have the same dtype, but got": ("TE-05", "CL-73"),
    "Only Tensors of floating point": ("TE-06", "CT-01"),
    "implicitly created only for scalar outputs": ("TE-07", "CL-62"),
    "does not require grad and does not have a grad_fn": ("TE-08", "CT-02"),
    "backward through the graph a second time": ("TE-09", "CT-03"),
    "a leaf Variable that requires grad": ("TE-10", "CT-04"),
    "Can't call numpy() on Tensor that requires grad": ("TE-11", "CL-76"),
    "modified by an inplace operation": ("TE-12", "CT-05"),
    "can't optimize a non-leaf Tensor": ("TE-22", "CT-06"),
    "is not on the expected device": ("TE-23", "CL-74"),
    "Cannot copy out of meta tensor": ("TE-24", "CT-07"),
    "Dimension out of range": ("TE-13", "CL-14"),
    "cannot be converted to Scalar": ("TE-14", "CL-61"),
    "only one element tensors can be converted": ("TE-14", "CL-61"),
    "could not infer output dtype": ("TE-15", "CL-70"),
    "step must be greater than zero": ("TE-16", "CT-08"),
    "and 'NoneType'": ("TE-17", "CT-09"),
    "'NoneType' and": ("TE-17", "CT-09"),
    "'torch.return_types": ("TE-18", "CT-10"),
    "Boolean value of Tensor": ("PY-18", "CL-60"),
    "shape of the mask": ("TE-19", "CL-52"),
    "indexing tensors could not be broadcast": ("PY-40", "CL-54"),
    "tensors used as indices must be": ("TE-19", "CL-53"),
    "for index": ("TE-19", "CT-12"),
    "Index tensor must have": ("TE-19", "CT-12"),
    "'Tensor' object has no attribute 'copy'": ("TE-20", "CT-11"),
    "'Tensor' object has no attribute 'astype'": ("TE-20", "CT-11"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a message of PyTorch means, wherever it was raised.

    Attributes:
        log_code: under which a class's log keeps it.
        reason_code: of the reason in the clinic's catalogue.
        original: the message, with its kind.
        clash: which lengths had to agree, where the message tells.
    """

    log_code: str
    reason_code: str
    original: str
    clash: str = ""

    @property
    def text(self) -> str:
        """Return the reason in Korean with PyTorch's own words below it."""
        clash = [f"  맞지 않는 곳: {self.clash}"] if self.clash else []
        lines = [reason(self.reason_code), f"  원래 메시지: {self.original}", *clash]
        return "\n".join([*lines, f"[{self.log_code}]"])


def read_message(error: BaseException) -> Reading | None:
    """Return what the message of an error means; None where it is none of PyTorch's that are known."""
    text, original = str(error), f"{type(error).__name__}: {error}"
    for pattern, log_code, reason_code, clash in WITH_LENGTHS:
        if found := pattern.search(text):
            told = clash.format(**found.groupdict())
            return Reading(log_code=log_code, reason_code=reason_code, original=original, clash=told)
    known = next((codes for phrase, codes in BY_PHRASE.items() if phrase in text), None)
    return known and Reading(log_code=known[0], reason_code=known[1], original=original)
