"""Which text of the catalogue reads a message of PyTorch to a learner.

Pieces of the messages as PyTorch 2.13 words them, without the shapes and names around them. Tests raise every one of
them, so a release that words one anew is noticed.
"""

import re
from typing import Final

UNEQUAL_LENGTHS: Final = re.compile(
    r"size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)"
)
MATMUL_2D: Final = re.compile(r"shapes cannot be multiplied \(\d+x(\d+) and (\d+)x\d+\)")

BY_PHRASE: Final[dict[str, str]] = {
    "size mismatch, got input": "TE-01",
    "1D tensors expected, but got": "TE-01",
    "inconsistent tensor size, expected tensor": "TE-01",
    "first two dimensions of batch2 tensor": "TE-01",
    "is invalid for input of size": "PY-24",
    "view size is not compatible": "TE-03",
    "Sizes of tensors must match except": "TE-04",
    "Tensors must have same number of dimensions": "TE-04",
    "stack expects each tensor to be equal size": "TE-04",
    "to have the same dtype, but got": "TE-05",
    "must have the same dtype, but got": "TE-05",
    "Only Tensors of floating point": "TE-06",
    "implicitly created only for scalar outputs": "TE-07",
    "does not require grad and does not have a grad_fn": "TE-08",
    "backward through the graph a second time": "TE-09",
    "a leaf Variable that requires grad": "TE-10",
    "Can't call numpy() on Tensor that requires grad": "TE-11",
    "modified by an inplace operation": "TE-12",
    "can't optimize a non-leaf Tensor": "TE-22",
    "is not on the expected device": "TE-23",
    "Cannot copy out of meta tensor": "TE-24",
    "Dimension out of range": "TE-13",
    "cannot be converted to Scalar": "TE-14",
    "only one element tensors can be converted": "TE-14",
    "could not infer output dtype": "TE-15",
    "step must be greater than zero": "TE-16",
    "and 'NoneType'": "TE-17",
    "'NoneType' and": "TE-17",
    "'torch.return_types": "TE-18",
    "Boolean value of Tensor": "PY-18",
    "shape of the mask": "TE-19",
    "indexing tensors could not be broadcast": "PY-40",
    "tensors used as indices must be": "TE-19",
    "for index": "TE-19",
    "Index tensor must have": "TE-19",
    "'Tensor' object has no attribute 'copy'": "TE-20",
    "'Tensor' object has no attribute 'astype'": "TE-20",
}


def reading(text: str) -> tuple[str, dict[str, object]] | None:
    """Return the code for a message of PyTorch, and what it fills in beside the message itself; None if unknown."""
    if found := UNEQUAL_LENGTHS.search(text):
        return "TE-02", {"left": found[1], "right": found[2], "axis": found[3]}
    if found := MATMUL_2D.search(text):
        return "TE-21", {"left": found[1], "right": found[2]}
    code = next((code for phrase, code in BY_PHRASE.items() if phrase in text), None)
    return None if code is None else (code, {})
