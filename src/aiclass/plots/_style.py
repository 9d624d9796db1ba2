"""One look for all figures: Korean letters, colours for every eye, minus signs."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import matplotlib as mpl
from cycler import cycler
from matplotlib import font_manager

FONT_PACKAGE = "koreanize_matplotlib"
FONT_WEIGHTS = {"NanumGothic.ttf": 400, "NanumGothicBold.ttf": 700}  # the bold file calls itself 600
KOREAN_FAMILIES = ("NanumGothic", "Malgun Gothic", "Apple SD Gothic Neo", "Noto Sans CJK KR")
FALLBACK_FAMILY = "DejaVu Sans"  # comes with Matplotlib; has the minus, hats and ticks that NanumGothic lacks

# Okabe and Ito (2008), without yellow, which is too pale for a line on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (8, 3)), (0, (1, 1)))
MARKERS = ("o", "s", "^", "D", "v", "P", "X")

INK = "#262626"


def use_style() -> None:
    """Give every figure that is drawn from now on the look of the class; calling it again changes nothing."""
    mpl.rcParams.update(_settings())


@contextmanager
def styled() -> Iterator[None]:
    """Draw in the look of the class, and leave Matplotlib's settings as they were."""
    with mpl.rc_context(_settings()):
        yield


@cache
def font_families() -> tuple[str, ...]:
    """Return the families to use, a Korean one first; register the fonts of the font package.

    The package is looked up, not imported: importing it would change Matplotlib's settings and switch the
    minus sign off.
    """
    spec = find_spec(FONT_PACKAGE)
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        for name, weight in FONT_WEIGHTS.items():
            _register_font(Path(folder, "fonts", name), weight)
    known = {font.name for font in font_manager.fontManager.ttflist}
    korean = next((family for family in KOREAN_FAMILIES if family in known), None)
    return (korean, FALLBACK_FAMILY) if korean else (FALLBACK_FAMILY,)


def _register_font(path: Path, weight: int) -> None:
    """Make a font known under this weight, since Matplotlib complains on stderr where it finds another."""
    fonts = font_manager.fontManager
    fonts.addfont(path)
    fonts.ttflist[:] = [
        replace(font, weight=weight) if font.fname == str(path) else font for font in fonts.ttflist
    ]


def _settings() -> Any:  # Matplotlib types the names of its settings differently in each release
    return {
        "font.family": list(font_families()),
        "font.size": 11,
        "axes.unicode_minus": True,
        "axes.formatter.min_exponent": 5,  # 0.01 on log axes: in powers, NanumGothic would have no minus
        "axes.titlesize": 12,
        "axes.titlelocation": "left",
        "axes.titleweight": "bold",
        "axes.labelcolor": INK,
        "axes.edgecolor": "#7F7F7F",
        "axes.linewidth": 0.8,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "axes.prop_cycle": cycler(color=COLOURS) + cycler(linestyle=DASHES),
        "figure.figsize": (7.0, 4.0),
        "figure.dpi": 110,
        "figure.facecolor": "white",
        "figure.constrained_layout.use": True,
        "grid.color": "#E6E6E6",
        "grid.linewidth": 0.8,
        "image.cmap": "gray",
        "legend.frameon": False,
        "lines.linewidth": 2.0,
        "lines.markersize": 5.0,
        "text.color": INK,
        "text.usetex": False,
        "xtick.color": INK,
        "ytick.color": INK,
    }
