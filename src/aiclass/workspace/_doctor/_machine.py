"""Disk, the learner's folder, and a graphics card."""

import importlib.util
import shutil
import subprocess
import tempfile
from pathlib import Path

from aiclass.messages import message
from aiclass.workspace._doctor._finding import Finding, fail, ok, warn
from aiclass.workspace._folder import absolute

NEEDED_BYTES = 500_000_000
COMFORTABLE_BYTES = 5_000_000_000
DRIVER_TIMEOUT_S = 5


def disk(folder: Path) -> Finding:
    """Tell how much room is left where the learner works."""
    place = _existing(folder)
    free = shutil.disk_usage(place).free
    detail = f"{place}: {free / 1e9:.1f}GB 남음"
    if free < NEEDED_BYTES:
        return fail("disk", detail, message("DR-38", needed=f"{NEEDED_BYTES / 1e9:.1f}GB"))
    if free < COMFORTABLE_BYTES:
        return warn("disk", detail, message("DR-38", needed=f"{COMFORTABLE_BYTES / 1e9:.1f}GB"))
    return ok("disk", detail)


def folder(folder: Path) -> Finding:
    """Tell whether the learner's folder, or the one it will be made in, can be written."""
    wanted, place = absolute(folder), _existing(folder)
    if not place.is_dir():
        return fail("folder", f"{place}: 폴더가 아니라 파일입니다", message("DR-39"))
    try:
        with tempfile.TemporaryFile(dir=place) as probe:
            probe.write(b"aiclass")
    except OSError as error:
        return fail("folder", f"{place}: {error.strerror or error}", message("DR-39"))
    return ok("folder", f"{wanted}" if wanted == place else f"{wanted} (aiclass learn이 만듭니다)")


def gpu() -> Finding:
    """Tell whether PyTorch can use a graphics card; every lesson works without one."""
    card = _nvidia_card()
    if importlib.util.find_spec("torch") is None:
        return ok("gpu", f"{card or '없음'} (PyTorch는 설치되지 않음)")
    import torch

    if torch.cuda.is_available():
        return ok("gpu", f"{torch.cuda.get_device_name()} (PyTorch {torch.__version__})")
    if torch.backends.mps.is_available():
        return ok("gpu", f"Apple MPS (PyTorch {torch.__version__})")
    if card:
        return warn("gpu", f"{card}, PyTorch {torch.__version__}", message("DR-40"))
    return ok("gpu", f"없음. CPU로 모든 수업을 할 수 있습니다 (PyTorch {torch.__version__})")


def _nvidia_card() -> str:
    """Return the name that the driver gives; empty where there is no driver or it does not answer."""
    program = shutil.which("nvidia-smi")
    if program is None:
        return ""
    command = [program, "--query-gpu=name", "--format=csv,noheader"]
    try:
        answer = subprocess.run(command, capture_output=True, timeout=DRIVER_TIMEOUT_S, check=True)
    except (OSError, subprocess.SubprocessError):
        return ""
    return answer.stdout.decode("utf-8", errors="replace").partition("\n")[0].strip()


def _existing(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists."""
    place = absolute(folder)
    while not place.exists() and place != place.parent:
        place = place.parent
    return place
