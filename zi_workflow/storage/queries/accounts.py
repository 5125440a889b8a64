"""Reads accounts and their sessions; hands out no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, bindparam, select
from sqlmodel import Session, col

from zi_workflow.domain.accounts import IDLE
from zi_workflow.storage.tables import Account, Membership, Person, WebSession


@dataclass(frozen=True, slots=True)
class AccountLine:
    """An account as a list shows it."""

    id: str
    person_id: str
    name: str
    address: str
    administrator: bool
    password: bool
    code: bool
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class SessionLine:
    """A session that holds."""

    id: str
    agent: str
    made_at: datetime
    seen_at: datetime


def accounts(session: Session) -> list[AccountLine]:
    """Every account by its person's name."""
    return _accounts(session)


def account_of(session: Session, person_id: str) -> AccountLine | None:
    """The open account of a person."""
    return next(iter(_accounts(session, col(Account.person_id) == person_id, _OPEN)), None)


def account(session: Session, account_id: str) -> AccountLine:
    """One account; LookupError when there is none."""
    return _accounts(session, col(Account.id) == account_id)[0]


_OPEN = col(Account.closed_at).is_(None)
USABLE = and_(_OPEN, col(Person.active))
"""Of accounts by which somebody can come in, in a query that joins their people."""
HOLDING = and_(
    col(WebSession.ended_at).is_(None),
    col(WebSession.expires_at) > bindparam("now"),
    col(WebSession.seen_at) > bindparam("used_after"),
)
"""Of sessions that have not ended, run out or been left unused for too long; takes what `instants` gives."""


def instants(now: datetime) -> dict[str, datetime]:
    """What a query with `HOLDING` is executed with."""
    return {"now": now, "used_after": now - IDLE}


def _accounts(session: Session, *where: ColumnElement[bool]) -> list[AccountLine]:
    rows = session.execute(
        select(Account, col(Person.name))
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(*where)
        .order_by(col(Person.name), col(Account.id))
    )
    return [
        AccountLine(
            row.id,
            row.person_id,
            name,
            row.address,
            row.administrator,
            row.password_hash is not None,
            row.code_seed is not None,
            row.closed_at,
        )
        for row, name in rows
    ]


def sessions_of(session: Session, account_id: str, now: datetime) -> list[SessionLine]:
    """The sessions of an account that hold, the last used first."""
    query = (
        select(col(WebSession.id), col(WebSession.agent), col(WebSession.made_at), col(WebSession.seen_at))
        .where(
            col(WebSession.account_id) == account_id,
            col(WebSession.whole),
            HOLDING,
        )
        .order_by(col(WebSession.seen_at).desc(), col(WebSession.id))
    )
    rows = session.execute(query, instants(now))
    return [SessionLine(*row) for row in rows]


def without_account(session: Session, unit_id: str) -> list[str]:
    """Ids of the unit's active people that have an address and no open account, by name."""
    known = select(col(Account.person_id)).where(_OPEN)
    rows = session.execute(
        select(col(Person.id), col(Person.name))
        .join(Membership, col(Membership.person_id) == col(Person.id))
        .where(
            col(Membership.unit_id) == unit_id,
            col(Person.active),
            col(Person.email).is_not(None),
            col(Person.id).not_in(known),
        )
        .distinct()
        .order_by(col(Person.name), col(Person.id))
    )
    return [row.id for row in rows]
