"""Due dates, late penalties and limits: ``grading.yaml`` beside the source."""

import math
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

from aiclass.grading.errors import PolicyFaults
from aiclass.messages import message

POLICY_FILE: Final = "grading.yaml"
CELL_SECONDS: Final = 30.0
NOTEBOOK_SECONDS: Final = 300.0
MEMORY_MIB: Final = 2048
UNITS_S: Final = {"minute": 60.0, "hour": 3600.0, "day": 86400.0}
KEYS: Final = frozenset(
    {"due", "timezone", "extensions", "late", "cell_seconds", "seconds", "memory_mib", "cells"}
)
LATE_KEYS: Final = frozenset(
    {"grace_minutes", "per", "percent", "points", "at_most_percent", "zero_after_days"}
)
END_OF_DAY: Final = time(23, 59, 59)


@dataclass(frozen=True, slots=True, kw_only=True)
class LatePenalty:
    """What lateness costs: so much for each unit of time that has begun, of the notebook's score.

    Attributes:
        per: "minute", "hour" or "day".
        percent: of the score, for each unit.
        points: for each unit, beside the percentage.
        at_most_percent: of the score, whatever the lateness.
        grace_s: lateness up to here costs nothing; beyond it all of it counts.
        zero_after_s: from here on nothing is left, None for never.
    """

    per: str = "day"
    percent: float = 0.0
    points: float = 0.0
    at_most_percent: float = 100.0
    grace_s: float = 0.0
    zero_after_s: float | None = None

    def penalty(self, score: float, late_s: float) -> float:
        """Return the points taken off, between 0 and the score."""
        if late_s <= self.grace_s:
            return 0.0
        if self.zero_after_s is not None and late_s > self.zero_after_s:
            return score
        units = math.ceil(late_s / UNITS_S[self.per])
        cost = units * (score * self.percent / 100 + self.points)
        return max(0.0, min(cost, score * self.at_most_percent / 100, score))


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How one assignment is timed and limited.

    Attributes:
        due: timezone-aware; None where lateness does not matter.
        extensions: learner to the time after ``due`` that is still in time.
        late: None where lateness is said but costs nothing.
        cell_seconds, seconds, memory_mib: limits of a cell and of a notebook.
        cells: grade_id to the seconds of that cell.
    """

    due: datetime | None = None
    extensions: Mapping[str, timedelta] = field(default_factory=dict)
    late: LatePenalty | None = None
    cell_seconds: float = CELL_SECONDS
    seconds: float = NOTEBOOK_SECONDS
    memory_mib: int = MEMORY_MIB
    cells: Mapping[str, float] = field(default_factory=dict)

    def late_seconds(self, learner: str, submitted_at: datetime | None) -> float:
        """Return how late a hand-in is, 0 where it is in time or no time is known."""
        if self.due is None or submitted_at is None:
            return 0.0
        deadline = self.due + self.extensions.get(learner, timedelta())
        return max(0.0, (submitted_at - deadline).total_seconds())

    def penalty(self, score: float, late_s: float) -> float:
        """Return the points that lateness takes off, clipped to [0, score] as nbgrader does."""
        return self.late.penalty(score, late_s) if self.late and late_s > 0 else 0.0


def read_policy(path: Path, *, known_cells: frozenset[str]) -> Policy:
    """Return what ``grading.yaml`` says; the defaults where there is no such file.

    Args:
        known_cells: grade_ids of the source, which ``cells`` may name.

    Raises:
        PolicyFaults: it breaks rules; lists every one with its remedy.
    """
    try:
        document = yaml.safe_load(path.read_bytes())
    except FileNotFoundError:
        return Policy()
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError) as error:
        raise _refusal(path, [f"YAML로 읽을 수 없습니다: {' '.join(str(error).split())}"]) from None
    reader = _Reader(document if isinstance(document, dict) else {}, known_cells)
    if not isinstance(document, dict | None):
        reader.faults.append("'이름: 값' 꼴로 써 주세요. 예: due: 2026-03-02 23:59")
    policy = reader.policy()
    if reader.faults:
        raise _refusal(path, reader.faults)
    return policy


def _refusal(path: Path, faults: list[str]) -> PolicyFaults:
    return PolicyFaults(message("GD-24", file=path, faults="\n".join(f"  {fault}" for fault in faults)))


class _Reader:
    """Reads the document and collects every fault."""

    def __init__(self, document: Mapping[str, Any], known_cells: frozenset[str]) -> None:
        self.document, self.known_cells = document, known_cells
        self.faults: list[str] = []

    def policy(self) -> Policy:
        self._refuse_unknown(self.document, KEYS, "")
        zone = self._zone()
        return Policy(
            due=self._due(zone),
            extensions=self._extensions(),
            late=self._late(),
            cell_seconds=self._number(self.document, "cell_seconds", CELL_SECONDS, least=0.1),
            seconds=self._number(self.document, "seconds", NOTEBOOK_SECONDS, least=1),
            memory_mib=int(self._number(self.document, "memory_mib", MEMORY_MIB, least=128)),
            cells=self._cells(),
        )

    def _refuse_unknown(self, mapping: Mapping[Any, Any], known: frozenset[str], place: str) -> None:
        for key in mapping:
            if key not in known:
                self.faults.append(
                    f"{place}{key}: 이런 항목은 없습니다. 있는 항목: {', '.join(sorted(known))}"
                )

    def _zone(self) -> tzinfo:
        name = self.document.get("timezone")
        if name is None:
            return datetime.now().astimezone().tzinfo or UTC
        try:
            return ZoneInfo(str(name))
        except (ZoneInfoNotFoundError, ValueError, OSError):
            self.faults.append(f"timezone: 없는 시간대입니다. 쓴 값: {name}. 예: Asia/Seoul")
            return UTC

    def _due(self, zone: tzinfo) -> datetime | None:
        value = self.document.get("due")
        if isinstance(value, str):
            with suppress(ValueError):
                value = datetime.fromisoformat(value)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=zone)
        if isinstance(value, date):
            return datetime.combine(value, END_OF_DAY, tzinfo=zone)
        if value is not None:
            self.faults.append(f"due: 날짜가 아닙니다. 쓴 값: {value}. 예: 2026-03-02 23:59")
        return None

    def _extensions(self) -> dict[str, timedelta]:
        from aiclass.grading._learners import clean_learner

        found = {}
        for learner, hours in self._mapping(self.document, "extensions").items():
            if self._is_number(hours) and hours >= 0:
                found[clean_learner(str(learner))] = timedelta(hours=hours)
            else:
                self.faults.append(f"extensions.{learner}: 늘려 준 시간을 시간 수로 써 주세요. 예: 24")
        return found

    def _late(self) -> LatePenalty | None:
        if "late" not in self.document:
            return None
        late = self._mapping(self.document, "late")
        self._refuse_unknown(late, LATE_KEYS, "late.")
        per = late.get("per", "day")
        if per not in UNITS_S:
            self.faults.append(f"late.per: {', '.join(UNITS_S)} 가운데 하나를 써 주세요. 쓴 값: {per}")
            per = "day"
        zero = self._number(late, "zero_after_days", -1.0, least=0, place="late.")
        return LatePenalty(
            per=per,
            percent=self._number(late, "percent", 0.0, least=0, place="late."),
            points=self._number(late, "points", 0.0, least=0, place="late."),
            at_most_percent=self._number(late, "at_most_percent", 100.0, least=0, place="late."),
            grace_s=60 * self._number(late, "grace_minutes", 0.0, least=0, place="late."),
            zero_after_s=None if zero < 0 else zero * UNITS_S["day"],
        )

    def _cells(self) -> dict[str, float]:
        found = {}
        for name, settings in self._mapping(self.document, "cells").items():
            if name not in self.known_cells:
                self.faults.append(f"cells.{name}: 원본에 이런 grade_id가 없습니다.")
                continue
            place = f"cells.{name}."
            if not isinstance(settings, dict) or set(settings) != {"seconds"}:
                self.faults.append(f"cells.{name}: {{seconds: 60}}처럼 써 주세요.")
                continue
            found[str(name)] = self._number(settings, "seconds", CELL_SECONDS, least=0.1, place=place)
        return found

    def _mapping(self, mapping: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = mapping.get(key)
        if value is None:
            return {}
        if isinstance(value, dict):
            return value
        self.faults.append(f"{key}: '이름: 값' 꼴로 써 주세요. 쓴 값: {value}")
        return {}

    def _number(
        self, mapping: Mapping[str, Any], key: str, default: float, *, least: float, place: str = ""
    ) -> float:
        value = mapping.get(key, default)
        if value is default or (self._is_number(value) and value >= least):
            return float(value)
        self.faults.append(f"{place}{key}: {least:g} 이상의 수를 써 주세요. 쓴 값: {value}")
        return default

    @staticmethod
    def _is_number(value: Any) -> bool:
        return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
