"""Every test starts without this machine's data, network settings and progress log."""

import gc
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import settings

settings.register_profile("patient", parent=settings(), deadline=None)  # a busy machine is no failure
settings.load_profile("patient")

REAL_MIRROR = os.environ.get("AICLASS_DATA_MIRROR")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)


def pytest_collection_finish():
    """Leave every module and test out of later garbage collections: each shell that is reset asks for a full one."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch, tmp_path_factory):
    """No setting of ours or of a proxy reaches a test; data comes from an empty cache, offline."""
    for name in list(os.environ):
        if (name.startswith("AICLASS_") and name != "AICLASS_NBGRADER") or name.lower().endswith("_proxy"):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AICLASS_DATA_CACHE", str(tmp_path_factory.getbasetemp() / "data cache"))
    monkeypatch.setenv("AICLASS_OFFLINE", "1")
    monkeypatch.setenv("AICLASS_PROGRESS", "off")


@pytest.fixture(scope="session")
def real_mirror():
    """The folder of real data sets that AICLASS_DATA_MIRROR names; tests that want it are marked real_data."""
    if not REAL_MIRROR or not Path(REAL_MIRROR).is_dir():
        pytest.skip("no mirror: set AICLASS_DATA_MIRROR to a folder with the real data sets")
    return Path(REAL_MIRROR).resolve()


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium of this machine; never a downloaded one."""
    found = next((path for name in BROWSERS if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"no browser: none of {', '.join(BROWSERS)} is on PATH")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()
