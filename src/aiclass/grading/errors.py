"""What goes wrong when homework is released, collected or graded.

GradingError
├── NoSuchSource        SOURCE names neither a notebook, a folder of them, nor a lesson    (exit 2)
├── NothingSubmitted    SUBMITTED does not exist or holds nothing that could be a hand-in  (exit 2)
├── SourceFaults        cells of a source notebook break rules; lists every one
├── PolicyFaults        grading.yaml breaks rules; lists every one
├── MarksFaults         the file of marks breaks rules; lists every one
├── NoResults           OUT holds no results that a report could be made from                (exit 2)
├── OutputUnusable      OUT cannot be written, or holds another assignment's results       (exit 2)
└── NotebookRejected    a submitted notebook that cannot be read; becomes a row, never ends a run

The sandbox has its own tree, see ``_sandbox/errors.py``.
"""

from typing import ClassVar

from aiclass.errors import AiclassError


class GradingError(AiclassError):
    """Homework cannot be released, collected or graded."""


class NoSuchSource(GradingError):
    """SOURCE names neither a notebook, a folder of them, nor a lesson."""

    exit_code: ClassVar[int] = 2


class NothingSubmitted(GradingError):
    """SUBMITTED does not exist or holds nothing that could be a hand-in."""

    exit_code: ClassVar[int] = 2


class SourceFaults(GradingError):
    """Cells of a source notebook break rules."""


class PolicyFaults(GradingError):
    """``grading.yaml`` breaks rules."""


class MarksFaults(GradingError):
    """The file of marks breaks rules."""


class OutputUnusable(GradingError):
    """OUT cannot be written, or holds another assignment's results."""

    exit_code: ClassVar[int] = 2


class NoResults(GradingError):
    """OUT holds no results, damaged ones, or those of another version."""

    exit_code: ClassVar[int] = 2


class NotebookRejected(GradingError):
    """A submitted notebook that cannot be read; its text stands in the results."""
