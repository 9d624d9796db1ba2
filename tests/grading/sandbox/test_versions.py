"""A change of a namespace is seen without looking at what it holds; where that is impossible, all counts as changed."""

import sys
import types

import pytest

from aiclass.grading._sandbox import _versions
from aiclass.grading._sandbox._versions import Versions

has_versions = pytest.mark.skipif(
    sys.version_info >= (3, 14), reason="dictionaries have no versions any more"
)


@pytest.fixture
def module():
    made = types.ModuleType("made")
    made.name = made.other = len
    return made


@has_versions
def test_untouched_namespaces_count_as_unchanged(module):
    versions = Versions([vars(module), vars(types.SimpleNamespace)])
    assert module.name is len
    assert list(versions.changed()) == []


@has_versions
@pytest.mark.parametrize(
    "change",
    [
        lambda names: names.update(name=abs),
        lambda names: names.update(new=1),
        lambda names: names.pop("other"),
        lambda names: names.update(other=abs) or names.update(other=len),
    ],
    ids=["replaced", "added", "removed", "there and back"],
)
def test_changed_namespace_is_named_by_its_position(module, change):
    versions = Versions([vars(types.SimpleNamespace), vars(module)])
    change(vars(module))
    assert list(versions.changed()) == [1]


@has_versions
def test_changed_class_is_seen():
    kind = type("kind", (), {"name": len})
    versions = Versions([vars(kind)])
    kind.name = abs
    assert list(versions.changed()) == [0]


def test_everything_counts_as_changed_where_there_are_no_versions(module, monkeypatch):
    monkeypatch.setattr(_versions, "_has_versions", lambda: False)
    assert list(Versions([vars(module), {}]).changed()) == [0, 1]
