"""Data sets for the lessons: cached, mirrored, downloaded or embedded, and checked at every load.

>>> from aiclass import data
>>> data.names()
('admissions', 'admissions-synthetic', 'cifar10', 'digits', 'mnist', 'shapes32')
"""

from aiclass.data._card import DataCard
from aiclass.data._environment import cache_folder, is_offline, mirror, prefers_twin
from aiclass.data._images import ClassName, ImageDataset, ImageSplit
from aiclass.data._inventory import Entry, FileCheck, fetch, inventory, verify
from aiclass.data._listener import Listener
from aiclass.data._load import LoadRecord, load, loads
from aiclass.data._load_raw import RawDataset, load_raw
from aiclass.data._recipe import DataFile, Dataset
from aiclass.data._registry import card, checksums, names
from aiclass.data._tables import LinearTruth, TabularDataset, TabularSplit
from aiclass.data.errors import (
    BadFileError,
    CacheError,
    DataError,
    MissingFileError,
    NoFilesError,
    SourceError,
    UnknownDataError,
    UnreachableError,
)

__all__ = [
    "BadFileError",
    "CacheError",
    "ClassName",
    "DataCard",
    "DataError",
    "DataFile",
    "Dataset",
    "Entry",
    "FileCheck",
    "ImageDataset",
    "ImageSplit",
    "LinearTruth",
    "Listener",
    "LoadRecord",
    "MissingFileError",
    "NoFilesError",
    "RawDataset",
    "SourceError",
    "TabularDataset",
    "TabularSplit",
    "UnknownDataError",
    "UnreachableError",
    "cache_folder",
    "card",
    "checksums",
    "fetch",
    "inventory",
    "is_offline",
    "load",
    "load_raw",
    "loads",
    "mirror",
    "names",
    "prefers_twin",
    "verify",
]
