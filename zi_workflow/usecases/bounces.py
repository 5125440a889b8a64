"""An address that does not take our mail: nothing is sent there any more and the coordinator is told once.

Knows no SMTP and no mailbox; what the person was not told goes on the printable list.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from zi_workflow.domain.events import Event
from zi_workflow.domain.messages import PRINT, UNSENT
from zi_workflow.domain.notices import NoticeKind, NoticeState, facts_from_json, notice_key
from zi_workflow.domain.people import Role
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.mail import bearer
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.tables import BounceRow, MessageRow, NoticeRow, Person, Unit
from zi_workflow.usecases import events

BOUNCED = "bounced"
MAIL_SERVICE = "mail"  # who acts where no person does
WORDS = 200


@dataclass(frozen=True, slots=True)
class Bounce:
    """The message that did not reach its receiver, and a server's words about it (else the message's reason)."""

    message: str
    words: str = ""


def suppress(session: Session, command: Bounce, now: datetime) -> bool:
    """Mark the person's address; what waits for it goes on paper. What a failed message was to tell is due again already.

    False when it is marked already, or when the person has got another address meanwhile.
    """
    row = session.get_one(MessageRow, command.message)
    person = session.get_one(Person, row.person_id, with_for_update=True)
    note(session, row, command.words or row.reason or "", now, hard=True)
    if person.suppressed is not None or row.to_address is None or person.email != row.to_address:
        return False
    person.suppressed = BOUNCED
    session.flush()
    session.execute(
        update(MessageRow)
        .where(
            col(MessageRow.to_address) == row.to_address,
            col(MessageRow.state).in_([str(state) for state in UNSENT]),
        )
        .values(to_address=None, channel=PRINT)
    )
    _record(session, row, person, command.words or row.reason or "", now)
    _tell(session, row, person, now)
    return True


def note(session: Session, row: MessageRow, words: str, now: datetime, *, hard: bool) -> bool:
    """Write down that the message did not reach its address; False when that was known."""
    if row.to_address is None or session.get(BounceRow, row.id) is not None:
        return False
    session.add(
        BounceRow(
            message_id=row.id,
            address=row.to_address,
            on=row.on,
            hard=hard,
            words=words[:WORDS],
            noted_at=now,
        )
    )
    session.flush()
    return True


def _record(session: Session, row: MessageRow, person: Person, words: str, now: datetime) -> None:
    unit = session.get_one(Unit, row.unit_id)
    payload = {"person_id": person.id, "address": row.to_address, "message": row.id, "words": words[:WORDS]}
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    event = Event("address.suppressed", person.id, MAIL_SERVICE, on, payload, unit_id=unit.id)
    events.record(session, unit.agency, event, now)


def _tell(session: Session, row: MessageRow, person: Person, now: datetime) -> None:
    """A notice for whoever brings paper to this person; it goes with their next digest."""
    people = directory(session, row.unit_id, row.on)
    who = bearer(people, person.id, facts_from_json(row.facts))
    if who is None or row.programme_id is None:
        return
    held = [str(h.role) for h in people.holdings if h.person_id == who.id]
    role = str(Role.COORDINATOR) if Role.COORDINATOR in held else held[0]
    number = 1 + _told_before(session, row.programme_id, who.id)
    key = notice_key(NoticeKind.UNDELIVERED, person.id, number, None, who.id)
    session.add(
        NoticeRow(
            id=new_id(session, now),
            key=f"{row.programme_id}:{key}",
            programme_id=row.programme_id,
            kind=str(NoticeKind.UNDELIVERED),
            cycle=number,
            recipient_id=who.id,
            role=role,
            due_on=row.on,
            state=str(NoticeState.DUE),
            facts={"note": f"{person.name} ({row.to_address})"},
            created_at=now,
        )
    )
    session.flush()


def _told_before(session: Session, programme_id: str, recipient: str) -> int:
    count = (
        select(func.count())
        .select_from(NoticeRow)
        .where(
            col(NoticeRow.programme_id) == programme_id,
            col(NoticeRow.kind) == str(NoticeKind.UNDELIVERED),
            col(NoticeRow.recipient_id) == recipient,
        )
    )
    return int(session.execute(count).scalar_one())
