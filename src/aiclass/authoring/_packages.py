"""Where packages lie whose files the book and its PDFs take: fonts, MathJax, pandoc."""

from importlib.util import find_spec
from pathlib import Path

from aiclass.authoring.errors import AuthoringError


def package_folder(package: str) -> Path:
    """Return where a package lies, without importing it: importing koreanize_matplotlib changes Matplotlib's settings.

    Raises:
        AuthoringError: it is not installed.
    """
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise AuthoringError(
            f"책과 PDF에 필요한 패키지가 없습니다.\n  없는 패키지: {package}\n설치: pip install 'aiclass[book]'"
        )
    return Path(spec.origin).parent
