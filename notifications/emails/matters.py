"""Joins the lines of one task into one matter and puts matters in order; knows no wording."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from zi_workflow.domain.notices import Line, NoticeKind

_NO_DAY = 10**7
_KINDS = {kind: place for place, kind in enumerate(NoticeKind)}


class Standing(StrEnum):
    """Under which heading a matter stands, in the order of the mail."""

    LATE = "late"
    ACTION = "action"
    WAITING = "waiting"
    NEWS = "news"
    FINISHED = "finished"


_STANDINGS = {
    NoticeKind.WAITING: Standing.WAITING,
    NoticeKind.SOLVED: Standing.FINISHED,
}
_ORDER = {each: place for place, each in enumerate(Standing)}


@dataclass(frozen=True, slots=True)
class Matter:
    """A task as a mail tells it: one line, or several that say different things about it."""

    lines: tuple[Line, ...]
    standing: Standing = Standing.ACTION  # under which heading it stands

    @property
    def first(self) -> Line:
        """The line that gives the matter its name and its subject."""
        return self.lines[0]

    @property
    def repeat(self) -> bool:
        """Whether nothing about it is new."""
        return all(line.repeat for line in self.lines)


def standing(line: Line, on: date) -> Standing:
    """Under which heading a line stands in a mail of a day: late is only what is past its last day.

    Somebody may pass a matter on before that, and a plan may move it away again. A line that was moved here from
    an older mail lost its count of days; there the day itself decides.
    """
    if line.kind is NoticeKind.ANSWERED and not line.theirs:
        return Standing.NEWS
    if line.kind not in (NoticeKind.OVERDUE, NoticeKind.ESCALATION):
        return _STANDINGS.get(line.kind, Standing.ACTION)
    if line.age is not None:
        return Standing.LATE if line.age > 0 else Standing.ACTION
    past = line.clock < on if line.clock is not None else line.kind is NoticeKind.OVERDUE
    return Standing.LATE if past else Standing.ACTION


def matters(lines: Iterable[Line], on: date) -> list[Matter]:
    """One matter a task and heading: new before repeated, then by heading; what costs other areas most first."""
    found: dict[tuple[Hashable, Standing], list[Line]] = {}
    for place, line in enumerate(lines):
        subject = (line.programme_code, line.task) if line.task else place
        found.setdefault((subject, standing(line, on)), []).append(line)
    return sorted((_joined(alike, where) for (_what, where), alike in found.items()), key=_order)


def by_task(found: Sequence[Matter]) -> list[Standing]:
    """The most pressing standing of each task (or of what is none), each once, for sentences that count tasks."""
    most: dict[Hashable, Standing] = {}
    for place, matter in enumerate(found):
        first = matter.first
        subject = (first.programme_code, first.task) if first.task else place
        known = most.setdefault(subject, matter.standing)
        most[subject] = min(known, matter.standing, key=_ORDER.__getitem__)
    return [*most.values()]


def _joined(lines: list[Line], where: Standing) -> Matter:
    """New lines first; a line that does not know how far its day is learns it from one about the same day."""
    if len(lines) == 1:
        return Matter(tuple(lines), where)
    ages = {line.clock: line.age for line in lines if line.age is not None}
    known = [line if line.age is not None else replace(line, age=ages.get(line.clock)) for line in lines]
    return Matter(tuple(sorted(known, key=lambda line: (line.repeat, _KINDS[line.kind]))), where)


def _order(matter: Matter) -> tuple[bool, int, int, int, str]:
    first, where = matter.first, matter.standing
    day = first.clock.toordinal() if first.clock else _NO_DAY
    cost = -(first.other_areas_days or 0) if where is Standing.LATE else 0
    return matter.repeat, _ORDER[where], cost, day, first.task or ""
