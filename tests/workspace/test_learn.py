"""``aiclass learn`` as a person starts and stops it, in real processes."""

import json
import os
import signal
import socket
import subprocess
import sys
import time

import psutil
import pytest
import requests
from running import WAIT_S, command, environment, learning
from tiny_course import NAME, document, encoded

TIMEOUT_S = 30


def run(source, *arguments, **variables):
    return subprocess.run(
        command(*arguments),
        env=environment(source, **variables),
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        timeout=WAIT_S,
    )


def test_opens_stops_at_once_and_opens_again(source, tmp_path):
    root = tmp_path / "홍 길동" / "수업"
    for _ in range(2):
        with learning(source, "--workspace", root, "--port", 0) as learn:
            assert requests.get(learn.url, timeout=TIMEOUT_S).ok
            begin = time.monotonic()
            code, out, err = learn.ctrl_c()
            assert time.monotonic() - begin < 10
        assert code == 0
        assert str(root) in out
        assert "Ctrl+C" in out
        assert "AI 클래스를 닫았습니다" in err
        assert "Traceback" not in err
        assert "ServerApp" not in out + err  # Jupyter's own log stays off the screen
    assert "ServerApp" in (root / ".aiclass" / "jupyter.log").read_text(encoding="utf-8")
    assert (root / NAME).read_bytes() == encoded(document("v1"))


def test_taken_port_gives_the_next_free_one_and_says_so(source, tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with learning(source, "--workspace", tmp_path / "w", "--port", port) as learn:
            assert learn.port > port
            _, _, err = learn.ctrl_c()
    assert f"{port}번 포트는 다른 프로그램이 쓰고 있어서 {learn.port}번 포트로" in err


class TestAmongThePersonsOwnThings:
    """One server, started where the person has a Jupyter configuration, kernels and files of their own."""

    @pytest.fixture(scope="class")
    @staticmethod
    def home(tmp_path_factory):
        """A home folder with own settings, an own token and an own ``python3`` kernel."""
        home = tmp_path_factory.mktemp("home")
        settings = home / "config" / "lab" / "user-settings" / "@jupyterlab" / "translation-extension"
        kernel = home / "data" / "kernels" / "python3"
        for folder in (settings, kernel):
            folder.mkdir(parents=True)
        (settings / "plugin.jupyterlab-settings").write_text('{"locale": "fr_FR"}', encoding="utf-8")
        config = {"ServerApp": {"root_dir": "/", "port": 1}, "IdentityProvider": {"token": "known"}}
        (home / "config" / "jupyter_server_config.json").write_text(json.dumps(config), encoding="utf-8")
        spec = {"argv": ["/nowhere", "-f", "{connection_file}"], "display_name": "x", "language": "python"}
        (kernel / "kernel.json").write_text(json.dumps(spec), encoding="utf-8")
        return home

    @pytest.fixture(scope="class")
    @staticmethod
    def root(tmp_path_factory):
        """A learner's folder with an own setting, and a file named like a module of Python's."""
        root = tmp_path_factory.mktemp("learner") / "홍 길동"
        notification = root / ".aiclass" / "lab" / "settings" / "@jupyterlab" / "apputils-extension"
        notification.mkdir(parents=True)
        (notification / "notification.jupyterlab-settings").write_text("{}", encoding="utf-8")
        (root / "random.py").write_text("raise SystemExit('shadowed')", encoding="utf-8")
        return root

    @pytest.fixture(scope="class")
    @staticmethod
    def learn(source, home, root):
        variables = {"JUPYTER_CONFIG_DIR": str(home / "config"), "JUPYTER_DATA_DIR": str(home / "data")}
        arguments = ("--workspace", root, "--port", 0)
        with learning(source, *arguments, folder=root, JUPYTER_PATH=str(home / "data"), **variables) as learn:
            yield learn

    @staticmethod
    def get(learn, path):
        return requests.get(f"{learn.base}{path}", params={"token": learn.token}, timeout=TIMEOUT_S)

    def test_listens_on_this_machine_only(self, learn):
        listening = {
            connection.laddr.ip
            for process in psutil.Process(learn.process.pid).children(recursive=True)
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN and connection.laddr.port == learn.port
        }
        assert listening == {"127.0.0.1"}

    @pytest.mark.parametrize("token", ["", "known"])
    def test_wants_its_own_token(self, learn, token):
        answer = requests.get(f"{learn.base}/api/contents", params={"token": token}, timeout=TIMEOUT_S)
        assert answer.status_code == 403

    def test_shows_the_learners_folder(self, learn):
        names = {entry["name"] for entry in self.get(learn, "/api/contents").json()["content"]}
        assert names == {NAME, "random.py"}

    def test_menus_are_korean(self, learn):
        address = "/lab/api/settings/@jupyterlab/translation-extension:plugin"
        assert self.get(learn, address).json()["settings"] == {"locale": "ko_KR"}

    def test_setting_that_the_learner_has_stays(self, learn):
        address = "/lab/api/settings/@jupyterlab/apputils-extension:notification"
        assert self.get(learn, address).json()["settings"] == {}

    def test_asks_for_no_news_and_no_update(self, learn):
        assert self.get(learn, "/lab/api/news").json() == {"news": []}
        assert self.get(learn, "/lab/api/update").json() == {"notification": None}

    def test_only_kernel_is_the_python_of_the_class(self, learn):
        specs = self.get(learn, "/api/kernelspecs").json()["kernelspecs"]
        assert list(specs) == ["python3"]
        assert specs["python3"]["spec"]["argv"][0] == sys.executable

    def test_persons_own_configuration_stays_as_it_was(self, learn, home):
        names = {path.name for path in (home / "config").rglob("*") if path.is_file()}
        assert names == {"jupyter_server_config.json", "plugin.jupyterlab-settings"}


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
@pytest.mark.parametrize(
    "sent",
    [
        signal.SIGKILL,
        *(pytest.param(sent, marks=pytest.mark.slow) for sent in (signal.SIGTERM, signal.SIGHUP)),
    ],
)
def test_server_ends_when_its_parent_is_gone(source, tmp_path, sent):
    with learning(source, "--workspace", tmp_path / "w", "--port", 0) as learn:
        children = psutil.Process(learn.process.pid).children(recursive=True)
        assert children
        learn.process.send_signal(sent)
        learn.process.wait(timeout=TIMEOUT_S)
        _, alive = psutil.wait_procs(children, timeout=20)
    assert alive == []


@pytest.mark.slow
def test_two_at_once_on_one_folder_both_open(source, tmp_path):
    root = tmp_path / "w"
    with (
        learning(source, "--workspace", root, "--port", 0) as first,
        learning(source, "--workspace", root, "--port", 0) as second,
    ):
        assert first.port != second.port
        for learn in (first, second):
            assert requests.get(learn.url, timeout=TIMEOUT_S).ok
    assert (root / NAME).read_bytes() == encoded(document("v1"))


def test_shutting_down_from_the_menu_ends_the_command(source, tmp_path):
    with learning(source, "--workspace", tmp_path / "w", "--port", 0) as learn:
        requests.post(f"{learn.base}/api/shutdown?token={learn.token}", timeout=TIMEOUT_S)
        assert learn.process.wait(timeout=TIMEOUT_S) == 0
        assert "다시 열려면" in learn.process.stderr.read()


@pytest.mark.slow
def test_server_that_dies_is_an_environment_failure(source, tmp_path):
    with learning(source, "--workspace", tmp_path / "w", "--port", 0) as learn:
        for child in psutil.Process(learn.process.pid).children():
            child.kill()
        assert learn.process.wait(timeout=TIMEOUT_S) == 3
        assert "[WS-29]" in learn.process.stderr.read()


def test_server_that_cannot_start_shows_the_end_of_its_log(source, tmp_path):
    broken = tmp_path / "broken"
    (broken / "jupyterlab").mkdir(parents=True)
    (broken / "jupyterlab" / "__init__.py").write_text(
        "raise RuntimeError('half installed')", encoding="utf-8"
    )
    path = os.pathsep.join([str(broken), str(source)])
    answer = run(source, "learn", "--workspace", tmp_path / "w", "--no-browser", PYTHONPATH=path)
    assert answer.returncode == 3
    assert "RuntimeError: half installed" in answer.stderr
    assert "[WS-21]" in answer.stderr


def test_file_in_place_of_the_folder_exits_3(source, tmp_path):
    (tmp_path / "w").write_text("x", encoding="utf-8")
    answer = run(source, "learn", "--workspace", tmp_path / "w", "--no-browser")
    assert (answer.returncode, answer.stdout) == (3, "")
    assert "[WS-01]" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_port_out_of_range_is_wrong_usage(source, tmp_path):
    assert run(source, "learn", "--port", "70000").returncode == 2


def test_missing_jupyterlab_names_the_command(monkeypatch, house, tmp_path):
    from aiclass.workspace import LabFailed, _learn, open_workspace, start_lab

    monkeypatch.setattr(_learn.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(LabFailed, match=r'(?s)pip install "aiclass\[learn\]".*\[WS-20\]'):
        start_lab(open_workspace(tmp_path / "w"), port=0)


def test_hanging_server_is_given_up(monkeypatch, house, tmp_path):
    from aiclass.workspace import LabFailed, _learn, open_workspace, start_lab

    monkeypatch.setattr(_learn, "MODULE", "timeit")  # reads no order and answers nothing
    monkeypatch.setattr(_learn, "START_TIMEOUT_S", 0)
    seconds = []
    with pytest.raises(LabFailed, match="WS-21"):
        start_lab(open_workspace(tmp_path / "w"), port=0, waiting=seconds.append)


@pytest.mark.parametrize(
    ("platform", "variables", "has_screen"),
    [
        ("linux", {}, False),
        ("linux", {"DISPLAY": ":0"}, True),
        ("linux", {"BROWSER": "firefox"}, True),
        ("darwin", {}, True),
        ("win32", {}, True),
    ],
)
def test_browser_is_opened_only_where_a_window_can_open(monkeypatch, platform, variables, has_screen):
    from aiclass.cli import _learn

    for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER", "WSL_DISTRO_NAME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(_learn.sys, "platform", platform)
    assert _learn._has_screen() is has_screen


def test_large_log_begins_anew(tmp_path, monkeypatch):
    from aiclass.workspace import _learn

    monkeypatch.setattr(_learn, "LOG_LIMIT_BYTES", 10)
    path = tmp_path / "jupyter.log"
    for text, kept in ((b"0123456789", 10), (b"x", 11), (b"y", 1)):
        with _learn._open_log(path) as stream:
            stream.write(text)
        assert path.stat().st_size == kept
