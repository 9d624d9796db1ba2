"""The book in a real browser, opened from disk: no server, no network."""

import os
import re
from pathlib import Path

import pytest

from aiclass.authoring import learner_notebook, notebook_bytes

SHOTS = os.environ.get("AICLASS_TEST_SHOTS")  # a folder for pictures
LESSON = "lessons/90-vectors.html"
LEFT = "net::ERR_ABORTED"  # the test went on to the next page before this one had its icon
THEME = "document.documentElement.dataset.theme"


@pytest.fixture
def window(chromium):
    """A fresh window that fails the test when a page asks anything of a network, or a script of it fails."""
    asked, faults = [], []
    context = chromium.new_context(locale="ko-KR", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    context.on("request", lambda request: asked.append(request.url))
    context.on(
        "requestfailed",
        lambda request: request.failure == LEFT or faults.append(f"{request.failure}: {request.url}"),
    )
    context.on("weberror", lambda error: faults.append(str(error.error)))
    page = context.new_page()
    yield page
    context.close()
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    assert faults == []


def go(page, html, name):
    page.goto((html / name).as_uri())


def shoot(page, name):
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)


def test_formulas_are_typeset_and_icons_drawn(window, example_book):
    go(window, example_book, LESSON)
    formula = window.locator("mjx-container[display=true]")
    formula.wait_for()
    assert formula.locator("mjx-mfrac").count() == 1
    assert formula.bounding_box()["height"] > 30
    assert "\\bar" not in window.locator("article").inner_text()
    window.wait_for_function("document.fonts.status === 'loaded'")
    families = set(
        window.evaluate("[...document.fonts].filter(f => f.status === 'loaded').map(f => f.family)")
    )
    assert any("MJXTEX" in family for family in families)
    assert window.get_by_role("button", name="밝기 고르기").locator("svg").count() >= 1
    shoot(window, "lesson")


@pytest.mark.parametrize("word", ["기울", "검사", "기울기검사", "기울기 검사", "GRADIENT"])
def test_search_finds_parts_of_words_and_shows_them_in_their_sentence(window, example_book, word):
    go(window, example_book, LESSON)
    window.get_by_role("button", name="찾기").first.click()
    window.get_by_label("책에서 찾기").fill(word)
    window.keyboard.press("Enter")
    window.wait_for_url("**/search.html?q=*")
    found = window.get_by_role("listitem").filter(has_text="더 알아보기")
    found.wait_for()
    assert "곳에서 찾았습니다" in window.get_by_role("status").inner_text()
    assert "평균을 미분한 기울기(gradient)는" in found.inner_text()
    marked = [hit.lower().replace(" ", "") for hit in found.locator("mark").all_inner_texts()]
    assert all(any(part in hit for hit in marked) for part in word.lower().split())
    shoot(window, f"search-{word}")
    with window.expect_navigation(url=f"**/{LESSON}?highlight=*#*"):  # the page then drops the word
        found.get_by_role("link").click()
    assert window.get_by_role("heading", name="더 알아보기").is_visible()
    assert window.locator(".highlighted").count() >= 1


def test_search_follows_typing_and_says_when_nothing_is_there(window, example_book):
    go(window, example_book, "search.html")
    field = window.get_by_label("찾을 말")
    assert field.evaluate("field => field === document.activeElement")
    field.press_sequentially("과적합")
    assert re.search(r"\d+곳에서", window.get_by_role("status").inner_text())
    field.fill("zzz 기울기")
    assert "찾은 곳이 없습니다" in window.get_by_role("status").inner_text()
    field.fill("<b>(*")
    assert "찾은 곳이 없습니다" in window.get_by_role("status").inner_text()


def every_page(html):
    names = (path.relative_to(html).as_posix() for path in html.rglob("*.html"))
    return sorted(name for name in names if not name.startswith("_static"))


def assert_no_page_scrolls_sideways(window, html):
    window.set_viewport_size({"width": 320, "height": 700})
    for name in every_page(html):
        go(window, html, name)
        assert window.evaluate("document.documentElement.scrollWidth") <= 320, name


def test_narrow_screen_never_scrolls_sideways_but_wide_tables_and_code_do(window, example_book):
    assert_no_page_scrolls_sideways(window, example_book)
    go(window, example_book, LESSON)
    shoot(window, "narrow")
    scrolls = "box => box.scrollWidth > box.clientWidth && getComputedStyle(box).overflowX === 'auto'"
    table = window.locator(".pst-scrollable-table-container").filter(has_text="np.add.reduce")
    assert table.evaluate(scrolls)
    assert window.locator("pre").filter(has_text="plots.curves").first.evaluate(scrolls)


def test_dark_mode_darkens_the_page_and_keeps_the_ground_of_figures(window, example_book):
    ground = "getComputedStyle(document.body).backgroundColor"
    go(window, example_book, LESSON)
    light = window.evaluate(ground)
    window.emulate_media(color_scheme="dark")
    window.wait_for_function(f"{THEME} === 'dark'")
    assert window.evaluate(ground) != light
    figure = window.locator(".cell_output img").first
    assert figure.evaluate("image => getComputedStyle(image).backgroundColor") == "rgb(255, 255, 255)"
    shoot(window, "dark")


def test_paper_has_no_navigation_and_keeps_answers_folded(window, example_book):
    go(window, example_book, "quizzes/90-vectors.html")
    window.emulate_media(media="print")
    assert window.get_by_role("heading", name="1번").first.is_visible()
    assert not window.get_by_role("link", name="용어집").first.is_visible()
    assert not window.get_by_text("맞습니다.").first.is_visible()
    shoot(window, "print")


def test_page_read_in_dark_mode_is_printed_in_the_light_one_and_stays_dark(window, example_book):
    window.emulate_media(color_scheme="dark")
    go(window, example_book, LESSON)
    window.evaluate(f"printed = []; addEventListener('beforeprint', () => printed.push({THEME}))")
    window.pdf()
    assert window.evaluate("printed") == ["light"]
    assert window.evaluate(THEME) == "dark"


def test_keyboard_reaches_the_text_and_opens_a_fold(window, example_book):
    go(window, example_book, "quizzes/90-vectors.html")
    window.keyboard.press("Tab")
    assert window.evaluate("document.activeElement.textContent.trim()") == "본문으로 건너뛰기"
    choice = window.locator("summary").first
    choice.focus()
    told = window.locator("details").first.locator("p").first
    assert not told.is_visible()
    window.keyboard.press("Enter")
    assert told.is_visible()


def test_notebook_that_is_taken_along_is_the_committed_one(window, example_book, executed):
    go(window, example_book, LESSON)
    with window.expect_download() as download:
        window.get_by_role("link", name="노트 내려받기").click()
    assert download.value.suggested_filename == "90-vectors.ipynb"
    assert download.value.path().read_bytes() == notebook_bytes(learner_notebook(executed[0].read()))


@pytest.mark.slow
def test_no_page_of_the_real_book_scrolls_sideways(window, real_book):
    assert_no_page_scrolls_sideways(window, real_book)


@pytest.mark.slow
def test_every_formula_of_the_real_book_is_typeset(window, real_book):
    typeset = (
        "[...document.querySelectorAll('article .math')].every(part => part.querySelector('mjx-container'))"
    )
    formulas = 0
    for name in every_page(real_book):
        go(window, real_book, name)
        window.wait_for_function(typeset)
        assert window.locator("mjx-merror, [data-mjx-error]").count() == 0, name
        formulas += window.locator("article .math").count()
    assert formulas > 10
