"""``cuda()`` and ``to("cuda")`` where PyTorch has no GPU to work on."""

import ast
import re
from collections.abc import Iterator

from aiclass.shapes._clinic._case import Case
from aiclass.shapes._clinic._diagnosis import Finding, Repair
from aiclass.shapes._clinic._meta import torch

NO_GPU = re.compile(r"Torch not compiled with CUDA|Found no NVIDIA driver|No CUDA GPUs are available")
EITHER = '"cuda" if torch.cuda.is_available() else "cpu"'


def no_gpu(case: Case) -> Finding | None:
    """Explain a move to a GPU that is not there."""
    node = case.node
    if not NO_GPU.search(case.message) or not isinstance(node, ast.Call):
        return None
    says_torch = torch() is not None and case.real(ast.Name(id="torch", ctx=ast.Load())) is torch()
    moved = node.func.value if isinstance(node.func, ast.Attribute) else None
    return Finding(
        code="CL-77",
        operands=case.operands(moved),
        repairs=tuple(_repairs(case, node)) if says_torch else (),
    )


def _repairs(case: Case, node: ast.Call) -> Iterator[Repair]:
    """Yield what asks for a GPU first; nothing has to be tried, since whatever goes to a GPU can stay on the CPU."""
    place = _device(node)
    if isinstance(node.func, ast.Attribute) and node.func.attr == "cuda" and place is None:
        yield Repair(code=f"{case.text(node.func.value)}.to({EITHER})")
        yield Repair(code=case.text(node.func.value))
    if place is None:
        return
    made = case.origin(place)
    if made is place and isinstance(place, ast.Constant):
        yield Repair(code=case.edit((place, EITHER)))
    elif isinstance(made, ast.Constant):
        yield Repair(code=f"{case.text(place)} = {EITHER}", place=f"{made.lineno}번째 줄")
    elif isinstance(made, ast.Call) and case.text(made.func) == "torch.device" and made is not place:
        yield Repair(code=f"{case.text(place)} = torch.device({EITHER})", place=f"{made.lineno}번째 줄")


def _device(node: ast.Call) -> ast.expr | None:
    """Return the argument that names the device; None where there is none."""
    named = next((keyword.value for keyword in node.keywords if keyword.arg == "device"), None)
    is_to = isinstance(node.func, ast.Attribute) and node.func.attr in ("to", "cuda")
    return named or (node.args[0] if is_to and node.args else None)
