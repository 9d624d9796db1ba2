"""The bytes of a checkpoint: tensors in the safetensors format, with a JSON document in its header.

One file, so that weights and position cannot belong to different moments. Nothing in it is ever executed.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

import torch
from safetensors import SafetensorError
from safetensors import torch as safetensors
from torch import Tensor

from aiclass.training.errors import CheckpointError

FORMAT = 1
LENGTH_BYTES = 8  # of the header, little-endian, at the beginning of the file


class Content(NamedTuple):
    """What a checkpoint holds: tensors by name, and a JSON document."""

    tensors: Mapping[str, Tensor]
    document: Mapping[str, Any]


def pack(content: Content) -> bytes:
    """Return the file, with the digest of what it holds."""
    tensors = {name: tensor.detach().cpu().clone().contiguous() for name, tensor in content.tensors.items()}
    document = json.dumps({"format": FORMAT, **content.document}, ensure_ascii=False)
    metadata = {"document": document, "sha256": _digest(tensors, document)}
    return safetensors.save(tensors, metadata)


def unpack(file: bytes, path: object) -> Content:
    """Return what a file holds, on the CPU.

    Args:
        path: named in errors.

    Raises:
        CheckpointError: the file is cut short, changed, of another format, or no checkpoint.
    """
    try:
        tensors = safetensors.load(file)
        length = int.from_bytes(file[:LENGTH_BYTES], "little")
        metadata = json.loads(file[LENGTH_BYTES : LENGTH_BYTES + length])["__metadata__"]
        document, digest = metadata["document"], metadata["sha256"]
        is_intact = digest == _digest(tensors, document)
        read = json.loads(document) if is_intact else {}
    except (SafetensorError, ValueError, KeyError, TypeError) as error:
        raise CheckpointError.of("TR-20", path=path) from error
    if not is_intact or read.get("format") != FORMAT:
        raise CheckpointError.of("TR-20", path=path)
    return Content(tensors=tensors, document=read)


def _digest(tensors: Mapping[str, Tensor], document: str) -> str:
    """Return the SHA-256 of the document and, in the order of their names, of all tensors."""
    total = sha256(document.encode())
    for name, tensor in sorted(tensors.items()):
        total.update(f"\n{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        total.update(raw_bytes(tensor))
    return total.hexdigest()


def raw_bytes(tensor: Tensor) -> memoryview:
    """Return the numbers of a tensor as bytes, row by row, without a copy where they lie so already."""
    flat = tensor.detach().cpu().contiguous().reshape(-1)
    return flat.view(torch.uint8).numpy().data
