"""What nbgrader 0.9.6 makes of built notebooks, in an environment of its own (AICLASS_NBGRADER)."""

import json
import os
import re
import subprocess
from pathlib import Path

import nbformat
import pytest

from aiclass.authoring import Project, build, build_course, learner_notebook, read_lesson, write_outputs

pytestmark = pytest.mark.slow

CONFIG = """\
c = get_config()
c.CourseDirectory.course_id = "aiclass"
c.ClearSolutions.code_stub = {"python": "# 여기에 코드를 쓰세요.\\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "여기에 답을 쓰세요."
c.ExecutePreprocessor.timeout = 300
"""
SCORES = """\
import json, sys
from nbgrader.api import Gradebook
with Gradebook(sys.argv[1]) as book:
    scores = {
        submission.student.id: {
            grade.cell.name: [grade.auto_score, grade.max_score]
            for notebook in submission.notebooks for grade in notebook.grades
        }
        for submission in book.assignment_submissions(sys.argv[2])
    }
print(json.dumps(scores))
"""
CHECKSUMS = """\
import json, sys, nbformat
from nbgrader.utils import compute_checksum
from nbgrader.nbgraderformat import MetadataValidator
notebook = nbformat.read(sys.argv[1], as_version=4)
MetadataValidator().validate_nb(notebook)
cells = [cell for cell in notebook.cells if "checksum" in cell.metadata.get("nbgrader", {})]
print(json.dumps({c.metadata.nbgrader.grade_id: [c.metadata.nbgrader.checksum, compute_checksum(c)] for c in cells}))
"""


class Nbgrader:
    """nbgrader's command line on one assignment of one course folder."""

    def __init__(self, programs, folder, project, lesson):
        self.programs, self.folder, self.project, self.lesson = programs, folder, project, lesson
        (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
        self.notebook = f"{lesson.name}.ipynb"
        self.put(project.sources / lesson.id / self.notebook, folder / "source" / lesson.id)

    def put(self, source, folder):
        folder.mkdir(parents=True)
        (folder / self.notebook).write_bytes(source.read_bytes())

    def submit(self, student, source):
        self.put(source, self.folder / "submitted" / student / self.lesson.id)

    def run(self, program, *arguments):
        env = dict(os.environ) | {
            "AICLASS_COURSE": str(self.project.course),
            "AICLASS_TWIN": "1",
            "PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}",
            "PYTHONWARNINGS": "ignore",
        }
        done = subprocess.run(
            [str(self.programs / program), *arguments],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def generate(self):
        self.run("nbgrader", "generate_assignment", self.lesson.id)
        return nbformat.read(self.folder / "release" / self.lesson.id / self.notebook, as_version=4)

    def autograde(self):
        self.run("nbgrader", "autograde", self.lesson.id)
        output = self.run("python", "-c", SCORES, "sqlite:///gradebook.db", self.lesson.id)
        return json.loads(output)

    def checksums(self, path):
        return json.loads(self.run("python", "-c", CHECKSUMS, str(path)))


@pytest.fixture(scope="module")
def programs():
    """The folder of programs of an environment with nbgrader and aiclass."""
    home = os.environ.get("AICLASS_NBGRADER")
    if not home:
        pytest.skip("no nbgrader: 'make test-all' makes its environment and sets AICLASS_NBGRADER")
    folder = Path(home).absolute() / ("Scripts" if os.name == "nt" else "bin")
    assert folder.is_dir(), f"AICLASS_NBGRADER has no {folder.name}"
    return folder


def assignment(programs, tmp_path, project, lesson_id):
    lesson = read_lesson(project, lesson_id, must_be_measured=False)
    built = Project(lessons=tmp_path / "lessons")
    write_outputs([*build(built, lesson), build_course(built, lesson.course)])
    folder = tmp_path / "nbgrader"
    folder.mkdir()
    return Nbgrader(programs, folder, built, lesson)


def lessons():
    """The example, and every lesson of the course."""
    course = Project.find(Path(__file__).parents[2] / "lessons")
    return [None, *course.lesson_ids()]


@pytest.fixture(params=lessons(), ids=lambda lesson_id: lesson_id or "example")
def grader(request, programs, tmp_path, lesson):
    if request.param is None:
        return assignment(programs, tmp_path, lesson.project, "90")
    return assignment(programs, tmp_path, Project.find(Path(__file__).parents[2] / "lessons"), request.param)


def test_nbgrader_releases_what_learners_get_and_grades_it_right(grader):
    learner = grader.project.notebooks / grader.notebook
    checksums = grader.checksums(learner)
    assert checksums
    assert all(ours == theirs for ours, theirs in checksums.values())

    released = grader.generate()
    ours = learner_notebook(grader.lesson)
    assert [(cell.id, cell.source, cell.metadata) for cell in released.cells] == [
        (cell.id, cell.source, cell.metadata) for cell in ours.cells
    ]

    grader.submit("solved", grader.project.solutions / grader.notebook)
    grader.submit("untouched", learner)
    scores = grader.autograde()
    tests = {name for name, (_, most) in scores["solved"].items() if re.search(r"-check(-\d+)?$", name)}
    assert {
        name: score for name, score in scores["solved"].items() if name in tests and score[0] != score[1]
    } == {}
    assert {name: score for name, score in scores["untouched"].items() if score[0] != 0} == {}
