"""Reading what anyone may have written: bounded before it is parsed, refused with a sentence, never a crash."""

import contextlib
import json
import subprocess
import sys
from time import perf_counter, process_time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aiclass.grading import NotebookRejected
from aiclass.grading._notebook import parse_notebook

from .conftest import Homework, cell, check, notebook, source_cells


def refusal(content):
    with pytest.raises(NotebookRejected) as caught:
        parse_notebook(content)
    return str(caught.value)


class TestRefusals:
    def test_60_mb(self):
        text = refusal(notebook(cell("x" * 60_000_000)))
        assert "60.0MB" in text
        assert "20.0MB" in text
        assert "출력 지우기" in text

    @pytest.mark.parametrize("version", [2, 3, 5])
    def test_other_nbformat(self, version):
        text = refusal(json.dumps({"nbformat": version, "worksheets": [], "metadata": {}}).encode())
        assert f"nbformat {version}" in text

    @pytest.mark.parametrize("depth", [10_000, 1_000_000])
    def test_deep_json(self, depth):
        content = b'{"nbformat": 4, "cells": ' + b"[" * depth + b"]" * depth + b"}"
        assert "겹쳐" in refusal(content) or "복잡" in refusal(content)

    def test_costly_json(self):
        """20 MB of empty objects would take more than a gigabyte."""
        assert "복잡" in refusal(b'{"nbformat": 4, "cells": [' + b"{}," * 6_000_000 + b"{}]}")

    @pytest.mark.parametrize(
        ("content", "told"),
        [
            (b"", "빈 파일"),
            (b"   \n", "빈 파일"),
            (b"PK\x03\x04\xff", "UTF-8"),
            (b"{", "1번째 줄"),
            (b'{"nbformat": 4,\n"cells": [}', "2번째 줄"),
            (b"[]", "다른 JSON 문서"),
            (b'"text"', "다른 JSON 문서"),
            (b"{}", "다른 JSON 문서"),
            (b'{"nbformat": true, "cells": []}', "다른 JSON 문서"),
            (b'{"nbformat": 4}', "셀 목록"),
            (b'{"nbformat": 4, "cells": {}}', "셀 목록"),
            (b'{"nbformat": 4, "cells": [3]}', "1번째 셀"),
            (b'{"nbformat": 4, "cells": [{"cell_type": "code", "source": [1]}]}', "1번째 셀"),
            (b'{"nbformat": 4, "cells": [{"cell_type": "video", "source": ""}]}', "1번째 셀"),
            (b'{"nbformat": 4, "cells": [' + b"9" * 5000 + b"]}", "긴 수"),
        ],
    )
    def test_what_is_no_notebook(self, content, told):
        assert told in refusal(content)

    def test_too_many_cells(self):
        assert "5001개" in refusal(notebook(*[cell("")] * 5001))


class TestAccepted:
    @pytest.mark.parametrize("minor", [0, 1, 2, 3, 4, 5, 6])
    def test_any_minor_version_of_nbformat_4(self, minor):
        assert len(parse_notebook(notebook(cell("1"), minor=minor)).cells) == 1

    def test_lines_text_byte_order_mark_and_missing_parts(self):
        cells = b'{"cell_type": "code", "source": ["a\\n", "b"]}, {"cell_type": "raw"}'
        content = b'\xef\xbb\xbf{"nbformat": 4, "cells": [' + cells + b"]}"
        assert [one.source for one in parse_notebook(content).cells] == ["a\nb", ""]

    def test_half_a_character_becomes_a_mark(self):
        (one,) = parse_notebook(notebook(cell("\ud800x"))).cells
        assert one.source == "\ufffdx"

    def test_15_mb_of_pictures(self):
        picture = {"output_type": "display_data", "data": {"image/png": "A" * 15_000_000}, "metadata": {}}
        assert len(parse_notebook(notebook(cell("1") | {"outputs": [picture]})).cells) == 1


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)
KEYS = st.sampled_from(
    ["cells", "metadata", "nbformat", "nbformat_minor", "cell_type", "source", "nbgrader", "grade_id", "points", "id",
     "grade", "solution", "locked", "schema_version", "checksum", "outputs"]
)  # fmt: skip


@pytest.fixture(scope="module")
def shared(tmp_path_factory):
    return Homework(tmp_path_factory.mktemp("mutated"))


@st.composite
def mutated(draw):
    """A notebook in which some values, at any depth, are anything else."""
    document = json.loads(notebook(*source_cells()))
    for _ in range(draw(st.integers(1, 4))):
        place = document
        for _ in range(draw(st.integers(0, 4))):
            inner = [
                one
                for one in (place.values() if isinstance(place, dict) else place)
                if isinstance(one, dict | list) and one
            ]
            if not inner:
                break
            place = draw(st.sampled_from(inner))
        if isinstance(place, dict):
            place[draw(st.sampled_from(sorted(place)) | KEYS)] = draw(JSON)
        else:
            place[draw(st.integers(0, len(place) - 1))] = draw(JSON)
    return document


@settings(max_examples=150, deadline=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(document=mutated())
def test_mutated_notebook_is_planned_or_refused(shared, document):
    """Within the deadline of two seconds, by both modes, without any other error."""
    from aiclass.grading import Options
    from aiclass.grading._submission import Submission
    from aiclass.grading._verdict import make_ready

    content = json.dumps(document).encode()
    submission = Submission(learner="a", notebook="circle", load=lambda: content)
    for compat in (False, True):
        ready = make_ready(submission, shared.assignment, Options(compat=compat), lambda _: None)
        assert (ready.planned is None) == (ready.verdict is not None)


@settings(max_examples=150, deadline=2000)
@given(
    content=st.binary(max_size=200)
    | st.builds(
        lambda at, byte: notebook(cell("가나다"))[:at] + bytes([byte]),
        st.integers(0, 120),
        st.integers(0, 255),
    )
)
def test_mutated_bytes_are_read_or_refused(content):
    with contextlib.suppress(NotebookRejected):
        parse_notebook(content)


MEASURE = """\
import resource, sys, time
from aiclass.grading._notebook import parse_notebook
from aiclass.grading import NotebookRejected
content = eval(sys.argv[1])
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    parse_notebook(content)
except NotebookRejected:
    pass
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="ru_maxrss counts KiB on Linux")
@pytest.mark.parametrize(
    "content",
    [
        """b'{"nbformat": 4, "cells": [' + b'{},' * 300_000 + b'{}]}'""",
        """b'{"nbformat": 4, "cells": [' + b'"ab",' * 1_000_000 + b'{}]}'""",
        """b'{"nbformat": 4, "cells": [' + b'1e1,' * 1_200_000 + b'{}]}'""",
        """b'{"nbformat": 4, "cells": ["' + b'a' * 19_000_000 + '\U0001f600'.encode() + b'"]}'""",
        """b'{"nbformat": 4, "cells": [' + b'{"a":{"b":0}},' * 200_000 + b'{}]}'""",
        """b'[' * 19_000_000""",
    ],
)
def test_refusal_costs_less_than_200_mb_and_2_s(content):
    started = perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", MEASURE, content], capture_output=True, text=True, encoding="utf-8", check=True
    )
    assert int(done.stdout) * 1024 < 200_000_000
    assert perf_counter() - started < 2 + 3  # the interpreter's own start, on a busy machine


def test_matching_a_large_notebook_without_metadata_is_quick(homework):
    cells = [cell(f"x{number} = {number}\nprint(x{number})") for number in range(2000)]
    sources = [check(f"assert x{number} == {number}", f"t{number}", 1) for number in range(60)]
    homework.write(homework.source / "circle.ipynb", notebook(*sources))
    started = process_time()
    homework.row(notebook(*cells))
    assert process_time() - started < 2  # of computing, however busy the machine is
