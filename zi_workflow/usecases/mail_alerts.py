"""Tells the administrators once that mail is held; the one mail that a hold lets through, and knows no transport."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session

from zi_workflow import i18n
from zi_workflow.domain.breaker import SENTENCES, Cause
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.domain.people import Person, Role
from zi_workflow.storage.queries.mail import count_in
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import MessageRow, Unit
from zi_workflow.usecases.mail_switch import Hold
from zi_workflow.usecases.outbox import NewMessage, enqueue

MOST_ALERTS = 3


def alert(session: Session, hold: Hold, row: MessageRow, now: datetime) -> int:
    """A mail to each administrator (three at most) in the unit of the message that tripped; how many."""
    unit = session.get_one(Unit, row.unit_id)
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    people = directory(session, unit.id, on).holders(Role.ADMINISTRATOR)
    written = [person for person in people if person.email and person.suppressed is None][:MOST_ALERTS]
    for person in written:
        enqueue(session, _alert(session, hold, row, unit, person, now), now)
    return len(written)


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
