r"""A submission's text as it may stand in a page: no terminal codes, nothing that hides or reorders other text."""

import re
from typing import Final

TERMINAL: Final = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # colours and cursor (ECMA-48, 5.4)
    r"|\x1b[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?"  # titles, links and other strings (5.6)
    r"|\x1b[ -/]*[0-~]?"
)
REORDERING: Final = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")  # Unicode TR9, table 3
CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")


def plain_text(text: str) -> str:
    r"""Return the text with terminal codes applied or gone and characters that reorder lines made visible.

    >>> plain_text("\x1b[31m10%\r100%\x1b[0m \u202e")
    '100% ⟦U+202E⟧'
    """
    text = TERMINAL.sub("", text).replace("\r\n", "\n")
    if "\r" in text:  # a progress bar writes one line many times over
        text = "\n".join(line.rstrip("\r").rpartition("\r")[2] for line in text.split("\n"))
    return visible(CONTROL.sub("\ufffd", text))


def visible(text: str) -> str:
    """Return the text with the characters that change the direction of writing spelt out."""
    return REORDERING.sub(lambda match: f"⟦U+{ord(match[0]):04X}⟧", text)
