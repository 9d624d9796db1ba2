"""PDFs: pages numbered, text that can be read out, nothing missing, nothing secret, the same bytes every time."""

import base64
import io
import re
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
import pypdf
import pytest
from matplotlib.figure import Figure

from aiclass.authoring import (
    NoSuchPaper,
    Paper,
    PdfFailed,
    Project,
    check_paper_name,
    lesson_paper,
    paper_names,
    read_lesson,
    read_paper,
    solution_notebook,
    typeset,
    write_pdf,
)
from aiclass.authoring._pdf import handed_out, is_current
from aiclass.authoring._questions import questions
from aiclass.authoring._run import Run
from aiclass.autograd import draw, tensor
from aiclass.plots._show import image_html, render_png

from .conftest import EXAMPLE

ROOT = Path(__file__).parents[2]
PROJECT = Project(lessons=ROOT / "lessons")
THEORY = "logistic-regression-theory"
ALT = "선 하나"


def no_run(lesson):
    raise AssertionError("a theory runs no lesson")


@cache
def theory():
    return read_paper(PROJECT, THEORY, no_run)


@cache
def theory_pdf():
    return typeset(theory())


def pages(pdf):
    """Return the text of each page."""
    return [page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def as_read(pdf):
    """Return all text, however its lines were broken."""
    return re.sub(r"\s+", "", "".join(pages(pdf)))


def paper(body, **changes):
    fields = {
        "name": "small",
        "title": "작은 글",
        "summary": "한 문장입니다.",
        "facts": (("시간", "1분"),),
        "body": f"# 작은 글\n\n{body}\n",
        "pictures": {},
        "date": date(2026, 11, 25),
        "source": body,
    }
    return Paper(**(fields | changes))


def failure(body, **changes):
    with pytest.raises(PdfFailed) as caught:
        typeset(paper(body, **changes))
    return str(caught.value)


def fonts(pdf):
    """Return the name of each font of a PDF and whether its glyphs are in the file."""
    found = {}
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        for font in page["/Resources"]["/Font"].values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            descriptor = inner["/FontDescriptor"].get_object()
            name = str(descriptor["/FontName"]).partition("+")[2]
            found[name] = bool({"/FontFile2", "/FontFile3"} & descriptor.keys())
    return found


class TestTheory:
    def test_every_page_has_its_number(self):
        texts = pages(theory_pdf())
        assert 10 <= len(texts) <= 14
        for number, text in enumerate(texts, start=1):
            assert re.search(rf"\b{number} / {len(texts)}\b", text)

    def test_text_can_be_read_out(self):
        text = as_read(theory_pdf())
        for passage in ("로지스틱회귀의이론", "확률에서정답을뺀값,곧오차", "x.T@error/len(x)", "모양표"):
            assert passage in text

    def test_answers_stand_at_the_end_with_the_page_of_their_question(self):
        texts = pages(theory_pdf())
        assert "오차는" not in "".join(texts[:-1]).partition("연습 문제")[2].partition("출처와")[0]
        asked = next(number for number, text in enumerate(texts, start=1) if "→" in text and "답 1" in text)
        assert f"{asked}쪽의 물음" in texts[-1]

    def test_every_font_is_embedded_and_came_with_pip(self):
        found = fonts(theory_pdf())
        assert {"NanumGothic", "NanumGothicBold", "DejaVuSansMono"} <= found.keys()
        assert any(name.startswith("NewCMMath") for name in found)
        assert all(found.values())

    def test_same_source_gives_the_same_bytes(self):
        assert typeset(read_paper(PROJECT, THEORY, no_run)) == theory_pdf()

    def test_date_is_that_of_the_source(self):
        metadata = pypdf.PdfReader(io.BytesIO(theory_pdf())).metadata
        assert metadata["/CreationDate"].startswith(f"D:{theory().date:%Y%m%d}")
        assert metadata.title == "로지스틱 회귀의 이론"

    def test_it_is_tagged_and_names_its_language(self):
        root = pypdf.PdfReader(io.BytesIO(theory_pdf())).trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert str(root["/Lang"]).startswith("ko")

    def test_copy_that_learners_get_is_current(self):
        path = handed_out(PROJECT, theory())
        assert is_current(path, theory()), "run 'aiclass pdf --all'"

    def test_every_theory_that_a_lesson_links_to_is_handed_out(self):
        links = {
            link
            for path in PROJECT.lessons.glob("*/lesson.md")
            for link in re.findall(r"\]\((theory/[^)]+)\)", path.read_text(encoding="utf-8"))
        }
        assert f"theory/{THEORY}.pdf" in links
        assert [link for link in links if not (PROJECT.notebooks / link).is_file()] == []

    def test_nothing_is_fetched(self):
        """Typst would only fetch packages, whose names begin with an at sign."""
        style = (Path(typeset.__code__.co_filename).parent / "pdf" / "paper.typ").read_text(encoding="utf-8")
        assert re.findall(r'#import "([^"]+)"', style) == []


@pytest.fixture(scope="module")
def made():
    """The example lesson with outputs as a run leaves them."""
    source = read_lesson(Project(lessons=EXAMPLE), "90")
    notebook = solution_notebook(source)
    figure = Figure(figsize=(2, 1))
    figure.add_subplot().plot(np.arange(3))
    picture = render_png(figure)
    drawing = draw(tensor(3.0, requires_grad=True, name="x") * 2.0)
    cells = {cell.id: cell for cell in notebook.cells}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = []
    shown = {"output_type": "display_data", "metadata": {}}
    cells["mean-check"].outputs = [
        {"output_type": "stream", "name": "stdout", "text": "통과했습니다\n"},
        shown | {"data": {"text/html": image_html(picture, alt=ALT), "text/plain": ALT}},
        {"output_type": "error", "ename": "E", "evalue": "e", "traceback": ["▶ 1번째 줄", "틀렸습니다"]},
    ]
    cells["c013"].outputs = [
        shown | {"data": {"image/png": base64.b64encode(picture).decode(), "text/plain": "<Figure>"}},
        shown | {"data": {"image/svg+xml": drawing.svg, "text/plain": drawing.alt}},
    ]
    run = Run(
        lesson="90",
        data="digits",
        twin=False,
        seconds=1.0,
        results={},
        timings_s={},
        versions={},
        device="cpu",
        notebook=nbformat.from_dict(notebook),
    )
    return lesson_paper(source, run)


@pytest.fixture(scope="module")
def text(made):
    return as_read(typeset(made))


class TestLesson:
    def test_it_carries_title_facts_and_the_date_of_its_measurement(self, made):
        assert made.title == "90강. 벡터의 평균"
        assert ("데이터", "digits") in made.facts
        assert isinstance(made.date, date)

    def test_outputs_and_pictures_are_in_it(self, made, text):
        for passage in ("통과했습니다", "▶1번째줄", "틀렸습니다"):
            assert passage in text
        assert list(made.pictures) == ["mean-check-1.png", "c013-1.png", "c013-2.svg"]
        assert ALT in made.body
        assert "계산 그래프입니다" in made.body

    def test_stub_stands_where_the_exercise_is_and_the_warm_up_solution_at_the_end(self, text):
        assert "raiseNotImplementedError()" in text
        assert text.index("raiseNotImplementedError()") < text.index("total=values.sum()")
        assert text.rindex("모범답안") < text.index("total=values.sum()") < text.rindex("답10")

    def test_other_solutions_and_hidden_tests_are_nowhere(self, text):
        assert "values-mean(values)" not in text
        assert "[5.0,7.0]" not in text

    def test_what_only_a_screen_can_offer_is_not_in_it(self, made):
        assert "base64" not in made.body
        assert "{container}" not in made.body
        assert "내려받기" not in made.body

    def test_quiz_is_asked_before_it_is_answered(self, text):
        assert text.index("[1,2,6]의평균은얼마인가요?") < text.index("28곱하기28은784입니다.")

    def test_quiz_is_shown_as_written(self):
        source = read_lesson(Project(lessons=EXAMPLE), "90")
        asked = replace(source.quiz[0], text="a * b * c < `d`\n\n$e$ {doc}`f`", explain="- 2. *x*")
        text = as_read(typeset(paper(questions([asked]))))
        assert "a*b*c<`d`$e${doc}`f`" in text
        assert "-2.*x*" in text

    def test_same_run_gives_the_same_bytes(self, made):
        assert typeset(made) == typeset(made)


class TestFaults:
    def test_missing_glyph_is_an_error_that_names_it(self):
        assert "\U00013080" in failure("상형 문자 \U00013080")

    def test_picture_without_words_is_an_error(self):
        picture = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
        body = "```{figure} a.svg\n캡션\n```"
        assert "alt" in failure(body, pictures={"a.svg": picture})
        assert typeset(paper(body.replace("캡션", ":alt: 세모\n캡션"), pictures={"a.svg": picture}))

    def test_unknown_directive_is_named_with_those_that_work(self):
        told = failure("```{mermaid}\ngraph\n```")
        assert "{mermaid}" in told
        assert "admonition" in told

    def test_unknown_role_is_named(self):
        assert "{math}`x`" in failure("수식 {math}`x`")

    def test_directive_in_an_example_is_an_example(self):
        text = as_read(typeset(paper("````text\n```{mermaid}\n```\n````")))
        assert "```{mermaid}" in text

    def test_long_line_of_code_stays_on_the_page(self):
        code = "x = " + " + ".join(f"value_{number}" for number in range(40))
        pdf = typeset(paper(f"```python\n{code}\n```"))
        widest = 0.0

        def visit(text, matrix, transformation, font, size):
            nonlocal widest
            widest = max(widest, transformation[4] + matrix[4])

        pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)
        assert "value_39" in as_read(pdf)
        assert widest < 595 - 62  # A4 without its margin, in points

    def test_failed_pdf_leaves_the_old_one(self, tmp_path):
        project = Project(lessons=tmp_path / "lessons")
        path = write_pdf(project, paper("좋은 글"))
        before = path.read_bytes()
        with pytest.raises(PdfFailed):
            write_pdf(project, paper("\U00013080"))
        assert path.read_bytes() == before
        assert [file.name for file in path.parent.iterdir()] == ["small.pdf"]


class TestNames:
    def test_lessons_and_theories_have_one_name_each(self):
        names = paper_names(PROJECT)
        assert "03" in names
        assert THEORY in names

    def test_unknown_name_is_wrong_usage_and_told_with_those_that_exist(self):
        with pytest.raises(NoSuchPaper, match=THEORY) as caught:
            check_paper_name(PROJECT, "99")
        assert caught.value.exit_code == 2

    def test_copy_that_is_handed_out_is_kept_while_its_source_is_the_same(self, tmp_path):
        project = Project(lessons=tmp_path / "lessons")
        handed = paper("글", is_handed_out=True)
        write_pdf(project, handed)
        copy = handed_out(project, handed)
        other_library = copy.read_bytes() + b"\n"
        copy.write_bytes(other_library)
        write_pdf(project, handed)
        assert copy.read_bytes() == other_library
        write_pdf(project, paper("다른 글", is_handed_out=True))
        assert "다른글" in as_read(copy.read_bytes())
