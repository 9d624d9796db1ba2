"""What is built from a lesson: content, bytes, and what a learner must not find in it."""

import json
import re
import shutil

import nbformat
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiclass import course
from aiclass.authoring import (
    Project,
    build,
    differences,
    learner_notebook,
    leftover_files,
    model_answers,
    nbgrader_source,
    notebook_bytes,
    read_lesson,
    solution_notebook,
    write_outputs,
)

from .conftest import EXAMPLE, Lesson


def sources(notebook):
    return {cell.id: cell.source for cell in notebook.cells}


def content(project):
    return {path: path.read_bytes() for path in project.root.rglob("*") if path.is_file()}


class TestLearnerNotebook:
    def test_solution_is_replaced_by_a_stub_at_its_indent(self, lesson):
        assert sources(learner_notebook(lesson.read()))["mean"] == (
            'def mean(values):\n    """Return the mean."""\n'
            "    # 여기에 코드를 쓰세요.\n    raise NotImplementedError()"
        )

    def test_broken_exercise_shows_its_starter(self, lesson):
        assert sources(learner_notebook(lesson.read()))["centred"] == (
            "def centred(values):\n    return values + mean(values)"
        )

    def test_check_names_its_exercise_first_and_hides_hidden_tests(self, lesson):
        assert sources(learner_notebook(lesson.read()))["mean-check"] == (
            'check("mean")\nvalues = np.array([1.0, 2.0, 6.0])  # (3,)\n'
            'expect(mean(values)).not_close_to(9.0, "VE-02").close_to(3.0)'
        )

    def test_written_answer_becomes_a_line_to_fill_in(self, lesson):
        assert sources(learner_notebook(lesson.read()))["why"] == "여기에 답을 쓰세요."

    def test_prediction_keeps_its_dots(self, lesson):
        assert 'predict("row-shape", ..., choices' in sources(learner_notebook(lesson.read()))["row-shape"]

    def test_nothing_secret_is_in_it(self, lesson):
        text = notebook_bytes(learner_notebook(lesson.read())).decode()
        answers = ["values.sum()", "return values - mean", "[5.0, 7.0]", "저울의 양쪽이 같은"]
        secrets = [*answers, "합을 먼저", "28 곱하기"]
        assert [secret for secret in secrets if secret in text] == []
        assert not re.search("BEGIN|END |hints|tolerance|starter|results", text)

    def test_no_outputs_and_no_counts(self, lesson):
        code = [cell for cell in learner_notebook(lesson.read()).cells if cell.cell_type == "code"]
        assert all(cell.outputs == [] and cell.execution_count is None for cell in code)

    def test_metadata_say_which_lesson_and_which_source_it_is(self, lesson):
        source = lesson.read()
        metadata = learner_notebook(source).metadata
        assert metadata.aiclass == {"lesson": "90", "fingerprint": source.fingerprint}
        assert metadata.kernelspec.name == "python3"
        assert metadata.language_info == {"name": "python"}

    def test_tags_of_jupyter_pass_through(self, lesson):
        cell = next(cell for cell in learner_notebook(lesson.read()).cells if "plt.subplots" in cell.source)
        assert cell.metadata == {"tags": ["hide-input"]}

    def test_notebooks_are_valid(self, lesson):
        for make in (learner_notebook, solution_notebook, nbgrader_source):
            nbformat.validate(make(lesson.read()))


class TestNbgraderMetadata:
    def entries(self, lesson, make=learner_notebook):
        return {cell.id: cell.metadata for cell in make(lesson.read()).cells if "nbgrader" in cell.metadata}

    def test_answer_test_and_written_answer_have_their_kinds(self, lesson):
        kinds = {
            name: (entry.nbgrader.grade, entry.nbgrader.solution, entry.nbgrader.locked)
            for name, entry in self.entries(lesson).items()
        }
        assert kinds == {
            "mean": (False, True, False),
            "mean-check": (True, False, True),
            "mean-check-2": (True, False, True),
            "centred": (False, False, False),
            "centred-check": (True, False, True),
            "why": (True, True, False),
        }

    def test_only_graded_cells_have_points(self, lesson):
        points = {name: entry.nbgrader.get("points") for name, entry in self.entries(lesson).items()}
        assert points == {
            "mean": None,
            "mean-check": 2,
            "mean-check-2": 1,
            "centred": None,
            "centred-check": 3,
            "why": 5,
        }

    def test_checks_cannot_be_edited_or_deleted_and_answers_cannot_be_deleted(self, lesson):
        entries = self.entries(lesson)
        locks = {name: (entry.get("deletable"), entry.get("editable")) for name, entry in entries.items()}
        assert locks["mean-check"] == (False, False)
        assert locks["mean"] == (False, None)
        assert locks["why"] == (False, None)

    def test_source_for_nbgrader_keeps_markers_but_nothing_of_the_author(self, lesson):
        notebook = nbgrader_source(lesson.read())
        assert "### BEGIN SOLUTION" in sources(notebook)["mean"]
        assert "### BEGIN HIDDEN TESTS" in sources(notebook)["mean-check"]
        assert 'predict("row-shape", ...,' in sources(notebook)["row-shape"]
        assert "hints" not in notebook_bytes(notebook).decode()


class TestSolutionNotebook:
    def test_answers_hidden_tests_and_predictions_are_in_it(self, lesson):
        cells = sources(solution_notebook(lesson.read()))
        assert cells["mean"].endswith("    total = values.sum()     # ()\n    return total / len(values)")
        assert "expect(mean(np.array([5.0, 7.0])))" in cells["mean-check"]
        assert cells["row-shape"].startswith('predict("row-shape", "(784,)", choices=')
        assert cells["centred"] == "def centred(values):\n    return values - mean(values)"

    def test_answer_lands_right_behind_hangul_on_the_same_line(self, lesson):
        lesson.replace('predict("row-shape", ...,', '이름 = "가나다"; predict("row-shape", ...,')
        cells = sources(solution_notebook(lesson.read()))
        assert cells["row-shape"].startswith('이름 = "가나다"; predict("row-shape", "(784,)", choices=')

    def test_model_answers_by_exercise(self, lesson):
        answers = model_answers(lesson.read())
        assert list(answers) == ["mean", "centred", "why"]
        assert answers["why"] == "저울의 양쪽이 같은 무게가 되기 때문입니다."


class TestCourseFile:
    def test_is_read_back_by_the_course_package(self, lesson, monkeypatch):
        write_outputs(build(lesson.project, lesson.read()))
        monkeypatch.setenv("AICLASS_COURSE", str(lesson.project.course))
        course.lesson.cache_clear()
        known = course.lesson("90")
        course.lesson.cache_clear()
        assert known.name == "90-vectors"
        assert known.fingerprint == lesson.read().fingerprint
        assert [(e.id, e.points, e.checks) for e in known.exercises] == [
            ("mean", 3, ("mean-check", "mean-check-2")),
            ("centred", 3, ("centred-check",)),
            ("why", 5, ()),
        ]
        assert known.quiz == lesson.read().quiz
        assert known.predictions[0].explain == "28 곱하기 28은 784입니다."

    def test_holds_no_solution_and_no_hidden_test(self, lesson):
        text = build(lesson.project, lesson.read())[1].content.decode()
        assert "values.sum()" not in text
        assert "[5.0, 7.0]" not in text


class TestFilesOnDisk:
    def test_building_twice_gives_identical_bytes(self, lesson):
        first = build(lesson.project, lesson.read())
        assert [output.content for output in build(lesson.project, lesson.read())] == [
            o.content for o in first
        ]

    def test_writing_again_touches_nothing(self, lesson):
        outputs = build(lesson.project, lesson.read())
        assert len(write_outputs(outputs)) == 5
        assert write_outputs(outputs) == ()

    def test_no_temporary_file_is_left(self, lesson):
        write_outputs(build(lesson.project, lesson.read()))
        assert [path.name for path in lesson.project.root.rglob(".*")] == []

    def test_checking_writes_nothing(self, lesson):
        before = content(lesson.project)
        outputs = build(lesson.project, lesson.read())
        assert [d.state for d in differences(outputs, leftover_files(lesson.project))] == [
            "missing",
            "missing",
        ]
        assert content(lesson.project) == before

    def test_touched_source_makes_committed_files_stale(self, lesson):
        write_outputs(build(lesson.project, lesson.read()))
        lesson.replace("9를 3으로 나눕니다.", "9 나누기 3입니다.", lesson.quiz_path)
        found = differences(build(lesson.project, lesson.read()), ())
        assert [(d.path.name, d.state) for d in found] == [
            ("90-vectors.ipynb", "stale"),
            ("90.json", "stale"),
        ]

    def test_line_ends_that_git_changed_are_no_difference(self, lesson):
        outputs = build(lesson.project, lesson.read())
        write_outputs(outputs)
        for output in outputs:
            output.path.write_bytes(output.content.replace(b"\n", b"\r\n"))
        assert differences(outputs, ()) == ()

    def test_notebook_of_a_renamed_lesson_is_left_over(self, lesson):
        write_outputs(build(lesson.project, lesson.read()))
        lesson.folder.rename(lesson.folder.with_name("90-means"))
        left = leftover_files(lesson.project)
        assert [path.name for path in left] == ["90-vectors.ipynb"]
        shutil.rmtree(lesson.folder.with_name("90-means"))
        left = leftover_files(lesson.project)
        assert [path.name for path in left] == ["90-vectors.ipynb", "90.json"]


words = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=30
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(title=words.filter(str.strip), solution=st.lists(st.integers(), min_size=1, max_size=4))
def test_whatever_the_author_writes_builds_twice_the_same_and_stays_secret(tmp_path, title, solution):
    root = tmp_path / "lessons"
    shutil.rmtree(root, ignore_errors=True)
    shutil.copytree(EXAMPLE, root)
    lesson = Lesson(tmp_path)
    lesson.replace("  title: 벡터의 평균", f"  title: {json.dumps(title, ensure_ascii=False)}")
    secret = f"secret = {solution!r} + [987654321]"
    lesson.replace("    total = values.sum()     # ()\n", f"    {secret}\n    total = values.sum()\n")
    project = Project(lessons=root)
    outputs = build(project, read_lesson(project, "90"))
    assert outputs == build(project, read_lesson(project, "90"))
    learner, course_file, *others = (output.content.decode() for output in outputs)
    assert "987654321" not in learner + course_file
    assert all("987654321" in text for text in others)
    assert json.loads(course_file)["title"] == title


@pytest.mark.parametrize("make", [learner_notebook, solution_notebook, nbgrader_source])
def test_cell_ids_are_unique(lesson, make):
    ids = [cell.id for cell in make(lesson.read()).cells]
    assert len(set(ids)) == len(ids)
