"""Turns a calendar's entries into an iCalendar file (RFC 5545), the same bytes for the same entries; asks for nothing.

Days without hours are whole days, which no zone can move. Hours carry the unit's own zone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vDuration

from zi_workflow.domain.agendas import Entry, EntryKind
from zi_workflow.domain.calendars import quarter_named, zone_name
from zi_workflow.domain.subscriptions import reachable
from zi_workflow.i18n import _

PRODUCT = "-//zi-workflow//calendar//ID"
EVERY = timedelta(hours=6)
"""How often a calendar program is asked to look again."""
USUAL_ZONE = "Asia/Jakarta"
"""What an empty calendar names."""


def calendar_file(name: str, entries: Iterable[Entry], base_url: str) -> bytes:
    """The file; `base_url` is where the pages are, so that an entry leads to its task."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", PRODUCT)
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add("METHOD", "PUBLISH")
    calendar.add("X-WR-CALNAME", name)
    calendar.add("REFRESH-INTERVAL", EVERY, parameters={"VALUE": "DURATION"})
    calendar.add("X-PUBLISHED-TTL", vDuration(EVERY))  # a name the library does not know the kind of
    for entry in entries:
        calendar.add_component(_event(entry, base_url))
    calendar.add_missing_timezones()
    if not calendar.subcomponents:  # RFC 5545 wants at least one, and some programs refuse a file without
        calendar.add_component(Timezone.from_tzid(USUAL_ZONE))
    content: bytes = calendar.to_ical()
    return content


def etag(content: bytes) -> str:
    """What tells one state of a file from another."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def _event(entry: Entry, base_url: str) -> Event:
    event = Event()
    event.add("UID", f"{entry.kind}-{entry.uid}@zi-workflow")
    event.add("SEQUENCE", entry.revision.number)
    event.add("DTSTAMP", entry.revision.at.astimezone(UTC))
    event.add("LAST-MODIFIED", entry.revision.at.astimezone(UTC))
    if entry.begins is not None and entry.ends is not None:
        zone = ZoneInfo(zone_name(entry.zone))
        event.add("DTSTART", datetime.combine(entry.day, entry.begins, zone))
        event.add("DTEND", datetime.combine(entry.day, entry.ends, zone))
    else:
        event.add("DTSTART", entry.day)
        event.add("DTEND", entry.day + timedelta(days=1))
        event.add("TRANSP", "TRANSPARENT")
    event.add("SUMMARY", summary(entry))
    event.add("DESCRIPTION", f"{entry.unit}, {entry.programme}")
    if reachable(base_url):
        event.add("URL", base_url.rstrip("/") + path(entry))
    return event


def summary(entry: Entry) -> str:
    """What an entry is called."""
    if entry.kind is EntryKind.ROUND:
        quarter = quarter_named(entry.code)
        return _("Monev of quarter {quarter}", quarter=quarter.label() if quarter else entry.code)
    if entry.kind is EntryKind.MILESTONE:
        return _("Milestone: {title} ({code})", title=entry.title, code=entry.code)
    return _("Due: {title} ({code})", title=entry.title, code=entry.code)


def path(entry: Entry) -> str:
    """The page of what an entry is about."""
    page = f"/programme/{entry.programme}"
    return page if entry.kind is EntryKind.ROUND else f"{page}/task/{entry.code}"
