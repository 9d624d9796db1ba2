"""Mirrors and public addresses over HTTP: loopback servers that answer well, badly, late or never."""

import gzip
import socket
import time

import pytest

from aiclass import data
from aiclass.data import _download

FILE = "images-idx3-ubyte.gz"


@pytest.fixture
def web_mirror(server, tiny, monkeypatch):
    server.give_tiny("/share/tiny")
    monkeypatch.setenv("AICLASS_DATA_MIRROR", f"{server.address}/share/")
    return server


@pytest.fixture
def closed_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def silent_port():
    """A port that takes connections and never says a word."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield listening.getsockname()[1]


class TestMirrorAddress:
    def test_gives_each_file_once(self, web_mirror, tiny, cache, capsys):
        assert data.load("tiny", twin=False).source == "tiny (미러)"
        assert data.load("tiny", twin=False).source == "tiny (캐시)"
        assert web_mirror.asked == [f"/share/tiny/{name}" for name in tiny.PAYLOADS]
        assert (cache / "tiny" / FILE).read_bytes() == tiny.PAYLOADS[FILE]
        (said,) = capsys.readouterr().out.splitlines()
        assert said.endswith(f"tiny/{FILE} ({web_mirror.address}) [DA-08]")

    def test_login_page_is_recognised(self, web_mirror, cache):
        web_mirror.give(f"/share/tiny/{FILE}", b"<html><form>")
        with pytest.raises(data.BadFileError, match=rf"웹 페이지입니다.*{FILE}.*\[DA-10\]$"):
            data.load("tiny", twin=False)
        assert not (cache / "tiny" / FILE).exists()

    def test_connection_cut_short(self, web_mirror, tiny):
        web_mirror.answers[f"/share/tiny/{FILE}"] = (200, {"Content-Length": "99999"}, tiny.PAYLOADS[FILE])
        with pytest.raises(data.BadFileError, match=rf"{FILE}.*\[DA-11\]$"):
            data.load("tiny", twin=False)

    @pytest.mark.parametrize("status", [403, 404, 500])
    def test_status_is_named(self, web_mirror, status):
        web_mirror.give(f"/share/tiny/{FILE}", b"", status=status)
        with pytest.raises(data.MissingFileError, match=rf"{FILE}.*HTTP 상태: {status}.*\[DA-33\]$"):
            data.load("tiny", twin=False)

    def test_endless_body_is_stopped(self, web_mirror):
        web_mirror.give(f"/share/tiny/{FILE}", bytes(5_000_000))
        with pytest.raises(data.BadFileError, match=r"\[DA-14\]$"):
            data.load("tiny", twin=False)

    def test_unpacked_on_the_way_is_still_right(self, web_mirror, tiny, cache):
        web_mirror.give(f"/share/tiny/{FILE}", tiny.PAYLOADS[FILE], Content_Encoding="gzip")
        assert data.load("tiny", twin=False).source == "tiny (미러)"
        assert gzip.decompress((cache / "tiny" / FILE).read_bytes()) == tiny.CONTENTS[FILE]

    def test_passwords_are_not_shown(self, web_mirror, monkeypatch):
        host = web_mirror.address.removeprefix("http://")
        monkeypatch.setenv("AICLASS_DATA_MIRROR", f"http://kim:secret@{host}/nowhere")
        with pytest.raises(data.MissingFileError) as caught:
            data.load("tiny", twin=False)
        assert f"http://{host}/nowhere/tiny/{FILE}" in str(caught.value)
        assert "secret" not in str(caught.value)

    def test_silence_is_a_fault_that_is_said(self, tiny, closed_port, monkeypatch, capsys):
        monkeypatch.setenv("AICLASS_DATA_MIRROR", f"http://127.0.0.1:{closed_port}")
        assert data.load("tiny").twin is True
        assert [line[-7:] for line in capsys.readouterr().out.splitlines()] == ["[DA-35]", "[DA-05]"]

    def test_is_not_asked_offline(self, web_mirror, monkeypatch):
        monkeypatch.setenv("AICLASS_OFFLINE", "1")
        assert data.load("tiny").twin is True
        assert web_mirror.asked == []

    def test_wrong_certificate_tells_of_the_bundle(self, web_mirror, monkeypatch):
        monkeypatch.setenv("AICLASS_DATA_MIRROR", web_mirror.address.replace("http:", "https:"))
        with pytest.raises(data.SourceError, match=r"REQUESTS_CA_BUNDLE.*\[DA-36\]$"):
            data.load("tiny", twin=False)

    def test_broken_proxy_is_named(self, tiny, closed_port, monkeypatch):
        monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{closed_port}")
        monkeypatch.setenv("AICLASS_DATA_MIRROR", "http://mirror.example")
        with pytest.raises(data.SourceError, match=r"http://mirror\.example\..*HTTPS_PROXY.*\[DA-37\]$"):
            data.load("tiny", twin=False)

    def test_proxies_are_used_as_requests_does(self, web_mirror, tiny, monkeypatch):
        for name, payload in tiny.PAYLOADS.items():
            web_mirror.give(f"http://mirror.example/tiny/{name}", payload)
        monkeypatch.setenv("HTTP_PROXY", web_mirror.address)
        monkeypatch.setenv("AICLASS_DATA_MIRROR", "http://mirror.example")
        assert data.load("tiny", twin=False).source == "tiny (미러)"


class TestPublicAddresses:
    def test_the_second_steps_in_for_the_first(self, server, tiny, closed_port):
        server.give_tiny("/b")
        tiny.register(f"http://127.0.0.1:{closed_port}/a/", f"{server.address}/b/")
        assert data.load("tiny", twin=False).source == "tiny (인터넷)"

    def test_nobody_there_takes_the_twin_with_one_line(self, tiny, closed_port, capsys):
        tiny.register(f"http://127.0.0.1:{closed_port}/")
        assert data.load("tiny").twin is True
        (said,) = capsys.readouterr().out.splitlines()
        assert said.endswith("[DA-04]")

    def test_nobody_there_names_whom_it_asked(self, tiny, closed_port):
        tiny.register(f"http://127.0.0.1:{closed_port}/")
        with pytest.raises(data.UnreachableError) as caught:
            data.load("tiny", twin=False)
        assert f"시도한 곳: http://127.0.0.1:{closed_port} (연결할 수 없음)" in str(caught.value)
        assert caught.value.code == "DA-30"

    def test_one_try_a_host(self, server, tiny, capsys):
        server.give(f"/{FILE}", b"", status=503)
        tiny.register(f"{server.address}/")
        assert data.load("tiny").twin is True
        assert server.asked == [f"/{FILE}"]
        assert [line[-7:] for line in capsys.readouterr().out.splitlines()] == ["[DA-33]", "[DA-05]"]

    def test_two_silent_hosts_are_given_up_in_time(self, tiny, silent_port, monkeypatch):
        monkeypatch.setattr(_download, "ANSWER_S", 0.3)
        tiny.register(f"http://127.0.0.1:{silent_port}/a/", f"http://127.0.0.1:{silent_port}/b/")
        start = time.perf_counter()
        with pytest.raises(data.UnreachableError, match=r"0\.3초 안에 답이 없음"):
            data.load("tiny", twin=False)
        assert time.perf_counter() - start < 2

    def test_a_hanging_name_look_up_is_given_up_in_time(self, tiny, monkeypatch):
        monkeypatch.setattr(_download, "ANSWER_S", 0.2)
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(3))
        tiny.register("http://data.example/")
        start = time.perf_counter()
        with pytest.raises(data.UnreachableError):
            data.load("tiny", twin=False)
        assert time.perf_counter() - start < 1.5

    def test_a_slow_server_is_waited_for(self, server, tiny):
        server.pause_s = 0.4
        server.give_tiny("/slow")
        tiny.register(f"{server.address}/slow/")
        assert data.load("tiny", twin=False).source == "tiny (인터넷)"

    def test_a_stalled_download_ends(self, server, tiny, monkeypatch):
        monkeypatch.setattr(_download, "STALL_S", 0.3)
        server.linger_s = 1.0
        server.answers[f"/{FILE}"] = (200, {"Content-Length": "99999"}, tiny.PAYLOADS[FILE])
        tiny.register(f"{server.address}/")
        with pytest.raises(data.BadFileError, match=r"\[DA-11\]$"):
            data.load("tiny", twin=False)

    def test_waiting_for_nobody_takes_seconds(self):
        assert 2 * _download.ANSWER_S <= 6  # two public hosts


@pytest.mark.usefixtures("offline")
def test_offline_is_quick(tiny, monkeypatch):
    def no_network(*_, **__):
        raise AssertionError("the network was tried")

    monkeypatch.setattr(_download, "download", no_network)
    monkeypatch.setattr("aiclass.data._sources.download", no_network)
    tiny.register("http://data.example/")
    start = time.perf_counter()
    with pytest.raises(data.UnreachableError):
        data.load("tiny", twin=False)
    assert time.perf_counter() - start < 0.5
