"""Hashes passwords (argon2id) and keeps the hash; knows no page and never keeps a password."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from pwdlib import PasswordHash
from pwdlib.exceptions import UnknownHashError
from pwdlib.hashers.argon2 import Argon2Hasher
from sqlmodel import Session

from zi_workflow.domain.accounts import password_problems
from zi_workflow.domain.errors import InputError
from zi_workflow.storage.tables import Account, Person
from zi_workflow.usecases import sessions
from zi_workflow.usecases.account_events import note


@dataclass(frozen=True, slots=True)
class SetPassword:
    """A new password's hash, made outside of any transaction; every session but `keep` ends."""

    account_id: str
    password_hash: str
    actor: str
    keep: str | None = None


@cache
def _hasher() -> PasswordHash:
    return PasswordHash((Argon2Hasher(),))


@cache
def _nobodys() -> str:
    """What a try at an account that is not there is compared with: it takes as long as a real one."""
    return hashed("nobody has this password")


def hashed(password: str) -> str:
    """What is kept of a password; takes a tenth of a second on purpose."""
    return _hasher().hash(password)


def fits(password: str, password_hash: str | None) -> bool:
    """Whether it is the password; takes as long where there is none."""
    try:
        same = _hasher().verify(password, password_hash or _nobodys())
    except UnknownHashError:
        return False
    return same and password_hash is not None


def check(session: Session, account_id: str, password: str) -> None:
    """InputError with what speaks against a new password of the account."""
    account = session.get_one(Account, account_id)
    name = session.get_one(Person, account.person_id).name
    if problems := password_problems(password, account.address, account.address.partition("@")[0], name):
        raise InputError(problems)


def set_password(session: Session, command: SetPassword, now: datetime) -> None:
    """Keep the hash and end the sessions that were begun with what was known before."""
    account = session.get_one(Account, command.account_id, with_for_update=True)
    account.password_hash = command.password_hash
    sessions.end_all(session, sessions.EndAll(command.account_id, command.keep), now)
    note(session, "account.password", account, command.actor, now)
