"""When the first mail of a new programme leaves, by the rule of the outbox; promises nothing and sends nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlmodel import Session

from zi_workflow.domain.calendars import FIVE_DAYS, DayKind, working_calendar, zone_name
from zi_workflow.domain.office_hours import OFFICE_DAY
from zi_workflow.storage.queries.rules import hours_of
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.setting_up import SetUp
from zi_workflow.usecases.windows import next_window

_REACH = timedelta(days=60)


def first_mail(session: Session, order: SetUp, now: datetime) -> datetime:
    """`now` inside the unit's office hours, for mail then leaves at once; else when they begin, by the unit's clock."""
    programme = order.programme
    known = session.get(Unit, programme.unit_id) if programme.unit_id else None
    new = programme.unit
    zone = known.zone if known else zone_name(new.zone if new else "WIB")
    week = tuple(known.week) if known else new.week if new else FIVE_DAYS
    hours = hours_of(session, known.id).hours if known else OFFICE_DAY
    on = now.date()
    calendar = working_calendar(week, _off(session, order, known), on - _REACH, on + _REACH)
    return next_window(now, zone, calendar, hours)


def _off(session: Session, order: SetUp, known: Unit | None) -> frozenset[date]:
    """The days off that hold once the order's own are in use."""
    off = days_off(session, known.id if known else None)
    added = {each.day for each in order.days_off if each.kind is not DayKind.WORKING}
    back = {each.day for each in order.days_off if each.kind is DayKind.WORKING}
    return frozenset((off | added) - back)
