"""The file system that a submission sees: what a Python needs, read-only, and one small scratch space."""

import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

import aiclass
from aiclass.grading._sandbox import _linux
from aiclass.grading._sandbox._places import COURSE, DATA, HOME

SCRATCH: Final = "/scratch"
SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32")
SETTINGS: Final = (
    "/etc/alternatives",
    "/etc/fonts",
    "/etc/ld.so.cache",
    "/etc/ld.so.conf",
    "/etc/ld.so.conf.d",
)
DEVICES: Final = ("null", "zero", "full", "random", "urandom")
PASSWD: Final = f"root:x:0:0:root:/:/bin/sh\nlearner:x:65534:65534::{HOME}:/bin/sh\n"
GROUP: Final = "root:x:0:\nlearner:x:65534:\n"


def build(root: str, *, scratch_mib: int, data: str = "", course: str = "") -> None:
    """Mount a private root and enter it; must run as process 1 of new namespaces.

    Args:
        root: an empty folder outside, on which the new root is mounted.
        scratch_mib: size of everything that a submission may write.
        data: folder of data sets, shown read-only at DATA; "" for none.
        course: folder of course files, shown read-only at COURSE; "" for none.

    Raises:
        OSError: the kernel refuses; its text names the step.
    """
    _linux.mount("", "/", flags=_linux.MS_REC | _linux.MS_PRIVATE)
    _mount_tmpfs(root, "size=1m,nr_inodes=4k,mode=755")
    _make_scratch(root, scratch_mib)  # first: what is shown may lie below /tmp
    for folder in visible_folders():
        _show(root, folder, folder)
    for path in SYSTEM:
        if Path(path).is_symlink():
            Path(root + path).symlink_to(Path(path).readlink())
    if data:
        _show(root, data, DATA)
    if course:
        _show(root, course, COURSE)
    _write_settings(root)
    _make_devices(root)
    Path(root, "proc").mkdir()
    flags = _linux.MS_NOSUID | _linux.MS_NODEV | _linux.MS_NOEXEC
    _linux.mount("proc", f"{root}/proc", "proc", flags)
    _linux.enter_root(root)
    _linux.make_read_only("/", devices=True, below=False)


@cache
def visible_folders() -> tuple[str, ...]:
    """Return what is shown at its own place: the interpreter, installed packages, our package, system libraries.

    Found once, by the warm parent. A folder inside one that is shown already is left out. Of a checkout only the
    package itself is shown.
    """
    package = str(Path(aiclass.__file__).resolve().parent)
    wanted = [path for path in (*SYSTEM, *SETTINGS) if Path(path).exists() and not Path(path).is_symlink()]
    wanted += [*_installation(), package]
    shown: list[str] = []
    for path in sorted(set(wanted)):
        if not any(path == above or path.startswith(f"{above}/") for above in shown):
            shown.append(path)
    return tuple(shown)


def _installation() -> Iterator[str]:
    """Yield the folders of this Python; not an editable install's source root, which holds other things too."""
    paths = sysconfig.get_paths()
    yield from _real({paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]})
    yield from _real({f"{sys.base_prefix}/lib", f"{sys.base_prefix}/bin", f"{sys.prefix}/bin"})
    yield from _real({entry for entry in site.getsitepackages() if entry in sys.path})
    yield from _real({str(Path(sys.executable).resolve().parent)})
    config = Path(sys.prefix, "pyvenv.cfg")
    if config.is_file():
        yield str(config)


def _real(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if Path(path).is_dir():
            yield str(Path(path).absolute())
            yield str(Path(path).resolve())


def _show(root: str, source: str, target: str) -> None:
    place = Path(root + target)
    if Path(source).is_dir():
        place.mkdir(parents=True, exist_ok=True)
    else:
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    _linux.mount(source, str(place), flags=_linux.MS_BIND | _linux.MS_REC)
    _linux.make_read_only(str(place))


def _write_settings(root: str) -> None:
    Path(root, "etc").mkdir(exist_ok=True)
    texts = {
        "passwd": PASSWD,
        "group": GROUP,
        "hosts": "127.0.0.1 localhost\n",
        "nsswitch.conf": "hosts: files\n",
    }
    for name, text in texts.items():
        Path(root, "etc", name).write_text(text, encoding="utf-8")


def _make_devices(root: str) -> None:
    Path(root, "dev").mkdir(exist_ok=True)
    for name in DEVICES:
        place = Path(root, "dev", name)
        place.touch()
        _linux.mount(f"/dev/{name}", str(place), flags=_linux.MS_BIND)
        _linux.make_read_only(str(place), devices=True)
    for name, target in {"fd": "", "stdin": "/0", "stdout": "/1", "stderr": "/2"}.items():
        Path(root, "dev", name).symlink_to(f"/proc/self/fd{target}")


def _make_scratch(root: str, size_mib: int) -> None:
    """Mount one small file system and show its folders as home, /tmp and /dev/shm: they share the limit."""
    scratch = Path(root + SCRATCH)
    scratch.mkdir(mode=0o700)
    _mount_tmpfs(str(scratch), f"size={size_mib}m,nr_inodes=20k,mode=755")
    for name, target in {"home": HOME, "tmp": "/tmp", "shm": "/dev/shm"}.items():
        (scratch / name).mkdir()
        (scratch / name).chmod(0o777 | (0 if name == "home" else 0o1000))
        place = Path(root + target)
        place.mkdir(parents=True, exist_ok=True)
        _linux.mount(str(scratch / name), str(place), flags=_linux.MS_BIND)


def _mount_tmpfs(target: str, options: str) -> None:
    _linux.mount("tmpfs", target, "tmpfs", _linux.MS_NOSUID | _linux.MS_NODEV | _linux.MS_NOATIME, options)
