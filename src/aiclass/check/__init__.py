"""What a learner's cell calls.

Failures raise CheckFailed, whose text says in Korean what was expected, what came, where, and what to look at next.
"""

from aiclass.check._drill import DrillForm, drill
from aiclass.check._expect import Expect, Facts, expect
from aiclass.check._help import hint, solution
from aiclass.check._lesson import check, lesson
from aiclass.check._placement import Place, Placement, placement, places
from aiclass.check._predict import Guess, predict
from aiclass.check._progress import Entry, Progress, ProgressLog
from aiclass.check._python_errors import Explanation, explain
from aiclass.check._quiz import quiz
from aiclass.check._quiz_marking import Verdict, mark
from aiclass.check.errors import CheckFailed

__all__ = [
    "CheckFailed",
    "DrillForm",
    "Entry",
    "Expect",
    "Explanation",
    "Facts",
    "Guess",
    "Place",
    "Placement",
    "Progress",
    "ProgressLog",
    "Verdict",
    "check",
    "drill",
    "expect",
    "explain",
    "hint",
    "lesson",
    "mark",
    "placement",
    "places",
    "predict",
    "quiz",
    "solution",
]
