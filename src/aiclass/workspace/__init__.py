"""A learner's folder: laying out notebooks, JupyterLab and its start page, resetting, handing in, doctor."""

from aiclass.workspace._course_notebooks import (
    CourseNotebook,
    course_notebooks,
    course_readings,
    notebooks_folder,
)
from aiclass.workspace._doctor import Finding, Status, examine
from aiclass.workspace._folder import (
    Workspace,
    default_root,
    find_workspace,
    open_workspace,
)
from aiclass.workspace._layout import Action, Laid, lay_out, versions
from aiclass.workspace._learn import DEFAULT_PORT, Lab, start_lab
from aiclass.workspace._learner import clean_name, remember_name, remembered_name, system_name
from aiclass.workspace._phrase import phrase
from aiclass.workspace._reset import ResetPlan, plan_reset, reset_exercise
from aiclass.workspace._settings import write_settings
from aiclass.workspace._solutions import write_solutions
from aiclass.workspace._submission import HandIn, Manifest, Submission, make_submission, read_submission
from aiclass.workspace.errors import (
    FolderUnusable,
    LabFailed,
    NotebookUnusable,
    SubmissionRefused,
    WorkspaceError,
)

__all__ = [
    "DEFAULT_PORT",
    "Action",
    "CourseNotebook",
    "Finding",
    "FolderUnusable",
    "HandIn",
    "Lab",
    "LabFailed",
    "Laid",
    "Manifest",
    "NotebookUnusable",
    "ResetPlan",
    "Status",
    "Submission",
    "SubmissionRefused",
    "Workspace",
    "WorkspaceError",
    "clean_name",
    "course_notebooks",
    "course_readings",
    "default_root",
    "examine",
    "find_workspace",
    "lay_out",
    "make_submission",
    "notebooks_folder",
    "open_workspace",
    "phrase",
    "plan_reset",
    "read_submission",
    "remember_name",
    "remembered_name",
    "reset_exercise",
    "start_lab",
    "system_name",
    "versions",
    "write_settings",
    "write_solutions",
]
