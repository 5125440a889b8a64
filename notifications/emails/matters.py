"""Joins the lines of one task into one matter and puts matters in order; knows no wording."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from zi_workflow.domain.notices import Line, NoticeKind

_NO_DAY = 10**7
_KINDS = list(NoticeKind)


class Standing(StrEnum):
    """Under which heading a matter stands, in the order of the mail."""

    LATE = "late"
    ACTION = "action"
    WAITING = "waiting"
    FINISHED = "finished"


_STANDINGS = {
    NoticeKind.OVERDUE: Standing.LATE,
    NoticeKind.ESCALATION: Standing.LATE,
    NoticeKind.WAITING: Standing.WAITING,
    NoticeKind.SOLVED: Standing.FINISHED,
}
_ORDER = list(Standing)


@dataclass(frozen=True, slots=True)
class Matter:
    """A task as a mail tells it: one line, or several that say different things about it."""

    lines: tuple[Line, ...]

    @property
    def first(self) -> Line:
        """The line that gives the matter its name and its subject."""
        return self.lines[0]

    @property
    def standing(self) -> Standing:
        """Under which heading it stands."""
        return _STANDINGS.get(self.first.kind, Standing.ACTION)

    @property
    def repeat(self) -> bool:
        """Whether nothing about it is new."""
        return all(line.repeat for line in self.lines)


def matters(lines: Iterable[Line]) -> list[Matter]:
    """One matter a task and heading: new before repeated, then by heading; what costs other areas most first."""
    found: dict[Hashable, list[Line]] = {}
    for place, line in enumerate(lines):
        subject = (line.programme_code, line.task) if line.task else place
        found.setdefault((subject, _STANDINGS.get(line.kind)), []).append(line)
    return sorted(map(_joined, found.values()), key=_order)


def _joined(lines: list[Line]) -> Matter:
    """New lines first; a line that does not know how far its day is learns it from one about the same day."""
    ages = {line.clock: line.age for line in lines if line.age is not None}
    known = [line if line.age is not None else replace(line, age=ages.get(line.clock)) for line in lines]
    return Matter(tuple(sorted(known, key=lambda line: (line.repeat, _KINDS.index(line.kind)))))


def _order(matter: Matter) -> tuple[bool, int, int, int, str]:
    first, standing = matter.first, matter.standing
    day = first.clock.toordinal() if first.clock else _NO_DAY
    cost = -(first.other_areas_days or 0) if standing is Standing.LATE else 0
    return matter.repeat, _ORDER.index(standing), cost, day, first.task or ""
