"""Boxes in columns with lines between them, as SVG: graphs of a computation and traces of shapes are drawn so."""

from aiclass.diagram._layout import Layout, Place, Sized, lay_out
from aiclass.diagram._lines import FONTS, INK, MARGIN_PX, PALE_INK, arrow_svg, lines_svg, text_svg
from aiclass.diagram._sizes import LINE_PX, PADDING_PX, TEXT_PX, TITLE_PX, text_width_px

__all__ = [
    "FONTS",
    "INK",
    "LINE_PX",
    "MARGIN_PX",
    "PADDING_PX",
    "PALE_INK",
    "TEXT_PX",
    "TITLE_PX",
    "Layout",
    "Place",
    "Sized",
    "arrow_svg",
    "lay_out",
    "lines_svg",
    "text_svg",
    "text_width_px",
]
