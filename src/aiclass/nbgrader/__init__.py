"""nbgrader's notebook format: what a cell is for, the checksum that tells a touched answer, the marked regions.

Written from the format's description; imports nothing of nbgrader. Authoring writes this format, grading reads it.
"""

from aiclass.nbgrader._checksum import checksum
from aiclass.nbgrader._metadata import SCHEMA_VERSION, CellMetadata, MetadataFault, read_metadata, upgrade
from aiclass.nbgrader._regions import (
    AICLASS_STUBS,
    HIDDEN_TESTS,
    MARK_SCHEME,
    NBGRADER_STUBS,
    SOLUTION,
    RegionFault,
    Stubs,
    cut_region,
    replace_region,
)

__all__ = [
    "AICLASS_STUBS",
    "HIDDEN_TESTS",
    "MARK_SCHEME",
    "NBGRADER_STUBS",
    "SCHEMA_VERSION",
    "SOLUTION",
    "CellMetadata",
    "MetadataFault",
    "RegionFault",
    "Stubs",
    "checksum",
    "cut_region",
    "read_metadata",
    "replace_region",
    "upgrade",
]
