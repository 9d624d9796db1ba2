"""The command line: read options, call the library, print."""

from aiclass.cli._app import app, main

__all__ = ["app", "main"]
