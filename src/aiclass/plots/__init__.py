"""One look for all figures: Korean letters, colours for every eye, alternative texts.

`use_style` sets it for a learner's own Matplotlib figures, which `show` then displays with their alternative
text. The other functions draw and show at once; they leave neither open figures nor changed settings behind.
"""

from aiclass.plots._confusion import confusion
from aiclass.plots._contour import contour
from aiclass.plots._curves import curves
from aiclass.plots._heat_map import heat_map
from aiclass.plots._image_grid import image_grid
from aiclass.plots._matrix_product import matrix_product
from aiclass.plots._show import show
from aiclass.plots._style import use_style
from aiclass.plots._weight_images import weight_images
from aiclass.plots.errors import PlotError

__all__ = [
    "PlotError",
    "confusion",
    "contour",
    "curves",
    "heat_map",
    "image_grid",
    "matrix_product",
    "show",
    "use_style",
    "weight_images",
]
