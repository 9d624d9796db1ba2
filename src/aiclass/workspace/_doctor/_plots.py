"""A Korean font for plots."""

import sys

from aiclass.messages import message
from aiclass.workspace._doctor._finding import Finding, ok, warn


def font() -> Finding:
    """Tell which font draws Hangul in plots."""
    import matplotlib as mpl

    from aiclass import plots

    with mpl.rc_context():
        plots.use_style()
        family = mpl.rcParams["font.family"][0]
    if _draws_hangul(family):
        return ok("font", family)
    command = f"{sys.executable} -m pip install koreanize-matplotlib"
    return warn("font", "한글 글꼴이 없습니다", message("DR-33", command=command))


def _draws_hangul(family: str) -> bool:
    from matplotlib.font_manager import findfont
    from matplotlib.ft2font import FT2Font

    return FT2Font(findfont(family)).get_char_index(ord("가")) != 0
