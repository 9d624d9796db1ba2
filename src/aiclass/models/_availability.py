"""PyTorch is here, or an error says how to get it; imported before anything that needs it."""

from importlib.util import find_spec

from aiclass.models.errors import TorchMissing

NEEDED = ("torch", "jaxtyping", "safetensors")  # the extra `torch` in pyproject.toml

if missing := [name for name in NEEDED if find_spec(name) is None]:
    raise TorchMissing.of("MO-01", missing=", ".join(missing))
