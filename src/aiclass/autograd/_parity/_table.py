"""The panel as text and as HTML. The first difference is marked by a word, not by colour alone."""

import unicodedata
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aiclass.autograd._parity._panel import ParityPanel, ParityRow

NOT_COMPARED = "·"
MARK = "← 여기"
CAPTION = "autograd와의 차이 가운데 가장 큰 값입니다. 가운뎃점(·)은 비교하지 않은 칸입니다."


def text_table(panel: "ParityPanel") -> str:
    """Return the table in columns of even width; Hangul is two columns wide."""
    rows = [_head(panel), *(_cells(panel, row) for row in panel.rows)]
    widths = [max(map(_columns_wide, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(
            cell + " " * (width - _columns_wide(cell)) for cell, width in zip(row, widths, strict=True)
        ).rstrip()
        for row in rows
    )


def html_table(panel: "ParityPanel") -> str:
    """Return the table, the verdict above it."""
    head = "".join(f'<th scope="col" style="text-align: left">{escape(cell)}</th>' for cell in _head(panel))
    body = "".join(_html_row(panel, row) for row in panel.rows)
    verdict = "<br>".join(escape(line) for line in panel.verdict.splitlines())
    note = f"<p>{escape(panel.note)}</p>" if panel.note else ""
    return (
        f"<p>{verdict}</p>{note}<table><caption>{CAPTION}</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _html_row(panel: "ParityPanel", row: "ParityRow") -> str:
    cells = _cells(panel, row)
    style = ' style="font-weight: bold; outline: 2px solid #D55E00"' if cells[-1] else ""
    first = f'<th scope="row" style="text-align: left">{escape(cells[0])}</th>'
    others = "".join(f'<td style="text-align: left">{escape(cell)}</td>' for cell in cells[1:])
    return f"<tr{style}>{first}{others}</tr>"


def _head(panel: "ParityPanel") -> list[str]:
    pairs = [f"{engine} {what}" for engine in panel.engines for what in ("값", "기울기")]
    return ["텐서", "연산", "모양", *pairs, ""]


def _cells(panel: "ParityPanel", row: "ParityRow") -> list[str]:
    pairs = [
        str(agreements.get(engine, NOT_COMPARED))
        for engine in panel.engines
        for agreements in (row.values, row.gradients)
    ]
    is_first = panel.parting is not None and panel.parting.name == row.name
    return [row.name, row.operation or "", str(row.shape), *pairs, MARK if is_first else ""]


def _columns_wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)
