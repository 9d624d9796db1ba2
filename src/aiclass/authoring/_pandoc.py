"""MyST Markdown to Typst: directives become fenced divisions, the rest is pandoc's, with a filter of ours."""

import re
import subprocess
from collections.abc import Iterator
from importlib.resources import as_file, files
from typing import Final

from aiclass.authoring._packages import package_folder
from aiclass.authoring._paper import picture_block
from aiclass.authoring.errors import PdfFailed

READER: Final = "commonmark_x-smart"  # CommonMark, as MyST is; quotation marks stay as they are typed
FENCE: Final = re.compile(r"^(?P<fence>`{3,}|:{3,})(?P<info>.*)$")
DIRECTIVE: Final = re.compile(r"^\{(?P<name>[\w-]+)\}\s*(?P<title>.*)$")
OPTION: Final = re.compile(r"^:(?P<key>[\w-]+):\s*(?P<value>.*)$")
ROLE: Final = re.compile(r"\{(?P<name>[a-z]+)\}`(?P<text>[^`<]+?)(?:\s*<[^`]*>)?`")
SIMPLE: Final = {"note": "참고", "tip": "도움말", "important": "중요", "warning": "주의"}
PROSE_ROLES: Final = {"term", "doc", "ref"}


def typst_from_myst(text: str) -> str:
    """Return a page as Typst that ``pdf/paper.typ`` gives its look.

    Raises:
        PdfFailed: the page uses a directive or a role that has no form on paper, or pandoc refuses it.
    """
    markdown = "\n".join(_lines(text.splitlines()))
    with as_file(files(__package__) / "pdf" / "paper.lua") as lua:
        command = [
            _pandoc(),
            f"--from={READER}",
            "--to=typst",
            "--wrap=none",
            "--shift-heading-level-by=-1",
            "--syntax-highlighting=idiomatic",
            f"--lua-filter={lua}",
        ]
        done = subprocess.run(command, input=markdown.encode(), capture_output=True, check=False)
    if done.returncode or done.stderr:
        raise PdfFailed(
            f"pandoc이 글을 읽지 못했습니다.\n  까닭: {done.stderr.decode(errors='replace').strip()}"
        )
    return done.stdout.decode()


def _pandoc() -> str:
    """Return the pandoc that pip installed: one of the system may write other Typst."""
    folder = package_folder("pypandoc") / "files"
    return str(next(path for path in (folder / "pandoc", folder / "pandoc.exe") if path.is_file()))


def _lines(lines: list[str]) -> Iterator[str]:
    """Yield the lines of a page with every directive written as pandoc reads it."""
    position = 0
    while position < len(lines):
        match = FENCE.match(lines[position])
        if not match:
            yield ROLE.sub(_role, lines[position])
            position += 1
            continue
        end = _end(lines, position, match["fence"])
        directive = DIRECTIVE.match(match["info"].strip())
        if directive:
            yield from _directive(directive["name"], directive["title"], lines[position + 1 : end])
        else:
            yield from lines[position : end + 1]
        position = end + 1


def _end(lines: list[str], start: int, fence: str) -> int:
    closing = re.compile(rf"^{re.escape(fence[0])}{{{len(fence)},}}\s*$")
    found = (at for at in range(start + 1, len(lines)) if closing.match(lines[at]))
    return next(found, len(lines))


def _directive(name: str, title: str, content: list[str]) -> Iterator[str]:
    options = {}
    while content and (option := OPTION.match(content[0])):
        options[option["key"]] = option["value"]
        content = content[1:]
    if name == "answer":
        yield from _division(title, "answer", content)
    elif name == "admonition":
        yield from _admonition(title, options.get("class", "note"), content)
    elif name in SIMPLE:
        yield from _admonition(title or SIMPLE[name], name, content)
    elif name == "figure":
        yield from (
            "",
            *picture_block(title, options.get("alt", ""), has_caption=bool(content)).splitlines(),
            "",
        )
        if content:
            yield from ("::: caption", *_lines(content), ":::", "")
    else:
        raise PdfFailed(
            f"PDF로 옮길 수 없는 지시어입니다.\n  지시어: {{{name}}}\n"
            f"  쓸 수 있는 지시어: {', '.join(['admonition', 'answer', 'figure', *SIMPLE])}"
        )


def _admonition(title: str, css_class: str, content: list[str]) -> Iterator[str]:
    yield from _division(title, f"admonition {css_class}", content)


def _division(title: str, css_class: str, content: list[str]) -> Iterator[str]:
    inner = list(_lines(content))
    colons = ":" * (1 + max((len(run) for line in inner for run in re.findall(r"^:{3,}", line)), default=3))
    classes = " ".join(f".{name}" for name in css_class.split())
    yield from ("", f"{colons} {{{classes}}}", "::: title", title, ":::", "")
    yield from inner
    yield from (colons, "")


def _role(match: re.Match[str]) -> str:
    if match["name"] in PROSE_ROLES:
        return match["text"]
    raise PdfFailed(
        f"PDF로 옮길 수 없는 구실(role)입니다.\n  구실: {match[0]}\n  쓸 수 있는 구실: {', '.join(sorted(PROSE_ROLES))}"
    )
