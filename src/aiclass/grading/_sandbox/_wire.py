"""How trusted code speaks with processes in the sandbox: framed messages over a Unix socket.

A frame is one byte that says its kind, four bytes of length (big endian) and the payload. JSON comes from untrusted
processes: its size, depth and repetition are bounded here, its fields are checked in ``_reports``.
"""

import array
import json
import socket
import struct
import time
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from aiclass.grading._sandbox.errors import ConversationBroken, Gone

HEADER: Final = struct.Struct(">cI")
JSON: Final = b"J"  # a message
VERDICT: Final = b"V"  # of a test, in bytes that no patched encoder touches
FLAG: Final = b"F"  # something suspicious, sent at once so that it cannot be taken back
MAX_FRAME_BYTES: Final = 128 * 1024**2  # of an order; a file of 64 MiB grows by a third in base64
MAX_DESCRIPTORS: Final = 4


class Frame(NamedTuple):
    """One frame as it came."""

    kind: bytes
    payload: bytes
    descriptors: tuple[int, ...] = ()


class Channel:
    """One end of a conversation; every call has a deadline."""

    def __init__(self, end: socket.socket) -> None:
        self._end = end

    def fileno(self) -> int:
        """Return the descriptor, for select."""
        return self._end.fileno()

    def send(
        self, message: dict[str, Any], descriptors: Sequence[int] = (), *, timeout_s: float = 10.0
    ) -> None:
        """Send a JSON message.

        Raises:
            ConversationBroken: the other end is gone or does not read.
        """
        payload = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        self._end.settimeout(timeout_s)
        try:
            header = HEADER.pack(JSON, len(payload))
            if descriptors:
                rights = [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", descriptors))]
                self._end.sendmsg([header], rights)
            else:
                self._end.sendall(header)
            self._end.sendall(payload)
        except OSError as error:
            raise Gone(f"the other side does not listen: {error}") from error

    def receive(self, *, timeout_s: float, max_bytes: int = MAX_FRAME_BYTES) -> Frame:
        """Return the next frame.

        Raises:
            TimeoutError: nothing complete came in time.
            ConversationBroken: the other end is gone, or the frame is too large.
        """
        deadline = time.monotonic() + timeout_s
        header, descriptors = self._read_header(deadline)
        kind, length = HEADER.unpack(header)
        if length > max_bytes or kind not in (JSON, VERDICT, FLAG):
            close_all(descriptors)
            raise ConversationBroken(f"a frame of kind {kind!r} and {length} bytes")
        try:
            return Frame(kind, self._read(length, deadline), descriptors)
        except BaseException:
            close_all(descriptors)
            raise

    def close(self) -> None:
        """Close this end."""
        self._end.close()

    def _read_header(self, deadline: float) -> tuple[bytes, tuple[int, ...]]:
        self._wait(deadline)
        room = socket.CMSG_SPACE(MAX_DESCRIPTORS * array.array("i").itemsize)
        try:
            data, ancillary, _, _ = self._end.recvmsg(HEADER.size, room, socket.MSG_CMSG_CLOEXEC)
        except TimeoutError:
            raise
        except OSError as error:
            raise Gone(str(error)) from error
        descriptors = tuple(fd for level, kind, packed in ancillary for fd in _unpacked(level, kind, packed))
        try:
            if not data:
                raise Gone("the other side has gone")
            return data + self._read(HEADER.size - len(data), deadline), descriptors
        except BaseException:
            close_all(descriptors)
            raise

    def _read(self, size: int, deadline: float) -> bytes:
        parts = bytearray()
        while len(parts) < size:
            self._wait(deadline)
            try:
                chunk = self._end.recv(min(size - len(parts), 1 << 16))
            except TimeoutError:
                raise
            except OSError as error:
                raise Gone(str(error)) from error
            if not chunk:
                raise Gone("the other side has gone in the middle of a frame")
            parts += chunk
        return bytes(parts)

    def _wait(self, deadline: float) -> None:
        left = deadline - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._end.settimeout(left)


def message_of(frame: Frame) -> dict[str, Any]:
    """Return the JSON object in a frame.

    Raises:
        ConversationBroken: no JSON object; repeated keys, NaN and infinities, or too deep.
    """
    try:
        value = json.loads(frame.payload, object_pairs_hook=_unique, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise ConversationBroken(f"no readable message: {error}") from error
    if not isinstance(value, dict):
        raise ConversationBroken("a message that is no object")
    return value


def close_all(descriptors: Sequence[int]) -> None:
    """Close descriptors that came with a frame."""
    import os

    for descriptor in descriptors:
        os.close(descriptor)


def _unpacked(level: int, kind: int, packed: bytes) -> list[int]:
    numbers = array.array("i")
    if level == socket.SOL_SOCKET and kind == socket.SCM_RIGHTS:
        numbers.frombytes(packed[: len(packed) - len(packed) % numbers.itemsize])
    return numbers.tolist()


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise ValueError("a key twice")
    return value


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no JSON")
