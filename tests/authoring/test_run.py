"""Running a lesson in a kernel: results, figures, the kept execution, and how failures are told."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from aiclass.authoring import (
    CellFailed,
    Project,
    book_page,
    deviations,
    execute,
    results_document,
    results_text,
    run_lesson,
    write_book_page,
)
from aiclass.authoring._run import Run
from aiclass.data import DataError

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def failure(lesson):
    with pytest.raises(CellFailed) as caught:
        execute(lesson.read(must_be_measured=False))
    return caught.value


class TestExecution:
    def test_summary_is_what_the_command_prints(self, executed):
        _, run, _, _ = executed
        summary = run.summary()
        assert list(summary) == ["lesson", "data", "twin", "seconds", "resumed", "results"]
        assert (summary["lesson"], summary["data"], summary["twin"]) == ("90", "digits", False)
        assert summary["results"] == {"brightness": pytest.approx(57.08, abs=0.01), "images": 1438}
        assert 0 < summary["seconds"] < 120

    def test_probes_leave_no_trace(self, executed):
        lesson, run, _, _ = executed
        assert [cell.id for cell in run.notebook.cells] == [cell.id for cell in lesson.read().cells]
        assert "probe" not in json.dumps(run.notebook)

    def test_every_cell_is_timed_and_told_with_its_section(self, executed):
        lesson, run, _, sections = executed
        code = [cell.id for cell in lesson.read().cells if cell.kind == "code"]
        assert list(run.timings_s) == code
        assert sections[0] == (0, 20, "벡터의 평균")
        assert "고장 난 코드" in [section for _, _, section in sections]

    def test_figures_are_written_under_the_id_of_their_cell(self, executed):
        lesson, _, _, _ = executed
        folder = lesson.project.runs / "90"
        assert sorted(path.name for path in folder.glob("*.png")) == ["c013-2.png", "c013.png"]
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in folder.glob("*.png"))

    def test_no_progress_is_logged_and_nothing_lands_in_the_current_folder(self, executed, tmp_path):
        lesson, _, _, _ = executed
        assert not list(lesson.project.root.rglob("progress.jsonl"))

    def test_same_execution_is_taken_again(self, executed):
        lesson, run, is_kept, _ = executed
        again, kept_again = run_lesson(lesson.project, lesson.read(), on_cell=lambda *_: pytest.fail("ran"))
        assert (is_kept, kept_again) == (False, True)
        assert again == run

    def test_damaged_kept_execution_is_run_anew(self, executed, monkeypatch):
        lesson, _, _, _ = executed
        kept = lesson.project.runs / "90" / "executed.ipynb"
        content = kept.read_bytes()
        kept.write_bytes(content[:100])
        monkeypatch.setattr(
            "aiclass.authoring._run.execute", lambda *_, **__: (_ for _ in ()).throw(KeyError)
        )
        with pytest.raises(KeyError):
            run_lesson(lesson.project, lesson.read())
        kept.write_bytes(content)


class TestFailures:
    def test_failing_cell_is_told_with_section_line_and_error(self, lesson):
        lesson.replace("axes.plot([1, 2], [3, 4])", "axes.plot([1, 2], no_such_name)")
        error = failure(lesson)
        assert (error.line, error.error, error.exit_code) == (lesson.line("axes.plot("), "NameError", 1)
        assert f"lessons/90-vectors/lesson.md:{error.line}" in str(error)
        assert "절: 고장 난 코드" in str(error)

    def test_missing_glyph_fails_the_run(self, lesson):
        lesson.replace('axes.set_xlabel("x")', 'axes.set_xlabel("\\U00013080")')
        error = failure(lesson)
        assert error.error == "MissingGlyph"
        assert "77952" in str(error)

    @pytest.mark.slow
    def test_figure_that_is_no_number_is_told_with_its_line(self, lesson):
        lesson.replace("value: len(images)", "value: str(len(images))")
        error = failure(lesson)
        assert (error.line, error.error) == (lesson.line("  images:"), "Figure")

    @pytest.mark.slow
    def test_figure_that_cannot_be_evaluated_is_told_with_its_line(self, lesson):
        lesson.replace("value: len(images)", "value: len(image)")
        error = failure(lesson)
        assert (error.line, error.error) == (lesson.line("  images:"), "NameError")

    @pytest.mark.slow
    def test_cell_that_takes_too_long_is_stopped(self, lesson):
        lesson.replace("plt.show()", "import time; time.sleep(600)")
        with pytest.raises(CellFailed, match="20초 안에") as caught:
            execute(lesson.read(), cell_timeout_s=20)
        assert caught.value.line == lesson.line("figure, axes")

    def test_real_data_that_cannot_be_had_stop_the_run_before_it_starts(self, lesson):
        lesson.replace("data: [digits]", "data: [mnist]")
        with pytest.raises(DataError) as caught:
            execute(lesson.read(), twin=False, on_cell=lambda *_: pytest.fail("ran"))
        assert caught.value.exit_code == 3


def made_run(**results):
    return Run(
        lesson="90",
        data="digits",
        twin=False,
        seconds=1.0,
        results={"brightness": 57.0, "images": 1438} | results,
        timings_s={},
        versions={"python": "3.11.7", "numpy": "2.4.6"},
        device="cpu",
        notebook=None,
    )


class TestResults:
    def document(self, lesson, **results):
        run = made_run(**results)
        return results_document(lesson.read(), real=run, twin=run, now=NOW)

    def test_entry_is_complete(self, lesson):
        assert self.document(lesson)["real"]["brightness"] == {
            "value": 57.0,
            "text": "57.0",
            "tolerance": 0.5,
            "data": "digits",
            "versions": {"python": "3.11.7", "numpy": "2.4.6"},
            "device": "cpu",
            "date": "2026-11-23",
        }

    def test_seed_that_is_set_in_view_is_kept(self, lesson):
        lesson.replace(
            "plt.show()", "SEED = 7\nrng = np.random.default_rng(SEED)\nother = np.random.default_rng(7)"
        )
        assert self.document(lesson)["twin"]["images"]["seed"] == 7

    def test_text_is_json_with_one_figure_on_few_lines(self, lesson):
        text = results_text(self.document(lesson))
        assert json.loads(text) == self.document(lesson)
        assert text.count("\n") < 24
        assert '"value": 1438, "text": "1,438", "tolerance": 0.0,\n' in text

    def test_measured_figures_are_read_back(self, lesson):
        (lesson.folder / "results.json").write_text(results_text(self.document(lesson)), encoding="utf-8")
        assert "평균 밝기는 57.0입니다" in lesson.read().cells[0].source

    def test_figure_within_its_tolerance_is_no_deviation(self, lesson):
        assert deviations(lesson.read(), self.document(lesson, brightness=57.5)) == ()

    def test_figure_outside_its_tolerance_is_one(self, lesson):
        found = deviations(lesson.read(), self.document(lesson, brightness=57.6, images=1439))
        assert [(one.kind, one.name, one.measured) for one in found] == [
            ("real", "brightness", 57.6),
            ("real", "images", 1439),
            ("twin", "brightness", 57.6),
            ("twin", "images", 1439),
        ]

    def test_figure_without_a_counterpart_is_one(self, lesson):
        lesson.replace("  images:\n", "  pictures:\n")
        document = self.document(lesson, pictures=1438)
        found = [(one.name, one.stored, one.measured) for one in deviations(lesson.read(), document)]
        assert found[:2] == [("pictures", None, 1438), ("images", 1438, None)]


class TestBookPage:
    def page(self, executed):
        lesson, run, _, _ = executed
        return {cell.id: cell for cell in book_page(lesson.read(), run.notebook).cells}

    def test_warm_up_shows_its_stub_and_folds_its_solution(self, executed):
        text = self.page(executed)["mean"].source
        assert "{admonition} 문제: 평균 (몸풀기)" in text
        assert "raise NotImplementedError()" in text
        assert text.index("{answer} 모범 답안 보기") < text.index("total = values.sum()")

    def test_other_solutions_and_hidden_tests_are_nowhere_in_the_page(self, executed):
        lesson, run, _, _ = executed
        text = json.dumps(book_page(lesson.read(), run.notebook), ensure_ascii=False)
        assert "values + mean(values)" in text
        assert "values - mean(values)" not in text
        assert "[5.0, 7.0]" not in text
        assert "같은 무게가 되기" not in text

    def test_check_shows_what_the_solution_got(self, executed):
        cell = self.page(executed)["mean-check"]
        assert cell.source.startswith('check("mean")\n')
        assert "통과했습니다" in cell.outputs[0].text

    def test_prediction_shows_the_question_and_folds_the_answer(self, executed):
        page = self.page(executed)
        assert 'predict("row-shape", ...,' in page["row-shape"].source
        assert page["row-shape"].outputs == []
        assert page["row-shape-answer"].source == (
            "```{answer} 예측의 답 보기\n\n`(784,)`\n\n28 곱하기 28은 784입니다.\n```"
        )

    def test_quiz_is_a_page_of_its_own(self, executed):
        assert "{doc}`/quizzes/90-vectors`" in self.page(executed)["c017"].source

    def test_title_is_followed_by_the_ways_to_the_notebook_and_the_quiz(self, executed):
        cells = list(self.page(executed).values())
        assert cells[0].source == "# 벡터의 평균"
        assert '<a download="90-vectors.ipynb" href="data:application/x-ipynb+json;base64,' in cells[1].source
        assert "{doc}`퀴즈 풀기 </quizzes/90-vectors>`" in cells[1].source
        assert cells[2].source.startswith("평균은 합을")

    @pytest.mark.parametrize(
        "address", ["https://github.com/some/class", "https://github.com/some/class.git"]
    )
    def test_colab_is_offered_where_the_course_names_its_public_repository(self, executed, address):
        lesson, run, _, _ = executed
        assert "colab" not in self.page(executed)["ways"].source
        source = lesson.read()
        published = replace(source, course=replace(source.course, repository=address))
        ways = book_page(published, run.notebook).cells[1].source
        place = "some/class/blob/HEAD/notebooks/90-vectors.ipynb"
        assert f"[Colab에서 열기](https://colab.research.google.com/github/{place})" in ways

    def test_page_carries_figures_and_folds_the_first_cell(self, executed):
        page = self.page(executed)
        assert any("image/png" in output.data for output in page["c013"].outputs)
        assert page["c002"].metadata.tags == ["hide-input"]

    def test_page_is_written_for_sphinx(self, executed, tmp_path):
        lesson, run, _, _ = executed
        project = Project(lessons=tmp_path / "lessons")
        assert write_book_page(project, lesson.read(), run.notebook)
        assert not write_book_page(project, lesson.read(), run.notebook)
        assert (tmp_path / "build/book/source/lessons/90-vectors.ipynb").is_file()
