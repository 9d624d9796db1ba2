"""``aiclass data``: what comes out, where, and with which exit code."""

import json
import re
import subprocess
import sys

import pytest
from rich.cells import cell_len
from typer.testing import CliRunner

from aiclass.cli import app
from aiclass.data import _cache

pytestmark = [pytest.mark.usefixtures("offline", "tiny")]


def run(*arguments):
    return CliRunner().invoke(app, ["data", *arguments])


class TestList:
    def test_columns_line_up_in_cells(self):
        result = run("list")
        heading, rule, *rows = [line.rstrip("\n") for line in result.stdout.splitlines()]
        assert len({cell_len(line) for line in (heading, rule, *rows)}) == 1
        start = cell_len(heading[: heading.index("라이선스")])
        for row, licence in zip(
            rows,
            ("명시 없음", "CC0 1.0", "명시 없음", "CC BY 4.0", "명시 없음", "CC0 1.0", "없음"),
            strict=True,
        ):
            assert cell_len(row[: row.rindex(licence)]) == start

    def test_json_is_one_document(self, mirror):
        run("get", "tiny")
        entries = {entry["name"]: entry for entry in json.loads(run("list", "--json").stdout)}
        assert entries["tiny"] == {
            "name": "tiny",
            "title": "작은 시험용",
            "twin": "digits",
            "size_bytes": 31376 + 48,
            "state": "cached",
            "licence": "없음",
            "is_public": True,
        }
        assert entries["digits"]["state"] == "embedded"

    def test_sizes_have_a_unit_that_shows_them(self):
        assert re.search(r"admissions .* 12\.5KB ", run("list").stdout)


class TestGet:
    def test_says_where_it_came_from(self, mirror):
        result = run("get", "tiny", "digits")
        assert result.stdout == "준비됨: tiny (미러)\n준비됨: digits (scikit-learn)\n"
        assert (result.stderr, result.exit_code) == ("", 0)

    def test_faults_on_the_way_go_to_stderr(self, mirror, tiny, cache):
        run("get", "tiny")
        (cache / "tiny" / tiny.LABELS).write_bytes(b"<html>")
        result = run("get", "tiny")
        assert result.stdout == "준비됨: tiny (캐시, 미러)\n"
        assert result.stderr.count("\n") == 1
        assert result.stderr.endswith("[DA-10]\n")

    def test_a_misspelt_name_stops_before_anything_is_fetched(self, mirror, cache):
        assert run("get", "tiny", "mnits").exit_code == 1  # the runner bypasses main(), which maps the code
        assert not cache.exists()

    def test_downloads_without_bars_in_a_pipe(self, server, tiny, monkeypatch):
        monkeypatch.delenv("AICLASS_OFFLINE")
        server.give_tiny("/public")
        tiny.register(f"{server.address}/public/")
        result = run("get", "tiny")
        assert (result.stdout, result.stderr) == ("준비됨: tiny (인터넷)\n", "")


class TestVerify:
    def test_all_good(self, mirror):
        run("get", "tiny")
        result = run("verify", "tiny")
        assert result.exit_code == 0
        assert result.stdout.count("정상") == 2

    def test_a_bad_file_is_the_answer_no(self, mirror, cache, tiny):
        run("get", "tiny")
        bad = cache / "tiny" / tiny.IMAGES
        bad.write_bytes(bad.read_bytes()[:-9])
        result = run("verify", "tiny")
        assert result.exit_code == 1
        assert "손상됨" in result.stdout
        assert str(bad) in result.stderr
        assert "aiclass data get tiny" in result.stderr
        document = json.loads(run("verify", "--json").stdout)
        assert document["ok"] is False
        states = {file["file"]: file["state"] for file in document["files"]}
        assert states["tiny/images-idx3-ubyte.gz"] == "bad"
        assert states["tiny/labels-idx1-ubyte.gz"] == "ok"
        assert states["mnist/train-images-idx3-ubyte.gz"] == "absent"

    def test_nothing_cached_is_no_fault(self):
        result = run("verify")
        assert result.exit_code == 0
        assert "받지 않음" in result.stdout


@pytest.mark.parametrize(("arguments", "exit_code", "code"), [("mnits", 2, "DA-02"), ("mnist", 3, "DA-31")])
def test_exit_codes_of_the_real_command(arguments, exit_code, code):
    result = subprocess.run(
        [
            sys.executable,
            "-X",
            "utf8",
            "-c",
            "from aiclass.cli import main; main()",
            "data",
            "get",
            arguments,
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (result.returncode, result.stdout) == (exit_code, "")
    assert result.stderr.rstrip().endswith(f"[{code}]")


@pytest.mark.parametrize("command", ["list", "get", "verify"])
def test_help_has_an_example(command):
    assert f"예: aiclass data {command}" in run(command, "--help").stdout


def test_lock_wait_is_longer_than_a_slow_download():
    assert _cache.LOCK_WAIT_S >= 600
