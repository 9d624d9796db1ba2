"""What the environment says: where the cache and the mirror are, and what may be tried."""

import os
from pathlib import Path

CACHE = "AICLASS_DATA_CACHE"
MIRROR = "AICLASS_DATA_MIRROR"
OFFLINE = "AICLASS_OFFLINE"
TWIN = "AICLASS_TWIN"

_NO = {"", "0", "false", "no", "off"}


def cache_folder() -> Path:
    """Return the folder that keeps checked files: ``AICLASS_DATA_CACHE``, else the user's cache."""
    chosen = os.environ.get(CACHE, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    from platformdirs import user_cache_path

    return user_cache_path("aiclass", appauthor=False) / "data"


def mirror() -> str:
    """Return the folder or http(s) address of the mirror; empty where there is none."""
    return os.environ.get(MIRROR, "").strip()


def is_offline() -> bool:
    """Tell whether the network must not be tried."""
    return _is_on(OFFLINE)


def prefers_twin() -> bool:
    """Tell whether a load that does not say otherwise takes the embedded twin."""
    return _is_on(TWIN)


def _is_on(name: str) -> bool:
    return os.environ.get(name, "").strip().lower() not in _NO
