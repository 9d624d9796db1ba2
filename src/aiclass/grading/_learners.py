"""Who handed in: one name for one person, however systems write it."""

import re
import unicodedata
from typing import Final

LONGEST_NAME: Final = 80
COPY_MARKS: Final = re.compile(
    r"^(?:copy of|사본[ _-]+)[ _-]*|[ _-]*(?:\(\d+\)|- ?copy(?: \d+)?|- ?복사본|의 사본|복사본)$",
    re.IGNORECASE,
)
SEPARATORS: Final = " _-.·,()[]+"
NOT_IN_A_NAME: Final = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')


def clean_learner(name: str) -> str:
    """Return the name in one Unicode form (macOS sends NFD), without what cannot stand in a folder's name.

    >>> clean_learner("  홍  길동/")
    '홍 길동'
    """
    composed = unicodedata.normalize("NFC", name)
    visible = "".join(char for char in composed if char.isprintable())
    cleaned = " ".join(NOT_IN_A_NAME.sub(" ", visible).split()).strip(" .")
    return cleaned[:LONGEST_NAME].strip(" .") or "이름 없음"


def learner_in_file_name(stem: str, names: tuple[str, ...]) -> str:
    """Return the learner that a file's name tells, after taking out what names the assignment.

    Args:
        stem: file name without suffix.
        names: what may stand there for the assignment: notebook names, assignment name, longest first.

    Returns:
        "" where nothing but the assignment's own name is left.

    >>> learner_in_file_name("03-logistic-regression_홍길동 (1)", ("03-logistic-regression", "03"))
    '홍길동'
    """
    rest = unicodedata.normalize("NFC", stem)
    previous = ""
    while rest != previous:  # "사본 (2)": marks may stand one behind the other
        previous = rest
        rest = COPY_MARKS.sub("", rest).removesuffix(".ipynb").strip()
    for name in names:
        taken = re.sub(
            rf"(?<![^\W_]){re.escape(unicodedata.normalize('NFC', name))}(?:강)?(?![^\W_])", " ", rest
        )
        if taken != rest:
            rest = taken
            break
    rest = rest.strip(SEPARATORS)
    return clean_learner(rest) if rest else ""
