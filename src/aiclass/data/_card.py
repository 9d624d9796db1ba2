"""The data card: what a person should know about a data set before using it."""

from dataclasses import dataclass
from html import escape


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCard:
    """What a set is, who made it, what it may be used for, and what is wrong with it.

    ``print(card)`` gives readable Korean text; a notebook shows a table.

    Attributes:
        name: what ``load`` takes.
        title: Korean, for headings.
        what: what an example is and where it came from.
        who: who collected or made it, and when.
        licence: the terms, or that nobody states any.
        licence_brief: the same in a few words, for lists.
        size: how much there is, in examples and bytes.
        splits: how it is divided, one part a line.
        faults: known faults and traps.
        sources: addresses for more; the first is the place of origin.
    """

    name: str
    title: str
    what: str
    who: str
    licence: str
    licence_brief: str
    size: str
    splits: tuple[str, ...]
    faults: tuple[str, ...]
    sources: tuple[str, ...]

    def __str__(self) -> str:
        """Return the card as plain text, one labelled block a fact."""
        blocks = [f"{self.title} ({self.name})"]
        for label, lines in self._facts():
            blocks.append("\n".join([label, *(f"  {_bullet(lines)}{line}" for line in lines)]))
        return "\n\n".join(blocks)

    def _repr_markdown_(self) -> str:
        """Return the card as Markdown, for tools that prefer it to HTML."""
        blocks = [f"**{self.title}** (`{self.name}`)"]
        for label, lines in self._facts():
            shown = [f"<{line}>" if line in self.sources else line for line in lines]
            blocks.append(f"**{label}**\n\n" + "\n".join(f"{_bullet(lines)}{line}" for line in shown))
        return "\n\n".join(blocks) + "\n"

    def _repr_html_(self) -> str:
        """Return the card as a table with row headings, which a screen reader can follow."""
        rows = "".join(
            f'<tr><th scope="row" style="text-align:left;vertical-align:top;white-space:nowrap">{label}</th>'
            f'<td style="text-align:left">{self._html(lines)}</td></tr>'
            for label, lines in self._facts()
        )
        caption = f"<strong>{escape(self.title)}</strong> (<code>{escape(self.name)}</code>)"
        return f'<table lang="ko"><caption style="text-align:left">{caption}</caption>{rows}</table>'

    def _facts(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return (
            ("무엇", (self.what,)),
            ("만든 사람", (self.who,)),
            ("라이선스", (self.licence,)),
            ("크기", (self.size,)),
            ("나눔", self.splits),
            ("알려진 문제", self.faults),
            ("출처", self.sources),
        )

    def _html(self, lines: tuple[str, ...]) -> str:
        shown = [
            f'<a href="{escape(line)}">{escape(line)}</a>' if line in self.sources else escape(line)
            for line in lines
        ]
        return shown[0] if len(shown) == 1 else f"<ul>{''.join(f'<li>{line}</li>' for line in shown)}</ul>"


def _bullet(lines: tuple[str, ...]) -> str:
    return "- " if len(lines) > 1 else ""
