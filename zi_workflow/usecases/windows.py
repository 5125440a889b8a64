"""Keeps mail inside office days and hours: what missed its window waits for the next; sends nothing itself."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from zoneinfo import ZoneInfo

from sqlalchemy import and_, case, or_, select, update
from sqlmodel import Session, col

from zi_workflow.domain.calendars import WorkCalendar, working_calendar
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import AT_ANY_HOUR
from zi_workflow.domain.office_hours import OFFICE_DAY, Hours
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.rules import hours_of_units
from zi_workflow.storage.tables import MessageRow, Unit
from zi_workflow.usecases.plans import days_off, days_off_of

_REACH = timedelta(days=60)
_DUE = (str(MessageState.QUEUED), str(MessageState.RETRY))


@dataclass(frozen=True, slots=True)
class Postpone:
    """Let every message that is due outside its unit's office hours wait until they begin again."""


def postpone(session: Session, command: Postpone, now: datetime) -> int:
    """How many messages now wait for the next window (docs/mail.md section 1: no mail on a day off or at night).

    One whose worker is gone before its data waits like the others.
    """
    abandoned = and_(col(MessageRow.state) == str(MessageState.CLAIMED), col(MessageRow.lease_until) < now)
    late = or_(and_(col(MessageRow.state).in_(_DUE), col(MessageRow.next_at) <= now), abandoned)
    due = and_(late, col(MessageRow.kind).not_in(AT_ANY_HOUR))
    state = case((abandoned, str(MessageState.RETRY)), else_=col(MessageRow.state))
    units = session.execute(
        select(col(Unit.id), col(Unit.zone), col(Unit.week)).where(
            col(Unit.id).in_(select(col(MessageRow.unit_id)).where(due))
        )
    ).all()
    off = days_off_of(session, [unit.id for unit in units])
    hours = hours_of_units(session, [unit.id for unit in units])
    opening = cache(partial(_next_window, now))
    waiting = 0
    for unit in units:
        opens = opening(unit.zone, tuple(unit.week), off[unit.id], hours[unit.id])
        if opens > now:
            moved = session.execute(
                update(MessageRow)
                .where(due, col(MessageRow.unit_id) == unit.id)
                .values(next_at=opens, state=state, owner=None, lease_until=None)
                .execution_options(synchronize_session=False)
            )
            waiting += int(getattr(moved, "rowcount", 0))
    return waiting


def _next_window(
    now: datetime, zone: str, week: tuple[str, ...], off: frozenset[date], hours: Hours
) -> datetime:
    return next_window(now, zone, _around(now.date(), week, off), hours)


def closed_until(session: Session, unit_ids: Collection[str], now: datetime) -> dict[str, datetime]:
    """When the next window of units opens whose office day is over by their clocks; without those in office hours.

    For messages that were claimed on a working day: a long batch may outlast that day.
    """
    hours = hours_of_units(session, unit_ids)
    units = plain.rows(session, _UNITS, {"units": list(unit_ids)})
    return {
        unit.id: next_window(
            now, unit.zone, office_calendar(session, unit.id, tuple(unit.week), now.date()), hours[unit.id]
        )
        for unit in units.all()
        if not hours[unit.id].are_on(now.astimezone(ZoneInfo(unit.zone)).time())
    }


_UNITS = select(col(Unit.id), col(Unit.zone), col(Unit.week)).where(one_of(col(Unit.id), "units"))


def next_window(now: datetime, zone: str, calendar: WorkCalendar, hours: Hours = OFFICE_DAY) -> datetime:
    """`now` inside the hours of a working day, else the instant at which the next ones begin."""
    local = now.astimezone(ZoneInfo(zone))
    today = local.date()
    if calendar.is_working(today):
        if local.time() < hours.opens:
            return window_opens(today, zone, hours)
        if local.time() < hours.closes:
            return now
    following = calendar.day(calendar.start_index(today + timedelta(days=1)))
    return window_opens(following, zone, hours)


def window_opens(day: date, zone: str, hours: Hours = OFFICE_DAY) -> datetime:
    """The instant at which mail begins to leave on a local date."""
    return datetime.combine(day, hours.opens, ZoneInfo(zone))


def office_calendar(session: Session, unit_id: str, week: tuple[str, ...], day: date) -> WorkCalendar:
    """The unit's working days for two months around a day."""
    return _around(day, week, days_off(session, unit_id))


def _around(day: date, week: tuple[str, ...], off: frozenset[date]) -> WorkCalendar:
    return working_calendar(week, off, day - _REACH, min(day, date.max - _REACH) + _REACH)
