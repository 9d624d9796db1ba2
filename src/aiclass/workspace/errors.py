"""What goes wrong in a learner's folder.

WorkspaceError
├── FolderUnusable      the folder cannot be made, read or written             (exit 3)
├── LabFailed           JupyterLab is missing, or ended before it was ready    (exit 3)
├── NotebookUnusable    a notebook is missing, unreadable, or another lesson's
└── SubmissionRefused   nothing to hand in yet, too large, or a broken hand-in file
"""

from aiclass.errors import AiclassError


class WorkspaceError(AiclassError):
    """A learner's folder, notebook or hand-in is not as it should be."""


class FolderUnusable(WorkspaceError):
    """The folder cannot be made, read or written."""

    exit_code = 3


class LabFailed(WorkspaceError):
    """JupyterLab is missing, or ended before it was ready."""

    exit_code = 3


class NotebookUnusable(WorkspaceError):
    """A notebook is missing, unreadable, or belongs to another lesson."""


class SubmissionRefused(WorkspaceError):
    """There is nothing to hand in yet, it is too large, or a hand-in file is broken."""
