"""The same numbers in NumPy, autograd and PyTorch, tensor by tensor: `parity_panel`."""

from aiclass.autograd._parity._comparison import Agreement
from aiclass.autograd._parity._panel import ParityPanel, ParityRow, parity_panel

__all__ = ["Agreement", "ParityPanel", "ParityRow", "parity_panel"]
