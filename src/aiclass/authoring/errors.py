"""What can go wrong between a lesson's source and its outputs.

AuthoringError
├── SourceFaults      a source breaks rules: every fault with file, line, rule and remedy
├── NoSuchLesson      there is no lesson of this id, or no folder of lessons; exit code 2
├── CellFailed        a cell of a lesson raised, took too long, or drew a missing glyph
├── RealDataMissing   a figure must be measured on real data, and it cannot be had; exit code 3
├── BookFailed        Sphinx found a fault in the book
├── NoSuchPaper       there is no document of this name to make a PDF of; exit code 2
└── PdfFailed         a document cannot be typeset
"""

from collections.abc import Sequence
from typing import ClassVar

from aiclass.authoring._faults import Fault
from aiclass.errors import AiclassError


class AuthoringError(AiclassError):
    """A lesson cannot be read, built or run."""


class SourceFaults(AuthoringError):
    """A lesson's files break rules; ``faults`` holds every one of them, in order of file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class NoSuchLesson(AuthoringError):
    """There is no lesson of this id, or no folder of lessons."""

    exit_code: ClassVar[int] = 2


class CellFailed(AuthoringError):
    """A cell of a lesson did not run; names section, line in ``lesson.md`` and error.

    Attributes:
        line: 1-based line in ``lesson.md``.
        error: name of the exception, such as "ValueError".
    """

    def __init__(self, *, path: str, line: int, section: str, error: str, text: str) -> None:
        self.line = line
        self.error = error
        super().__init__(
            f"{path}:{line}: 셀을 끝까지 실행하지 못했습니다.\n  절: {section}\n  오류: {error}: {text}\n"
            f"이 줄의 셀을 고친 다음 다시 실행해 보세요."
        )


class RealDataMissing(AuthoringError):
    """A figure must be measured on real data, and it cannot be had."""

    exit_code: ClassVar[int] = 3


class BookFailed(AuthoringError):
    """Sphinx found a fault in the book; its own words stand on stderr."""


class NoSuchPaper(AuthoringError):
    """There is no lesson and no hand-written document of this name."""

    exit_code: ClassVar[int] = 2


class PdfFailed(AuthoringError):
    """A document cannot be typeset: it uses what has no form on paper, a glyph is missing, a picture has no words."""
