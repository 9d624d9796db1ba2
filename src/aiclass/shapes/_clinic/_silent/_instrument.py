"""Put probes into a cell or script: places are chosen from the source, so that everything else runs untouched."""

# ruff: noqa: SIM905  # words in a row read as words

import ast
import copy
from typing import Any, Final

from aiclass.shapes._clinic import _syntax as syntax
from aiclass.shapes._clinic._silent._axis_kinds import AxisKinds
from aiclass.shapes._clinic._silent._kept import kept_as_numbers
from aiclass.shapes._clinic._silent._one_axis import meets_its_transpose
from aiclass.shapes._clinic._silent._site import Site
from aiclass.shapes._clinic._silent._watch import Watch
from aiclass.shapes._clinic._words import (
    ERROR,
    LOSS,
    PREDICTION,
    is_loss_function,
    is_prediction,
    is_scores,
    is_target,
    words,
)

PAIRED: Final = (ast.Sub, ast.Mult, ast.MatMult)
BACK: Final = (ast.Sub, ast.Div, ast.Mult)
COMPARED: Final = (ast.Eq, ast.NotEq)
TABLES: Final = (ast.Add, ast.Sub, ast.Mult)
RESULTS: Final = frozenset({"exchanged", "states"})  # kinds that are told by what comes out
LAYERS: Final = frozenset({"queries-layer", "time-first"})
OVER_CLASSES: Final = frozenset({"argmax", "softmax", "log_softmax"})
TWICE: Final = frozenset(
    "softmax log_softmax softmax_cross_entropy cross_entropy binary_cross_entropy_with_logits".split()
)


class Instrument(ast.NodeTransformer):
    """An AST transformer, as ``shell.ast_transformers`` takes them, that tells a watch of what may go wrong."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch

    def visit(self, node: ast.AST) -> Any:
        """Return a module with probes; any other node, and a module in which ours fails, as it is."""
        return self._probed(node, keeps_operations=False)

    def beside_operations(self, node: ast.Module) -> Any:
        """Return a module in which operations stay operations, and probes look at what goes into them.

        Slower, and for who must see the operations: a trace.
        """
        return self._probed(node, keeps_operations=True)

    def _probed(self, node: ast.AST, *, keeps_operations: bool) -> Any:
        if not isinstance(node, ast.Module) or not self._watch.is_on:
            return node
        try:
            probing = _Probing(node, self._watch, keeps_operations=keeps_operations)
            return ast.fix_missing_locations(probing.visit(copy.deepcopy(node)))
        except Exception:  # the learner's cell runs, with or without us
            return node


class _Probing(ast.NodeTransformer):
    """Wraps single expressions; knows what each stands in."""

    def __init__(self, tree: ast.Module, watch: Watch, *, keeps_operations: bool) -> None:
        self._watch = watch
        self._keeps_operations = keeps_operations
        self._around: list[ast.AST] = []
        self._origins: syntax.Origins
        self._axis_kinds: AxisKinds
        self._appended = kept_as_numbers(tree)

    def visit_Module(self, node: ast.Module) -> Any:
        self._origins = syntax.Origins(node)
        self._axis_kinds = AxisKinds(node, self._origins)
        return self.generic_visit(node)

    def generic_visit(self, node: ast.AST) -> ast.AST:
        self._around.append(node)
        try:
            return super().generic_visit(node)
        finally:
            self._around.pop()

    def visit_BinOp(self, node: ast.BinOp) -> Any:
        kind = self._kind_of_pair(node.op, node.left, node.right)
        softmax = self._softmax_by_hand(node)
        probed = self.generic_visit(node)
        if softmax is not None:
            self._probe_subject(softmax, "hand-softmax", hint=self._sums_all(softmax))
        return self._paired(probed, kind, type(node.op))

    def visit_Compare(self, node: ast.Compare) -> Any:
        kind = ""
        if len(node.ops) == 1 and isinstance(node.ops[0], COMPARED):
            kind = self._kind_of_pair(node.ops[0], node.left, node.comparators[0])
        probed = self.generic_visit(node)
        return self._paired(probed, kind, type(node.ops[0]))

    def visit_Subscript(self, node: ast.Subscript) -> Any:
        index = node.slice
        plain = (
            isinstance(index, ast.Tuple)
            and len(index.elts) == 2
            and isinstance(node.ctx, ast.Load | ast.Store)
            and not _has_slice(index)
            and not self._is_on_purpose(*index.elts)
        )
        picked = self._site("columns", node) if self._picks_columns(node) else None
        probed = self.generic_visit(node)
        if plain:
            assert isinstance(probed, ast.Subscript)
            probed.slice = self._call("index", self._site("index", node), probed.slice)
        if picked is not None:
            assert isinstance(probed, ast.Subscript)
            assert isinstance(probed.slice, ast.Tuple)
            probed.value = self._call("left", picked, probed.value)
            probed.slice.elts[1] = self._call("right", picked, probed.slice.elts[1])
        return probed

    def visit_Call(self, node: ast.Call) -> Any:
        name = syntax.function_name(node)
        over, twice = self._over_batch(node, name), self._may_be_twice(node, name)
        product = self._is_product(node, name)
        site = self._site("twice", node, hint=self._says_sigmoid(node)) if twice else None
        layer = self._site("layer-over-batch", node) if _may_be_a_layer(node, name) else None
        axes, told = self._axis_kinds.of(node)
        probed = self.generic_visit(node)
        assert isinstance(probed, ast.Call)
        if over:
            self._probe_subject(probed, "over-batch", hint=over)
        if product:
            pair = ast.Tuple(elts=probed.args, ctx=ast.Load())
            probed.args = [
                ast.Starred(value=self._call("two", self._site("outer", node), pair), ctx=ast.Load())
            ]
        if site is not None:
            probed.func = self._call("callee", site, probed.func)
            probed.args[0] = self._call("first", site, probed.args[0])
            if len(probed.args) > 1 and not isinstance(probed.args[1], ast.Starred):
                probed.args[1] = self._call("second", site, probed.args[1])
        if layer is not None:
            probed.func = self._call("over", layer, probed.func)
            probed.args[0] = self._call("rows", layer, probed.args[0])
        return self._looked_at_for_axes(probed, axes, told) if axes else probed

    def _looked_at_for_axes(self, probed: ast.Call, kind: str, hint: object) -> ast.Call:
        """Return a call whose axes are looked at: its layer and input, what goes into it, or what comes out too."""
        site = self._site(kind, probed, hint=hint)
        if kind in LAYERS:
            probed.func = self._call("over", site, probed.func)
            probed.args[0] = self._call("alone", site, probed.args[0])
            return probed
        self._look_at_subject(probed, "before" if kind in RESULTS else "alone", site)
        return self._call("after", site, probed) if kind in RESULTS else probed

    def visit_Assign(self, node: ast.Assign) -> Any:
        target = node.targets[0]
        wanted = (
            isinstance(target, ast.Name)
            and words(target) & LOSS
            and target.id in self._appended
            and not isinstance(node.value, ast.List | ast.Tuple | ast.Dict | ast.Constant | ast.ListComp)
        )
        value = node.value
        probed = self.generic_visit(node)
        if wanted:
            assert isinstance(probed, ast.Assign)
            probed.value = self._call("value", self._site("many-losses", value), probed.value)
        return probed

    def _picks_columns(self, node: ast.Subscript) -> bool:
        """Return whether an error is made of ``scores[:, labels]``, where one column a row may have been meant."""
        index = node.slice
        if not isinstance(index, ast.Tuple) or len(index.elts) != 2 or not isinstance(node.ctx, ast.Load):
            return False
        rows, columns = index.elts
        are_all = isinstance(rows, ast.Slice) and not (rows.lower or rows.upper or rows.step)
        named = is_target(columns) and (is_scores(node.value) or is_prediction(node.value))
        return are_all and named and (self._is_reduced() or self._is_called_error())

    def _kind_of_pair(self, op: ast.AST, left: ast.expr, right: ast.expr) -> str:
        if isinstance(op, TABLES) and meets_its_transpose(left, right, self._origins):
            return "" if self._is_reduced() else "one-axis"
        if isinstance(op, BACK) and self._falls_back(left, right):
            return "back"
        if not isinstance(op, (*PAIRED, *COMPARED)) or syntax.makes_axis(left) or syntax.makes_axis(right):
            return ""
        if isinstance(left, ast.Constant) or isinstance(right, ast.Constant):
            return ""
        named = any(
            (is_prediction(one) or syntax.is_product(one)) and is_target(other)
            for one, other in ((left, right), (right, left))
        )
        if named and not isinstance(op, ast.MatMult):
            return "pair"
        if not (self._is_reduced() or self._is_called_error()) or self._is_on_purpose(left, right):
            return ""
        return "outer" if isinstance(op, ast.MatMult) else "pair"

    def _is_on_purpose(self, *nodes: ast.expr) -> bool:
        """Return whether an axis was made by hand, here or where a name got its value; labels often are."""
        return any(
            syntax.makes_axis(node) or (syntax.makes_axis(self._origins.origin(node)) and not is_target(node))
            for node in nodes
        )

    def _falls_back(self, left: ast.expr, right: ast.expr) -> bool:
        """Return whether an array meets its own reduction over another axis than the first, the axis not kept."""
        whole, part = left, self._origins.origin(right)
        if not isinstance(part, ast.Call) or syntax.keeps_axis(part):
            return False
        reduced = syntax.subject(part)
        is_own = reduced is not None and ast.unparse(reduced) == ast.unparse(whole)
        named = syntax.function_name(part) in syntax.REDUCERS | {
            "max",
            "min",
            "std",
            "amax",
            "amin",
            "norm",
        }
        return is_own and named and syntax.constant(syntax.axis_of(part)) in (1, -1)

    def _is_reduced(self) -> bool:
        """Return whether a sum or mean of everything stands around, with nothing that changes axes between."""
        for around in reversed(self._around):
            if syntax.is_full_reduction(around):
                return True
            if isinstance(around, ast.stmt | ast.Subscript | ast.comprehension | ast.Lambda):
                return False
            if (
                isinstance(around, ast.Call)
                and syntax.axis_of(around) is not None
                and syntax.is_method(around)
            ):
                return False
        return False

    def _is_called_error(self) -> bool:
        for around in reversed(self._around):
            if isinstance(around, ast.Assign):
                return bool(words(around.targets[0]) & ERROR)
            if isinstance(around, ast.stmt | ast.Subscript | ast.Lambda) or (
                isinstance(around, ast.Call) and not syntax.is_full_reduction(around) and around.args[1:]
            ):
                return False
        return False

    def _softmax_by_hand(self, node: ast.BinOp) -> ast.Call | None:
        """Return the sum in ``e / e.sum(axis=0)`` where e are exponentials."""
        total = node.right
        if not isinstance(node.op, ast.Div) or syntax.function_name(total) != "sum":
            return None
        assert isinstance(total, ast.Call)
        summed, top = syntax.subject(total), self._origins.origin(node.left)
        same = summed is not None and ast.unparse(summed) == ast.unparse(node.left)
        axis = syntax.axis_of(total)
        if not same or syntax.function_name(top) != "exp" or (axis and syntax.constant(axis) not in (0, -2)):
            return None
        assert isinstance(top, ast.Call)
        raised = syntax.subject(top)
        named = raised is not None and any(is_scores(part) for part in ast.walk(raised))
        return total if named or self._is_in_softmax() else None

    def _is_in_softmax(self) -> bool:
        return any("softmax" in getattr(around, "name", "") for around in self._around)

    def _sums_all(self, total: ast.Call) -> str:
        """Return "whole" where a function named softmax sums all its exponentials, which is right for one row only."""
        return "whole" if syntax.axis_of(total) is None and self._is_in_softmax() else ""

    def _over_batch(self, node: ast.Call, name: str) -> str:
        """Return "scores" or "other", what argmax or softmax over the first axis works on; "" for any other call."""
        over, axis = syntax.subject(node), syntax.axis_of(node)
        if over is None or isinstance(over, ast.Starred):
            return ""
        if name == "argmax" and axis is None:
            return "scores" if is_scores(over) and self._names_a_prediction() else ""
        picked = name in OVER_CLASSES or (name == "max" and self._names_a_prediction(of_pair=True))
        if not picked or syntax.constant(axis) not in (0, -2):
            return ""
        return "scores" if is_scores(over) else "other"

    def _names_a_prediction(self, *, of_pair: bool = False) -> bool:
        """Return whether the call itself, or the second of the two values that it gives, is named as a prediction."""
        statement = self._around[-1]
        if not isinstance(statement, ast.Assign):
            return False
        target = statement.targets[0]
        if of_pair:
            return (
                isinstance(target, ast.Tuple)
                and len(target.elts) == 2
                and bool(words(target.elts[1]) & PREDICTION)
            )
        return bool(words(target) & PREDICTION)

    def _may_be_twice(self, node: ast.Call, name: str) -> bool:
        if (
            not node.args
            or isinstance(node.args[0], ast.Starred)
            or not isinstance(node.func, ast.Name | ast.Attribute | ast.Call)
        ):
            return False
        if syntax.is_method(node) and name in OVER_CLASSES:
            return False
        return name in TWICE or (len(node.args) == 2 and is_loss_function(node.func))

    def _says_sigmoid(self, node: ast.Call) -> bool:
        return syntax.function_name(self._origins.origin(node.args[0])) == "sigmoid"

    def _is_product(self, node: ast.Call, name: str) -> bool:
        if name not in ("dot", "matmul") or len(node.args) != 2 or node.keywords or syntax.is_method(node):
            return False
        if any(isinstance(side, ast.Starred) or syntax.makes_axis(side) for side in node.args):
            return False
        return self._is_reduced() or self._is_called_error()

    def _paired(self, probed: ast.AST, kind: str, op: type[ast.AST]) -> ast.AST:
        if not kind:
            return probed
        assert isinstance(probed, ast.BinOp | ast.Compare)
        right = probed.right if isinstance(probed, ast.BinOp) else probed.comparators[0]
        site = self._site(kind, probed)
        if not self._keeps_operations and kind != "one-axis":  # whose result has not grown
            return self._call(f"pair_{op.__name__.lower()}", site, probed.left, right)
        probed.left, seen = self._call("left", site, probed.left), self._call("right", site, right)
        if isinstance(probed, ast.BinOp):
            probed.right = seen
        else:
            probed.comparators[0] = seen
        return probed

    def _probe_subject(self, node: ast.Call, kind: str, hint: object = None) -> None:
        self._look_at_subject(node, "rows", self._site(kind, node, hint=hint))

    def _look_at_subject(self, node: ast.Call, probe: str, site: int) -> None:
        if syntax.is_method(node):
            assert isinstance(node.func, ast.Attribute)
            node.func.value = self._call(probe, site, node.func.value)
        else:
            node.args[0] = self._call(probe, site, node.args[0])

    def _site(self, kind: str, node: ast.AST, hint: object = None) -> int:
        position = (node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0)  # type: ignore[attr-defined]
        return self._watch.add(Site(kind=kind, position=position, hint=hint))

    def _call(self, probe: str, site: int, *values: Any) -> ast.Call:
        function = ast.Attribute(
            value=ast.Name(id=self._watch.name, ctx=ast.Load()), attr=probe, ctx=ast.Load()
        )
        call = ast.Call(func=function, args=[ast.Constant(value=site), *values], keywords=[])
        first, last = values[0], values[-1]
        return ast.copy_location(call, first) if first is last else _spanning(call, first, last)


def _may_be_a_layer(node: ast.Call, name: str) -> bool:
    """Return whether scores are given to what may be a softmax layer, whose axis was told where it was made."""
    plain = len(node.args) == 1 and not node.keywords and isinstance(node.func, ast.Name | ast.Attribute)
    return plain and "softmax" in name.lower() and is_scores(node.args[0])


def _spanning(call: ast.Call, first: ast.AST, last: ast.AST) -> ast.Call:
    call.lineno, call.col_offset = first.lineno, first.col_offset  # type: ignore[attr-defined]
    call.end_lineno, call.end_col_offset = last.end_lineno, last.end_col_offset  # type: ignore[attr-defined]
    return call


def _has_slice(index: ast.AST) -> bool:
    return any(
        isinstance(part, ast.Slice | ast.Constant | ast.Starred) for part in ast.iter_child_nodes(index)
    )
