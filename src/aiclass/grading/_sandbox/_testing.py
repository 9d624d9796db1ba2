"""What a fork does with the one test that it is given: run it on the learner's state, report, die."""

import ast
import os
import socket
import sys
from collections.abc import Callable
from typing import Any

from IPython.core.inputtransformer2 import TransformerManager

from aiclass.grading._sandbox._shell import Recorder, open_streams, take_raw_output
from aiclass.grading._sandbox._wire import HEADER, VERDICT, Channel

FILE = "<test>"


def tester() -> Callable[..., None]:
    """Return what runs a test; it keeps what it needs out of reach of names that a learner can rebind."""

    def run_test(shell: Any, end: socket.socket, order: dict[str, Any]) -> None:
        recorder = shell.recorder = Recorder(order["output_bytes"])
        raw = open_streams(shell)
        error = _execute(shell, order["source"])
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
        take_raw_output(shell, raw)
        if error is not None:
            recorder.error(type(error).__name__, str(error), [f"{type(error).__name__}: {error}"])
        Channel(end).send(
            {
                "outputs": recorder.outputs,
                "stderr": recorder.wrote_stderr,
                "error_name": type(error).__name__ if error is not None else "",
                "message": str(error) if error is not None else "",
                "code": str(getattr(error, "code", "")),
            }
        )
        verdict = (
            f"{order['nonce']} {'failed' if error is not None else 'passed'} {_number(recorder)}".encode()
        )
        os.write(end.fileno(), HEADER.pack(VERDICT, len(verdict)) + verdict)

    return run_test


def _execute(shell: Any, source: str) -> BaseException | None:
    try:
        tree = ast.parse(TransformerManager().transform_cell(source), FILE)
        body, last = tree.body, None
        if body and isinstance(body[-1], ast.Expr):
            last = ast.Expression(body[-1].value)
            del body[-1]
        exec(compile(tree, FILE, "exec"), shell.user_ns)
        if last is not None:
            value = eval(compile(last, FILE, "eval"), shell.user_ns)
            if value is not None:
                shell.displayhook(value)
    except BaseException as error:
        return error
    return None


def _number(recorder: Recorder) -> str:
    for output in recorder.outputs:
        if output["output_type"] == "execute_result":
            try:
                return repr(float(output["data"].get("text/plain", "")))
            except ValueError:
                return "-"
    return "-"
