"""The book as files: what its pages hold, that nothing is loaded from elsewhere, that nothing secret is in it."""

import json
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from xml.etree import ElementTree

import pytest
from docutils import nodes
from docutils.utils import new_document

from aiclass.authoring import (
    BookFailed,
    book_page,
    build_html,
    read_course,
)
from aiclass.authoring._course_pages import misconceptions_page, road
from aiclass.authoring._quiz_page import quiz_page
from aiclass.authoring.sphinx_extension import _journal_feed
from aiclass.course import Misconception

ROOT = Path(__file__).parents[2]
ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESS_IN_CSS = re.compile(r"""(?:url\(|@import\s+)["']?(?:https?:)?//""")


class Page(HTMLParser):
    """What a page loads, and how it is marked up."""

    def __init__(self, path):
        super().__init__()
        self.loads, self.languages, self.ids, self.links = [], [], [], []
        self.headings = self.images = self.described = 0
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.ids += [values["id"]] if "id" in values else []
        if tag == "html":
            self.languages.append(values.get("lang"))
        if tag == "h1":
            self.headings += 1
        if tag == "img":
            self.images += 1
            self.described += bool(values.get("alt"))
        if tag == "a":
            self.links.append(values.get("href", ""))
        elif tag != "link" or values.get("rel") != "canonical":
            self.loads += [values[name] for name in ("src", "href") if name in values]


def journal(*headings):
    """Return a page of the journal as docutils has it."""
    page = new_document("journal.md")
    page += nodes.section("", nodes.title("", "수업 일지"), ids=["journal"])
    page[0].extend(nodes.section("", nodes.title("", text), ids=[text]) for text in headings)
    return page


def pages(html):
    found = {str(path.relative_to(html).as_posix()): Page(path) for path in html.rglob("*.html")}
    return {name: page for name, page in found.items() if not name.startswith("_static")}


def downloads(html):
    return {path.name: path.read_bytes() for path in (html / "_downloads").rglob("*.pdf")}


def built_pdfs(html):
    return {path.name: path.read_bytes() for path in html.with_name("pdf").glob("*.pdf")}


def assert_readable_offline_and_accessible(html):
    for name, page in pages(html).items():
        assert [address for address in page.loads if re.match(r"(https?:)?//", address)] == [], name
        assert page.languages == ["ko"], name
        assert page.headings == 1, name
        assert page.described == page.images, name
    for sheet in html.rglob("*.css"):
        assert not ADDRESS_IN_CSS.search(sheet.read_text(encoding="utf-8")), sheet


def test_every_page_loads_only_local_files_and_is_marked_up_for_screen_readers(example_book):
    assert {"index.html", "search.html", "glossary.html", "journal.html", "misconceptions.html"} < set(
        pages(example_book)
    )
    assert_readable_offline_and_accessible(example_book)


def test_every_link_inside_the_book_leads_to_a_file_and_a_place_in_it(example_book):
    found = pages(example_book)
    for name, page in found.items():
        for link in page.links:
            target, _, anchor = link.partition("#")
            if ":" in target or (not target and not anchor):
                continue
            place = (example_book / name).parent.joinpath(target) if target else example_book / name
            assert place.resolve().is_file(), (name, link)
            if anchor and place.suffix == ".html":
                where = place.resolve().relative_to(example_book.resolve()).as_posix()
                assert anchor in found[where].ids, (name, link)


def test_lesson_and_theory_offer_their_pdf(example_book):
    found = pages(example_book)
    for page, name in (
        ("lessons/90-vectors.html", "90-vectors"),
        ("theory/logistic-regression.html", "logistic-regression-theory"),
    ):
        for offering in (page, "pdf.html"):
            links = [link for link in found[offering].links if link.endswith(f"/{name}.pdf")]
            assert len(links) == 1, (offering, links)
    assert downloads(example_book) == built_pdfs(example_book)


def test_page_offers_no_pdf_that_has_not_been_made(executed):
    lesson, run = executed[0].read(), executed[1]
    ways = {pdf: book_page(lesson, run.notebook, pdf=pdf).cells[1].source for pdf in (None, "a.pdf")}
    assert "PDF" not in ways[None]
    assert "[PDF로 읽기](a.pdf)" in ways["a.pdf"]


def test_answers_are_folded(example_book):
    for page, title in (
        ("lessons/90-vectors.html", "예측의 답 보기"),
        ("lessons/90-vectors.html", "모범 답안 보기"),
        ("theory/logistic-regression.html", "답 보기"),
        ("index.html", "결과 보기"),
    ):
        text = (example_book / page).read_text(encoding="utf-8")
        assert f'<details class="answer"><summary>{title}</summary>' in text, page


def test_only_what_pages_need_of_mathjax_is_in_the_book(example_book):
    parts = [path for path in (example_book / "_static" / "mathjax").rglob("*") if path.is_file()]
    assert sum(path.stat().st_size for path in parts) < 3_000_000
    assert not list(example_book.rglob("*.map"))


def test_solutions_and_hidden_tests_are_nowhere_in_the_book(example_book):
    for path in [*example_book.rglob("*.html"), *example_book.rglob("*.js")]:
        text = path.read_text(encoding="utf-8")
        assert "values - mean(values)" not in text, path
        assert "[5.0, 7.0]" not in text, path
        assert "같은 무게가 되기" not in text, path


def test_front_page_lists_the_lessons_from_their_sources(example_book):
    text = (example_book / "index.html").read_text(encoding="utf-8")
    assert "90 벡터의 평균" in text
    assert "숫자 여러 개를 숫자 하나로 줄입니다." in text
    assert "10분 · 입문 · 데이터: " in text


def test_road_tells_hours_and_lessons_without_data(executed):
    lesson = replace(executed[0].read(), minutes=150, data=())
    assert "2시간 30분 · 입문 · 데이터: 쓰지 않음" in road([lesson])


def test_commands_of_the_front_page_are_those_of_the_readme():
    text = (ROOT / "book" / "index.md").read_text(encoding="utf-8")
    blocks = re.findall(r"^```([^\n]*)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    readme = (ROOT / "README.ko.md").read_text(encoding="utf-8")
    commands = [line for kind, block in blocks if not kind for line in block.splitlines()]
    assert len(commands) >= 4
    assert [command for command in commands if command not in readme] == []


class TestGlossary:
    def test_term_at_its_first_use_is_a_link_to_its_entry(self, example_book):
        text = (example_book / "lessons" / "90-vectors.html").read_text(encoding="utf-8")
        anchors = dict(re.findall(r'href="\.\./glossary\.html#([^"]+)">([^<]+)</a>', text))
        assert set(anchors.values()) == {"기울기(gradient)", "기울기 검사(gradient check)"}
        assert set(anchors) <= set(pages(example_book)["glossary.html"].ids)


class TestMisconceptions:
    def test_page_lists_id_and_sentence_under_the_lesson_that_repairs_it(self, example_book):
        text = (example_book / "misconceptions.html").read_text(encoding="utf-8")
        assert 'href="lessons/90-vectors.html"' in text
        rows = re.findall(r'<tr id="([^"]+)"><td><code>\1</code></td><td>([^<]+)</td></tr>', text)
        assert rows == [
            ("VE-01", "원소를 더하지 않고 세었습니다."),
            ("VE-02", "평균을 구하면서 개수로 나누지 않았습니다."),
        ]

    def test_lesson_that_is_not_written_yet_is_named_without_a_link(self, executed):
        lesson = executed[0].read()
        coming = Misconception(id="ZZ-01", lesson="91", text="a < b", look="b")
        course = replace(lesson.course, misconceptions=(coming,))
        text = misconceptions_page(course, [lesson])
        assert "## 91강\n" in text
        assert "a &lt; b" in text


class TestQuizPage:
    def page(self, executed, **changes):
        lesson = executed[0].read()
        return quiz_page(replace(lesson, quiz=tuple(replace(item, **changes) for item in lesson.quiz)))

    def test_every_choice_says_what_it_reveals(self, executed):
        text = self.page(executed)
        assert text.count('<details class="choice right"><summary>원소의 개수</summary><p>맞습니다. ') == 5
        assert (
            '<details class="choice wrong"><summary>항상 1</summary>'
            "<p>원소를 더하지 않고 세었습니다. [VE-01]</p><p>원소를 하나 더해 보세요.</p></details>"
        ) in text

    def test_typed_answer_and_the_wrong_ones_are_behind_one_fold(self, executed):
        text = self.page(executed)
        assert (
            '<details class="answer"><summary>답 보기</summary><p>정답: 3</p><p>9를 3으로 나눕니다.</p>'
            '<details class="choice wrong"><summary>이렇게 썼다면: 9</summary>'
        ) in text
        assert "<p>정답: (784,)</p>" in text

    def test_right_choice_is_not_always_the_first(self, executed):
        starts = re.findall(r'<div class="choices"><details class="(\w+ \w+)', self.page(executed))
        assert set(starts) == {"choice right", "choice wrong"}

    def test_text_is_shown_as_written(self, executed):
        assert "a * b * c &lt; `d`<br><br>$e$" in self.page(executed, text="a * b * c < `d`\n\n$e$")


class TestJournal:
    def test_feed_has_an_entry_for_every_heading_of_the_page(self, example_book):
        feed = ElementTree.parse(example_book / "journal.atom").getroot()
        entries = feed.findall(f"{ATOM}entry")
        written = (ROOT / "book" / "journal.md").read_text(encoding="utf-8")
        assert len(entries) == written.count("\n## ") >= 10
        days = [entry.findtext(f"{ATOM}published") for entry in entries]
        assert days == sorted(days, reverse=True)
        assert (days[0], days[-1]) == ("2022-02-15T00:00:00+09:00", "2020-08-19T00:00:00+09:00")
        assert feed.findtext(f"{ATOM}updated") == days[0]
        assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)

    def test_entries_carry_their_text_and_lead_to_their_place(self, example_book):
        feed = ElementTree.parse(example_book / "journal.atom").getroot()
        ids = pages(example_book)["journal.html"].ids
        for entry in feed.findall(f"{ATOM}entry"):
            page, _, anchor = entry.find(f"{ATOM}link").get("href").partition("#")
            assert page == "journal.html"
            assert anchor in ids
            assert entry.findtext(f"{ATOM}content").startswith("<")
            assert entry.findtext(f"{ATOM}title")

    def test_page_names_its_feed(self, example_book):
        assert "journal.atom" in pages(example_book)["journal.html"].loads
        assert "journal.atom" not in pages(example_book)["index.html"].loads

    @pytest.mark.parametrize(
        ("heading", "told"),
        [
            ("2022-02-15 제목", "a heading of the journal is"),
            ("2022년 2월 30일, 제목", "a heading of the journal is"),
            ("2020년 8월 19일, 두 번째", "the journal has two entries of"),
        ],
    )
    def test_heading_without_a_day_of_its_own_is_a_warning(self, monkeypatch, heading, told):
        warnings = []
        monkeypatch.setattr(_journal_feed.LOGGER, "warning", lambda text, *_, **__: warnings.append(text))
        found = list(_journal_feed.entries(journal("2020년 8월 19일, 하나", heading)))
        assert [entry.title for entry in found] == ["하나"]
        assert [text.startswith(told) for text in warnings] == [True]

    @pytest.mark.slow
    def test_warning_stops_the_build(self, lesson, capfd):
        shutil.copytree(ROOT / "book", lesson.project.root / "book")
        page = lesson.project.root / "book" / "journal.md"
        page.write_text("# 일지\n\n## 어제, 제목\n\n글\n", encoding="utf-8")
        with pytest.raises(BookFailed):
            build_html(lesson.project, read_course(lesson.project), [])
        assert "journal.md" in capfd.readouterr().err


class TestSearchText:
    def entries(self, example_book):
        text = (example_book / "search-text.js").read_text(encoding="utf-8")
        return json.loads(text.removeprefix("window.bookText = ").removesuffix(";\n"))

    def test_sections_know_their_page_heading_and_text(self, example_book):
        more = next(entry for entry in self.entries(example_book) if entry["heading"] == "더 알아보기")
        assert (more["page"], more["url"]) == ("벡터의 평균", "lessons/90-vectors.html")
        assert more["anchor"] in pages(example_book)["lessons/90-vectors.html"].ids
        assert more["text"].startswith("평균을 미분한 기울기(gradient)는 원소마다 같습니다.")
        assert "기울기검사는 … 하나로" in more["text"]
        assert "np.add.reduce(values)" in more["text"]

    def test_pictures_outputs_and_formulas_are_left_out(self, example_book):
        text = (example_book / "search-text.js").read_text(encoding="utf-8")
        assert "base64" not in text
        assert "통과했습니다 (1점)" not in text
        assert "sum_{i=1}" not in text

    def test_glossary_entries_stand_by_themselves(self, example_book):
        found = [entry for entry in self.entries(example_book) if entry["heading"] == "기울기 (gradient)"]
        assert [(entry["isTerm"], entry["page"]) for entry in found] == [(True, "용어집")]
        assert found[0]["anchor"] in pages(example_book)["glossary.html"].ids

    def test_index_of_sphinx_is_not_there(self, example_book):
        assert not (example_book / "searchindex.js").exists()


@pytest.mark.slow
def test_real_book_is_built_without_a_warning_and_can_be_read_offline(real_book):
    lessons = [path.parent.name for path in (ROOT / "lessons").glob("*/lesson.md")]
    assert {f"lessons/{name}.html" for name in lessons} < set(pages(real_book))
    assert_readable_offline_and_accessible(real_book)


@pytest.mark.slow
def test_lesson_leads_to_its_theory_and_every_pdf_of_the_build_is_offered(real_book):
    assert (
        "../theory/logistic-regression.html" in pages(real_book)["lessons/03-logistic-regression.html"].links
    )
    assert downloads(real_book).keys() >= {"03-logistic-regression.pdf", "logistic-regression-theory.pdf"}
    assert downloads(real_book) == built_pdfs(real_book)


@pytest.mark.slow
def test_page_of_a_lesson_that_is_gone_goes_too(lesson, executed):
    shutil.copytree(ROOT / "book", lesson.project.root / "book")
    course = read_course(lesson.project)
    html = build_html(lesson.project, course, [(lesson.read(), executed[1])]).parent
    assert {"lessons/90-vectors.html", "quizzes/90-vectors.html"} < set(pages(html))
    build_html(lesson.project, course, [])
    assert not [name for name in pages(html) if "90-vectors" in name]
    assert "90-vectors.pdf" not in downloads(html)
    assert "아직 열린 강의가 없습니다." in (html / "index.html").read_text(encoding="utf-8")
