"""Reads who is behind a cookie, and which offices a person holds today; writes nothing and judges no action."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import String, bindparam, select
from sqlmodel import Session, col

from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import Office, Viewer
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.accounts import HOLDING, USABLE, instants
from zi_workflow.storage.tables import Absence, Account, Membership, Person, Unit, WebSession

_ROLES = frozenset(str(role) for role in Role)
# Made once: every page asks these, and making a statement costs more than asking it.
_VISIT = (
    select(
        col(WebSession.id),
        col(WebSession.whole),
        col(WebSession.seen_at),
        col(WebSession.account_id),
        col(Account.address),
        col(Account.administrator),
        col(Account.person_id),
        col(Person.name),
    )
    .join(Account, col(Account.id) == col(WebSession.account_id))
    .join(Person, col(Person.id) == col(Account.person_id))
    .where(col(WebSession.token_hash) == bindparam("hash"), HOLDING, USABLE)
)
_STOOD_IN = col(Absence.substitute_id) == bindparam("person")
_REACHING = select(bindparam("person", type_=String)).union_all(
    select(col(Absence.person_id)).where(_STOOD_IN)
)
_HELD = (
    select(
        col(Membership.person_id),
        col(Membership.role),
        col(Membership.area),
        col(Membership.valid_from),
        col(Membership.valid_to),
        col(Membership.unit_id),
        col(Unit.agency),
        col(Unit.zone),
        col(Absence.first),
        col(Absence.last),
    )
    .join(Unit, col(Unit.id) == col(Membership.unit_id))
    .join(Person, col(Person.id) == col(Membership.person_id))
    .outerjoin(Absence, (col(Absence.person_id) == col(Membership.person_id)) & _STOOD_IN)
    .where(col(Membership.person_id).in_(_REACHING), col(Person.active))
    .order_by(col(Membership.valid_from), col(Membership.id))
)


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
    row = plain.rows(session, _VISIT, {"hash": token_hash(token), **instants(now)}).one_or_none()
    if row is None:
        return None
    offices = _offices(session, row.person_id, row.administrator, now)
    viewer = Viewer(row.account_id, row.person_id, row.name, offices)
    return Visit(row.id, viewer, row.address, row.whole, row.seen_at)


def viewer_of(session: Session, account_id: str, now: datetime) -> Viewer:
    """The account's person with the offices they hold at that instant."""
    account = session.get_one(Account, account_id)
    person = session.get_one(Person, account.person_id)
    offices = _offices(session, person.id, account.administrator, now)
    return Viewer(account.id, person.id, person.name, offices)


def viewer_of_person(session: Session, person_id: str, now: datetime) -> Viewer:
    """A person with the offices they hold at that instant, whether or not they have an account."""
    person = session.get_one(Person, person_id)
    return Viewer("", person.id, person.name, _offices(session, person.id, False, now))


def _offices(session: Session, person_id: str, administrator: bool, now: datetime) -> tuple[Office, ...]:
    """Their own, and those of whom they stand in for; each unit has its own date."""
    found = dict[Office, None]()
    for held in plain.rows(session, _HELD, {"person": person_id}):
        on = now.astimezone(ZoneInfo(held.zone)).date()
        theirs = held.person_id == person_id or held.first <= on <= held.last
        holds = held.valid_from <= on and (held.valid_to is None or held.valid_to >= on)
        if theirs and holds and held.role in _ROLES:
            found[Office(Role(held.role), held.unit_id, held.agency, held.area)] = None
    return ((Office(Role.ADMINISTRATOR),) if administrator else ()) + tuple(found)
