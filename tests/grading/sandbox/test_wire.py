"""What comes out of the sandbox is bounded and checked before anybody believes it."""

import array
import os
import socket
from pathlib import Path

import pytest

from aiclass.grading._sandbox._reports import number_of, outputs_of, report_of
from aiclass.grading._sandbox._wire import HEADER, JSON, Channel, Frame, message_of
from aiclass.grading._sandbox.errors import ConversationBroken, Gone


@pytest.fixture
def ends():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield Channel(ours), theirs


def open_descriptors():
    folder = Path("/proc/self/fd")
    return len(list(folder.iterdir())) if folder.is_dir() else 0


def framed(payload, kind=JSON):
    return HEADER.pack(kind, len(payload)) + payload


def test_message_arrives_with_its_descriptors(ends):
    channel, theirs = ends
    with Path(os.devnull).open("rb") as file:
        Channel(theirs).send({"a": "가"}, (file.fileno(),))
    frame = channel.receive(timeout_s=1)
    assert message_of(frame) == {"a": "가"}
    assert os.fstat(frame.descriptors[0]).st_rdev == Path(os.devnull).stat().st_rdev
    os.close(frame.descriptors[0])


@pytest.mark.parametrize(
    "payload",
    [
        b"",
        b"[1]",
        b'{"a": 1, "a": 2}',
        b'{"a": NaN}',
        b'{"a": Infinity}',
        b'{"a":' + b"[" * 100_000,
        b"\xff\xfe",
        b"1",
    ],
)
def test_unreadable_message_is_refused(payload):
    with pytest.raises(ConversationBroken):
        message_of(Frame(JSON, payload))


def test_frame_that_claims_too_much_is_refused_before_it_is_read(ends):
    channel, theirs = ends
    theirs.sendall(HEADER.pack(JSON, 2**32 - 1))
    with pytest.raises(ConversationBroken):
        channel.receive(timeout_s=1)


def test_frame_of_no_known_kind_is_refused(ends):
    channel, theirs = ends
    theirs.sendall(framed(b"{}", b"?"))
    with pytest.raises(ConversationBroken):
        channel.receive(timeout_s=1)


def test_half_a_frame_times_out_and_an_end_is_told_apart(ends):
    channel, theirs = ends
    theirs.sendall(framed(b"{}")[:-1])
    with pytest.raises(TimeoutError):
        channel.receive(timeout_s=0.1)
    theirs.close()
    with pytest.raises(Gone):
        channel.receive(timeout_s=1)


def test_flood_of_descriptors_leaves_none_open(ends):
    channel, theirs = ends
    before = open_descriptors()
    with Path(os.devnull).open("rb") as file:
        rights = array.array("i", [file.fileno()] * 200)
        theirs.sendmsg([HEADER.pack(b"?", 0)], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, rights)])
    with pytest.raises(ConversationBroken):
        channel.receive(timeout_s=1)
    assert before == open_descriptors()


def report(**changes):
    return {"ok": True, "outputs": [], "stderr": False, "error_name": "", "message": "", "code": ""} | changes


@pytest.mark.parametrize(
    "changes",
    [
        {"outputs": None},
        {"outputs": [1]},
        {"outputs": [{"output_type": "widget"}]},
        {"outputs": [{"output_type": "stream", "name": "stdlog", "text": ""}]},
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": 5}]},
        {"outputs": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": "no list"}]},
        {"outputs": [{"output_type": "display_data", "data": []}]},
        {"outputs": [{"output_type": "stream", "name": "stdout", "text": ""}] * 3000},
        {"message": None},
        {"error_name": ["x"]},
    ],
)
def test_report_that_is_none_is_refused(changes):
    with pytest.raises(ConversationBroken):
        report_of(report(**changes))


def test_deep_output_is_refused():
    deep = "x"
    for _ in range(50):
        deep = [deep]
    with pytest.raises(ConversationBroken, match="deep"):
        outputs_of([{"output_type": "display_data", "data": {"application/json": deep}, "metadata": {}}])


def test_report_keeps_only_what_nbformat_knows():
    output = {"output_type": "stream", "name": "stdout", "text": "a\ud800", "evil": "<script>"}
    assert outputs_of([output]) == ({"output_type": "stream", "name": "stdout", "text": "a?"},)
    long = report_of(report(message="x" * 10**6, ok="yes", limit="anything"))
    assert (len(long.message), long.ok, long.limit) == (10_000, False, "")


@pytest.mark.parametrize(
    ("text", "number"), [("1.5", 1.5), ("-", None), ("nan", None), ("inf", None), ("1e999", None)]
)
def test_number_of_a_verdict(text, number):
    assert number_of(text) == number
