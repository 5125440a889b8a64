"""Begins, completes and ends the sessions of browsers; knows no cookie's name, no password and no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlmodel import Session, col

from zi_workflow.domain.accounts import ABSOLUTE, HALF
from zi_workflow.storage.ids import new_id, new_token, token_hash
from zi_workflow.storage.tables import SignInLink, WebSession

KEPT = timedelta(days=30)
_AGENT = 200


@dataclass(frozen=True, slots=True)
class Begin:
    """A browser whose owner is known; not `whole`: a code is still to come. `instead`: the session it had before.

    `new_seed` is the secret of an authenticator that has to be set up first.
    """

    account_id: str
    whole: bool
    agent: str
    instead: str | None = None
    new_seed: str | None = None


@dataclass(frozen=True, slots=True)
class End:
    """One session of an account."""

    account_id: str
    session_id: str


@dataclass(frozen=True, slots=True)
class EndAll:
    """Every session of an account but one; of every account when none is named."""

    account_id: str | None = None
    keep: str | None = None


@dataclass(frozen=True, slots=True)
class Seen:
    """A session was used."""

    session_id: str


def begin(session: Session, command: Begin, now: datetime) -> str:
    """The secret of a new session; the browser's old one ends, so that nobody's planted secret is ever signed in."""
    session.execute(delete(WebSession).where(col(WebSession.expires_at) < now - KEPT))
    session.execute(delete(SignInLink).where(col(SignInLink.expires_at) < now - KEPT))
    if command.instead is not None:
        _end(session, now, col(WebSession.id) == command.instead)
    token = new_token(session)
    row = WebSession(
        id=new_id(session, now),
        token_hash=token_hash(token),
        account_id=command.account_id,
        whole=command.whole,
        agent=command.agent[:_AGENT],
        new_seed=command.new_seed,
        made_at=now,
        seen_at=now,
        expires_at=now + (ABSOLUTE if command.whole else HALF),
    )
    session.add(row)
    session.flush()
    return token


def seen(session: Session, command: Seen, now: datetime) -> None:
    """Keep that it was used."""
    session.execute(update(WebSession).where(col(WebSession.id) == command.session_id).values(seen_at=now))


def end(session: Session, command: End, now: datetime) -> bool:
    """End one session of the account; False when it has no such session that still holds."""
    mine = col(WebSession.account_id) == command.account_id
    return _end(session, now, mine, col(WebSession.id) == command.session_id) == 1


def end_all(session: Session, command: EndAll, now: datetime) -> int:
    """End all sessions that hold, and use up the links that could begin one; how many sessions."""
    whose = [] if command.account_id is None else [command.account_id]
    links = update(SignInLink).where(col(SignInLink.used_at).is_(None)).values(used_at=now)
    session.execute(links.where(*(col(SignInLink.account_id) == each for each in whose)))
    keep = [] if command.keep is None else [col(WebSession.id) != command.keep]
    return _end(session, now, *(col(WebSession.account_id) == each for each in whose), *keep)


def _end(session: Session, now: datetime, *where: object) -> int:
    done = session.execute(
        update(WebSession)
        .where(col(WebSession.ended_at).is_(None), *where)  # type: ignore[arg-type]
        .values(ended_at=now, new_seed=None)
    )
    return int(getattr(done, "rowcount", 0))
