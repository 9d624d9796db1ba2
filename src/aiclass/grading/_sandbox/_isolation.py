"""What this machine can do to hold a submission, found by trying, and what would let it do more."""

import sys
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """What was found.

    Attributes:
        complete: submissions can be isolated.
        remedy: what to do where they cannot; "" otherwise.
    """

    complete: bool
    remedy: str = ""


def isolation() -> Isolation:
    """Return what this machine can do."""
    return Isolation(complete=sys.platform == "linux")
