"""Feedback and report of a hostile class in a real browser: nothing runs, nothing is loaded, nothing breaks out."""

import json
import re
from dataclasses import replace

import pytest

from aiclass.grading import (
    Results,
    ScoreOutcome,
    Verdict,
    read_assignment,
    read_report,
    release_notebook,
    write_report,
)
from aiclass.grading import write_results as write_rows
from aiclass.grading._feedback import FeedbackPages

from ..grading.conftest import notebook, source_cells
from ..grading.hostile import MARKUP, NAME, SVG
from ..grading.test_feedback import code, row, shown, stream

LONG_LINE = "가나다라 " * 3 + "x" * 20_000


def hostile_views():
    """Return cells that bring everything hostile wherever a cell can bring it."""
    for markup in (*MARKUP, NAME, LONG_LINE):
        yield code(
            f"답 = 1  # {markup}",
            stream(f"{markup}\u202e\x1b[31m{markup}"),
            shown(text_html=markup),
            shown(text_markdown=markup),
            shown(text_plain=markup),
            shown(**{"image_svg+xml": SVG}),
            {"output_type": "error", "ename": markup, "evalue": markup, "traceback": [markup]},
            grade_id="add",
        )


@pytest.fixture(scope="module")
def graded(tmp_path_factory):
    """A folder of results in which everything that a submission can choose is hostile."""
    root = tmp_path_factory.mktemp("반")
    source = root / "source"
    source.mkdir()
    content = notebook(*source_cells())
    (source / "circle.ipynb").write_bytes(content)
    assert release_notebook(content, "circle.ipynb")
    assignment = read_assignment(str(source))
    views = tuple(hostile_views())
    rows = []
    for number, markup in enumerate([*MARKUP, NAME]):
        cells = tuple(
            replace(cell, score=0.0, outcome=ScoreOutcome.FAILED, message=markup)
            for cell in row(assignment).cells
        )
        flags = (f"invalid:{markup}", f"shadowed:{markup}", markup, f"note:restored:{markup}")
        name = f"{number} {re.sub('[/]', ' ', markup)}"[:60]
        rows.append(
            row(assignment, learner=name, cells=cells, flags=flags if number % 2 else flags[1:], key="key")
        )
    verdict = Verdict(outcome=rows[0].outcome, cells=rows[0].cells, flags=(), seconds=1.0, views=views)
    write_rows(root, Results(assignment="hw1", submissions=tuple(rows)), assignment)
    FeedbackPages(root, assignment, (one.learner for one in rows), {"key": verdict}.get).finish(rows)
    write_report(root, read_report(root))
    return root


@pytest.fixture
def opened(chromium):
    """Open a page on a phone's or a desk's screen; return it, what it asked for and what it complained of."""
    contexts = []

    def open_page(path, width=1200):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        asked, told = [], []
        context.on("request", lambda request: asked.append(request.url))
        page = context.new_page()
        page.on("dialog", lambda dialog: told.append(dialog.message))
        page.on("console", lambda line: told.append(line.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.goto(path.as_uri())
        page.wait_for_load_state("networkidle")
        return page, [url for url in asked if not url.startswith("data:")], told

    yield open_page
    for context in contexts:
        context.close()


def pages(graded):
    return [*sorted(graded.rglob("feedback/*/*.html"))[:3], graded / "report.html"]


def test_hostile_pages_run_nothing_and_load_nothing(graded, opened):
    for path in pages(graded):
        page, asked, told = opened(path)
        assert asked == [path.as_uri()]
        assert told == []
        assert "run" not in page.title().split()
        assert page.evaluate("document.scripts.length") == 0
        handlers = "[...document.querySelectorAll('*')].some(e => [...e.attributes].some(a => a.name.startsWith('on')))"
        assert not page.evaluate(handlers)


def test_hostile_pages_keep_their_frame(graded, opened):
    """A ``</style>``, ``</main>`` or ``position: fixed`` of a submission stays text."""
    for path in pages(graded):
        page, _, _ = opened(path)
        assert (
            page.locator("main").count() == page.locator("style").count() == page.locator("body").count() == 1
        )
        assert page.locator("body > *").count() == 2
        assert page.locator("main").is_visible()
        assert page.locator("[style]").count() == 0
        ids = page.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert len(ids) == len(set(ids))


@pytest.mark.parametrize("width", [360, 1200])
def test_long_lines_do_not_widen_the_page(graded, opened, width):
    for path in pages(graded):
        page, _, _ = opened(path, width)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_are_shown_as_they_are(graded, opened):
    page, _, _ = opened(graded / "report.html")
    names = [one["learner"] for one in json.loads((graded / "results.json").read_bytes())["submissions"]]
    grid = page.get_by_role("region", name=re.compile("학습자와 문제의 표"))
    shown_names = [" ".join(text.split()) for text in grid.get_by_role("rowheader").all_inner_texts()]
    assert shown_names == [" ".join(name.split()) for name in names]


def test_keyboard_reaches_the_feedback_of_a_learner(graded, opened):
    page, _, _ = opened(graded / "report.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the way past the head of the page
    page.get_by_role("link", name=re.compile("^0 ")).first.press("Enter")
    page.wait_for_url(re.compile("/feedback/"))
    assert page.get_by_role("heading", level=1).inner_text() == "circle"
