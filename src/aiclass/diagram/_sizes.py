"""How large the text in a box is."""

TITLE_PX, TEXT_PX = 15, 13
LINE_PX = 19
PADDING_PX = 10
HANGUL_EM, LATIN_EM = 1.0, 0.62  # generous: the reader's fonts are unknown


def text_width_px(text: str, size_px: float) -> float:
    """Return about how wide a text is."""
    return size_px * sum(HANGUL_EM if ord(letter) > 0x2E7F else LATIN_EM for letter in text)
