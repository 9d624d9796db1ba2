"""From a lesson's source to everything built from it: notebooks, course files, book pages, measured figures.

``read_lesson`` reads a folder of ``lessons/`` into a LessonSource or raises SourceFaults with every fault;
``build`` gives the files, ``run_lesson`` executes the solution, ``walk`` is the gate that each lesson passes.
"""

from aiclass.authoring._book import book_page, write_book_page
from aiclass.authoring._build import (
    Difference,
    Output,
    build,
    build_course,
    differences,
    leftover_files,
    write_outputs,
)
from aiclass.authoring._course_file import course_lesson, model_answers
from aiclass.authoring._course_source import read_course
from aiclass.authoring._faults import Fault
from aiclass.authoring._format import format_lesson, format_text
from aiclass.authoring._gates import GateReport, check_lesson_files, walk
from aiclass.authoring._html import build_html
from aiclass.authoring._notebooks import learner_notebook, nbgrader_source, notebook_bytes, solution_notebook
from aiclass.authoring._paper import Paper, lesson_paper
from aiclass.authoring._pdf import check_paper_name, paper_names, read_paper, write_pdf
from aiclass.authoring._project import Project
from aiclass.authoring._quiz import quiz_schema
from aiclass.authoring._reader import read_lesson, read_lessons
from aiclass.authoring._results import Deviation, deviations, results_document, results_text
from aiclass.authoring._rival_terms import RivalTerm, read_rival_terms, rival_term_faults
from aiclass.authoring._run import Run, execute, run_lesson
from aiclass.authoring._source import (
    Cell,
    CheckCell,
    CourseSource,
    ExerciseCell,
    Figure,
    LessonSource,
    PredictionCell,
)
from aiclass.authoring._theory import Theory, read_theory, theory_files, theory_paper
from aiclass.authoring._typeset import typeset
from aiclass.authoring._wrong_answers import WrongAnswer, read_wrong_answers
from aiclass.authoring.errors import (
    AuthoringError,
    BookFailed,
    CellFailed,
    NoSuchLesson,
    NoSuchPaper,
    PdfFailed,
    RealDataMissing,
    SourceFaults,
)

__all__ = [
    "AuthoringError",
    "BookFailed",
    "Cell",
    "CellFailed",
    "CheckCell",
    "CourseSource",
    "Deviation",
    "Difference",
    "ExerciseCell",
    "Fault",
    "Figure",
    "GateReport",
    "LessonSource",
    "NoSuchLesson",
    "NoSuchPaper",
    "Output",
    "Paper",
    "PdfFailed",
    "PredictionCell",
    "Project",
    "RealDataMissing",
    "RivalTerm",
    "Run",
    "SourceFaults",
    "Theory",
    "WrongAnswer",
    "book_page",
    "build",
    "build_course",
    "build_html",
    "check_lesson_files",
    "check_paper_name",
    "course_lesson",
    "deviations",
    "differences",
    "execute",
    "format_lesson",
    "format_text",
    "learner_notebook",
    "leftover_files",
    "lesson_paper",
    "model_answers",
    "nbgrader_source",
    "notebook_bytes",
    "paper_names",
    "quiz_schema",
    "read_course",
    "read_lesson",
    "read_lessons",
    "read_paper",
    "read_rival_terms",
    "read_theory",
    "read_wrong_answers",
    "results_document",
    "results_text",
    "rival_term_faults",
    "run_lesson",
    "solution_notebook",
    "theory_files",
    "theory_paper",
    "typeset",
    "walk",
    "write_book_page",
    "write_outputs",
    "write_pdf",
]
