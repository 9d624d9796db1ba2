"""A picture of a computation: `draw`."""

from aiclass.autograd._draw._drawing import Drawing, draw

__all__ = ["Drawing", "draw"]
