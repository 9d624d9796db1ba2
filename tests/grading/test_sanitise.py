"""Nothing that runs and nothing that loads is left of a submission's HTML; what it says is."""

import html
from html.parser import HTMLParser

import pytest

from aiclass.grading._plain_text import plain_text
from aiclass.grading._sanitise import ATTRIBUTES, TAGS, picture, safe_html, safe_markdown

from .hostile import MARKUP, SVG

ALLOWED = {"rel", *(name for names in ATTRIBUTES.values() for name in names)}


class Elements(HTMLParser):
    """Collects the elements of a piece of HTML."""

    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(str(text))

    def handle_starttag(self, tag, attributes):
        self.found.append((tag, dict(attributes)))

    handle_startendtag = handle_starttag


@pytest.mark.parametrize("markup", MARKUP)
@pytest.mark.parametrize("clean", [safe_html, safe_markdown])
def test_nothing_that_runs_or_loads_is_left(markup, clean):
    for tag, attributes in Elements(clean(markup)).found:
        assert tag in TAGS
        assert attributes.keys() <= ALLOWED
        assert attributes.get("src", "data:image/").startswith("data:image/")
        assert attributes.get("href", "https://").startswith(("http://", "https://"))


def test_a_table_stays_a_table():
    table = '<table border="1" class="dataframe"><tr style="text-align: right;"><th colspan="2">가</th></tr></table>'
    assert (
        safe_html(table) == '<table><tbody><tr><th colspan="2">가</th></tr></tbody></table>'
        or safe_html(table) == '<table><tr><th colspan="2">가</th></tr></table>'
    )


def test_picture_inside_html_keeps_its_alternative_text():
    assert safe_html('<img alt="선 그래프" src="data:image/png;base64,iVBORw0KGgo=">') == (
        '<img alt="선 그래프" src="data:image/png;base64,iVBORw0KGgo=">'
    )


def test_link_goes_where_it_says_and_tells_nobody():
    (tag, attributes), *_ = Elements(safe_html('<a href="https://numpy.org/" target=_top>NumPy</a>')).found
    assert (tag, attributes) == (
        "a",
        {"href": "https://numpy.org/", "rel": "noopener noreferrer nofollow"},
    )


def test_markdown_shows_html_as_text():
    assert "&lt;script&gt;" in safe_markdown("**굵게** <script>1</script>")
    assert "<strong>굵게</strong>" in safe_markdown("**굵게** <script>1</script>")


def test_svg_is_only_ever_a_picture():
    assert picture("image/svg+xml", SVG).startswith("data:image/svg+xml,%3Csvg")
    assert "<svg" not in safe_html(SVG)


@pytest.mark.parametrize("kind", ["text/html", "image/svg", "image/tiff", "application/pdf"])
def test_other_kinds_are_no_pictures(kind):
    assert picture(kind, "iVBORw0KGgo=") is None


@pytest.mark.parametrize(
    "text", ["<div>" * 20_000, "<b>" * 200_000, "*" * 50_000, "> " * 5_000, "[" * 20_000]
)
def test_deep_and_long_markup_is_no_fault(text):
    safe_html(text)
    safe_markdown(text)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("\x1b[1;38;5;196m빨강\x1b[0m", "빨강"),
        ("\x1b]8;;https://evil.example\x07여기\x1b]8;;\x07", "여기"),
        ("\x1b]0;제목\x1b\\글", "글"),
        ("50%\r100%\n", "100%\n"),
        ("한 줄\r\n두 줄\r\n", "한 줄\n두 줄\n"),
        ("끝\r", "끝"),
        ("\x00\x08\x9b", "\ufffd\ufffd\ufffd"),
        ("\ud800", "\ufffd"),
        ("\u200f", "⟦U+200F⟧"),
        ("탭\t칸", "탭\t칸"),
    ],
)
def test_plain_text(text, left):
    assert plain_text(text) == left
    assert html.escape(left) == left
