"""Reads who is behind a cookie, and which offices a person holds today; writes nothing and judges no action."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Office, Viewer
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries.accounts import USABLE, holding
from zi_workflow.storage.tables import Absence, Account, Membership, Person, Unit, WebSession

_ROLES = frozenset(str(role) for role in Role)


@dataclass(frozen=True, slots=True)
class Visit:
    """A session that holds, and whoever it belongs to; not `whole`: only the first step was done."""

    session_id: str
    viewer: Viewer
    address: str
    whole: bool
    seen_at: datetime


def visit(session: Session, token: str, now: datetime) -> Visit | None:
    """Who is behind the cookie; None when the session has ended, or the person or the account is not there any more."""
    query = (
        select(WebSession, Account, Person)
        .join(Account, col(Account.id) == col(WebSession.account_id))
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(col(WebSession.token_hash) == token_hash(token), holding(now), USABLE)
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return None
    held, account, person = row
    return Visit(held.id, _viewer(session, account, person, now), account.address, held.whole, held.seen_at)


def viewer_of(session: Session, account_id: str, now: datetime) -> Viewer:
    """The account's person with the offices they hold at that instant."""
    account = session.get_one(Account, account_id)
    return _viewer(session, account, session.get_one(Person, account.person_id), now)


def _viewer(session: Session, account: Account, person: Person, now: datetime) -> Viewer:
    own = (Office(Role.ADMINISTRATOR),) if account.administrator else ()
    return Viewer(account.id, person.id, person.name, (*own, *_offices(session, person.id, now)))


def _offices(session: Session, person_id: str, now: datetime) -> Iterable[Office]:
    """Their own, and those of whom they stand in for; each unit has its own date."""
    covered = _covered(session, person_id)
    rows = session.execute(
        select(Membership, col(Unit.agency), col(Unit.zone))
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .join(Person, col(Person.id) == col(Membership.person_id))
        .where(col(Membership.person_id).in_({person_id, *covered}), col(Person.active))
        .order_by(col(Membership.valid_from), col(Membership.id))
    )
    found = dict[Office, None]()
    for held, agency, zone in rows:
        on = now.astimezone(ZoneInfo(zone)).date()
        theirs = held.person_id == person_id or any(a <= on <= b for a, b in covered[held.person_id])
        holds = held.valid_from <= on and (held.valid_to is None or held.valid_to >= on)
        if theirs and holds and held.role in _ROLES:
            found[Office(Role(held.role), held.unit_id, agency, held.area)] = None
    return found


def _covered(session: Session, person_id: str) -> dict[str, list[tuple[date, date]]]:
    """The days on which they act for somebody, by person."""
    found: dict[str, list[tuple[date, date]]] = {}
    rows = session.execute(
        select(col(Absence.person_id), col(Absence.first), col(Absence.last)).where(
            col(Absence.substitute_id) == person_id
        )
    )
    for away, first, last in rows:
        found.setdefault(away, []).append((first, last))
    return found
