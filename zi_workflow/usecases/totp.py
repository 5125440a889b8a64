"""The second step: codes of an authenticator (RFC 6238), set up once and each used once; knows no page."""

from __future__ import annotations

import hmac
import io
from dataclasses import dataclass
from datetime import datetime

import pyotp
import segno
from sqlmodel import Session

from zi_workflow.domain.accounts import Door
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.storage.ids import new_seed
from zi_workflow.storage.tables import Account, WebSession
from zi_workflow.usecases import sessions, tries
from zi_workflow.usecases.account_events import note

STEP = 30  # seconds, what every authenticator takes
_DRIFT = 1  # steps that a phone's clock may be off
_DIGITS = 6
ISSUER = "Zona Integritas"


@dataclass(frozen=True, slots=True)
class Code:
    """A code that somebody typed in a session; `at` is the real time, whatever the service's clock plays."""

    session_id: str
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SetUp:
    """A session whose owner wants a (new) authenticator."""

    session_id: str


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether the code was right; `token` is the session's new secret, `wait_until` set when it was not even looked at."""

    right: bool
    token: str | None = None
    wait_until: datetime | None = None


def is_set_up(session: Session, account_id: str) -> bool:
    """Whether the account has an authenticator."""
    return session.get_one(Account, account_id).code_seed is not None


def set_up(session: Session, command: SetUp, now: datetime) -> str:
    """The secret to be shown until it is confirmed; the same one when it is asked for again."""
    row = session.get_one(WebSession, command.session_id, with_for_update=True)
    row.new_seed = row.new_seed or new_seed(session)
    session.flush()
    return row.new_seed


def seed_of(session: Session, session_id: str) -> str | None:
    """The secret that the session is being shown."""
    return session.get_one(WebSession, session_id).new_seed


def uri(seed: str, address: str) -> str:
    """What an authenticator reads out of the picture."""
    return pyotp.TOTP(seed).provisioning_uri(name=address, issuer_name=ISSUER)


def picture(text: str) -> bytes:
    """The text as a QR code (SVG), dark on white so that a phone reads it whatever the page's colours are."""
    kept = io.BytesIO()
    segno.make(text, error="m").save(
        kept, kind="svg", scale=5, border=4, dark="#000", light="#fff", xmldecl=False
    )
    return kept.getvalue()


def answer(session: Session, command: Code, now: datetime) -> Answer:
    """The second step: with the right code the session is whole, under a new secret. A code works once."""
    held, account = _owner(session, command.session_id)
    wrong = _wrong(session, account, account.code_seed, command, now)
    return wrong or Answer(True, _whole(session, held, account, now))


def confirm(session: Session, command: Code, now: datetime) -> Answer:
    """The new authenticator shows the code: it is the account's from now on, and other sessions end."""
    held, account = _owner(session, command.session_id)
    if (wrong := _wrong(session, account, held.new_seed, command, now)) is not None:
        return wrong
    account.code_seed, held.new_seed = held.new_seed, None
    sessions.end_all(session, sessions.EndAll(account.id, held.id), now)
    note(session, "account.code", account, account.person_id, now)
    return Answer(True, _whole(session, held, account, now))


def right_now(session: Session, command: Code, now: datetime) -> Answer:
    """A code of the account's authenticator, asked for again before something grave; it is used up."""
    _held, account = _owner(session, command.session_id)
    return _wrong(session, account, account.code_seed, command, now) or Answer(True)


def _wrong(
    session: Session, account: Account, seed: str | None, command: Code, now: datetime
) -> Answer | None:
    """The answer to a wrong code or to too many; None for the right one, which is used up by it."""
    wait = tries.count(session, [(Door.CODE, account.id)], now)
    if wait is not None:
        return Answer(False, wait_until=wait)
    # a new authenticator begins with steps of its own
    step = _step(seed, command, account.code_step if seed == account.code_seed else 0)
    if step is None:
        return Answer(False)
    account.code_step = step
    tries.forget(session, Door.CODE, account.id)
    return None


def _owner(session: Session, session_id: str) -> tuple[WebSession, Account]:
    held = session.get_one(WebSession, session_id, with_for_update=True)
    if held.ended_at is not None:  # meanwhile
        raise NotFoundError(Problem(N_("There is no such session."), where=session_id))
    return held, session.get_one(Account, held.account_id, with_for_update=True, populate_existing=True)


def _whole(session: Session, held: WebSession, account: Account, now: datetime) -> str:
    return sessions.begin(session, sessions.Begin(account.id, True, held.agent, held.id), now)


def _step(seed: str | None, command: Code, after: int) -> int | None:
    """The step of time whose code it is, later than the last used one; every candidate is compared in full."""
    typed = "".join(letter for letter in command.code if letter in "0123456789")
    if seed is None or len(typed) != _DIGITS:
        return None
    current = int(command.at.timestamp()) // STEP
    codes = {
        step: pyotp.TOTP(seed).generate_otp(step) for step in range(current - _DRIFT, current + _DRIFT + 1)
    }
    fits = [step for step, code in codes.items() if hmac.compare_digest(code, typed) and step > after]
    return fits[0] if fits else None
