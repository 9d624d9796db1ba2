"""The warm parent: a fresh process that has imported what submissions use and forks one child for each.

``Sandbox`` starts it with a socket on descriptor 3. It never holds a test and runs no learner's code. It ends when the
trusted side hangs up.
"""

import contextlib
import gc
import importlib
import json
import os
import shutil
import signal
import socket
import sys
import warnings
from typing import Any

from aiclass.grading._sandbox import _linux
from aiclass.grading._sandbox._cage import Cell, Start, hold
from aiclass.grading._sandbox._places import CONTROL
from aiclass.grading._sandbox._wire import Channel, message_of
from aiclass.grading._sandbox.errors import ConversationBroken

REHEARSALS = 20
REHEARSED = ("import numpy as np", "def f(x):\n    return np.mean(x)", "f(np.ones(3))")
ALWAYS = (
    "ctypes",
    "encodings.ascii",
    "inspect",
    "json",
    "numpy.testing",
    "statistics",
    "unittest",
    "unittest.mock",
)


def main() -> None:
    """Import, say that the parent is warm, then fork a submission's process 1 for each order."""
    settings = json.loads(sys.argv[1])
    control = Channel(socket.socket(fileno=CONTROL))
    try:
        serve, policy = _warm_up(settings)
    except BaseException as error:  # whatever an import raises is told
        control.send({"failed": f"{type(error).__name__}: {error}"})
        return
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # what it forks needs no burial
    control.send({"warm": os.getpid()})
    while True:
        try:
            frame = control.receive(timeout_s=float(10**7))
        except (ConversationBroken, TimeoutError):
            shutil.rmtree(settings["folder"], ignore_errors=True)  # the trusted side may have been killed
            return
        orders, learner = (socket.socket(fileno=descriptor) for descriptor in frame.descriptors)
        with orders, learner:
            cell = Cell(**message_of(frame))
            hold(Start(cell=cell, orders=orders, learner=learner, serve=serve, policy=policy))


def _warm_up(settings: dict[str, Any]) -> tuple[Any, bytes]:
    """Import what submissions use; return what a learner's process does, and its filter of system calls."""
    from aiclass.grading._sandbox import _learner, _shell, _testing
    from aiclass.grading._sandbox._learners import Origins
    from aiclass.grading._sandbox._pristine import Pristine
    from aiclass.grading._sandbox._root import visible_folders
    from aiclass.grading._sandbox._seccomp import compiled_filter, compiled_filter_of_tests

    if "torch" in settings["imports"]:
        import torch

        torch.set_num_threads(1)  # a pool of threads does not survive a fork
        torch.set_num_interop_threads(1)
    for name in (*ALWAYS, *settings["imports"]):
        importlib.import_module(name)
    if "aiclass.data" in settings["imports"]:
        importlib.import_module("sklearn.datasets")  # the twins of the image sets come from there
    if "torch" in settings["imports"]:
        _train_once()
    warnings.resetwarnings()
    draws = "matplotlib" in sys.modules
    if draws:
        _draw_once()
    shell = _shell.new_shell(draws=draws)
    policy, refuse_handlers = b"", None
    if settings["isolated"]:
        policy, refuse_handlers = compiled_filter(), _linux.filter_loader(compiled_filter_of_tests())
        visible_folders()
    _rehearse(shell)
    _hide_from_imports()
    origins = Origins()
    serve = _learner.serving(shell, _testing.tester(origins, Pristine(origins), refuse_handlers), origins)
    gc.collect()
    gc.freeze()
    return serve, policy


def _rehearse(shell: Any) -> None:
    """Run what every submission runs, so that forks find it loaded, and specialised by CPython as it will stay.

    Whatever a fork has to do first, it does on copies of pages, and each fork anew.
    """
    from aiclass.grading._sandbox import _testing
    from aiclass.grading._sandbox._learners import Origins
    from aiclass.grading._sandbox._pristine import Pristine
    from aiclass.grading._sandbox._quiet import quieter

    origins = Origins()
    pristine, quiet = Pristine(origins), quieter()
    mine, its = map(Channel, socket.socketpair())
    for _ in range(REHEARSALS):
        for source in REHEARSED:
            mine.send({"source": source})
            shell.run_cell(message_of(its.receive(timeout_s=1))["source"], store_history=True)
        _testing.rehearse(shell, origins)
        pristine.restore("np")
        quiet()
        gc.enable()
    mine.close()
    its.close()
    shell.reset()
    shell.execution_count = 1


def _hide_from_imports() -> None:
    """Forget the grader's modules: an import gives a learner another copy, never the functions that judge."""
    import aiclass
    from aiclass.grading._own_builtins import OwnBuiltins

    OwnBuiltins.remove()
    for name in [name for name in sys.modules if name.startswith("aiclass.grading")]:
        del sys.modules[name]
    vars(aiclass).pop("grading")


def _train_once() -> None:
    """Load what a first optimiser loads: it takes seconds, and wraps ``torch.manual_seed`` as a patch would."""
    import torch

    weight = torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.Adam([weight])
    torch.autograd.backward([(weight**2).sum()])
    optimizer.step()


def _draw_once() -> None:
    """Load what a first figure loads: fonts, renderer, our style."""
    import io

    import matplotlib as mpl

    mpl.use("module://matplotlib_inline.backend_inline")
    import matplotlib.pyplot as plt
    from matplotlib import font_manager

    from aiclass import plots

    with mpl.rc_context():
        plots.use_style()
        figure, axes = plt.subplots()
        axes.set_title("가")
        figure.savefig(io.BytesIO(), format="png")
        plt.close(figure)
    with contextlib.suppress(KeyError):  # not public; every fork would do it, at the price of a test
        vars(font_manager)["_get_font"].cache_clear()


if __name__ == "__main__":
    main()
