"""Makes and revokes the keys that people hand to programs of theirs, for the API and for calendars; knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain import personal_tokens
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.storage.ids import new_id, new_token, token_hash
from zi_workflow.storage.queries import bearers
from zi_workflow.storage.tables import Account, CalendarFeed, PersonalToken
from zi_workflow.usecases.account_events import note


@dataclass(frozen=True, slots=True)
class MakeToken:
    """A token of an account for the API that works for `days` days; `reads_only`, it changes nothing."""

    account_id: str
    actor: str
    name: str
    days: int
    reads_only: bool


@dataclass(frozen=True, slots=True)
class MakeFeed:
    """An address for a calendar program, of an account's own work or of a unit; whether they see it is asked before."""

    account_id: str
    actor: str
    unit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Revoke:
    """One token, or one calendar's address, of an account."""

    account_id: str
    actor: str
    id: str


@dataclass(frozen=True, slots=True)
class Used:
    """A token was used."""

    token_id: str


def make(session: Session, command: MakeToken, now: datetime) -> str:
    """The new token, which is shown once and never again. InputError with what speaks against it.

    One of the same name that was never used gives way to it: who presses twice sees the second one, and only that.
    """
    name = command.name.strip()
    session.get_one(Account, command.account_id, with_for_update=True)  # the second press waits for the first
    same = (col(PersonalToken.account_id) == command.account_id, col(PersonalToken.name) == name)
    _end(session, PersonalToken, now, *same, col(PersonalToken.used_at).is_(None))
    held = bearers.tokens_held(session, command.account_id, now)
    if wrong := personal_tokens.problems(name, command.days, held):
        raise InputError(wrong.values())
    token = new_token(session)
    row = PersonalToken(
        id=new_id(session, now),
        account_id=command.account_id,
        name=name,
        token_hash=token_hash(token),
        reads_only=command.reads_only,
        made_at=now,
        expires_at=now + timedelta(days=command.days),
    )
    session.add(row)
    session.flush()
    facts = {"token": row.id, "name": name, "reads_only": command.reads_only, "days": command.days}
    _note(session, "account.token_made", command, facts, now)
    return personal_tokens.MARK + token


def make_feed(session: Session, command: MakeFeed, now: datetime) -> str:
    """The secret of a new calendar's address; an older one of the same calendar works no more."""
    same = (
        col(CalendarFeed.unit_id).is_(None)
        if command.unit_id is None
        else col(CalendarFeed.unit_id) == command.unit_id
    )
    _end(session, CalendarFeed, now, col(CalendarFeed.account_id) == command.account_id, same)
    token = new_token(session)
    row = CalendarFeed(
        id=new_id(session, now),
        account_id=command.account_id,
        unit_id=command.unit_id,
        token_hash=token_hash(token),
        made_at=now,
    )
    session.add(row)
    session.flush()
    _note(session, "account.feed_made", command, {"feed": row.id, "unit": command.unit_id}, now)
    return token


def revoke(session: Session, command: Revoke, now: datetime) -> None:
    """The token works no more. NotFoundError when the account has no such token that works."""
    here = (col(PersonalToken.account_id) == command.account_id, col(PersonalToken.id) == command.id)
    if _end(session, PersonalToken, now, *here) != 1:
        raise NotFoundError(Problem(N_("There is no such token."), where=command.id))
    _note(session, "account.token_revoked", command, {"token": command.id}, now)


def revoke_feed(session: Session, command: Revoke, now: datetime) -> None:
    """The calendar's address works no more. NotFoundError as for a token."""
    here = (col(CalendarFeed.account_id) == command.account_id, col(CalendarFeed.id) == command.id)
    if _end(session, CalendarFeed, now, *here) != 1:
        raise NotFoundError(Problem(N_("There is no such token."), where=command.id))
    _note(session, "account.feed_revoked", command, {"feed": command.id}, now)


def used(session: Session, command: Used, now: datetime) -> None:
    """Keep when it was used last."""
    mine = col(PersonalToken.id) == command.token_id
    session.execute(update(PersonalToken).where(mine).values(used_at=now))


def end_all(session: Session, account_id: str | None, now: datetime) -> None:
    """Every token and calendar's address of an account works no more; of every account when none is named."""
    for table in (PersonalToken, CalendarFeed):
        whose = [] if account_id is None else [col(table.account_id) == account_id]
        _end(session, table, now, *whose)


def _end(
    session: Session, table: type[PersonalToken] | type[CalendarFeed], now: datetime, *where: Any
) -> int:
    done = session.execute(update(table).where(col(table.ended_at).is_(None), *where).values(ended_at=now))
    return int(getattr(done, "rowcount", 0))


def _note(
    session: Session, kind: str, command: MakeToken | MakeFeed | Revoke, facts: dict[str, Any], now: datetime
) -> None:
    account = session.get_one(Account, command.account_id)
    note(session, kind, account, command.actor, now, **facts)
