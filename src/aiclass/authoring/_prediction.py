"""The ``...`` of a prediction, found in the syntax tree and replaced by the answer."""

import ast

from aiclass.authoring._faults import FaultLog
from aiclass.authoring._metadata import is_expression
from aiclass.authoring._source import PredictionCell


def check_prediction(source: str, first_line: int, role: PredictionCell, log: FaultLog) -> None:
    """Note a prediction whose call names another id, has no ``...``, or whose answer is no expression."""
    if not is_expression(role.answer):
        text = f"predict {role.id!r} has the answer {role.answer!r}, which is no Python expression."
        log.add(first_line, "predict-answer", f"{text} Quote text twice, as in answer: '\"약 0.69\"'.")
    try:
        calls = _calls(source)
    except SyntaxError:
        return  # noted by the rule "syntax"
    if len(calls) != 1:
        text = f"the cell of predict {role.id!r} calls predict {len(calls)} times."
        log.add(first_line, "predict-call", f"{text} Call it once: predict({role.id!r}, ...).of(value).")
        return
    call = calls[0]
    line = first_line + call.lineno - 1
    named = call.args[0].value if call.args and isinstance(call.args[0], ast.Constant) else None
    if named != role.id:
        text = f"the cell of predict {role.id!r} calls predict({named!r}, ...). Give both the same id."
        log.add(line, "predict-id", text)
    if _guess(call) is None:
        text = f"predict {role.id!r} has no '...' for the learner's guess."
        log.add(line, "predict-guess", f"{text} Call it as predict({role.id!r}, ...).of(value).")


def fill_in(source: str, role: PredictionCell) -> str:
    """Return the cell's source with the answer in place of the ``...``."""
    (call,) = _calls(source)
    guess = _guess(call)
    assert guess is not None, "check_prediction has seen this cell"
    lines = source.splitlines(keepends=True)
    line = lines[guess.lineno - 1].encode()  # ast counts columns in UTF-8 bytes
    answer = " ".join(role.answer.splitlines()).encode()
    lines[guess.lineno - 1] = (line[: guess.col_offset] + answer + line[guess.end_col_offset :]).decode()
    return "".join(lines)


def _calls(source: str) -> list[ast.Call]:
    return [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "predict"
    ]


def _guess(call: ast.Call) -> ast.Constant | None:
    """Return the second argument of the call if it is ``...``."""
    if len(call.args) < 2:
        return None
    guess = call.args[1]
    return guess if isinstance(guess, ast.Constant) and guess.value is ... else None
