"""Asks for a one-time link by mail and makes it just before the mail goes out; knows no page and no wording.

The link goes to the account's address and nowhere else; whether there is an account shows nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.accounts import ASKED_LATELY, Door, address, normal
from zi_workflow.domain.messages import PLAIN, PRINT, Letterhead
from zi_workflow.domain.notices import MailFacts, MailKind
from zi_workflow.domain.people import Role
from zi_workflow.domain.subscriptions import reachable
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.accounts import USABLE
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import Account, MessageRow, Person, Programme, Unit
from zi_workflow.usecases import tries
from zi_workflow.usecases.accounts import issue
from zi_workflow.usecases.outbox import NewMessage, enqueue


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody types an address and wants a link, coming from a place on the network."""

    address: str
    source: str


@dataclass(frozen=True, slots=True)
class SendLink:
    """The mail with the link, if the address is an account's; `letterhead` says where the pages are.

    `wanted` is the page that the link leads on to, an address inside the product.
    """

    address: str
    letterhead: Letterhead = PLAIN
    wanted: str = ""


def knock(session: Session, command: Knock, now: datetime) -> datetime | None:
    """Count the wish, whoever's address it is; the instant from which on another one is heard, None for this one."""
    doors = [(Door.LINK, normal(command.address)), (Door.LINKS_FROM, command.source)]
    return tries.count(session, doors, now)


def send(session: Session, command: SendLink, now: datetime) -> bool:
    """Put the mail into the outbox; False where no account has the address, or it takes no mail."""
    query = (
        select(Account, Person)
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(
            col(Account.address) == normal(command.address),
            USABLE,
            col(Person.suppressed).is_(None),
        )
    )
    found = session.execute(query).one_or_none()
    if found is None or not reachable(command.letterhead.base_url):
        return False
    account, person = found
    unit, role, area = _office(session, account, now)
    if unit is None:
        return False
    return (
        enqueue(session, _message(session, command, (account, person, unit, role, area), now), now)
        is not None
    )


def _office(session: Session, account: Account, now: datetime) -> tuple[Unit | None, str, str | None]:
    """In which office they are written to; an administrator without one through the unit that was there first."""
    viewer = viewer_of(session, account.id, now)
    held = next((office for office in viewer.offices if office.unit_id is not None), None)
    if held is not None and held.unit_id is not None:
        return session.get_one(Unit, held.unit_id), str(held.role), held.area
    first: Unit | None = session.scalars(select(Unit).order_by(col(Unit.id)).limit(1)).first()
    return first, str(Role.ADMINISTRATOR), None


To = tuple[Account, Person, Unit, str, str | None]


def _message(session: Session, command: SendLink, to: To, now: datetime) -> NewMessage:
    account, person, unit, role, area = to
    letterhead = command.letterhead
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    title = session.scalar(
        select(col(Programme.title))
        .where(col(Programme.unit_id) == unit.id)
        .order_by(col(Programme.id).desc())
        .limit(1)
    )
    facts = MailFacts(
        kind=MailKind.SIGN_IN,
        on=on,
        unit=unit.name,
        programme=title or unit.name,
        programme_code="",
        year=on.year,
        zone=unit.zone,
        to_name=person.name,
        office=person.office,
        role=role,
        area=area,
        base_url=letterhead.base_url,
        wanted=command.wanted,
    )
    return NewMessage(
        key=f"{MailKind.SIGN_IN}:{new_id(session, now)}",
        kind=MailKind.SIGN_IN,
        unit_id=unit.id,
        programme_id=None,
        person_id=person.id,
        role=role,
        on=on,
        to_name=person.name,
        to_address=account.address,
        facts=facts,
        not_before=now,
        mail_domain=letterhead.mail_domain,
    )


def way_in(session: Session, row: MessageRow, facts: MailFacts, now: datetime) -> str:
    """The address of a new one-time link for a sign-in mail that goes out now; empty for every other mail."""
    if facts.kind is not MailKind.SIGN_IN or row.channel == PRINT:
        return ""
    account = _asking(session, row)
    if account is None:
        return ""
    onwards = f"?{urlencode({'lanjut': facts.wanted}, safe='/')}" if facts.wanted else ""
    return address(facts.base_url, issue(session, account.id, row.id, now)) + onwards


def still_asked(session: Session, message_id: str, now: datetime) -> bool:
    """Whether the mail still makes sense: asked for lately, and the account is open and at that address."""
    row = session.get_one(MessageRow, message_id)
    return _asking(session, row) is not None and now - row.created_at < ASKED_LATELY


def _asking(session: Session, row: MessageRow) -> Account | None:
    query = select(Account).where(
        col(Account.person_id) == row.person_id,
        col(Account.address) == row.to_address,
        col(Account.closed_at).is_(None),
    )
    return session.execute(query).scalar_one_or_none()
