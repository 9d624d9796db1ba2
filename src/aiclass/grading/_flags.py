"""What was noticed about a submission: stable words for programs, Korean sentences for people.

A flag is ``name`` or ``name:detail``. One that begins with ``note:`` informs; any other is a reason to look.
"""

from typing import Final

from aiclass.messages import MessageError, message

NOTE: Final = "note:"
TEXTS: Final = {
    "note:deleted": "GD-60",
    "note:duplicate": "GD-61",
    "note:late-penalty": "GD-62",
    "note:moved": "GD-63",
    "note:newest-of": "GD-64",
    "note:no-time": "GD-65",
    "note:not-isolated": "GD-66",
    "note:recognised": "GD-67",
    "note:restored": "GD-68",
    "note:retyped": "GD-69",
    "note:sender": "GD-70",
    "invalid": "GD-71",
    "marked-before-change": "GD-72",
    "not-handed-in": "GD-73",
    "partial-credit-out-of-range": "GD-74",
    "recognised": "GD-75",
    "several-answers": "GD-76",
    "forged-report": "GD-80",
    "forged-verdict": "GD-80",
    "patched-judge": "GD-81",
    "shadowed": "GD-82",
    "thread-beside-test": "GD-83",
    "trace-function": "GD-84",
    "untrusted-value": "GD-85",
    "note:processes-left": "GD-86",
    "frame-inspection": "GD-87",
    "heap-inspection": "GD-87",
    "process-inspection": "GD-87",
    "ctypes": "GD-88",
    "audit-hook": "GD-89",
    "code-forgery": "GD-89",
    "import-hook": "GD-89",
    "signal-handler": "GD-89",
}


def is_note(flag: str) -> bool:
    """Return whether the flag is information only."""
    return flag.startswith(NOTE)


def flag_name(flag: str) -> str:
    """Return the flag without its detail.

    >>> flag_name("note:moved:sigmoid-check")
    'note:moved'
    """
    parts = flag.split(":")
    return ":".join(parts[:2] if is_note(flag) else parts[:1])


def flag_detail(flag: str) -> str:
    """Return what the flag is about; "" where it says nothing more."""
    return flag[len(flag_name(flag)) + 1 :]


def flag_text(flag: str) -> str:
    """Return the flag as a Korean sentence; the flag itself where nobody has written one."""
    code = TEXTS.get(flag_name(flag))
    if code is None:
        return flag
    try:
        return message(code, detail=flag_detail(flag)).removesuffix(f" [{code}]")
    except MessageError:
        return flag
