"""Read the catalogue once a language and fill in its texts."""

import os
import re
import string
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from aiclass.errors import AiclassError

CODE = re.compile(r"[A-Z]{2}-[0-9]{2}")
DEFAULT_LANGUAGE = "ko"


class MessageError(AiclassError):
    """A code or a placeholder that the catalogue does not have: a mistake of ours, not the learner's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """The texts of one language, by code.

    Attributes:
        language: ISO 639-1, such as "ko".
        texts: code to text with ``str.format`` placeholders.
    """

    language: str
    texts: Mapping[str, str]

    def placeholders(self, code: str) -> frozenset[str]:
        """Return the names that the text of this code wants filled in."""
        return frozenset(name for _, name, _, _ in string.Formatter().parse(self.text(code)) if name)

    def text(self, code: str) -> str:
        """Return the unfilled text of this code.

        Raises:
            MessageError: the catalogue has no such code.
        """
        try:
            return self.texts[code]
        except KeyError:
            raise MessageError(f"messages/{self.language} has no code {code!r}. Add it there.") from None


@cache
def catalogue(language: str) -> Catalogue:
    """Read every TOML file of a language.

    Raises:
        MessageError: there is no such language, a code is malformed, or two files define the same code.
    """
    folder = files(__package__) / language
    if not re.fullmatch(r"[a-z]{2}", language) or not folder.is_dir():
        raise MessageError(f"messages has no language {language!r}. Set AICLASS_LANGUAGE=ko.")
    texts: dict[str, str] = {}
    for source in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not source.name.endswith(".toml"):
            continue
        for code, text in tomllib.loads(source.read_text(encoding="utf-8")).items():
            if not CODE.fullmatch(code) or code in texts:
                raise MessageError(f"messages/{language}/{source.name}: {code!r} is malformed or used twice.")
            texts[code] = text.strip()
    return Catalogue(language=language, texts=texts)


def message(code: str, **values: object) -> str:
    """Return the text of a code, its values filled in and the code at its end.

    The language is ``AICLASS_LANGUAGE``, Korean where that is not set.

    Raises:
        MessageError: the code is unknown, or a value that its text needs is missing.

    >>> message("DA-01", name="mnits", known="digits, mnist").splitlines()[-1].endswith("[DA-01]")
    True
    """
    chosen = catalogue(os.environ.get("AICLASS_LANGUAGE", DEFAULT_LANGUAGE))
    missing = chosen.placeholders(code) - values.keys()
    if missing:
        raise MessageError(f"message {code} needs {', '.join(sorted(missing))}.")
    return f"{chosen.text(code).format(**values)} [{code}]"
