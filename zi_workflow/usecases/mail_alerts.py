"""Tells the administrators once that mail is held, and judges these alerts, which a hold lets through; sends nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from email_validator import EmailNotValidError, validate_email
from sqlalchemy import func, select, update
from sqlmodel import Session, col

from zi_workflow import i18n
from zi_workflow.domain.breaker import MOST_ALERTS_A_DAY, SENTENCES, Cause
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind, Reason
from zi_workflow.domain.people import Person, Role
from zi_workflow.storage.queries.mail import count_in
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import MessageRow, Unit
from zi_workflow.usecases.mail_switch import Hold
from zi_workflow.usecases.outbox import NewMessage, enqueue

MOST_ALERTS = 3
HELD_ALERTS: Mapping[Reason, str] = {
    Reason.ALERT_LIMIT: N_(
        "Alerts to administrators are held because more than {limit} came on one day: {n}."
    ),
    Reason.ALERT_ADDRESS: N_(
        "Alerts are held because their address is no administrator's in the directory: {n}."
    ),
    Reason.HELD: N_("Alerts are held like all other mail: {n}."),
}
"""Why alerts are held, and how many."""


def alert(session: Session, hold: Hold, row: MessageRow, now: datetime) -> int:
    """A mail to each administrator (three at most) in the unit of the message that tripped; how many."""
    unit = session.get_one(Unit, row.unit_id)
    written = _administrators(session, unit.id, now.astimezone(ZoneInfo(unit.zone)).date())[:MOST_ALERTS]
    for person in written:
        enqueue(session, _alert(session, hold, row, unit, person, now), now)
    return len(written)


def why_not(session: Session, row: MessageRow, day: date, passed: int) -> Reason | None:
    """Why an alert must wait, of which so many passed on the day; None when it may go.

    It passes the hold that it tells of, so it is judged by itself: only to the address that an administrator of its
    unit has in the directory today, and not without end.
    """
    known = {(each.id, (each.email or "").lower()) for each in _administrators(session, row.unit_id, day)}
    address = (row.to_address or "").lower()
    if (row.person_id, address) not in known or not _is_well_formed(address):
        return Reason.ALERT_ADDRESS
    return Reason.ALERT_LIMIT if passed >= MOST_ALERTS_A_DAY else None


def held_alerts(session: Session) -> Mapping[Reason, int]:
    """How many alerts are held, by the reason."""
    rows = session.execute(
        select(col(MessageRow.reason), func.count(col(MessageRow.id)))
        .where(col(MessageRow.kind) == str(MailKind.ALERT), col(MessageRow.state) == str(MessageState.HELD))
        .group_by(col(MessageRow.reason))
        .order_by(col(MessageRow.reason))
    )
    return {Reason(reason): number for reason, number in rows}


def words(held: Mapping[Reason, int]) -> list[Problem]:
    """What people read about `held_alerts`."""
    limit = MOST_ALERTS_A_DAY
    return [Problem(HELD_ALERTS[reason], {"n": number, "limit": limit}) for reason, number in held.items()]


def drop_held(session: Session) -> None:
    """Somebody has looked at what is held: alerts that were held say nothing new."""
    session.execute(
        update(MessageRow)
        .where(col(MessageRow.kind) == str(MailKind.ALERT), col(MessageRow.state) == str(MessageState.HELD))
        .values(state=str(MessageState.CANCELLED), reason=str(Reason.OBSOLETE))
    )


def _administrators(session: Session, unit_id: str, on: date) -> list[Person]:
    people = directory(session, unit_id, on).holders(Role.ADMINISTRATOR)
    return [person for person in people if person.email and person.suppressed is None]


def _is_well_formed(address: str) -> bool:
    try:
        validate_email(address, check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return False
    return True


def _alert(
    session: Session, hold: Hold, row: MessageRow, unit: Unit, person: Person, now: datetime
) -> NewMessage:
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    with i18n.using(person.language):
        why = i18n._(SENTENCES[Cause(hold.cause)], **hold.facts)
    facts = MailFacts(
        kind=MailKind.ALERT,
        on=on,
        unit=unit.name,
        programme=str(row.facts.get("programme", "")),
        programme_code="",
        year=on.year,
        zone=unit.zone,
        to_name=person.name,
        office=person.office,
        role=str(Role.ADMINISTRATOR),
        base_url=str(row.facts.get("base_url", "")),
        lines=(Line(NoticeKind.WAITING, count=count_in(session, "held") + 1, note=why),),
    )
    return NewMessage(
        key=f"{MailKind.ALERT}:{hold.id}:{person.id}",
        kind=MailKind.ALERT,
        unit_id=unit.id,
        programme_id=None,
        person_id=person.id,
        role=str(Role.ADMINISTRATOR),
        on=on,
        to_name=person.name,
        to_address=person.email,
        facts=facts,
        not_before=now,
        mail_domain=row.message_id.rpartition("@")[2].rstrip(">"),
    )
