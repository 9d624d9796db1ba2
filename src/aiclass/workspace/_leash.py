"""What ``aiclass learn`` and the process that runs JupyterLab say to each other."""

from dataclasses import dataclass

HOST = "127.0.0.1"
PORTS_TRIED = 50
START_PAGE = "aiclass"


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the process is told to do.

    Attributes:
        root: the learner's folder.
        port: the first port to try; 0 lets the system choose.
        token: what a browser must show.
    """

    root: str
    port: int
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """What the process answers when it listens."""

    port: int
