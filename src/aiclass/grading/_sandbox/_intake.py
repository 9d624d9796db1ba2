"""How a process that shares its interpreter with a learner takes orders, and says that it is there.

Whatever the learner has patched, none of it runs between the arrival of an order and the moment when the judge has put
things right: only C functions are called, and they lie in closures, where no name leads.
"""

import _socket
import json
import os
import socket
import struct
from collections.abc import Callable
from typing import Any, Final

from aiclass.grading._sandbox._wire import FLAG, HEADER, JSON

NUMBER: Final = struct.Struct("i")
CHUNK: Final = 1 << 20
_TEXT = b'{"forked":true}'
FORKED: Final = HEADER.pack(JSON, len(_TEXT)) + _TEXT  # a snapshot was made, and its maker is back


def taker() -> Callable[[socket.socket], tuple[dict[str, Any], int]]:
    """Return what waits for an order and gives it with the descriptor that came along, -1 for none.

    Where nobody is left to give one, it ends the process.
    """
    wait_forever = _socket.socket.settimeout
    receive, receive_with_rights = _socket.socket.recv, _socket.socket.recvmsg
    room, close_on_exec = socket.CMSG_SPACE(NUMBER.size), socket.MSG_CMSG_CLOEXEC
    size, unpack, number = HEADER.size, HEADER.unpack, NUMBER.unpack
    parsed, leave = vars(json.JSONDecoder())["scan_once"], os._exit  # C, where the method decode is Python

    def take(end: socket.socket) -> tuple[dict[str, Any], int]:
        wait_forever(end, None)
        header, ancillary, _, _ = receive_with_rights(end, size, room, close_on_exec)
        if len(header) < size:
            leave(0)
        descriptor = number(ancillary[0][2])[0] if ancillary else -1
        missing, parts = unpack(header)[1], []
        while missing:
            part = receive(end, min(missing, CHUNK))
            if not part:
                leave(0)
            parts.append(part)
            missing -= len(part)
        return parsed(b"".join(parts).decode(), 0)[0], descriptor

    return take


def greeter() -> Callable[[socket.socket], None]:
    """Return what says who serves this end; a handle lets the trusted side stop exactly this process."""
    wait_forever, send = _socket.socket.settimeout, _socket.socket.sendmsg
    pack, number = HEADER.pack, NUMBER.pack
    process_id, handle_of, close = os.getpid, getattr(os, "pidfd_open", None), os.close
    level, rights = socket.SOL_SOCKET, socket.SCM_RIGHTS

    def greet(end: socket.socket) -> None:
        wait_forever(end, None)
        text = b'{"hello":%d}' % process_id()
        frame = pack(JSON, len(text)) + text
        if handle_of is None:
            send(end, [frame])
            return
        handle = handle_of(process_id())
        send(end, [frame], [(level, rights, number(handle))])
        close(handle)

    return greet


def flag_frame(flag: str) -> bytes:
    """Return the frame that tells something suspicious."""
    payload = flag.encode("ascii", "replace")[:100]
    return HEADER.pack(FLAG, len(payload)) + payload
