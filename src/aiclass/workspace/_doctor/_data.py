"""Lessons, data sets, the mirror and the way to the internet."""

import os
import queue
import threading
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from aiclass.messages import message
from aiclass.workspace._course_notebooks import course_notebooks, notebooks_folder
from aiclass.workspace._doctor._finding import Finding, fail, ok, warn

if TYPE_CHECKING:
    from aiclass.data import Entry

MIRROR = "AICLASS_DATA_MIRROR"
OFFLINE = "AICLASS_OFFLINE"
PROBED = "https://ossci-datasets.s3.amazonaws.com/mnist/"  # where MNIST comes from
ANSWER_TIMEOUT_S = 3.0
WAIT_S = 5.0  # looking a name up has no timeout of its own


def course() -> Finding:
    """Tell whether there are lessons to learn from."""
    from aiclass.course import lessons

    found, notebooks = lessons(), course_notebooks()
    detail = f"강의 {len(found)}개, 노트 {len(notebooks)}개 ({notebooks_folder()})"
    missing = {f"{lesson.name}.ipynb" for lesson in found} - {notebook.name for notebook in notebooks}
    if not found or missing:
        return fail("course", detail, message("DR-34"))
    return ok("course", detail)


def data() -> Finding:
    """Tell which data sets are on this machine."""
    from aiclass.data import inventory

    sets = [entry for entry in inventory() if entry.state == "cached" or _can_be_had(entry)]
    absent = [entry.name for entry in sets if entry.state != "cached"]
    here = ", ".join(entry.name for entry in sets if entry.state == "cached") or "없음"
    if not absent:
        return ok("data", f"이 컴퓨터에 있음: {here}")
    detail = f"이 컴퓨터에 있음: {here}. 아직 없음: {', '.join(absent)}"
    return warn("data", detail, message("DR-35", command=f"aiclass data get {' '.join(absent)}"))


def _can_be_had(entry: "Entry") -> bool:
    """Tell whether ``aiclass data get`` has a place to ask."""
    return entry.state != "embedded" and (entry.is_public or bool(os.environ.get(MIRROR, "").strip()))


def mirror() -> Finding:
    """Tell whether the mirror that is named can be used."""
    place = os.environ.get(MIRROR, "").strip()
    if not place:
        return ok("mirror", "쓰지 않음")
    if urlsplit(place).scheme in {"http", "https"}:
        reason = _reach(place)
        return (
            warn("mirror", f"{_bare(place)}: {reason}", message("DR-36", variable=MIRROR))
            if reason
            else ok("mirror", _bare(place))
        )
    if not Path(place).is_dir():
        return fail("mirror", f"{place}: 폴더가 없습니다", message("DR-36", variable=MIRROR))
    return ok("mirror", place)


def network() -> Finding:
    """Tell whether data sets can be downloaded; proxies and certificates work as they will then."""
    if os.environ.get(OFFLINE, "").strip().lower() not in {"", "0", "false", "no", "off"}:
        return ok("network", f"쓰지 않도록 설정됨 ({OFFLINE})")
    reason = _reach(PROBED)
    host = urlsplit(PROBED).hostname
    if reason:
        return warn("network", f"{host}: {reason}", message("DR-37", variable=MIRROR))
    return ok("network", f"{host}에 연결됨")


def _reach(address: str) -> str:
    """Return why an address does not answer; empty where it does. Never takes longer than WAIT_S."""
    answers: queue.Queue[str] = queue.Queue()
    threading.Thread(target=lambda: answers.put(_ask(address)), daemon=True).start()
    try:
        return answers.get(timeout=WAIT_S)
    except queue.Empty:
        return f"{WAIT_S:.0f}초 동안 대답이 없습니다"


def _ask(address: str) -> str:
    import requests

    try:
        requests.head(address, timeout=ANSWER_TIMEOUT_S, allow_redirects=False).close()
    except requests.exceptions.ProxyError:
        return "프록시에 연결되지 않습니다"
    except requests.exceptions.SSLError:
        return "인증서를 확인할 수 없습니다"
    except requests.exceptions.Timeout:
        return "대답이 늦습니다"
    except Exception as error:  # whatever a firewall, a resolver or a closed socket makes of it
        return f"연결되지 않습니다 ({type(error).__name__})"
    return ""


def _bare(address: str) -> str:
    """Return an address without the user name and password that it may carry."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
