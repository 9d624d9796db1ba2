"""A paper as PDF: pages by Typst, with the fonts that pip installed and no others."""

import hashlib
import shutil
import tempfile
from importlib.resources import files
from pathlib import Path
from typing import Final

from aiclass.authoring._packages import package_folder
from aiclass.authoring._pandoc import typst_from_myst
from aiclass.authoring._paper import Paper, typst_string
from aiclass.authoring.errors import PdfFailed

FONTS: Final = {
    "koreanize_matplotlib": ("fonts", ("NanumGothic.ttf", "NanumGothicBold.ttf")),
    "matplotlib": (
        "mpl-data/fonts/ttf",
        ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"),
    ),  # signs that NanumGothic lacks
}
STANDARD: Final = "ua-1"  # accessible: every picture and equation has words, and no glyph is missing


def typeset(paper: Paper) -> bytes:
    """Return the PDF; the same paper gives the same bytes.

    Raises:
        PdfFailed: the body cannot be typeset, a glyph is missing, or a picture has no alternative text.
    """
    import typst

    main = f"{_head(paper)}\n{typst_from_myst(paper.body)}\n"
    with tempfile.TemporaryDirectory(prefix="aiclass-pdf-", ignore_cleanup_errors=True) as name:
        root = Path(name)
        (root / "main.typ").write_text(main, encoding="utf-8")
        (root / "paper.typ").write_bytes((files(__package__) / "pdf" / "paper.typ").read_bytes())
        for file, content in paper.pictures.items():
            (root / file).write_bytes(content)
        _bring_fonts(root / "fonts")
        fonts = typst.Fonts(include_system_fonts=False, font_paths=[root / "fonts"])
        try:
            pdf, warnings = typst.compile_with_warnings(
                root / "main.typ", root=root, font_paths=fonts, pdf_standards=[STANDARD]
            )
        except typst.TypstError as error:
            raise PdfFailed(f"PDF를 만들지 못했습니다.\n  문서: {paper.name}\n{error.diagnostic}") from None
    if warnings:
        told = "\n".join(warning.diagnostic for warning in warnings)
        raise PdfFailed(f"PDF를 만들다가 경고가 나왔습니다.\n  문서: {paper.name}\n{told}")
    return bytes(pdf)


def fingerprint(paper: Paper) -> str:
    """Return the hash of everything written by hand that the PDF is made from; the PDF names it."""
    digest = hashlib.sha256(paper.source.encode())
    for name in ("paper.typ", "paper.lua"):
        digest.update((files(__package__) / "pdf" / name).read_bytes().replace(b"\r\n", b"\n"))
    return digest.hexdigest()


def _head(paper: Paper) -> str:
    facts = "".join(f"({typst_string(name)}, {typst_string(value)})," for name, value in paper.facts)
    day = paper.date
    date = f"datetime(year: {day.year}, month: {day.month}, day: {day.day})" if day else "none"
    fields = (
        f"title: {typst_string(paper.title)}",
        f"summary: {typst_string(paper.summary)}",
        f"facts: ({facts})",
        f"date: {date}",
        f"source: {typst_string(fingerprint(paper))}",
    )
    return f'#import "paper.typ": *\n#show: paper.with({", ".join(fields)})\n'


def _bring_fonts(folder: Path) -> None:
    """Copy the fonts into a folder of their own: what lies beside them in their packages must not be chosen."""
    folder.mkdir()
    for package, (place, names) in FONTS.items():
        for name in names:
            shutil.copyfile(package_folder(package) / place / name, folder / name)
