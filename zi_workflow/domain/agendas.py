"""What stands in a calendar: a day by which something is due, a milestone, a round; knows no file and no words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class EntryKind(StrEnum):
    """What a day is about."""

    TASK = "task"
    MILESTONE = "milestone"
    ROUND = "round"


@dataclass(frozen=True, slots=True)
class Revision:
    """How often a programme has changed, and when last; neither ever goes back, so calendars take the newer one."""

    number: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """One day of a programme; `uid` stays the same however often the day moves. With hours where a meeting has them."""

    uid: str
    kind: EntryKind
    programme: str
    unit: str
    zone: str
    code: str
    title: str
    day: date
    revision: Revision
    begins: time | None = None
    ends: time | None = None


def in_order(entries: list[Entry]) -> list[Entry]:
    """By day, those of one day always in the same order."""
    return sorted(entries, key=lambda each: (each.day, each.kind, each.programme, each.code))
