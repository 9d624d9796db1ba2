"""Read and write IDX, the format of MNIST: a header of big-endian counts, then the numbers.

Bytes 0 and 1 are zero, byte 2 is the type (8 is uint8), byte 3 the number of axes; then four bytes for the
length of each axis, then the values in row-major order.
"""

import math
import struct

import numpy as np
import numpy.typing as npt

from aiclass.data._images import ImageSplit
from aiclass.data._recipe import Place
from aiclass.data.errors import BadFileError

UINT8 = 0x08


def parse_idx(content: bytes, place: Place, *, shape: tuple[int, ...]) -> npt.NDArray[np.uint8]:
    """Return the array of an unpacked IDX file, a read-only view of its bytes.

    Args:
        content: the whole unpacked file.
        place: where it came from, for messages.
        shape: what the header must say.

    Raises:
        BadFileError: wrong start, type or counts, too few or too many bytes; each has its own text.
    """
    axes = len(shape)
    start = bytes([0, 0, UINT8, axes])
    if len(content) >= 4 and content[:2] == start[:2] and content[2] != UINT8:
        raise _fault("DA-17", place, got=f"{content[2]:02x}")
    if content[:4] != start:
        raise _fault("DA-16", place, expected=start.hex(" "), got=content[:4].hex(" ") or "없음")
    header_size = 4 + 4 * axes
    if len(content) < header_size:
        raise _fault("DA-19", place, expected=header_size + math.prod(shape), got=len(content))
    counts = struct.unpack(f">{axes}I", content[4:header_size])
    if counts != shape:
        raise _fault("DA-18", place, expected=shape, got=counts)
    size = header_size + math.prod(shape)
    if len(content) != size:
        raise _fault("DA-19" if len(content) < size else "DA-20", place, expected=size, got=len(content))
    return np.frombuffer(content, dtype=np.uint8, offset=header_size).reshape(shape)


def encode_idx(array: npt.NDArray[np.uint8]) -> bytes:
    """Return an array of bytes as an unpacked IDX file.

    >>> encode_idx(np.array([7, 2], dtype=np.uint8)).hex(" ")
    '00 00 08 01 00 00 00 02 07 02'
    """
    return bytes([0, 0, UINT8, array.ndim]) + struct.pack(f">{array.ndim}I", *array.shape) + array.tobytes()


def encode_idx_files(train: ImageSplit, test: ImageSplit) -> dict[str, bytes]:
    """Return a set of pictures as four IDX files under the names that MNIST's have."""
    return {
        "train-images-idx3-ubyte": encode_idx(train.images),
        "train-labels-idx1-ubyte": encode_idx(train.labels.astype(np.uint8)),
        "t10k-images-idx3-ubyte": encode_idx(test.images),
        "t10k-labels-idx1-ubyte": encode_idx(test.labels.astype(np.uint8)),
    }


def _fault(code: str, place: Place, **values: object) -> BadFileError:
    return BadFileError(code, file=place.shown, todo=place.todo, **values)
