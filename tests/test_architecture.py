"""What the whole package keeps to: imports run downward, importing it is cheap."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest

import aiclass

SOURCE = Path(aiclass.__file__).parent
HEAVY = (
    "IPython",
    "jupyter_server",
    "matplotlib",
    "numpy",
    "pooch",
    "requests",
    "rich",
    "sklearn",
    "torch",
    "typer",
)


def modules_after(statement):
    """Return the names of top-level modules that a fresh interpreter holds after this statement."""
    code = f"{statement}\nimport sys\nprint(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=True
    )
    return set(done.stdout.split())


def test_imports_run_downward_only():
    linter = shutil.which("lint-imports", path=Path(sys.executable).parent)
    done = subprocess.run(
        [linter], cwd=SOURCE.parents[1], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stdout


def test_every_package_stands_in_the_import_contract():
    layers = (SOURCE.parents[1] / "pyproject.toml").read_text(encoding="utf-8").partition("layers = [")[2]
    packages = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").is_file()}
    missing = {name for name in packages if f'"{name}"' not in layers}
    assert missing == set()


def test_importing_aiclass_loads_nothing_heavy():
    assert not modules_after("import aiclass") & set(HEAVY)


@pytest.mark.parametrize("package", ["scratch", "autograd"])
def test_mathematics_imports_numpy_alone(package):
    assert not modules_after(f"import aiclass.{package}") & (set(HEAVY) - {"numpy"})


def test_check_works_without_pytorch():
    assert "torch" not in modules_after("import aiclass.check")


def seconds_of(*command):
    """Return the quickest of seven runs, which a busy machine disturbs least."""
    times = []
    for _ in range(7):
        started = perf_counter()
        subprocess.run([sys.executable, *command], capture_output=True, check=True)
        times.append(perf_counter() - started)
    return min(times)


@pytest.mark.slow
def test_import_costs_under_60_ms_beyond_bare_python():
    assert seconds_of("-c", "import aiclass") - seconds_of("-c", "pass") < 0.060


@pytest.mark.slow
def test_help_answers_in_under_300_ms():
    assert (
        seconds_of("-c", "import sys; sys.argv[1:] = ['--help']; from aiclass.cli import main; main()") < 0.3
    )


def test_every_picture_and_page_that_the_readmes_link_to_is_there():
    root = SOURCE.parents[1]
    for readme in ("README.md", "README.ko.md"):
        links = re.findall(r"\]\((?!http)([^)#]+)", (root / readme).read_text(encoding="utf-8"))
        assert links
        assert [link for link in links if not (root / link).exists()] == []
