"""A learner's kernel in miniature: a real IPython shell in which a lesson is open, and what its cells show."""

import html
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from symtable import SymbolTable, symtable

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from aiclass import shapes
from aiclass.authoring import Project, read_lesson
from aiclass.authoring._forms import learner_form, solution_form, text_of
from aiclass.authoring._syntax import as_python

SETTINGS = {"AICLASS_OFFLINE": "1", "AICLASS_PROGRESS": "off", "AICLASS_TWIN": "1"}
PROJECT = Project.find(Path(__file__).parents[2] / "lessons")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What one cell did.

    Attributes:
        text: what it printed, errors too.
        folded: HTML that it displayed, as text; an error's own traceback is there.
        error: what it raised.
    """

    text: str
    folded: str
    error: BaseException | None


@cache
def _read_lesson(lesson_id):
    return read_lesson(PROJECT, lesson_id)


class Learner:
    """Runs cells of one lesson as a notebook would."""

    def __init__(self, shell, lesson_id):
        self.lesson = _read_lesson(lesson_id)
        self.names = shell.user_ns
        self._shell = shell

    @property
    def raising(self):
        """Return the cells that raise on purpose, in order."""
        return [cell for cell in self.lesson.cells if cell.kind == "code" and cell.may_raise]

    def run(self, source):
        """Run a cell and return what it showed."""
        with capture_output() as captured:
            result = self._shell.run_cell(source)
        pages = [output.data.get("text/html", "") for output in captured.outputs if output.data]
        return Shown(
            text=captured.stdout + captured.stderr,
            folded=html.unescape("\n".join(pages)),
            error=result.error_before_exec or result.error_in_exec,
        )

    def prepare(self, cell):
        """Open the lesson and run the earlier cells whose names this one builds on."""
        for each in [next(one for one in self.lesson.cells if one.kind == "code"), *self._needed(cell)]:
            shown = self.run(text_of(solution_form(each)))
            assert shown.error is None, shown.text

    def _needed(self, cell):
        found, wanted = [], names_of(cell)[1]
        for each in reversed(self.lesson.cells[: self.lesson.cells.index(cell)]):
            bound, read = names_of(each) if each.kind == "code" and not each.may_raise else (set(), set())
            if bound & wanted:
                found.insert(0, each)
                wanted = (wanted - bound) | read
        return found


def names_of(cell):
    """Return the names that a cell binds, and those that it reads and does not bind."""
    table = symtable(as_python(text_of(learner_form(cell))), "cell", "exec")
    bound = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
    return bound, _read(table) - bound


def _read(table: SymbolTable):
    own = {one.get_name() for one in table.get_symbols() if one.is_referenced() and one.is_global()}
    return own.union(*map(_read, table.get_children()))


@pytest.fixture(scope="module")
def open_lesson(tmp_path_factory):
    """Return a function that gives the learner of a lesson, in one shell for a whole module."""
    with pytest.MonkeyPatch.context() as settings:
        for name, value in {**SETTINGS, "IPYTHONDIR": str(tmp_path_factory.mktemp("ipython"))}.items():
            settings.setenv(name, value)
        settings.setitem(sys.modules, "__main__", sys.modules["__main__"])  # the shell puts its own there
        InteractiveShell.clear_instance()
        shell = InteractiveShell.instance(colors="nocolor")
        shell.history_manager.enabled = False
        yield lambda lesson_id: Learner(shell, lesson_id)
        shapes.off()
        shell.reset(new_session=False)
        shell.history_manager.end_session()
        InteractiveShell.clear_instance()
