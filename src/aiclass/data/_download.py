"""Fetch one address over HTTP: as requests does it, but never waiting long for nobody."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, wait
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from aiclass.data._content import size_limit, too_large
from aiclass.data._listener import Listener
from aiclass.data._recipe import DataFile, Place
from aiclass.data.errors import (
    BadFileError,
    DataError,
    MissingFileError,
    SourceError,
    UnreachableError,
    phrase,
)

if TYPE_CHECKING:
    import requests

ANSWER_S = 3.0  # until the first header, name look-up and proxies included
STALL_S = 20.0  # between two pieces, once bytes are coming
POLL_S = 0.1
CHUNK_BYTES = 1 << 16
PROXY_WANTS_LOGIN = 407


class _TooLargeError(Exception):
    """More bytes are coming than the file can have."""


class _AbandonedError(Exception):
    """Nobody waits for these bytes any more."""


class _Transfer:
    """What the thread that downloads shares with the one that waits."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.payload = bytearray()
        self.total_bytes: int | None = None
        self.answered = threading.Event()
        self.response: requests.Response | None = None
        self.abandoned = False

    def on_response(self, response: "requests.Response", *_: Any, **__: Any) -> None:
        length = response.headers.get("Content-Length", "")
        self.total_bytes = int(length) if length.isdecimal() else None
        self.response = response
        self.answered.set()

    def write(self, chunk: bytes) -> None:
        if self.abandoned:
            raise _AbandonedError
        if len(self.payload) + len(chunk) > self.limit:
            raise _TooLargeError
        self.payload += chunk

    def flush(self) -> None:
        """Do nothing: nothing is held back, but pooch asks for it."""


def download(url: str, file: DataFile, place: Place, listener: Listener) -> bytes:
    """Return the bytes at an address; one try.

    A thread does the work: a timeout of requests bounds neither the look-up of the name nor the number of
    addresses that a name has, so the wait is bounded here.

    Raises:
        UnreachableError: nobody answered within ANSWER_S.
        SourceError: certificate, proxy.
        MissingFileError: the server answered with another status than success.
        BadFileError: the connection broke off, or more bytes came than the file has.
    """
    from pooch import HTTPDownloader

    host = shown_host(url)
    transfer = _Transfer(size_limit(file))
    outcome: Future[None] = Future()
    fetch = HTTPDownloader(
        chunk_size=CHUNK_BYTES,
        timeout=(ANSWER_S, STALL_S),
        hooks={"response": transfer.on_response},
        headers={"Accept-Encoding": "identity"},
    )
    work = partial(_work, partial(fetch, url, transfer, None), transfer, outcome)
    threading.Thread(target=work, daemon=True, name="aiclass-download").start()
    try:
        _await_answer(transfer, outcome, host)
        if transfer.response is not None and transfer.response.ok:
            listener.started(file, host)
        while not wait([outcome], timeout=POLL_S).done:
            listener.progress(file, len(transfer.payload), transfer.total_bytes)
        listener.progress(file, len(transfer.payload), transfer.total_bytes)
    finally:
        transfer.abandoned = True
    error = outcome.exception()
    if error is not None:
        explained = _explained(error, transfer, file, place, host)
        raise explained from (None if explained is error else error)
    return bytes(transfer.payload)


def shown_host(url: str) -> str:
    """Return scheme and host of an address, without user name and password."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"


def without_login(url: str) -> str:
    """Return an address as messages may show it."""
    parts = urlsplit(url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


def _work(fetch: Callable[[], None], transfer: _Transfer, outcome: "Future[None]") -> None:
    try:
        fetch()
    except BaseException as error:  # the waiting thread judges it
        if transfer.response is not None:
            transfer.response.close()  # pooch leaves it open
        outcome.set_exception(error)
    else:
        outcome.set_result(None)


def _await_answer(transfer: _Transfer, outcome: "Future[None]", host: str) -> None:
    outcome.add_done_callback(lambda _: transfer.answered.set())
    if not transfer.answered.wait(ANSWER_S):
        raise _no_answer(host, phrase("DA-25", seconds=f"{ANSWER_S:g}"))


def _explained(
    error: BaseException, transfer: _Transfer, file: DataFile, place: Place, host: str
) -> BaseException:
    """Return the error as this package says it; one that nobody expects comes back as it is."""
    from requests import exceptions

    match error:
        case _TooLargeError():
            return too_large(file, place)
        case exceptions.HTTPError(response=response) if response.status_code != PROXY_WANTS_LOGIN:
            return MissingFileError("DA-33", file=place.shown, status=response.status_code)
        case exceptions.SSLError():
            return SourceError("DA-36", host=host)
        case exceptions.HTTPError() | exceptions.ProxyError():
            return SourceError("DA-37", host=host)
        case exceptions.RequestException() | OSError() if transfer.response is not None:
            return BadFileError("DA-11", file=place.shown, todo=place.todo)
        case exceptions.Timeout():
            return _no_answer(host, phrase("DA-25", seconds=f"{ANSWER_S:g}"))
        case exceptions.RequestException() | OSError():
            return _no_answer(host, phrase("DA-26"))
    return error


def _no_answer(host: str, reason: str) -> DataError:
    return UnreachableError("DA-35", host=host, reason=reason)
