"""A figure in the notebook, with words for those who cannot see it."""

import html
import io
import sys
from base64 import b64encode

from matplotlib.figure import Figure

from aiclass.plots.errors import PlotError

CSS_DPI = 96  # pixels that a browser counts an inch
PIXEL_RATIO = 2  # pixels of the image on each pixel of the page, for sharp screens


def show(figure: Figure, *, alt: str) -> None:
    """Show a figure below the cell, with its alternative text, and close it.

    The image is shown as HTML because JupyterLab gives image outputs no alternative text. Outside of IPython
    nothing is shown.

    Args:
        figure: any Matplotlib figure.
        alt: Korean, what there is to see, in a sentence.

    Raises:
        PlotError: alt is empty.
    """
    check_alt(alt)
    try:
        if _is_in_ipython():
            from IPython.display import display

            display({"text/html": figure_html(figure, alt=alt), "text/plain": alt}, raw=True)
    finally:
        _close(figure)


def figure_html(figure: Figure, *, alt: str, crop: bool = True) -> str:
    """Return a figure as HTML with its alternative text, for outputs that are replaced; the figure stays open.

    Args:
        figure: any Matplotlib figure.
        alt: Korean, what there is to see, in a sentence.
        crop: cut empty margins off, for which everything is drawn twice.

    Raises:
        PlotError: alt is empty.
    """
    check_alt(alt)
    return image_html(render_png(figure, crop=crop), alt=alt)


def check_alt(alt: str) -> None:
    """Raise unless there is an alternative text.

    Raises:
        PlotError: alt is empty or no text.
    """
    if not isinstance(alt, str) or not alt.strip():
        from aiclass.messages import message

        raise PlotError(message("PL-01", actual=repr(alt)))


def render_png(figure: Figure, *, crop: bool = True) -> bytes:
    """Return the figure as PNG, the same bytes for the same figure; crop cuts its empty margins off."""
    buffer = io.BytesIO()
    figure.savefig(
        buffer,
        format="png",
        dpi=CSS_DPI * PIXEL_RATIO,
        bbox_inches="tight" if crop else None,
        pad_inches=0.08,
        metadata={"Software": None},
    )
    return buffer.getvalue()


def image_html(png: bytes, *, alt: str) -> str:
    """Return HTML that shows the image at half its pixels, never wider than the page."""
    width = int.from_bytes(png[16:20], "big") // PIXEL_RATIO  # PNG header: 8 bytes signature, IHDR, width
    source = f"data:image/png;base64,{b64encode(png).decode('ascii')}"
    return (
        '<figure style="margin: 0">'
        f'<img src="{source}" alt="{html.escape(alt)}" width="{width}" style="max-width: 100%; height: auto">'
        "</figure>"
    )


def _is_in_ipython() -> bool:
    ipython = sys.modules.get("IPython")  # where a notebook runs, it has been imported
    return ipython is not None and ipython.get_ipython() is not None


def _close(figure: Figure) -> None:
    """Take the figure from pyplot, if that is loaded, so that the notebook does not show it twice."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
