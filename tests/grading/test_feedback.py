"""Every row gets a page that says what a learner needs, and nothing of a hidden test."""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aiclass.grading import CellScore, CellView, Graded, Outcome, ScoreOutcome, Verdict, read_assignment
from aiclass.grading._exercises import scored_cells, titles_of
from aiclass.grading._feedback import FeedbackPages, learner_folders
from aiclass.grading._feedback_cards import cards, judged_cells
from aiclass.grading._hidden import COVER, Hidden

RED = "\x1b[31m빨강\x1b[0m"


def text_of(page):
    """Return what a reader sees of a page."""
    body = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def row(assignment, **values):
    """Return a row in which everything passed."""
    source = assignment.notebooks[0]
    cells = tuple(
        CellScore(
            grade_id=cell.grade_id,
            score=cell.metadata.points,
            max_score=cell.metadata.points,
            outcome=ScoreOutcome.PASSED,
        )
        for cell in source.scored
    )
    made = Graded(
        learner="홍길동",
        notebook=source.name,
        submitted_at=None,
        attempt=1,
        late_seconds=0.0,
        outcome=Outcome.GRADED,
        score=source.max_score,
        penalty=0.0,
        max_score=source.max_score,
        seconds=1.0,
        flags=(),
        cells=cells,
        key="key",
    )
    return replace(made, **values)


def with_cell(graded, grade_id, **values):
    return tuple(replace(cell, **values) if cell.grade_id == grade_id else cell for cell in graded.cells)


@pytest.fixture
def page(homework):
    """Write the page of one row and return it as text."""

    def write(*views, **values):
        assignment = homework.assignment
        graded = row(assignment, **values)
        verdict = Verdict(outcome=graded.outcome, cells=graded.cells, flags=(), seconds=1.0, views=views)
        FeedbackPages(homework.out, assignment, [graded.learner], {"key": verdict}.get).finish([graded])
        (found,) = (homework.out / "feedback").rglob("*.html")
        return found.read_text(encoding="utf-8")

    return write


def code(source="x = 1", *outputs, **values):
    return CellView(kind="code", source=source, outputs=outputs, outcome="ok", **values)


def stream(text):
    return {"output_type": "stream", "name": "stdout", "text": text}


def shown(**data):
    return {
        "output_type": "display_data",
        "metadata": {},
        "data": {name.replace("_", "/", 1): value for name, value in data.items()},
    }


class TestWhatIsWritten:
    def test_grading_writes_a_page_for_every_row(self, homework):
        homework.hand_in("가", homework.solved())
        homework.hand_in("나", b"{ broken")
        homework.hand_in("다", homework.released())
        homework.grade()
        found = {str(path.relative_to(homework.out)) for path in homework.out.rglob("feedback/*/*.html")}
        assert found == {f"feedback/{name}/circle.html" for name in "가나다"}

    def test_row_that_could_not_be_graded_says_why_and_what_to_do(self, homework):
        homework.hand_in("나", b"{ broken")
        homework.grade()
        text = text_of((homework.out / "feedback/나/circle.html").read_text(encoding="utf-8"))
        assert "채점하지 못했습니다" in text
        assert "다시 저장한 파일을 내 주세요" in text

    def test_grader_failure_blames_nobody(self, page):
        text = text_of(page(outcome=Outcome.GRADER_FAILURE, key=""))
        assert "여러분의 잘못이 아니고, 제출 횟수도 줄지 않습니다" in text

    def test_page_is_written_anew_only_where_something_changed(self, homework):
        homework.hand_in("가", homework.solved())
        homework.hand_in("나", homework.solved())
        homework.grade()
        pages = [homework.out / f"feedback/{name}/circle.html" for name in "가나"]
        before = [path.stat().st_ino for path in pages]
        homework.hand_in("나", homework.released())
        homework.grade()
        after = [path.stat().st_ino for path in pages]
        assert (before[0] == after[0], before[1] == after[1]) == (True, False)

    def test_deleted_page_comes_back(self, homework):
        homework.hand_in("가", homework.solved())
        homework.grade()
        path = homework.out / "feedback/가/circle.html"
        path.unlink()
        homework.grade()
        assert path.is_file()

    def test_names_that_differ_in_case_only_get_a_folder_each(self):
        assert (
            len({name.casefold() for name in learner_folders(["Kim", "kim", "KIM", "kim (2)"]).values()}) == 4
        )

    def test_page_stands_alone_and_forbids_scripts(self, page):
        text = page(code())
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', text)
        assert "default-src 'none'" in html.unescape(policy)
        assert not re.search(r"<script|<link rel=.stylesheet|src=.(?!data:)", text)


class TestWhatItSays:
    def test_points_message_and_code_of_a_check(self, homework, page):
        cells = with_cell(
            row(homework.assignment),
            "add-check",
            score=0.0,
            outcome=ScoreOutcome.FAILED,
            message="부호가 반대입니다.\n다시 보세요. [AB-12]",
        )
        text = text_of(page(code("def add(a, b): return a - b", grade_id="add"), cells=cells))
        assert "✗ 다시 보기 0 / 2점 부호가 반대입니다. 다시 보세요. AB-12" in text
        assert "7 / 9점" in text

    def test_points_that_a_person_has_still_to_give(self, homework, page):
        cells = with_cell(row(homework.assignment), "why", score=None, outcome=ScoreOutcome.MANUAL)
        assert "강사가 채점할 점수가 4점 남아 있습니다" in text_of(page(cells=cells))

    def test_comment_of_a_person(self, homework, page):
        cells = with_cell(
            row(homework.assignment), "why", score=3.0, outcome=ScoreOutcome.MANUAL, message="거의 맞습니다."
        )
        assert "강사가 채점함 3 / 4점 거의 맞습니다." in text_of(page(cells=cells))

    def test_late_penalty(self, page):
        text = text_of(page(penalty=2.0, flags=("note:late-penalty:2",)))
        assert "늦게 내서 2점을 뺐습니다. 빼기 전 점수: 9점" in text

    def test_time_of_the_hand_in(self, page):
        assert "2026-03-02 09:30" in page(submitted_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC))

    @pytest.mark.parametrize("flag", ["patched-judge:sum", "forged-report", "trace-function", "new-flag:x"])
    def test_suspicion_is_the_instructors_to_speak_of(self, page, flag):
        text = text_of(page(flags=(flag,)))
        assert "강사가 이 노트를 한 번 더 살펴봅니다" in text
        assert "sum" not in text
        assert "꾸며" not in text

    def test_flags_that_are_not_the_learners_are_left_out(self, page):
        text = text_of(
            page(flags=("note:sender:kim@example.com", "note:not-isolated", "marked-before-change:add"))
        )
        assert "알아 두세요" not in text
        assert "kim@example.com" not in text

    def test_restored_cell_is_named_by_its_exercise(self, page):
        assert "되돌려 채점했습니다: add" in text_of(page(flags=("note:restored:add-check",)))

    def test_several_restored_cells_are_one_sentence(self, page):
        flags = ("note:restored:add-check", "note:moved:add", "note:restored:intro", "note:restored:intro")
        assert text_of(page(flags=flags)).count("되돌려 채점했습니다") == 1
        assert "되돌려 채점했습니다: add, intro" in text_of(page(flags=flags))

    def test_cell_that_a_limit_stopped(self, page):
        view = replace(
            code("while True: pass", grade_id="add"), outcome="limit", message="멈추었습니다. [SB-02]"
        )
        assert "◐ 멈추었습니다." in text_of(page(view))

    def test_unchanged_text_of_the_lesson_is_left_out(self, homework, page):
        text = text_of(page(CellView(kind="markdown", source="넓이를 구하세요."), code("직접 = 1")))
        assert "넓이를 구하세요" not in text
        assert "직접" in text

    def test_answers_stand_under_their_own_exercise(self):
        """Lesson 03's broken notebook is a plain cell: its check must not take over the answer before it."""
        assignment = read_assignment("03")
        titles = titles_of(scored_cells(assignment, assignment.notebooks[0]))
        assert (titles["train"], titles["old-class-check"]) == ("경사 하강법", "고장 난 노트 고치기")

    def test_repaired_plain_cell_stands_with_its_check(self):
        assignment = read_assignment("03")
        notebook = assignment.notebooks[0]
        exercises = scored_cells(assignment, notebook)
        hidden = Hidden.of(notebook)
        views = [code("def old_loss(): ..."), code("x", grade_id="old-class-check", role="test")]
        judged = judged_cells(exercises, row(assignment).cells, hidden)
        (card,) = cards(views, notebook, exercises=exercises, judged=judged, hidden=hidden)
        assert (card.title, [one.role for one in card.cells]) == ("고장 난 노트 고치기", ["", "test"])

    def test_exceptions_own_words_are_introduced(self, homework, page):
        cells = with_cell(
            row(homework.assignment), "add-check", score=0.0, outcome=ScoreOutcome.FAILED, message="name 'x'"
        )
        assert "오류가 났습니다. name 'x'" in text_of(page(cells=cells))


class TestOutputs:
    def test_colours_of_a_terminal_become_text(self, page):
        text = page(
            code("x", stream(RED), {"output_type": "error", "traceback": ["\x1b[0;31mValueError\x1b[0m"]})
        )
        assert "\x1b" not in text
        assert "[31m" not in text
        assert ">빨강<" in text
        assert ">ValueError<" in text

    def test_progress_bar_keeps_its_last_state(self, page):
        assert ">100%<" in page(code("x", stream("1%\r50%\r100%")))

    def test_text_that_reverses_other_text_is_spelt_out(self, page):
        text = page(code("a = '\u202egnp.exe'", stream("\u2066x")))
        assert "⟦U+202E⟧" in text
        assert not re.search("[\u202a-\u202e\u2066-\u2069]", text)

    def test_long_output_is_folded_and_huge_output_cut(self, page):
        text = page(code("x", stream("\n".join(map(str, range(500)))), shown(text_plain="가" * 200_000)))
        assert "나머지 480줄 보기" in text
        assert "자는 싣지 않았습니다" in text
        assert len(text) < 120_000

    def test_picture_that_is_none_is_left_out(self, page):
        assert "<img" not in page(code("x", shown(image_png="PHN2Zz4=", text_plain="그림")))

    def test_picture_stands_inside_the_page(self, page):
        assert "data:image/png;base64,iVBORw0KGgo=" in page(code("x", shown(image_png="iVBORw0KGgo=\n")))

    @pytest.mark.parametrize(
        "output",
        [
            {},
            {"output_type": "stream"},
            {"output_type": "stream", "text": 3},
            {"output_type": "display_data", "data": []},
            {"output_type": "display_data", "data": {"text/html": {"a": 1}, "image/png": [1]}},
            {"output_type": "error", "traceback": "x"},
        ],
    )
    def test_malformed_output_is_no_fault(self, page, output):
        assert "홍길동" in page(code("x", output))


class TestHiddenTests:
    def leaky(self, source):
        """Return every output and message of a notebook that tells each hidden test in each way."""
        views, cells = [], []
        for cell in source.scored:
            secret = cell.graded
            outputs = (
                stream(secret),
                shown(text_html=f"<pre>{html.escape(secret)}</pre>", text_plain=secret),
                shown(text_markdown="".join(f"    {line}\n" for line in secret.split("\n"))),
                {"output_type": "error", "ename": "E", "evalue": secret, "traceback": [f"\x1b[31m{secret}"]},
            )
            views.append(code(cell.released, *outputs, grade_id=cell.grade_id, role="test"))
            views.append(replace(code("x", *outputs), outcome="limit", message=secret))
            cells.append(
                CellScore(
                    grade_id=cell.grade_id,
                    score=0.0,
                    max_score=1.0,
                    outcome=ScoreOutcome.FAILED,
                    message=secret,
                )
            )
        return views, tuple(cells)

    @pytest.mark.parametrize("source", ["homework", "03"])
    def test_no_hidden_line_is_ever_told(self, homework, source):
        assignment = homework.assignment if source == "homework" else read_assignment(source)
        notebook = assignment.notebooks[0]
        lines = Hidden.of(notebook).lines
        views, cells = self.leaky(notebook)
        graded = row(assignment, cells=cells)
        verdict = Verdict(outcome=graded.outcome, cells=cells, flags=(), seconds=1.0, views=tuple(views))
        FeedbackPages(homework.out, assignment, [graded.learner], {"key": verdict}.get).finish([graded])
        (found,) = (homework.out / "feedback").rglob("*.html")
        page = found.read_text(encoding="utf-8")
        seen = html.unescape(re.sub(r"<[^>]+>", "", page))
        assert len(lines) >= 1
        assert COVER in seen
        assert [line for line in lines if line in seen or line in page or html.escape(line) in page] == []

    def test_what_learners_have_anyway_is_not_covered(self, homework, page):
        assert "assert add(1, 2) == 3" in text_of(page(code("x", stream("assert add(1, 2) == 3"))))
