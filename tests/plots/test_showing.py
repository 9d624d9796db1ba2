"""The look of the class, the alternative text, and nothing left behind."""

import base64
import html
import logging
import re
import subprocess
import sys
from html.parser import HTMLParser

import matplotlib as mpl
import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from matplotlib import font_manager
from matplotlib import pyplot as plt
from matplotlib.figure import Figure

from aiclass import plots
from aiclass.errors import AiclassError
from aiclass.plots._show import image_html, render_png
from aiclass.plots._style import COLOURS, DASHES, MARKERS, styled

SYMBOLS = "한글 − ŷ ✓ × ² σ ∂ → ≥ ≈ · ½ ∑ √"
ALT = "학습 손실이 0.69에서 0.1까지 내려갑니다."
PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def notebook(monkeypatch):
    """Play a notebook; return the list of what it was asked to display."""
    displayed = []
    monkeypatch.setattr("IPython.get_ipython", InteractiveShell)
    monkeypatch.setattr("IPython.display.display", lambda bundle, raw: displayed.append(bundle))
    return displayed


@pytest.fixture
def settings():
    """Return Matplotlib's settings, and put them back afterwards."""
    with mpl.rc_context():
        yield mpl.rcParams


class ImageParser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def tags_of(page):
    parser = ImageParser()
    parser.feed(page)
    return parser.tags


def a_figure(text="가"):
    with styled():
        figure = Figure(figsize=(3, 2))
        figure.add_subplot().set_title(text)
    return figure


DRAWN = {
    "image_grid": lambda **alt: plots.image_grid(np.zeros((2, 3, 3)), **alt),
    "weight_images": lambda **alt: plots.weight_images(np.zeros((2, 3, 3)), **alt),
    "curves": lambda **alt: plots.curves({"학습": [1, 2]}, x_label="스텝", y_label="손실", **alt),
    "heat_map": lambda **alt: plots.heat_map(
        np.eye(2), x_labels="가나", y_labels="다라", x_label="열", y_label="행", **alt
    ),
    "confusion": lambda **alt: plots.confusion(np.eye(2), ["2", "4"], **alt),
    "show": lambda **alt: plots.show(a_figure(), **alt),
}


@pytest.mark.parametrize("name", DRAWN)
def test_each_function_shows_one_image_with_its_alternative_text(name, notebook):
    assert DRAWN[name](alt=ALT) is None
    (bundle,) = notebook
    (figure, _), (image, attributes) = tags_of(bundle["text/html"])
    kind, data = attributes["src"].split(",")
    assert (figure, image, kind, attributes["alt"]) == ("figure", "img", "data:image/png;base64", ALT)
    assert base64.b64decode(data).startswith(PNG_SIGNATURE)
    assert bundle["text/plain"] == ALT
    assert set(bundle) == {"text/html", "text/plain"}


@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("alt", ["", "  \n", None])
def test_each_function_says_why_it_wants_an_alternative_text(name, alt, notebook):
    with pytest.raises(plots.PlotError, match=r"(?s)화면을 읽어 주는 프로그램.*이름: alt.*\[PL-01\]"):
        DRAWN[name](alt=alt)
    assert notebook == []


@pytest.mark.parametrize("name", DRAWN)
def test_each_function_leaves_settings_and_figures_as_they_were(name, notebook):
    before = dict(mpl.rcParams)
    plt.close("all")
    DRAWN[name](alt=ALT)
    assert dict(mpl.rcParams) == before
    assert plt.get_fignums() == []


@pytest.mark.parametrize("name", DRAWN)
def test_each_function_is_quiet_outside_of_a_notebook(name, monkeypatch, capsys):
    monkeypatch.setattr("IPython.get_ipython", lambda: None)
    DRAWN[name](alt=ALT)
    assert capsys.readouterr() == ("", "")


def test_alternative_text_is_escaped(notebook):
    alt = '손실 < 1 & "정확도" > 0.9 <script>alert(1)</script>'
    plots.show(a_figure(), alt=alt)
    page = notebook[0]["text/html"]
    assert html.escape(alt, quote=True) in page
    assert [tag for tag, _ in tags_of(page)] == ["figure", "img"]
    assert tags_of(page)[1][1]["alt"] == alt


def test_image_takes_half_its_pixels_on_the_page():
    png = render_png(a_figure())
    pixels = int.from_bytes(png[16:20], "big")
    assert tags_of(image_html(png, alt=ALT))[1][1]["width"] == str(pixels // 2)
    assert 400 < pixels < 700  # 3 inches at 2 x 96


def test_figure_of_pyplot_is_closed_though_rendering_fails(notebook, monkeypatch):
    figure = plt.figure()
    monkeypatch.setattr(figure, "savefig", lambda *_, **__: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        plots.show(figure, alt=ALT)
    assert not plt.fignum_exists(figure.number)


def test_figure_of_pyplot_is_closed(notebook):
    figure = plt.figure()
    plots.show(figure, alt=ALT)
    assert not plt.fignum_exists(figure.number)


def test_same_figure_same_bytes():
    assert render_png(a_figure()) == render_png(a_figure())


@pytest.mark.parametrize("weight", ["normal", "bold"])
def test_no_glyph_is_missing(weight, settings, caplog):
    """Warnings are errors here; what Matplotlib only logs is looked at too."""
    plots.use_style()
    figure = plt.figure()
    axes = figure.add_subplot(xlabel=SYMBOLS, xlim=(-1, 1), yscale="log", ylim=(1e-3, 1))
    axes.set_title(SYMBOLS, fontweight=weight)
    axes.set_ylabel(r"$\hat{y} - y$")
    with caplog.at_level(logging.WARNING):
        render_png(figure)
    plt.close(figure)
    assert caplog.messages == []


def test_glyph_that_no_font_has_is_reported():
    """Else the test above could not fail."""
    with pytest.warns(UserWarning, match="missing from font"):
        render_png(a_figure("\U0001fae8"))


def test_korean_letters_come_from_nanum_gothic():
    with styled():
        path = font_manager.findfont(font_manager.FontProperties())
    assert path.endswith("NanumGothic.ttf")


def test_use_style_twice_is_use_style_once(settings):
    plots.use_style()
    once, fonts = dict(settings), list(font_manager.fontManager.ttflist)
    plots.use_style()
    assert dict(settings) == once
    assert font_manager.fontManager.ttflist == fonts


def test_minus_signs_are_real_ones(settings):
    plots.use_style()
    assert settings["axes.unicode_minus"] is True
    figure = plt.figure()
    axes = figure.add_subplot(xlim=(-1, 1))
    figure.draw_without_rendering()
    plt.close(figure)
    assert "−1.00" in [label.get_text() for label in axes.get_xticklabels()]


def test_lines_of_a_learner_differ_without_colour(settings):
    plots.use_style()
    figure, axes = plt.subplots()
    first, second = axes.plot([0, 1], [[0, 1], [1, 0]])
    plt.close(figure)
    assert first.get_linestyle() != second.get_linestyle()
    assert first.get_color() != second.get_color()


def test_each_colour_has_its_dash_and_marker():
    assert len(set(COLOURS)) == len(set(DASHES)) == len(set(MARKERS)) == len(COLOURS)


def test_style_is_quiet_and_finds_the_font_package_without_importing_it():
    """Importing it would switch the minus sign off; a bold title makes Matplotlib look for the bold file."""
    code = (
        "import io, sys; from matplotlib.figure import Figure; from aiclass import plots; plots.use_style(); "
        "figure = Figure(); figure.suptitle('가 −', weight='bold'); figure.savefig(io.BytesIO()); "
        "print('koreanize_matplotlib' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert (done.stdout.strip(), done.stderr) == ("False", "")


def test_numbers_on_the_axes_have_the_fonts_of_the_class_too(notebook):
    """Whatever the settings are when the figure is shown."""
    with mpl.rc_context({"font.family": ["NanumGothic"]}):  # alone, it has no minus
        plots.weight_images(np.eye(3), alt=ALT)
    assert len(notebook) == 1


def test_import_of_aiclass_loads_no_plots():
    code = "import sys, aiclass; print([name for name in sys.modules if re.match('aiclass[.]plots|matplotlib', name)])"
    done = subprocess.run(
        [sys.executable, "-c", f"import re; {code}"], capture_output=True, encoding="utf-8", check=True
    )
    assert done.stdout.strip() == "[]"


def test_import_of_plots_loads_no_pyplot():
    """Importing pyplot chooses a backend; a notebook chooses its own."""
    code = "import sys; from aiclass import plots; print('matplotlib.pyplot' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "False"


def test_offer_is_sorted_and_complete():
    assert plots.__all__ == sorted(plots.__all__)
    assert set(plots.__all__) == {name for name in vars(plots) if not name.startswith("_")} - {"errors"}
    assert issubclass(plots.PlotError, AiclassError)
    assert all(re.search(r"\w", getattr(plots, name).__doc__) for name in plots.__all__)
