"""Slices that run over the end of an array: at the border they are shorter, and then do not fit a kernel."""

import ast
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._rules._broadcasting import MESSAGE
from aiclass.shapes._clinic._rules._words import broadcast_clash

Shape = tuple[int, ...]


def cut_at_the_border(case: Case) -> Finding | None:
    """Explain ``patch * kernel`` where the patch was cut from beyond the border."""
    node = case.node
    if not isinstance(node, ast.BinOp) or not MESSAGE.search(case.message):
        return None
    for piece, other in ((node.left, node.right), (node.right, node.left)):
        cut, wanted = case.origin(piece), case.shape(other)
        if isinstance(cut, ast.Subscript) and wanted is not None and (short := _short_axes(case, cut)):
            operands = case.operands(piece, other)
            return Finding(
                code="CL-57",
                operands=operands,
                clash=broadcast_clash(*operands) if len(operands) == 2 else "",
                repairs=(*_padded(case, piece, cut, wanted), *_stopped(case, cut, short)),
            )
    return None


def _short_axes(case: Case, cut: ast.Subscript) -> list[tuple[int, ast.Slice]]:
    """Return the axes on which a slice ends beyond the array, with the slices."""
    items = cut.slice.elts if isinstance(cut.slice, ast.Tuple) else [cut.slice]
    lengths = case.shape(cut.value) or ()
    found = []
    for axis, (item, length) in enumerate(zip(items, lengths, strict=False)):
        if isinstance(item, ast.Slice) and item.lower and item.upper and item.step is None:
            end = case.number(item.upper)
            if end is not None and end > length:
                found.append((axis, item))
    return found


def _padded(case: Case, piece: ast.expr, cut: ast.Subscript, wanted: Shape) -> tuple[Repair, ...]:
    """Return the line that cuts the piece, from an array with a border of zeros around it."""
    items = cut.slice.elts if isinstance(cut.slice, ast.Tuple) else [cut.slice]
    shape = case.shape(cut.value) or ()
    if len(shape) != len(wanted):
        return ()
    widths = []
    for axis, length in enumerate(wanted):
        is_cut = axis < len(items) and isinstance(items[axis], ast.Slice) and items[axis].lower is not None  # type: ignore[attr-defined]
        widths.append((length // 2, (length - 1) // 2) if is_cut else (0, 0))
    counts = {count for pair in widths for count in pair}
    width = str(widths[0][0]) if len(counts) == 1 else str(tuple(widths))
    made = f"np.pad({case.text(cut.value)}, {width})[{case.text(cut.slice)}]"
    changed = case.edit((piece, made))
    if not isinstance(piece, ast.Name):
        return case.repairs([changed])
    found = case.repairs([f"{piece.id} = {made}"], tried=changed)
    return tuple(Repair(code=one.code, place=_line(cut)) for one in found)


def _stopped(case: Case, cut: ast.Subscript, short: list[tuple[int, ast.Slice]]) -> Iterator[Repair]:
    """Yield the heads of the loops that would end where the last whole piece begins."""
    tree = case.guilt.source.tree or ast.Module(body=[], type_ignores=[])
    lengths = case.shape(cut.value) or ()
    for axis, item in short:
        upper = item.upper
        if not isinstance(upper, ast.BinOp) or not isinstance(upper.op, ast.Add):
            continue
        width = upper.right if ast.unparse(upper.left) == ast.unparse(item.lower) else upper.left  # type: ignore[arg-type]
        for loop in (node for node in ast.walk(tree) if isinstance(node, ast.For)):
            if ast.unparse(loop.target) != ast.unparse(item.lower) or not _counts(loop.iter):  # type: ignore[arg-type]
                continue
            count = loop.iter.args[0]  # type: ignore[attr-defined]
            if (most := case.number(count)) is not None and most <= lengths[axis]:
                text = f"for {case.text(loop.target)} in range({case.text(count)} - {case.text(width)} + 1):"
                yield Repair(code=text, place=_line(loop))


def _counts(node: ast.expr) -> bool:
    is_range = isinstance(node, ast.Call) and getattr(node.func, "id", "") == "range"
    return is_range and len(node.args) == 1  # type: ignore[attr-defined]


def _line(node: ast.AST) -> str:
    return f"{node.lineno}번째 줄"  # type: ignore[attr-defined]
