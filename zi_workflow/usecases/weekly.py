"""Puts the weekly summary of each programme into the outbox, for those who want it; words nothing and sends nothing.

It leaves after the digests, so that what nobody has to read never stands before what somebody must.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.messages import PLAIN, UNSENT, Letterhead, MessageState
from zi_workflow.domain.notices import MailFacts, MailKind, Reason
from zi_workflow.domain.people import Directory, Person, Role
from zi_workflow.domain.weekly import WeekFacts, areas_of, holdings_of, week_of
from zi_workflow.storage.queries import weekly as read
from zi_workflow.storage.queries.digests import Speaking, speaking
from zi_workflow.storage.queries.pages import next_round
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.subscriptions import declined
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.outbox import NewMessage, enqueue
from zi_workflow.usecases.windows import office_calendar

SUMMARY_HOUR = time(8, 0)
"""When summaries go out: half an hour after the digests, which makes them a run of their own."""

READERS = (Role.HEAD, Role.TEAM_LEAD, Role.COORDINATOR)
"""Who is offered the summary, the highest office first: a person with several is addressed in that one."""


@dataclass(frozen=True, slots=True)
class Summarise:
    """Summarise all active programmes of a zone as seen on the morning of `on` (local date)."""

    zone: str
    on: date
    letterhead: Letterhead = PLAIN


@dataclass(frozen=True, slots=True)
class _Reader:
    """Who reads, in which office, and for whom if they act for somebody."""

    person: Person
    role: Role
    area: str | None
    acting_for: Person | None


def summarise(session: Session, command: Summarise, now: datetime) -> int:
    """Put one mail a person, programme and week into the outbox; how many. A second time writes none.

    On the first working day of the unit's week, or later in it if the service was down that day; not in the week in
    which the programme began. Whoever does without it, has no address or is away without a substitute gets none.
    """
    on, monday = command.on, command.on - timedelta(days=command.on.weekday())
    found = speaking(session, command.zone, on)
    settled = read.summarised_since(session, [p.id for p in found], monday)
    written = 0
    for programme in found:
        if programme.id not in settled and _is_due(session, programme, on, monday):
            written += _summarise(session, command, programme, now)
    return written


def _is_due(session: Session, programme: Speaking, on: date, monday: date) -> bool:
    calendar = office_calendar(session, programme.unit_id, programme.week, on)
    opening = calendar.day(calendar.start_index(monday))
    return calendar.is_working(on) and bool(read.activated_before(session, [programme.id], opening))


def _summarise(session: Session, command: Summarise, programme: Speaking, now: datetime) -> int:
    readers = list(_readers(directory(session, programme.unit_id, command.on)))
    without = declined(session, MailKind.WEEKLY, [reader.person.id for reader in readers])
    wanted = [reader for reader in readers if reader.person.id not in without]
    week = _week(session, programme.id, command.on) if wanted else None
    if week is None:
        return 0
    _supersede(session, programme.id, command.on)
    return sum(_write(session, command, programme, reader, week, now) for reader in wanted)


def _readers(people: Directory) -> Iterator[_Reader]:
    """Each person once who can be written to; one who is away is replaced by who acts for them."""
    seen = set[str]()
    for role in READERS:
        for holding in (each for each in people.holdings if each.role == role):
            holder = people.people[holding.person_id]
            away = people.is_away(holder.id)
            reader = people.substitute_of(holder.id) if away else holder
            if reader is None or reader.email is None or reader.suppressed or reader.id in seen:
                continue
            seen.add(reader.id)
            yield _Reader(reader, role, holding.area, holder if away else None)


def _week(session: Session, programme_id: str, on: date) -> WeekFacts | None:
    """What the morning has computed, read and not computed again; None for a programme without figures."""
    outlook = read.outlook(session, programme_id)
    if outlook is None:
        return None
    tasks = read.tasks_now(session, programme_id)
    coming = next_round(session, programme_id, on)
    return WeekFacts(
        as_of=outlook.as_of,
        areas=areas_of(tasks),
        holdings=holdings_of(tasks, outlook.as_of),
        planned_finish=outlook.planned_finish,
        forecast_finish=outlook.forecast_finish,
        late_days=outlook.late_days,
        round_on=coming.planned_on if coming else None,
    )


def _write(
    session: Session, command: Summarise, programme: Speaking, reader: _Reader, week: WeekFacts, now: datetime
) -> int:
    opens = datetime.combine(command.on, SUMMARY_HOUR, ZoneInfo(programme.zone))
    row = enqueue(
        session,
        NewMessage(
            key=f"{MailKind.WEEKLY}:{reader.person.id}:{programme.id}:{week_of(command.on)}",
            kind=MailKind.WEEKLY,
            unit_id=programme.unit_id,
            programme_id=programme.id,
            person_id=reader.person.id,
            role=str(reader.role),
            on=command.on,
            to_name=reader.person.name,
            to_address=reader.person.email,
            facts=_facts(command, programme, reader, week),
            not_before=max(now, opens),
            mail_domain=command.letterhead.mail_domain,
        ),
        now,
    )
    return 0 if row is None else 1


def _facts(command: Summarise, programme: Speaking, reader: _Reader, week: WeekFacts) -> MailFacts:
    return MailFacts(
        kind=MailKind.WEEKLY,
        on=command.on,
        unit=programme.unit,
        programme=programme.title,
        programme_code=programme.code,
        year=programme.year,
        zone=programme.zone,
        to_name=reader.person.name,
        office=reader.person.office,
        role=str(reader.role),
        area=reader.area if reader.role == Role.COORDINATOR else None,
        acting_for=reader.acting_for.name if reader.acting_for else None,
        base_url=command.letterhead.base_url,
        week=week,
    )


def _supersede(session: Session, programme_id: str, on: date) -> None:
    """An older summary of the programme that never left would only tell of the past."""
    session.execute(
        update(MessageRow)
        .where(
            col(MessageRow.programme_id) == programme_id,
            col(MessageRow.kind) == str(MailKind.WEEKLY),
            col(MessageRow.on) < on,
            col(MessageRow.state).in_([str(state) for state in UNSENT]),
        )
        .values(state=str(MessageState.CANCELLED), reason=str(Reason.SUPERSEDED))
        .execution_options(synchronize_session=False)
    )
