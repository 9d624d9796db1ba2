"""What one learner handed in for one notebook."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime


def _no_files() -> Mapping[str, bytes]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """One notebook of one learner: the newest where several came.

    Attributes:
        learner: one name for one person, see ``clean_learner``.
        notebook: name of the source notebook that it answers.
        place: where it was found, for people.
        load: gives its bytes, raises NotebookRejected; None where the learner did not hand this notebook in.
        files: gives what was handed in beside it, relative name to content.
        submitted_at: timezone-aware; None where nothing says it.
        attempt: 1 for the first file that came, 2 where it replaced one, and so on.
        flags: what was noticed while collecting.
        fault: Korean text where there is nothing to read.
    """

    learner: str
    notebook: str
    place: str = ""
    load: Callable[[], bytes] | None = None
    files: Callable[[], Mapping[str, bytes]] = _no_files
    submitted_at: datetime | None = None
    attempt: int = 1
    flags: tuple[str, ...] = ()
    fault: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """Return learner and notebook, which no two rows of a result share."""
        return (self.learner, self.notebook)
