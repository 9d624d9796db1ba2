"""Which calls are looked at for an order of axes that nobody meant, and what their shapes then have to be."""

import ast
from typing import Any

from aiclass.shapes._clinic import _meta
from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._silent._attention import is_over_queries, weights_of_sums
from aiclass.shapes._clinic._silent._one_axis import are_one_vector
from aiclass.shapes._clinic._silent._order import is_exchanged, may_exchange, turned_at_once
from aiclass.shapes._clinic._silent._sequences import (
    calls_read_at_the_last_step,
    is_a_batch_of_sequences,
    mixes_states,
    reads_time_first,
    regroups_states,
)
from aiclass.shapes._clinic._silent._site import Site

SOFTMAX_LAYERS = frozenset({"Softmax", "LogSoftmax"})
Shape = tuple[int, ...]


class AxisKinds:
    """What the source says of the order of axes, read once for a cell or script."""

    def __init__(self, tree: ast.Module, origins: syntax.Origins) -> None:
        self._origins = origins
        self._read_at_the_last_step = calls_read_at_the_last_step(tree, origins)
        self._weights = weights_of_sums(tree, origins)
        self._turned_at_once = turned_at_once(tree)

    def of(self, node: ast.Call) -> tuple[str, object]:
        """Return the kind of mistake that a call may hold and what the source says besides; ("", None) for none."""
        if regroups_states(node, self._origins):
            return "states", None
        is_turned = (node.end_lineno, node.end_col_offset) in self._turned_at_once
        if hint := may_exchange(node, self._origins, is_turned=is_turned):
            return "exchanged", hint
        place = node.lineno, node.col_offset
        if place in self._read_at_the_last_step and not isinstance(node.args[0], ast.Starred):
            return "time-first", None
        return self._of_weights(node) if place in self._weights else ("", None)

    @staticmethod
    def _of_weights(node: ast.Call) -> tuple[str, object]:
        name, axis = syntax.function_name(node), syntax.constant(syntax.axis_of(node))
        if name == "softmax" and type(axis) is int:
            return ("queries", axis) if axis != -1 else ("", None)
        is_plain = len(node.args) == 1 and not node.keywords and not isinstance(node.args[0], ast.Starred)
        return ("queries-layer", None) if "softmax" in name.lower() and is_plain else ("", None)


def is_suspect(site: Site, layer: Any) -> bool:
    """Return whether a layer is one that the site's kind is about; a softmax's axis is noted as its hint."""
    if not _meta.is_module(layer) or not type(layer).__module__.startswith("torch.nn"):
        return False
    if site.kind == "time-first":
        return reads_time_first(layer)
    if type(layer).__name__ not in SOFTMAX_LAYERS:
        return False
    if site.kind == "queries-layer":
        site.hint = layer.dim
        return type(layer.dim) is int
    return layer.dim in (0, -2)


def is_wrong_alone(site: Site, shape: Shape) -> bool:
    """Return whether the shape of what goes in tells that something is wrong."""
    if site.kind == "time-first":
        return is_a_batch_of_sequences(shape)
    return type(site.hint) is int and is_over_queries(shape, site.hint)


def is_wrong_pair(site: Site, before: Shape, after: Shape) -> bool:
    """Return whether two shapes tell it: of what went in and came out, or of both sides of an operator."""
    if site.kind == "exchanged":
        return is_exchanged(before, after, is_named=site.hint == "names")
    return mixes_states(before, after) if site.kind == "states" else are_one_vector(before, after)
