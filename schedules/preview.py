"""The next firings of the schedule, in words a person understands; plans nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from schedules.table import Entry, Job, entries
from zi_workflow import wording
from zi_workflow.domain.calendars import zone_label
from zi_workflow.i18n import _, language
from zi_workflow.usecases.zones import Zone

UNZONED = "Asia/Jakarta"  # how times are written that belong to no zone


@dataclass(frozen=True, slots=True)
class Firing:
    """A job that will fire at an instant, for a zone or for everything."""

    job: Job
    zone: str | None
    at: datetime
    words: str


def next_firings(zones: tuple[Zone, ...], now: datetime, count: int) -> tuple[Firing, ...]:
    """The next `count` firings after `now` of each line that belongs to a zone and the next one of the others, by time."""
    found = [
        _firing(entry, at)
        for entry in entries(zones)
        for at in _upcoming(entry, now, count if entry.scope else 1)
    ]
    return tuple(sorted(found, key=lambda firing: (firing.at, firing.job, firing.zone or "")))


def _upcoming(entry: Entry, now: datetime, count: int) -> list[datetime]:
    fires: list[datetime] = []
    at = entry.trigger.get_next_fire_time(None, now)
    while at is not None and len(fires) < count:
        fires.append(at)
        at = entry.trigger.get_next_fire_time(at, at)
    return fires


def _firing(entry: Entry, at: datetime) -> Firing:
    zone = entry.scope or UNZONED
    when = wording.instant(at, zone, language())
    what = _(entry.line.words)
    words = _("{when}: {what} (zone {zone})", when=when, what=what, zone=zone_label(zone))
    return Firing(
        entry.line.job,
        entry.scope or None,
        at.astimezone(ZoneInfo(zone)),
        words if entry.scope else _("{when}: {what}", when=when, what=what),
    )
