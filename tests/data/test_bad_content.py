"""Each kind of wrong bytes has its own text, which names the file and what to do."""

import gzip
import struct

import numpy as np
import pytest

from aiclass import data
from aiclass.data import _content

FILE = "images-idx3-ubyte.gz"


def header(*counts, kind=8, zeros=b"\0\0"):
    return zeros + bytes([kind, len(counts)]) + struct.pack(f">{len(counts)}I", *counts)


PIXELS = bytes(40 * 28 * 28)
CASES = {
    "empty": (b"", "DA-11", "끝부분이 없습니다"),
    "web page": (b"\n<!DOCTYPE html><title>Login</title>", "DA-10", "gzip이 아니라 웹 페이지입니다"),
    "web page after a byte order mark": (b"\xef\xbb\xbf<HTML>", "DA-10", "회사 프록시의 로그인 화면"),
    "no gzip": (b"PK\x03\x04", "DA-15", "첫 바이트: 50 4b (gzip은 1f 8b)"),
    "gzip header only": (b"\x1f\x8b\x08", "DA-11", "끝부분이 없습니다"),
    "wrong magic": (
        gzip.compress(header(40, 28, 28, zeros=b"\0\1") + PIXELS),
        "DA-16",
        "나온 값: 00 01 08 03",
    ),
    "labels for images": (gzip.compress(header(40) + bytes(40)), "DA-16", "기대한 첫 네 바이트: 00 00 08 03"),
    "wrong type": (gzip.compress(header(40, 28, 28, kind=0x0D) + PIXELS), "DA-17", "나온 값: 0d"),
    "wrong counts": (
        gzip.compress(header(39, 28, 28) + PIXELS),
        "DA-18",
        "기대한 모양: (40, 28, 28), 나온 모양: (39, 28, 28)",
    ),
    "bytes missing": (
        gzip.compress(header(40, 28, 28) + PIXELS[:-1]),
        "DA-19",
        "머리말에 따른 크기: 31376바이트, 실제 크기: 31375바이트",
    ),
    "bytes left over": (
        gzip.compress(header(40, 28, 28) + PIXELS + b"!"),
        "DA-20",
        "머리말에 따른 크기: 31376바이트, 실제 크기: 31377바이트",
    ),
    "header cut": (gzip.compress(header(40, 28, 28)[:7]), "DA-19", "실제 크기: 7바이트"),
    "empty content": (gzip.compress(b""), "DA-16", "나온 값: 없음"),
    "other pictures": (gzip.compress(header(40, 28, 28) + PIXELS), "DA-13", "SHA-256이 다릅니다"),
    "gzip bomb": (gzip.compress(bytes(30_000_000)), "DA-14", "최대 크기: 31.4KB"),
    "too large a file": (b"\x1f\x8b" + bytes(200_000), "DA-14", "최대 크기: 31.4KB"),
}


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize(("payload", "code", "says"), CASES.values(), ids=CASES.keys())
def test_wrong_bytes_are_named(payload, code, says, tiny, mirror):
    bad = mirror / "tiny" / FILE
    bad.write_bytes(payload)
    with pytest.raises(data.BadFileError) as caught:
        data.load("tiny", twin=False)
    text = str(caught.value)
    assert caught.value.code == code
    assert caught.value.exit_code == 3
    assert says in text
    assert str(bad) in text
    assert "미러에 원본을 다시 복사해 주세요" in text
    assert "\n" not in text


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("kept", [1, 9, 100, -9, -4, -1])
def test_truncated_gzip_anywhere(kept, tiny, mirror):
    payload = tiny.PAYLOADS[FILE]
    (mirror / "tiny" / FILE).write_bytes(payload[:kept])
    with pytest.raises(data.BadFileError) as caught:
        data.load("tiny", twin=False)
    assert caught.value.code == ("DA-15" if kept == 1 else "DA-11")


@pytest.mark.usefixtures("offline")
@pytest.mark.parametrize("place", [-8, -1, 200])
def test_a_flipped_bit_is_corruption(place, tiny, mirror):
    payload = bytearray(tiny.PAYLOADS[FILE])
    payload[place] ^= 0x10
    (mirror / "tiny" / FILE).write_bytes(bytes(payload))
    with pytest.raises(data.BadFileError) as caught:
        data.load("tiny", twin=False)
    assert caught.value.code == "DA-12"


@pytest.mark.usefixtures("offline")
def test_another_gzip_wrapper_of_the_same_content_is_right(tiny, mirror):
    content = tiny.CONTENTS[FILE]
    two_members = gzip.compress(content[:1000], compresslevel=1) + gzip.compress(content[1000:])
    (mirror / "tiny" / FILE).write_bytes(two_members)
    np.testing.assert_array_equal(data.load("tiny", twin=False).train.images, tiny.ARRAYS[FILE])


@pytest.mark.usefixtures("offline")
def test_a_bomb_is_never_unpacked_whole(tiny, mirror, monkeypatch):
    asked = []
    real = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda self, size: asked.append(size) or real(self, size))
    (mirror / "tiny" / FILE).write_bytes(gzip.compress(bytes(30_000_000)))
    with pytest.raises(data.BadFileError):
        data.load("tiny", twin=False)
    assert asked == [len(tiny.CONTENTS[FILE]) + _content.SLACK_BYTES + 1]
