"""Signing in at the agency's own door (OpenID Connect): begins an attempt, and lets in whom it vouched for.

It finds accounts and never makes any; what the agency's door says is checked before it comes here.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col

from zi_workflow.domain.accounts import Door, normal
from zi_workflow.domain.errors import N_, NotFoundError, Problem, RefusedError
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import CODE_ROLES
from zi_workflow.domain.tokens import is_token
from zi_workflow.storage.ids import new_token, token_hash
from zi_workflow.storage.tables import SignInAttempt
from zi_workflow.usecases import sign_in, tries
from zi_workflow.usecases.sign_in import Enter, Entered

LIFETIME = timedelta(minutes=10)
_VERIFIER_BYTES = 48  # 64 characters; RFC 7636 wants 43 to 128


@dataclass(frozen=True, slots=True)
class Begin:
    """Somebody goes to the agency's door from a place on the network; `wanted` is the page they came for."""

    source: str
    wanted: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the agency's door and the browser are told; or, with `wait_until`, that it was tried too often."""

    state: str = ""
    browser: str = ""
    nonce: str = ""
    verifier: str = ""
    wanted: str = ""
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Return:
    """A browser comes back with what it was given."""

    state: str
    browser: str


@dataclass(frozen=True, slots=True)
class ComeIn:
    """Whom the agency's door vouched for; `counts`: its second step is as good as ours."""

    address: str
    agent: str
    instead: str | None = None
    codes: frozenset[Role] = CODE_ROLES
    counts: bool = False


def begin(session: Session, command: Begin, now: datetime) -> Attempt:
    """A new attempt; only hashes of its secrets are kept, but for those that only the service itself sends."""
    wait = tries.count(session, [(Door.ELSEWHERE_FROM, command.source)], now)
    if wait is not None:
        return Attempt(wait_until=wait)
    session.execute(delete(SignInAttempt).where(col(SignInAttempt.expires_at) < now))
    made = Attempt(
        new_token(session), new_token(session), new_token(session), secrets.token_urlsafe(_VERIFIER_BYTES)
    )
    session.add(
        SignInAttempt(
            state_hash=token_hash(made.state),
            browser_hash=token_hash(made.browser),
            nonce=made.nonce,
            verifier=made.verifier,
            wanted=command.wanted[:1000],
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    return made


def take(session: Session, command: Return, now: datetime) -> Attempt:
    """The attempt, which is used up. NotFoundError for another browser's, an old one, and one that never was."""
    missing = NotFoundError(
        Problem(N_("This sign-in was not begun here, or too long ago. Please begin again."))
    )
    if not is_token(command.state) or not is_token(command.browser):
        raise missing
    row = session.get(SignInAttempt, token_hash(command.state), with_for_update=True)
    if row is None or row.expires_at <= now or row.browser_hash != token_hash(command.browser):
        raise missing
    found = Attempt(command.state, command.browser, row.nonce, row.verifier, row.wanted)
    session.delete(row)
    session.flush()
    return found


def come_in(session: Session, command: ComeIn, now: datetime) -> Entered:
    """Begin the session of the account with that address. RefusedError where nobody here has it."""
    account = sign_in.open_account(session, normal(command.address))
    if account is None:
        message = N_(
            "Your agency's sign-in names the address {address}, which has no account here. Please ask whoever runs the "
            "service at your agency."
        )
        raise RefusedError(Problem(message, {"address": command.address}))
    entry = Enter(account.id, command.agent, command.instead, command.codes, proved=command.counts)
    return sign_in.enter(session, entry, now)
