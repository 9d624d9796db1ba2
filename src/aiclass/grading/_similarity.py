"""Which submissions are nearly the same: fingerprints of the code that learners wrote themselves.

Winnowing (Schleimer, Wilkerson and Aiken 2003, "Winnowing: local algorithms for document fingerprinting") over tokens:
names that the learner chose become one token, comments, blank lines and docstrings none. What the starter code has, and
what many of the class wrote alike, is left out, so that a short exercise with one natural answer accuses nobody.
"""

import ast
import hashlib
import io
import keyword
import tokenize
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import combinations
from typing import Final

from aiclass.grading._python import MAGIC, parsed

GRAM: Final = 8  # tokens in a fingerprint
WINDOW: Final = 4  # grams of which one is kept: whatever is shared over GRAM + WINDOW - 1 tokens is found
LEAST_SHARED: Final = 6  # fingerprints; fewer are chance
ALIKE: Final = 0.7  # shared fingerprints, as a share of the smaller side's
MOST_MARKED: Final = 1_000  # tokens of a cell, in which the page marks what is shared
SHARED_RUN: Final = 6  # tokens in a row that the page marks
MOST_TOKENS: Final = 20_000  # of one submission
MOST_CELL_CHARS: Final = 100_000
NAME: Final = "·"
LAYOUT: Final = frozenset(
    {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """A word of a program: what is compared, and where it stands (line from 1, column from 0)."""

    text: str
    start: tuple[int, int]
    end: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Two submissions that are nearly the same.

    Attributes:
        share: shared fingerprints as a share of the smaller side's, ALIKE to 1.
        shared: how many fingerprints both have.
    """

    left: str
    right: str
    share: float
    shared: int


def alike_pairs(code: Mapping[str, Sequence[str]], starter: Iterable[str] = ()) -> tuple[Alike, ...]:
    """Return the pairs that are nearly the same, the likest first.

    Time grows with the submissions and with how often a fingerprint is shared, which ``common_from`` bounds.

    Args:
        code: each learner's own cells.
        starter: what everybody was given.
    """
    given = {gram for cell in starter for gram in _grams(tokens(cell, chosen_names([cell])))}
    prints = {key: _fingerprints(cells) - given for key, cells in code.items()}
    owners: dict[int, list[str]] = defaultdict(list)
    for key, found in prints.items():
        for one in found:
            owners[one].append(key)
    limit = common_from(len(code))
    rare = {one: keys for one, keys in owners.items() if len(keys) <= limit}
    sizes = Counter(key for keys in rare.values() for key in keys)
    both = Counter(pair for keys in rare.values() for pair in combinations(keys, 2))
    pairs = [
        Alike(left=left, right=right, shared=shared, share=shared / min(sizes[left], sizes[right]))
        for (left, right), shared in both.items()
        if shared >= LEAST_SHARED
    ]
    return tuple(
        sorted((pair for pair in pairs if pair.share >= ALIKE), key=lambda pair: (-pair.share, -pair.shared))
    )


def common_from(submissions: int) -> int:
    """Return by how many submissions at most a fingerprint may be shared and still say something.

    A tenth of the class, but 4 in a small one (2 in a tiny one) and 30 in a large one.
    """
    return min(30, max(submissions // 10, min(4, max(2, submissions // 3))))


def tokens(source: str, chosen: frozenset[str]) -> list[Token]:
    r"""Return the words of a cell, as far as it can be read as Python.

    Args:
        chosen: names that its author chose.

    >>> [word.text for word in tokens("def f(x):  # hi\n    return np.exp(x)", frozenset({"f", "x"}))]
    ['def', '·', '(', '·', ')', ':', 'return', 'np', '.', 'exp', '(', '·', ')']
    """
    plain = MAGIC.sub(lambda match: f"{match[1] or match[2] or ''}pass", source[:MOST_CELL_CHARS])
    silent = _told(source[:MOST_CELL_CHARS])[1]
    found: list[Token] = []
    try:
        for word in tokenize.generate_tokens(io.StringIO(plain).readline):
            if word.type in LAYOUT or word.start in silent or not word.string:
                continue
            text = word.string
            if word.type == tokenize.NAME and not keyword.iskeyword(text):
                is_attribute = bool(found) and found[-1].text == "."
                text = NAME if text in chosen and not is_attribute else text
            elif word.type == tokenize.STRING:
                text = "''"
            found.append(Token(text=text, start=word.start, end=word.end))
    except (tokenize.TokenError, SyntaxError, ValueError):
        pass  # the beginning is still worth comparing
    return found


def shared_spans(left: str, right: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """Return where each of two cells has what the other has too: (start, end) in characters."""
    ours = tokens(left, chosen_names([left]))[:MOST_MARKED]
    theirs = tokens(right, chosen_names([right]))[:MOST_MARKED]
    matcher = SequenceMatcher(None, [one.text for one in ours], [one.text for one in theirs], autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size >= SHARED_RUN]
    return (
        _spans(left, [(ours[block.a], ours[block.a + block.size - 1]) for block in blocks]),
        _spans(right, [(theirs[block.b], theirs[block.b + block.size - 1]) for block in blocks]),
    )


def _spans(source: str, runs: Iterable[tuple[Token, Token]]) -> list[tuple[int, int]]:
    starts = [0]
    for line in source.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    return [
        (starts[first.start[0] - 1] + first.start[1], starts[last.end[0] - 1] + last.end[1])
        for first, last in runs
    ]


def chosen_names(cells: Iterable[str]) -> frozenset[str]:
    """Return the names that the author of these cells chose: what they bind, functions and parameters too."""
    return frozenset(name for cell in cells for name in _told(cell[:MOST_CELL_CHARS])[0])


@lru_cache(maxsize=64)
def _told(source: str) -> tuple[frozenset[str], frozenset[tuple[int, int]]]:
    """Return the names that a cell binds, and where its docstrings and other values that nothing uses start."""
    names: set[str] = set()
    silent: set[tuple[int, int]] = set()
    for node in ast.walk(parsed(source)):
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.alias) and node.asname:
            names.add(node.asname)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add((node.lineno, _column(source, node.lineno, node.col_offset)))
    return frozenset(names), frozenset(silent)


def _column(source: str, line: int, offset_bytes: int) -> int:
    """Return a column in characters: the syntax tree counts bytes of UTF-8."""
    return len(source.split("\n")[line - 1].encode()[:offset_bytes].decode(errors="ignore"))


def _fingerprints(cells: Sequence[str]) -> set[int]:
    names = chosen_names(cells)
    kept: set[int] = set()
    room = MOST_TOKENS
    for cell in cells:
        words = tokens(cell, names)[:room]
        room -= len(words)
        grams = _grams(words)
        for start in range(max(1, len(grams) - WINDOW + 1)):
            if window := grams[start : start + WINDOW]:
                kept.add(min(window))
    return kept


def _grams(words: Sequence[Token]) -> list[int]:
    texts = [word.text for word in words]
    return [_hash(texts[start : start + GRAM]) for start in range(len(texts) - GRAM + 1)]


def _hash(words: Sequence[str]) -> int:
    """Return a number that is the same in every run, unlike ``hash``."""
    return int.from_bytes(
        hashlib.blake2b("\0".join(words).encode("utf-8", "replace"), digest_size=8).digest()
    )
