"""The process that runs JupyterLab for one learner's folder.

``aiclass learn`` starts it with its standard input as a leash: one line of JSON says what to do, and the end
of that stream, however it comes about, stops the server. Standard output carries one line back, when the
server listens; after that everything printed goes to the log.
"""

import json
import os
import sys
import threading
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from aiclass.workspace._folder import WORKSPACE_VARIABLE, Workspace
from aiclass.workspace._leash import HOST, PORTS_TRIED, START_PAGE, Order, Ready

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def main() -> None:
    """Serve until the leash ends or someone shuts the server down from its menu."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever Jupyter or a kernel prints goes to the log
    order = Order(**json.loads(sys.stdin.buffer.readline()))
    os.environ[WORKSPACE_VARIABLE] = order.root
    os.environ["JUPYTER_NO_CONFIG"] = "1"  # the person's own Jupyter settings are for the person's own work
    server = _server(order)
    threading.Thread(target=_stop_at_end_of_leash, args=(server,), daemon=True).start()
    server.io_loop.add_callback(_answer, answers, server)  # after the server's own callback, which listens
    server.start()


def _server(order: Order) -> "ServerApp":
    """Return a server that is set up and will listen once its loop runs."""
    from jupyterlab.labapp import LabApp  # type: ignore[import-untyped]  # ships no types
    from traitlets.config import Config

    config = Config(jupyter_config(order))
    server: ServerApp = LabApp.initialize_server(argv=[], config=config)
    return server


def jupyter_config(order: Order) -> dict[str, dict[str, Any]]:
    """Return the configuration of JupyterLab and its server."""
    workspace = Workspace(root=Path(order.root))
    return {
        "ServerApp": {
            "ip": HOST,
            "port": order.port,
            "port_retries": PORTS_TRIED,
            "root_dir": order.root,
            "open_browser": False,
            "allow_root": True,  # containers; only this machine can connect
            "kernel_spec_manager_class": "aiclass.workspace._kernel.OwnKernel",
            "jpserver_extensions": {
                "jupyterlab": True,
                "jupyter_server_terminals": True,
                "aiclass.workspace._startpage": True,
            },
        },
        "IdentityProvider": {"token": order.token},
        "LabApp": {
            "default_url": f"/{START_PAGE}",
            "user_settings_dir": str(workspace.lab_settings),
            "workspaces_dir": str(workspace.lab_windows),
            "extension_manager": "readonly",
            "news_url": None,
            "check_for_updates_class": "jupyterlab.handlers.announcements.NeverCheckForUpdate",
        },
    }


def _answer(answers: TextIO, server: "ServerApp") -> None:
    with answers:
        answers.write(json.dumps(asdict(Ready(port=server.port))) + "\n")


def _stop_at_end_of_leash(server: "ServerApp") -> None:
    while os.read(0, 1024):  # a buffered read would abort the interpreter when it ends for another reason
        pass
    server.io_loop.add_callback(server.stop)


if __name__ == "__main__":
    main()
