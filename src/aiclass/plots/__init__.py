"""One look for all figures: Korean letters, colours for every eye, alternative texts.

`use_style` sets it for a learner's own Matplotlib figures, which `show` then displays with their alternative
text. The other functions draw and show at once; they leave neither open figures nor changed settings behind.
Packages above draw figures of their own in the same look with `styled`, `COLOURS`, `INK`,
`width_in_inches` and `figure_html`.
"""

from aiclass.plots._confusion import confusion
from aiclass.plots._contour import contour
from aiclass.plots._curves import curves
from aiclass.plots._heat_map import heat_map
from aiclass.plots._image_grid import image_grid
from aiclass.plots._matrix_product import matrix_product
from aiclass.plots._regions import regions
from aiclass.plots._show import figure_html, show
from aiclass.plots._style import COLOURS, INK, styled, use_style
from aiclass.plots._text_size import width_in_inches
from aiclass.plots._weight_images import weight_images
from aiclass.plots.errors import PlotError

__all__ = [
    "COLOURS",
    "INK",
    "PlotError",
    "confusion",
    "contour",
    "curves",
    "figure_html",
    "heat_map",
    "image_grid",
    "matrix_product",
    "regions",
    "show",
    "styled",
    "use_style",
    "weight_images",
    "width_in_inches",
]
