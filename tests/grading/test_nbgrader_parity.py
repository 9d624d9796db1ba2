"""The same submissions graded by nbgrader 0.9.6 and by us with --compat: every cell the same (AICLASS_NBGRADER)."""

import copy
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from aiclass.grading import Options, collect, grade, graders, read_assignment, release_notebook
from aiclass.grading._sandbox import isolation

from .conftest import Homework, answer, cell, check, notebook
from .test_scores import find, index

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not isolation().complete, reason="this machine cannot isolate: aiclass doctor"),
]

CONFIG = 'c = get_config()\nc.CourseDirectory.course_id = "aiclass"\nc.ExecutePreprocessor.timeout = 20\n'
SCORES = """\
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({
        submission.student.id: {
            f"{notebook.name}/{grade.cell.name}": [grade.auto_score, grade.max_score]
            for notebook in submission.notebooks for grade in notebook.grades
        }
        for submission in book.assignment_submissions(sys.argv[1])
    }))
"""
DOCS = ("docs", "source", "user_guide")


class Nbgrader:
    """nbgrader's command line on one course folder."""

    def __init__(self, programs, folder):
        self.programs, self.folder = programs, folder
        folder.mkdir(exist_ok=True)
        (folder / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")

    def run(self, program, *arguments, check=True):
        env = dict(os.environ) | {"PATH": f"{self.programs}{os.pathsep}{os.environ['PATH']}"}
        done = subprocess.run(
            [str(self.programs / program), *map(str, arguments)],
            cwd=self.folder,
            env=env,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=900,
            check=False,
        )
        assert done.returncode == 0 or not check, done.stdout + done.stderr
        return done.stdout

    def scores(self, assignment):
        return json.loads(self.run("python", "-c", SCORES, assignment))


@pytest.fixture(scope="module")
def programs():
    """The folder of programs of an environment with nbgrader."""
    home = os.environ.get("AICLASS_NBGRADER")
    if not home:
        pytest.skip("no nbgrader: 'make test-all' makes its environment and sets AICLASS_NBGRADER")
    return Path(home).absolute() / ("Scripts" if os.name == "nt" else "bin")


def ours(course, assignment_name, out):
    """Return what we give under --compat, in the form of Nbgrader.scores."""
    assignment = read_assignment(str(course / "source" / assignment_name))
    options = Options(compat=True, cell_seconds=20)
    submissions = collect(course / "submitted", assignment)
    with graders(assignment, options, workers=2) as working:
        results = grade(submissions, assignment, out, options=options, graders=working)
    found = {}
    for row in results.submissions:
        cells = {f"{row.notebook}/{one.grade_id}": [one.score, one.max_score] for one in row.cells}
        found.setdefault(row.learner, {}).update(cells)
    return found


def test_assignment_of_nbgraders_own_documentation(programs, tmp_path):
    (package,) = programs.parent.glob("lib/python*/site-packages/nbgrader")
    course = tmp_path / "course"
    nbgrader = Nbgrader(programs, course)
    shutil.copytree(package.joinpath(*DOCS, "source", "ps1"), course / "source" / "ps1")
    shutil.copytree(package.joinpath(*DOCS, "submitted"), course / "submitted")
    (course / "submitted" / "late" / "ps1").mkdir(parents=True)
    shutil.copy(
        course / "submitted" / "bitdiddle" / "ps1" / "problem1.ipynb", course / "submitted" / "late" / "ps1"
    )
    nbgrader.run("nbgrader", "generate_assignment", "ps1")
    nbgrader.run("nbgrader", "autograde", "ps1")
    expected = nbgrader.scores("ps1")
    assert len(expected) == 3
    assert sum(map(len, expected.values())) == 27
    assert ours(course, "ps1", tmp_path / "out") == expected

    for path in (course / "source" / "ps1").glob("*.ipynb"):
        released = json.loads((course / "release" / "ps1" / path.name).read_bytes())
        own = json.loads(release_notebook(path.read_bytes(), path.name))
        assert [one["metadata"] for one in own["cells"]] == [one["metadata"] for one in released["cells"]]
        assert [joined(one) for one in own["cells"]] == [joined(one) for one in released["cells"]]


def joined(one):
    return "".join(one["source"])


def source():
    """Every kind of cell, and every way in which a test can end."""
    return notebook(
        cell("import sys, warnings", grade_id="imports", locked=True),
        answer("def f(x):\n    ### BEGIN SOLUTION\n    return x\n    ### END SOLUTION", "f"),
        check("assert f(1) == 1", "plain", 1),
        check(
            "assert f(2) == 2\n### BEGIN HIDDEN TESTS\nassert f(3) == 3\n### END HIDDEN TESTS", "hidden", 2
        ),
        check("value = f(4)\nvalue / 8 * 3", "partial", 3),
        check("value == 4", "boolean", 1),
        check("print(f(5))", "printed", 1),
        check("min(f(6), 6)\nf(7) - 8", "below-zero", 2),
        check("'words'", "words", 1),
        check("f(8)", "none-or-zero", 8),
        cell("because", "markdown", "why", grade=True, solution=True, points=4),
        answer("x = 1", "code-answer") | {"metadata": {"nbgrader": manual("code-answer", 5)}},
        cell("Draw.", "markdown", "task", task=True, locked=True, points=6),
        kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"},
    )


def manual(name, points):
    entry = cell("", grade_id=name, grade=True, solution=True, points=points)
    return entry["metadata"]["nbgrader"]


def variants(released):
    """Yield name and document of submissions that end differently."""

    def changed(change):
        document = copy.deepcopy(released)
        find(document, "f")["source"] = "def f(x):\n    return x"
        change(document)
        return document

    def answering(text):
        return lambda document: find(document, "f").update(source=text)

    yield "skeleton", copy.deepcopy(released)
    yield "solved", changed(lambda document: None)
    yield "written", changed(lambda document: find(document, "why").update(source="반지름"))
    yield "hidden-wrong", changed(answering("def f(x):\n    return 0 if x == 3 else x"))
    yield "raises", changed(answering("def f(x):\n    raise ValueError(x)"))
    yield "stderr", changed(answering("def f(x):\n    print('hm', file=sys.stderr)\n    return x"))
    yield "warns", changed(answering("def f(x):\n    warnings.warn('hm')\n    return x"))
    yield "exits", changed(answering("def f(x):\n    sys.exit(0)"))
    yield "halves", changed(answering("def f(x):\n    return x / 2"))
    yield "none", changed(answering("def f(x):\n    return None if x == 8 else x"))
    yield "too-much", changed(answering("def f(x):\n    return 100 if x == 8 else x"))
    yield "edited-test", changed(lambda document: find(document, "plain").update(source="assert False"))
    yield (
        "moved-test",
        changed(
            lambda document: document["cells"].insert(0, document["cells"].pop(index(document, "plain")))
        ),
    )
    yield "deleted-test", changed(lambda document: document["cells"].pop(index(document, "hidden")))
    yield "duplicated", changed(lambda document: document["cells"].append(copy.deepcopy(find(document, "f"))))
    yield (
        "unknown-id",
        changed(lambda document: find(document, "plain")["metadata"]["nbgrader"].update(grade_id="mine")),
    )
    yield (
        "flag",
        changed(lambda document: find(document, "plain")["metadata"]["nbgrader"].update(solution=True)),
    )
    yield (
        "ungraded",
        changed(lambda document: find(document, "plain")["metadata"]["nbgrader"].update(grade=False)),
    )
    yield (
        "points",
        changed(lambda document: find(document, "plain")["metadata"]["nbgrader"].update(points=100)),
    )
    yield "retyped", changed(lambda document: find(document, "plain").update(cell_type="markdown"))
    yield (
        "old-version",
        changed(lambda document: find(document, "f")["metadata"]["nbgrader"].update(schema_version=2)),
    )
    yield "no-metadata", changed(lambda document: [one.update(metadata={}) for one in document["cells"]])
    yield "own-cells", changed(lambda document: document["cells"].insert(1, cell("1 / 0")))


def test_every_way_in_which_a_submission_may_differ(programs, tmp_path):
    course = tmp_path / "course"
    nbgrader = Nbgrader(programs, course)
    homework = Homework(course)
    homework.source.joinpath("circle.ipynb").write_bytes(source())
    nbgrader.run("nbgrader", "generate_assignment", "hw1")
    released = json.loads((course / "release" / "hw1" / "circle.ipynb").read_bytes())
    names = []
    for name, document in variants(released):
        homework.hand_in(name, document)
        names.append(name)
    for name in names:  # one by one: a submission that fails as a whole ends nbgrader's run
        nbgrader.run("nbgrader", "autograde", "hw1", "--student", name, check=False)
    theirs = nbgrader.scores("hw1")
    mine = ours(course, "hw1", tmp_path / "out")
    assert sorted(theirs) == sorted(names)
    assert theirs["solved"]["circle/partial"] == [1.5, 3]
    different = {
        (name, cell): (score, theirs[name][cell])
        for name in names
        for cell, score in mine[name].items()
        if score != theirs[name][cell]
    }
    assert different == {}
