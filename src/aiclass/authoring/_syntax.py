"""Whether the code of a cell is Python, in every form that the cell takes."""

import ast
import warnings

from IPython.core.inputtransformer2 import TransformerManager

from aiclass.authoring._faults import FaultLog
from aiclass.authoring._forms import Form, learner_form, line_in_lesson, solution_form, text_of
from aiclass.authoring._source import Cell


def as_python(source: str) -> str:
    """Return a cell's source with IPython's own syntax (``%pip``, ``!ls``, ``x?``) turned into Python."""
    return str(TransformerManager().transform_cell(source))


def check_syntax(cell: Cell, log: FaultLog) -> None:
    """Note the first syntax error of the cell, in the solution or else in what the learner gets."""
    for form, whose in ((solution_form(cell), ""), (learner_form(cell), " once the solution is taken out")):
        error = _syntax_error(form)
        if error:
            line = line_in_lesson(cell, form, error.lineno or 1)
            log.add(line, "syntax", f"this is no valid Python{whose}: {error.msg}. Correct the code.")
            return


def _syntax_error(form: Form) -> SyntaxError | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # such as an invalid escape: IPython shows it when the cell runs
            ast.parse(as_python(text_of(form)))
    except SyntaxError as error:
        return error
    return None
