"""JupyterLab's settings for the class: Korean menus, no news, no update check.

They lie in the learner's folder, so the person's own JupyterLab stays as it is, and are written only where
absent, so what a learner changes afterwards stays changed.
"""

import json
from typing import Final

from aiclass.files import write_atomically
from aiclass.workspace._folder import Workspace, refusing

SETTINGS: Final = {
    "@jupyterlab/translation-extension/plugin": {"locale": "ko_KR"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
}


def write_settings(workspace: Workspace) -> None:
    """Write the settings that are not there yet.

    Raises:
        FolderUnusable: the folder cannot be written.
    """
    with refusing(workspace.root):
        for name, values in SETTINGS.items():
            path = workspace.lab_settings / f"{name}.jupyterlab-settings"
            if not path.exists():
                write_atomically(path, json.dumps(values, indent=1).encode() + b"\n")
