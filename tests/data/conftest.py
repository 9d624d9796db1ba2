import importlib.util
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from aiclass.data import _registry

FOLDER = Path(__file__).parent


def _tiny_set():
    spec = importlib.util.spec_from_file_location("tiny_set", FOLDER / "tiny_set.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["tiny_set"] = module
    spec.loader.exec_module(module)
    return module


tiny_set = _tiny_set()


@pytest.fixture(autouse=True)
def cache(monkeypatch, tmp_path, clean_environment):
    """An empty cache of our own, in a path as a Korean Windows laptop has it; the network may be tried."""
    monkeypatch.delenv("AICLASS_OFFLINE")
    folder = tmp_path / "김 연습" / "캐시"
    monkeypatch.setenv("AICLASS_DATA_CACHE", str(folder))
    return folder


@pytest.fixture
def offline(monkeypatch):
    monkeypatch.setenv("AICLASS_OFFLINE", "1")


@pytest.fixture
def tiny(monkeypatch):
    """The module of the tiny set; ``load("tiny")`` works, and its public address does not answer."""
    monkeypatch.setattr(_registry, "RECIPES", _registry.RECIPES)  # put back at the end
    tiny_set.register("https://example.invalid/")
    return tiny_set


@pytest.fixture
def mirror(monkeypatch, tmp_path, tiny):
    """A mirror folder with the tiny set, whole."""
    folder = tmp_path / "미러 폴더"
    (folder / "tiny").mkdir(parents=True)
    for name, payload in tiny.PAYLOADS.items():
        (folder / "tiny" / name).write_bytes(payload)
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(folder))
    return folder


class Server:
    """A loopback web server that answers as it is told.

    Attributes:
        answers: path to (status, headers, body); what is missing is a 404.
        pause_s: how long it thinks before each answer.
        linger_s: how long it keeps the line open after each answer.
        asked: every path that was asked for, in order.
    """

    def __init__(self):
        self.answers = {}
        self.pause_s = 0.0
        self.linger_s = 0.0
        self.asked = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._http.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._http.server_port}"
        self._thread = threading.Thread(target=self._http.serve_forever, kwargs={"poll_interval": 0.02})
        self._thread.start()

    def give(self, path, body, *, status=200, **headers):
        self.answers[path] = (status, {"Content-Length": str(len(body)), **headers}, body)

    def give_tiny(self, folder="/tiny"):
        for name, payload in tiny_set.PAYLOADS.items():
            self.give(f"{folder}/{name}", payload)

    def close(self):
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _handler(server):
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self):
                server.asked.append(self.path)
                time.sleep(server.pause_s)
                status, headers, body = server.answers.get(self.path, (404, {"Content-Length": "0"}, b""))
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name.replace("_", "-"), value)
                self.end_headers()
                self.wfile.write(body)
                time.sleep(server.linger_s)

            def log_message(self, *_):
                pass

        return Handler


@pytest.fixture
def server():
    running = Server()
    yield running
    running.close()
