"""Which submitted cell is which source cell: by id, else by its text, else by its place."""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from aiclass.grading._assignment import SourceNotebook
from aiclass.grading._notebook import Notebook, NotebookCell
from aiclass.grading._release import SourceCell

WORD: Final = re.compile(r"\w+|[^\w\s]")
COMPARED: Final = 4_000  # characters of a cell that are compared
NEARBY: Final = 40  # cells that one missing cell is compared with
LIKE_ENOUGH: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Matching:
    """What was recognised.

    Attributes:
        places: grade_id to the index of the submitted cell that counts.
        owners: index of a submitted cell to the grade_id that it is, or is a copy of.
        flags: what was noticed; see ``flag_text``.
    """

    places: Mapping[str, int]
    owners: Mapping[int, str]
    flags: tuple[str, ...] = ()

    def is_copy(self, index: int) -> bool:
        """Return whether the cell bears another's id without being the one that counts."""
        owner = self.owners.get(index)
        return owner is not None and self.places[owner] != index


def match_cells(source: SourceNotebook, submitted: Notebook) -> Matching:
    """Return which submitted cell is which source cell, and what was found out of place."""
    matcher = _Matcher(source, submitted)
    matcher.by_id()
    matcher.by_text()
    matcher.by_place()
    return matcher.result()


class _Matcher:
    def __init__(self, source: SourceNotebook, submitted: Notebook) -> None:
        self.source, self.submitted = source, submitted
        self.places: dict[int, int] = {}  # source index to submitted index
        self.owners: dict[int, int] = {}  # submitted index to source index, copies too
        self.flags: list[str] = []

    def by_id(self) -> None:
        """Match cells that bear an id of the source; of several the likest counts, of equals the last."""
        known = self.source.known
        named: dict[str, list[NotebookCell]] = {}
        for cell in self.submitted.cells:
            if cell.grade_id in known:
                named.setdefault(cell.grade_id, []).append(cell)
        for cell in self.submitted.cells:  # metadata lost, but the cell's own id kept: ours is the grade_id
            if not cell.grade_id and cell.id in known and cell.id not in named:
                named[cell.id] = [cell]
        for name, cells in named.items():
            self._claim(known[name], cells)

    def by_text(self) -> None:
        """Match cells that lost their id but not a word, where only one cell of each side has that text."""
        missing = _by_text(cell for cell in self.source.cells if cell.index not in self.places)
        free = _by_text(cell for cell in self.submitted.cells if cell.index not in self.owners)
        for text, cells in missing.items():
            if len(cells) == len(free.get(text, ())) == 1:
                self._place(self.source.cells[cells[0]], free[text][0])
                self._lost(self.source.cells[cells[0]], is_sure=True)

    def by_place(self) -> None:
        """Match what is left to the likest cell between its neighbours, else to the only one that can be meant."""
        for cell in self.source.known.values():
            if cell.index not in self.places and (index := self._likest(cell)) is not None:
                self._place(cell, index)
                self._lost(cell, is_sure=False)

    def result(self) -> Matching:
        known = {cell.index: cell for cell in self.source.known.values()}
        self._notice(known)
        return Matching(
            places={known[index].grade_id: place for index, place in self.places.items() if index in known},
            owners={place: known[index].grade_id for place, index in self.owners.items() if index in known},
            flags=tuple(dict.fromkeys(self.flags)),
        )

    def _claim(self, cell: SourceCell, candidates: list[NotebookCell]) -> None:
        best = candidates[-1]
        if len(candidates) > 1:
            is_answer = cell.metadata.solution
            same = [_comparable(one.source) == _comparable(cell.released) for one in candidates]
            # Of copies of a test the untouched one counts, of copies of an answer the touched one.
            fitting = [one for one, is_same in zip(candidates, same, strict=True) if is_same != is_answer]
            best = (fitting or candidates)[-1]
            note = "" if self._is_clear(cell, fitting) else "several-answers"
            self.flags.append(f"{note}:{cell.grade_id}" if note else f"note:duplicate:{cell.grade_id}")
        for one in candidates:
            self.owners[one.index] = cell.index
        self._place(cell, best.index)

    @staticmethod
    def _is_clear(cell: SourceCell, fitting: list[NotebookCell]) -> bool:
        return not cell.metadata.is_manual or len({_comparable(one.source) for one in fitting}) <= 1

    def _place(self, cell: SourceCell, index: int) -> None:
        self.places[cell.index] = index
        self.owners[index] = cell.index

    def _lost(self, cell: SourceCell, *, is_sure: bool) -> None:
        if cell.metadata.is_known:
            doubt = not is_sure and cell.metadata.is_manual
            self.flags.append(f"{'recognised' if doubt else 'note:recognised'}:{cell.grade_id}")

    def _likest(self, cell: SourceCell) -> int | None:
        low, high = self._neighbours(cell)
        free = [
            one
            for one in self.submitted.cells[low + 1 : high]
            if one.index not in self.owners and one.source.strip()
        ]
        same_kind = [one for one in free if one.kind == cell.kind]
        wanted = _words(cell.released)
        if cell.metadata.solution:
            names = [one for one in same_kind if _defines(cell.released) & _defines(one.source)]
            if len(names) == 1:
                return names[0].index
        else:
            scored = [(_likeness(wanted, _words(one.source)), one.index) for one in free[:NEARBY]]
            likeness, index = max(scored, default=(0.0, -1))
            return index if likeness >= LIKE_ENOUGH else None
        return self._beside(cell, low, high, same_kind)

    def _beside(self, cell: SourceCell, low: int, high: int, same_kind: list[NotebookCell]) -> int | None:
        """Return the cell that stands where an answer stood: right behind or before its neighbour, or alone."""
        free = {one.index for one in same_kind}
        if self.places.get(cell.index - 1) == low and low + 1 in free:
            return low + 1
        if self.places.get(cell.index + 1) == high and high - 1 in free:
            return high - 1
        return free.pop() if len(free) == 1 else None

    def _neighbours(self, cell: SourceCell) -> tuple[int, int]:
        """Return the submitted places of the nearest matched source cells before and after."""
        low = next(
            (self.places[index] for index in range(cell.index - 1, -1, -1) if index in self.places), -1
        )
        after = range(cell.index + 1, len(self.source.cells))
        high = next(
            (self.places[index] for index in after if index in self.places), len(self.submitted.cells)
        )
        return (low, high) if low < high else (low, len(self.submitted.cells))

    def _notice(self, known: Mapping[int, SourceCell]) -> None:
        for index, cell in known.items():
            if index not in self.places:
                self.flags.append(f"note:deleted:{cell.grade_id}")
                continue
            found = self.submitted.cells[self.places[index]]
            if found.kind != cell.kind:
                self.flags.append(f"note:retyped:{cell.grade_id}")
            if cell.metadata.is_locked and _comparable(found.source) != _comparable(cell.released):
                self.flags.append(f"note:restored:{cell.grade_id}")
        self.flags += [f"note:moved:{known[index].grade_id}" for index in self._moved() if index in known]

    def _moved(self) -> Iterator[int]:
        """Yield the source indices that stand outside the longest run in the source's own order."""
        order = sorted(self.places)
        tails: list[int] = []
        lengths = []
        for index in order:
            place = self.places[index]
            position = bisect_left(tails, place)
            tails[position : position + 1] = [place]
            lengths.append(position + 1)
        wanted = len(tails)
        last = len(self.submitted.cells)
        kept = set()
        for index, length in zip(reversed(order), reversed(lengths), strict=True):
            if length == wanted and self.places[index] < last:
                kept.add(index)
                wanted, last = wanted - 1, self.places[index]
        yield from (index for index in order if index not in kept)


def _by_text(cells: Iterable[SourceCell | NotebookCell]) -> dict[str, list[int]]:
    """Return the places of the cells that have each text."""
    found: dict[str, list[int]] = {}
    for cell in cells:
        if text := _comparable(cell.released if isinstance(cell, SourceCell) else cell.source):
            found.setdefault(text, []).append(cell.index)
    return found


def _comparable(source: str) -> str:
    """Return a text without what editors change on their own: blanks at line ends, Unicode form."""
    return "\n".join(line.rstrip() for line in unicodedata.normalize("NFC", source).splitlines()).strip()


def _words(source: str) -> Counter[str]:
    return Counter(WORD.findall(source[:COMPARED]))


def _likeness(ours: Counter[str], theirs: Counter[str]) -> float:
    """Return the words in common, as a share of all words of both."""
    either = (ours | theirs).total()
    return (ours & theirs).total() / either if either else 0.0


def _defines(source: str) -> frozenset[str]:
    return frozenset(re.findall(r"^\s*(?:async\s+)?(?:def|class)\s+(\w+)", source[:COMPARED], re.MULTILINE))
