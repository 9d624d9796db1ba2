"""The learner's name: asked once, remembered in the folder."""

import getpass
import json
import re
import unicodedata

from aiclass.files import write_atomically
from aiclass.messages import message
from aiclass.workspace._folder import Workspace, refusing
from aiclass.workspace.errors import SubmissionRefused

LONGEST_NAME = 40
FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]')  # what Windows, the strictest, takes in no file name


def remembered_name(workspace: Workspace) -> str:
    """Return the name that was given before; empty where none was, or where the file is damaged."""
    try:
        name = json.loads(workspace.learner_file.read_bytes())["name"]
        return clean_name(name)
    except (OSError, ValueError, KeyError, TypeError, SubmissionRefused):
        return ""


def remember_name(workspace: Workspace, name: str) -> None:
    """Write the name down for the next hand-in.

    Raises:
        FolderUnusable: the folder cannot be written.
    """
    with refusing(workspace.root):
        content = json.dumps({"name": name}, ensure_ascii=False).encode() + b"\n"
        write_atomically(workspace.learner_file, content)


def clean_name(name: str) -> str:
    """Return the name as it can stand in a file name on every system.

    Raises:
        SubmissionRefused: nothing is left, it is too long, or it has a character that file names cannot have.

    >>> clean_name("  홍 길동 ")
    '홍 길동'
    """
    cleaned = " ".join(unicodedata.normalize("NFC", name).split()).strip(".")
    if not cleaned or len(cleaned) > LONGEST_NAME or FORBIDDEN.search(cleaned) or not cleaned.isprintable():
        raise SubmissionRefused(message("SU-04", name=cleaned or "(빈 이름)", longest=LONGEST_NAME))
    return cleaned


def system_name() -> str:
    """Return the name under which the person is logged in, for scripts; "learner" where there is none."""
    try:
        return clean_name(getpass.getuser())
    except (OSError, KeyError, ImportError, SubmissionRefused):
        return "learner"
