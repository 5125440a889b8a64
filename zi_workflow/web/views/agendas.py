"""A month as its page shows it: every day on which something is, by its name; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from zi_workflow import i18n
from zi_workflow.domain.agendas import Entry
from zi_workflow.web import calendars


@dataclass(frozen=True, slots=True)
class AgendaLine:
    """One thing of a day, and its page."""

    summary: str
    path: str
    unit: str
    hours: str


@dataclass(frozen=True, slots=True)
class AgendaDay:
    """A day on which something is; `off` names it where it is a day off."""

    day: date
    off: str
    today: bool
    past: bool
    lines: list[AgendaLine]


@dataclass(frozen=True, slots=True)
class Month:
    """A month, and the ones beside it as the address names them."""

    title: str
    days: list[AgendaDay]
    before: str
    after: str


def month(first: date, entries: Iterable[Entry], off: Mapping[date, str], today: date) -> Month:
    """The days of the month that begins on `first` on which something is due, a round is, or nobody works."""
    following = (first + timedelta(days=32)).replace(day=1)
    lines: dict[date, list[AgendaLine]] = {}
    for entry in entries:
        if first <= entry.day < following:
            lines.setdefault(entry.day, []).append(_line(entry))
    named = {day for day in off if first <= day < following}
    here = {today} if first <= today < following else set()
    days = [
        AgendaDay(day, off.get(day, ""), day == today, day < today, lines.get(day, []))
        for day in sorted(lines.keys() | named | here)
    ]
    before = first - timedelta(days=1)
    return Month(_title(first), days, f"{before:%Y-%m}", f"{following:%Y-%m}")


def _line(entry: Entry) -> AgendaLine:
    hours = f"{entry.begins:%H.%M}-{entry.ends:%H.%M}" if entry.begins and entry.ends else ""
    return AgendaLine(calendars.summary(entry), calendars.path(entry), entry.unit, hours)


def _title(first: date) -> str:
    from babel.dates import format_date  # as in wording: loading the locales takes its time

    return format_date(first, "MMMM y", locale=i18n.language())
