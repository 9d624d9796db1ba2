"""The book of the lessons that exist: built without a warning, readable without a network."""

import re
import shutil
from pathlib import Path

import pytest

from aiclass.authoring import Project, build_html, execute, read_lessons

ROOT = Path(__file__).parents[2]
LOADED = re.compile(r'<(?:script|img|link)[^>]*(?:src|href)="(https?://[^"]+)"')


@pytest.mark.slow
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::PendingDeprecationWarning"
)  # between Sphinx and the theme
def test_book_builds_without_a_warning_and_loads_nothing_from_the_network(tmp_path):
    for folder in ("lessons", "book"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    project = Project(lessons=tmp_path / "lessons")
    page = build_html(project, read_lessons(project), lambda lesson: execute(lesson, twin=True))
    pages = [path.read_text(encoding="utf-8") for path in page.parent.rglob("*.html")]
    assert len(pages) >= 3
    assert [address for text in pages for address in LOADED.findall(text)] == []
    downloads = {path.name: path.read_bytes() for path in (page.parent / "_downloads").rglob("*.pdf")}
    assert {
        f"{name}.pdf" for name in ("03-logistic-regression", "logistic-regression-theory")
    } <= downloads.keys()
    assert downloads == {path.name: path.read_bytes() for path in project.pdfs.glob("*.pdf")}
    lesson = (page.parent / "lessons" / "03-logistic-regression.html").read_text(encoding="utf-8")
    assert 'href="../theory/logistic-regression.html"' in lesson
