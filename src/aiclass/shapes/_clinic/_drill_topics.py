"""Which drill trains what an explanation is about; some mistakes, such as a device, no drill trains."""

from typing import Final

DRILLED: Final = {
    "axis": ("CL-14", "CL-61", "CL-62", "CL-64", "CL-91", "CS-03", "CS-05", "CS-06", "CS-10", "CS-14"),
    "broadcast": ("CL-02", "CL-15", "CL-40", "CL-60", "CL-85", "CM-21", "CM-22", "CS-01", "CS-15", "CS-16"),
    "conv": ("CM-01", "CM-02", "CM-03", "CM-07", "CM-09"),
    "cross-entropy": ("CL-80", "CL-81", "CL-82", "CL-83", "CL-84", "CL-87", "CL-89", "CS-07"),
    "indexing": (
        "CL-50",
        "CL-51",
        "CL-52",
        "CL-53",
        "CL-54",
        "CL-55",
        "CL-56",
        "CL-57",
        "CM-16",
        "CL-63",
        "CM-06",
        "CS-02",
        "CS-09",
    ),
    "join": ("CL-20", "CL-21"),
    "matmul": ("CL-01", "CL-03", "CL-04", "CL-05", "CL-30", "CL-93", "CM-00", "CS-04"),
    "reshape": ("CL-10", "CL-11", "CL-13", "CL-88", "CL-90", "CM-14"),
    "transpose": ("CL-12", "CS-11", "CS-13"),
}
_topics = {code: topic for topic, codes in DRILLED.items() for code in codes}


def topic_of(code: str) -> str:
    """Return the topic of ``shapes.drill`` that trains what a code is about, "" where none does."""
    return _topics.get(code, "")
