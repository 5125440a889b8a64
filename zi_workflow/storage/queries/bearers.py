"""Reads who is behind a token of the API or of a calendar, and which of them a person has; hands out no secret."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, and_, func, select
from sqlmodel import Session, col

from zi_workflow.domain.personal_tokens import secret_of
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries.accounts import USABLE
from zi_workflow.storage.queries.viewers import Visit, viewer_of
from zi_workflow.storage.tables import Account, CalendarFeed, Person, PersonalToken

NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Bearer:
    """A token that works, as a visit of its person; its `session_id` is the token's id."""

    visit: Visit
    reads_only: bool


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token that works, as its owner's list shows it."""

    id: str
    name: str
    reads_only: bool
    made_at: datetime
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class FeedLine:
    """A calendar's address that works; `unit_id` is None for a person's own work."""

    id: str
    unit_id: str | None
    made_at: datetime


@dataclass(frozen=True, slots=True)
class FeedOf:
    """Whose calendar is asked for, and of which unit."""

    id: str
    account_id: str
    unit_id: str | None


def working(now: datetime) -> ColumnElement[bool]:
    """Of tokens that were neither revoked nor have run out."""
    return and_(col(PersonalToken.ended_at).is_(None), col(PersonalToken.expires_at) > now)


def bearer(session: Session, text: str, now: datetime) -> Bearer | None:
    """Who is behind a token; None when it does not work, whatever the reason."""
    secret = secret_of(text)
    if secret is None:
        return None
    row = session.execute(
        select(PersonalToken, col(Account.address))
        .join(Account, col(Account.id) == col(PersonalToken.account_id))
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(col(PersonalToken.token_hash) == token_hash(secret), working(now), USABLE)
    ).one_or_none()
    if row is None:
        return None
    token, address = row
    seen = (
        token.used_at or NEVER
    )  # the first use is kept at once: an unused one gives way to a new one of its name
    visit = Visit(token.id, viewer_of(session, token.account_id, now), address, True, seen)
    return Bearer(visit, token.reads_only)


def tokens_of(session: Session, account_id: str, now: datetime) -> list[TokenLine]:
    """The tokens of an account that work, the newest first."""
    columns = (PersonalToken.id, PersonalToken.name, PersonalToken.reads_only, PersonalToken.made_at,
               PersonalToken.expires_at, PersonalToken.used_at)  # fmt: skip
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(col(PersonalToken.account_id) == account_id, working(now))
        .order_by(col(PersonalToken.id).desc())
    )
    return [TokenLine(*row) for row in rows]


def tokens_held(session: Session, account_id: str, now: datetime) -> int:
    """How many tokens of an account work."""
    mine = col(PersonalToken.account_id) == account_id
    found: int = session.execute(
        select(func.count(col(PersonalToken.id))).where(mine, working(now))
    ).scalar_one()
    return found


def feeds_of(session: Session, account_id: str) -> list[FeedLine]:
    """The calendars' addresses of an account that work, one's own first."""
    rows = session.execute(
        select(col(CalendarFeed.id), col(CalendarFeed.unit_id), col(CalendarFeed.made_at))
        .where(col(CalendarFeed.account_id) == account_id, col(CalendarFeed.ended_at).is_(None))
        .order_by(col(CalendarFeed.unit_id).is_not(None), col(CalendarFeed.id))
    )
    return [FeedLine(*row) for row in rows]


def feed(session: Session, secret: str) -> FeedOf | None:
    """Whose calendar it is; None when the address does not work, whatever the reason."""
    row = session.execute(
        select(col(CalendarFeed.id), col(CalendarFeed.account_id), col(CalendarFeed.unit_id))
        .join(Account, col(Account.id) == col(CalendarFeed.account_id))
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(
            col(CalendarFeed.token_hash) == token_hash(secret), col(CalendarFeed.ended_at).is_(None), USABLE
        )
    ).one_or_none()
    return None if row is None else FeedOf(*row)
