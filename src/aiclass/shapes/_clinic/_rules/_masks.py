"""``MultiheadAttention`` and the Transformer's layers: width of the words, and the shapes of masks."""

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding
from aiclass.shapes._clinic._layer import FailedLayer

PADDING = re.compile(r"key_padded_mask|key_padding_mask")
ATTENTION = re.compile(r"attn_mask is .*but should be|shape of the [23]D attn_mask|attn_mask")
READ_AS = "batch_first=True가 없으면 이 층은 0번 축을 시간, 1번 축을 배치로 읽습니다"
WIDTH = re.compile(r"was expecting embedding dimension of (\d+), but got (\d+)")


def masks(case: Case, failed: FailedLayer) -> Finding | None:
    """Explain what an attention layer was given."""
    node = case.node
    assert isinstance(node, ast.Call)
    named = {keyword.arg: keyword.value for keyword in node.keywords}
    operands = case.operands(*node.args, *named.values())
    width = WIDTH.search(case.message)
    if width:
        return Finding(
            code="CM-20",
            operands=operands,
            clash=f"들어온 마지막 축 {width[2]} ≠ 층의 embed_dim {width[1]}",
            repairs=failed.remade(case, "embed_dim", int(width[2])),
        )
    for pattern, code, words in (
        (PADDING, "CM-21", ("key_padding_mask", "src_key_padding_mask")),
        (ATTENTION, "CM-22", ("attn_mask", "mask", "src_mask")),
    ):
        mask = next((named[word] for word in words if word in named), None)
        if pattern.search(case.message):
            is_counted_first = mask is not None and code == "CM-21" and case.shape(mask) == failed.shape[:2]
            turned = case.repairs(_turned(case, mask)) if mask is not None else ()
            anew = failed.with_batch_first(case) or (
                failed.block_with_batch_first(case) if is_counted_first else ()
            )
            order = "" if getattr(failed.layer, "batch_first", True) else READ_AS
            repairs = (*anew, *turned) if is_counted_first else (*turned, *anew)
            return Finding(code=code, operands=operands, clash=order, repairs=repairs)
    return None


def _turned(case: Case, mask: ast.expr) -> Iterator[str]:
    if len(case.shape(mask) or ()) == 2:
        yield case.edit((mask, case.with_suffix(mask, ".T")))
