"""The progress log: chained, locked, readable by its owner alone, never rewritten."""

import json
import stat
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from aiclass.check import ProgressLog
from aiclass.check._progress import progress_folder

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def append(folder, **changes):
    values = {"lesson": "03", "kind": "check", "id": "sigmoid", "ok": True, "now": NOW, **changes}
    return ProgressLog(folder).append(**values)


def test_entries_are_chained(tmp_path):
    first = append(tmp_path, ok=False, code="SH-01")
    second = append(tmp_path)
    assert (first.prev, second.prev) == ("", first.hash)
    progress = ProgressLog(tmp_path).read()
    assert progress.entries == (first, second)
    assert progress.damaged_lines == ()
    assert progress.passed("03") == {"sigmoid"}


def test_a_line_holds_exactly_the_published_keys(tmp_path):
    append(tmp_path)
    keys = set(json.loads((tmp_path / "progress.jsonl").read_text(encoding="utf-8")))
    assert keys == {"v", "time", "lesson", "kind", "id", "ok", "code", "prev", "hash"}


def test_changed_line_is_found(tmp_path):
    for _ in range(3):
        append(tmp_path, ok=False, code="SH-01")
    path = tmp_path / "progress.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    lines[1] = lines[1].replace('"ok": false', '"ok": true')
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert ProgressLog(tmp_path).read().damaged_lines == (2, 3)


def test_line_cut_short_by_a_crash_swallows_nothing(tmp_path):
    append(tmp_path)
    path = tmp_path / "progress.jsonl"
    path.write_bytes(path.read_bytes() + b'{"v": 1, "ti')
    append(tmp_path, id="loss")
    progress = ProgressLog(tmp_path).read()
    assert [entry.id for entry in progress.entries] == ["sigmoid", "loss"]
    assert progress.damaged_lines == (2,)


def test_chain_goes_on_behind_more_damage_than_is_read_at_once(tmp_path):
    first = append(tmp_path)
    path = tmp_path / "progress.jsonl"
    path.write_bytes(path.read_bytes() + b"damage\n" * 40_000)
    assert append(tmp_path, id="loss").prev == first.hash


@pytest.mark.parametrize("line", [b"[" * 100_000, b"\xff\xfe", b"7", b'{"v": 1}'])
def test_line_that_is_no_entry_is_counted_as_damaged(tmp_path, line):
    (tmp_path / "progress.jsonl").write_bytes(line + b"\n")
    append(tmp_path)
    assert ProgressLog(tmp_path).read().damaged_lines == (1,)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_log_is_readable_by_its_owner_alone(tmp_path):
    append(tmp_path)
    assert stat.S_IMODE((tmp_path / "progress.jsonl").stat().st_mode) == 0o600


APPEND_TWENTY = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from aiclass.check import ProgressLog

for _ in range(20):
    ProgressLog(Path(sys.argv[1])).append(
        lesson="03", kind="check", id="sigmoid", ok=True, now=datetime(2026, 11, 23, tzinfo=UTC)
    )
"""


def test_two_notebooks_at_once_keep_one_chain(tmp_path):
    kernels = [subprocess.Popen([sys.executable, "-c", APPEND_TWENTY, tmp_path]) for _ in range(2)]
    assert [kernel.wait() for kernel in kernels] == [0, 0]
    progress = ProgressLog(tmp_path).read()
    assert len(progress.entries) == 40
    assert progress.damaged_lines == ()


def test_missing_log_is_empty(tmp_path):
    assert ProgressLog(tmp_path).read().entries == ()


def test_log_is_off_while_grading(monkeypatch):
    monkeypatch.setenv("AICLASS_PROGRESS", "off")
    assert progress_folder() is None
