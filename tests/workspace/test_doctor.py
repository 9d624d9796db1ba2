"""The doctor finds what is broken, says what to do, and never breaks itself."""

import errno
import importlib.util
import json
import sys
import threading
import time
from importlib import metadata
from types import SimpleNamespace

import pytest
import requests

from aiclass.workspace import examine
from aiclass.workspace._doctor import _data, _jupyter, _machine, _packages, _plots

ASK = _data._ask


@pytest.fixture(autouse=True)
def no_slow_parts(monkeypatch):
    """No real network, and no PyTorch to load."""
    monkeypatch.setattr(_data, "_ask", lambda address: "")
    without(monkeypatch, _machine, "torch")


def without(monkeypatch, module, *names):
    """Make a module of ours believe that these packages are not installed."""
    find = importlib.util.find_spec
    fake = SimpleNamespace(util=SimpleNamespace(find_spec=lambda name: None if name in names else find(name)))
    fake.import_module = importlib.import_module
    monkeypatch.setattr(module, "importlib", fake)


def test_whole_installation_has_nothing_to_mend(house, workspace):
    findings = {finding.id: finding for finding in examine(workspace.root)}
    assert {name for name, finding in findings.items() if finding.status == "fail"} == set()
    assert all(finding.detail for finding in findings.values())
    assert all(bool(finding.remedy) == (finding.status != "ok") for finding in findings.values())


def test_every_check_answers_once_and_in_order(house, workspace):
    names = [finding.id for finding in examine(workspace.root)]
    assert names[:3] == ["python", "packages", "jupyterlab"]
    assert len(set(names)) == len(names) == 13


def test_check_that_breaks_is_a_finding(house, workspace, monkeypatch):
    def broken():
        raise ImportError("DLL load failed\nsecond line")

    monkeypatch.setattr(_jupyter, "kernel", broken)
    finding = next(finding for finding in examine(workspace.root) if finding.id == "kernel")
    assert finding.status == "fail"
    assert finding.detail == "ImportError: DLL load failed"
    assert "[DR-20]" in finding.remedy


def test_missing_jupyterlab_fails_with_the_command(monkeypatch):
    without(monkeypatch, _jupyter, "jupyterlab", "ipykernel")
    assert _jupyter.jupyterlab().status == "fail"
    assert f'{sys.executable} -m pip install "aiclass[learn]"' in _jupyter.jupyterlab().remedy
    assert _jupyter.kernel().status == "fail"


def test_missing_language_pack_is_a_warning(monkeypatch):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(_jupyter.metadata, "version", missing)
    assert _jupyter.language().status == "warn"
    assert "영어" in _jupyter.language().remedy


def distributions(**versions):
    return lambda: [
        SimpleNamespace(metadata={"Name": name.replace("_", "-")}, version=version)
        for name, version in versions.items()
    ]


def test_versions_are_compared_by_normalised_name_and_without_local_part(monkeypatch):
    monkeypatch.setattr(
        _packages.metadata, "distributions", distributions(Typing_Extensions="4.16.0", torch="2.13.0+cpu")
    )
    monkeypatch.setattr(_packages.metadata, "requires", lambda name: [])
    found = _packages.compare({"typing-extensions": "4.16.0", "torch": "2.13.0", "absent": "1"})
    assert found.untested == ()
    assert found.same == 2


def test_package_that_is_asked_for_and_missing_fails(house, monkeypatch):
    monkeypatch.setattr(
        _packages.metadata, "requires", lambda name: ["nowhere>=1", 'elsewhere; extra == "book"']
    )
    finding = _packages.packages()
    assert finding.status == "fail"
    assert "nowhere 없음" in finding.detail
    assert "elsewhere" not in finding.detail


def test_package_below_the_needed_version_fails(house, monkeypatch):
    monkeypatch.setattr(_packages.metadata, "requires", lambda name: ["numpy>=999"])
    assert "필요한 버전 >=999" in _packages.packages().detail


def test_untested_version_is_a_warning_with_both_versions(house, monkeypatch):
    (house / "constraints.txt").write_text("numpy==0.1\n", encoding="utf-8")
    finding = _packages.packages()
    assert finding.status == "warn"
    assert "시험한 버전 0.1" in finding.detail
    assert "constraints.txt" in finding.remedy


def test_unknown_tested_set_is_said(house):
    finding = _packages.packages()
    assert (finding.status, "[DR-23]" in finding.remedy) == ("warn", True)


def test_pins_of_the_checkout_are_read():
    assert _packages.tested_versions()["torch"] == "2.13.0"


def test_font_without_hangul_is_a_warning(monkeypatch):
    from aiclass import plots

    def no_korean():
        import matplotlib as mpl

        mpl.rcParams["font.family"] = ["DejaVu Sans"]

    monkeypatch.setattr(plots, "use_style", no_korean)
    finding = _plots.font()
    assert (finding.status, "[DR-33]" in finding.remedy) == ("warn", True)


def test_font_check_leaves_the_settings_alone():
    import matplotlib as mpl

    before = list(mpl.rcParams["font.family"])
    assert _plots.font().status == "ok"
    assert list(mpl.rcParams["font.family"]) == before


def test_absent_data_is_a_warning_with_the_command(house):
    finding = _data.data()
    assert finding.status == "warn"
    assert "aiclass data get cifar10 mnist" in finding.remedy
    assert "admissions" not in finding.remedy  # no public address has it, so there is nothing to ask


def test_absent_data_that_a_mirror_may_have_is_in_the_command(house, monkeypatch):
    monkeypatch.setenv("AICLASS_DATA_MIRROR", "/somewhere")
    assert "aiclass data get admissions cifar10 mnist" in _data.data().remedy


def test_course_without_notebooks_fails(house):
    (house / "notebooks" / "03-tiny.ipynb").unlink()
    assert _data.course().status == "fail"


def test_mirror_folder_is_looked_for(monkeypatch, tmp_path):
    assert _data.mirror().detail == "쓰지 않음"
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(tmp_path))
    assert _data.mirror().status == "ok"
    monkeypatch.setenv("AICLASS_DATA_MIRROR", str(tmp_path / "nowhere"))
    assert _data.mirror().status == "fail"


def test_mirror_address_is_asked_and_shown_without_its_password(monkeypatch):
    monkeypatch.setenv("AICLASS_DATA_MIRROR", "https://me:secret@mirror.example/data?key=1")
    assert (_data.mirror().status, _data.mirror().detail) == ("ok", "https://mirror.example/data")
    monkeypatch.setattr(_data, "_ask", lambda address: "대답이 늦습니다")
    assert _data.mirror().status == "warn"
    assert "secret" not in _data.mirror().detail


def test_network_that_never_answers_is_given_up(monkeypatch):
    released = threading.Event()
    monkeypatch.setattr(_data, "_ask", lambda address: released.wait(30) and "")
    monkeypatch.setattr(_data, "WAIT_S", 0.1)
    begin = time.monotonic()
    finding = _data.network()
    released.set()
    assert time.monotonic() - begin < 5
    assert (finding.status, "대답이 없습니다" in finding.detail) == ("warn", True)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (requests.exceptions.ProxyError(), "프록시"),
        (requests.exceptions.SSLError(), "인증서"),
        (requests.exceptions.ConnectTimeout(), "늦습니다"),
        (requests.exceptions.ConnectionError(), "ConnectionError"),
        (OSError("closed"), "OSError"),
    ],
)
def test_network_failure_names_its_kind(monkeypatch, error, reason):
    def refuse(*_, **__):
        raise error

    monkeypatch.delenv("AICLASS_OFFLINE", raising=False)
    monkeypatch.setattr(_data, "_ask", ASK)
    monkeypatch.setattr(requests, "head", refuse)
    finding = _data.network()
    assert finding.status == "warn"
    assert reason in finding.detail
    assert "내장 데이터" in finding.remedy


def test_network_is_not_asked_when_it_is_switched_off(monkeypatch):
    monkeypatch.setenv("AICLASS_OFFLINE", "1")
    monkeypatch.setattr(_data, "_ask", lambda address: pytest.fail("asked"))
    assert _data.network().status == "ok"


@pytest.mark.parametrize(("free", "status"), [(10**8, "fail"), (10**9, "warn"), (10**10, "ok")])
def test_disk_by_room_left(monkeypatch, tmp_path, free, status):
    monkeypatch.setattr(_machine.shutil, "disk_usage", lambda place: SimpleNamespace(free=free))
    assert _machine.disk(tmp_path / "not" / "yet").status == status


def test_folder_that_cannot_be_written_fails(monkeypatch, tmp_path):
    def read_only(**_):
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(_machine.tempfile, "TemporaryFile", read_only)
    finding = _machine.folder(tmp_path)
    assert (finding.status, "--workspace" in finding.remedy) == ("fail", True)


def test_file_in_place_of_the_folder_fails(tmp_path):
    (tmp_path / "w").write_text("x", encoding="utf-8")
    assert _machine.folder(tmp_path / "w").status == "fail"


def test_folder_is_not_made_by_looking(tmp_path):
    assert _machine.folder(tmp_path / "w").status == "ok"
    assert not (tmp_path / "w").exists()


def test_card_that_pytorch_cannot_use_is_a_warning(monkeypatch):
    monkeypatch.setattr(_machine, "_nvidia_card", lambda: "NVIDIA X")
    backends = SimpleNamespace(mps=SimpleNamespace(is_available=lambda: False))
    torch = SimpleNamespace(
        cuda=SimpleNamespace(is_available=lambda: False), backends=backends, __version__="2.13.0"
    )
    monkeypatch.setitem(sys.modules, "torch", torch)
    installed = SimpleNamespace(util=SimpleNamespace(find_spec=lambda name: object()))
    monkeypatch.setattr(_machine, "importlib", installed)
    assert _machine.gpu().status == "warn"


def test_driver_that_hangs_is_given_up(monkeypatch):
    def hang(*_, **__):
        raise _machine.subprocess.TimeoutExpired("nvidia-smi", 5)

    monkeypatch.setattr(_machine.shutil, "which", lambda name: "/usr/bin/nvidia-smi")
    monkeypatch.setattr(_machine.subprocess, "run", hang)
    assert _machine.gpu().status == "ok"


def test_command_exits_0_when_nothing_failed(house, workspace, run):
    code, out, _ = run("doctor", "--workspace", workspace.root)
    assert code == 0
    assert out.count("[정상]") + out.count("[주의]") == 14
    assert "문제가 없습니다" in out


def test_command_exits_1_when_something_failed(house, workspace, run, monkeypatch):
    without(monkeypatch, _jupyter, "jupyterlab")
    code, out, _ = run("doctor", "--workspace", workspace.root)
    assert code == 1
    assert "[문제] JupyterLab: 설치되지 않음" in out
    assert "문제 1개" in out


def test_json_is_one_document_with_stable_keys(house, workspace, run):
    code, out, _ = run("doctor", "--workspace", workspace.root, "--json")
    document = json.loads(out)
    assert (code, document["ok"]) == (0, True)
    assert set(document["findings"][0]) == {"id", "title", "status", "detail", "remedy"}
