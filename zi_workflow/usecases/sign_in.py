"""Signing in by password or by a one-time link; hashes nothing inside a transaction and says nobody who is known.

A try that fails still counts, so these answer with values where others raise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.accounts import Door, normal
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import CODE_ROLES, needs_code
from zi_workflow.domain.tokens import is_token
from zi_workflow.storage.ids import new_seed, token_hash
from zi_workflow.storage.queries.accounts import USABLE
from zi_workflow.storage.queries.viewers import viewer_of
from zi_workflow.storage.tables import Account, Person, SignInLink
from zi_workflow.usecases import sessions, tries


@dataclass(frozen=True, slots=True)
class Approach:
    """Somebody types an address, coming from a place on the network."""

    address: str
    source: str


@dataclass(frozen=True, slots=True)
class Approached:
    """What a password has to fit, if anything; with `wait_until` nothing is looked at before then."""

    account_id: str | None = None
    password_hash: str | None = None
    wait_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Enter:
    """The first step was done right; `instead` is the session that the browser had, `codes` the roles that need one.

    `source` is where a password came from on the network; `proved`: a second step was done elsewhere that counts.
    """

    account_id: str
    agent: str
    instead: str | None = None
    codes: frozenset[Role] = CODE_ROLES
    source: str = ""
    proved: bool = False


@dataclass(frozen=True, slots=True)
class Redeem:
    """A one-time link is used."""

    token: str
    agent: str
    instead: str | None = None
    codes: frozenset[Role] = CODE_ROLES


@dataclass(frozen=True, slots=True)
class Entered:
    """The secret of the new session; not `whole`: the code is still to come."""

    token: str
    whole: bool


class DeadDoorError(NotFoundError):
    """A one-time link that does not work, for whatever reason."""

    def __init__(self) -> None:
        super().__init__(Problem(N_("This link is not valid.")))


def approach(session: Session, command: Approach, now: datetime) -> Approached:
    """Count the try, at the address and where it comes from; the same for an address that nobody has."""
    address = normal(command.address)
    doors = [(Door.PASSWORD, address), (Door.PASSWORDS_FROM, command.source)]
    wait = tries.count(session, doors, now)
    if wait is not None:
        return Approached(wait_until=wait)
    account = open_account(session, address)
    return Approached(account.id, account.password_hash) if account is not None else Approached()


def approve(session: Session, command: Approach, now: datetime) -> None:
    """The try was right after all, though nobody enters by it: it does not count."""
    tries.forget(session, Door.PASSWORD, normal(command.address))
    tries.take_back(session, Door.PASSWORDS_FROM, command.source)


def enter(session: Session, command: Enter, now: datetime) -> Entered:
    """Begin the session; an account with an authenticator is always asked for its code."""
    account = session.get_one(Account, command.account_id)
    approve(session, Approach(account.address, command.source), now)
    needed = account.code_seed is not None or needs_code(viewer_of(session, account.id, now), command.codes)
    second = needed and not command.proved
    seed = new_seed(session) if second and account.code_seed is None else None
    begun = sessions.Begin(account.id, not second, command.agent, command.instead, seed)
    return Entered(sessions.begin(session, begun, now), not second)


def look(session: Session, token: str, now: datetime) -> None:
    """DeadDoorError unless the link works now; changes nothing and says nothing of whose it is."""
    _link(session, token, now)


def redeem(session: Session, command: Redeem, now: datetime) -> Entered:
    """Use the link up and begin its account's session; DeadDoorError when somebody else was first."""
    link = _link(session, command.token, now)
    unused = update(SignInLink).where(col(SignInLink.used_at).is_(None))
    mine = col(SignInLink.token_hash) == link.token_hash
    done = session.execute(unused.where(mine).values(used_at=now))
    if getattr(done, "rowcount", 0) != 1:
        raise DeadDoorError
    # whoever came in needs the other links of their mailbox no more
    session.execute(unused.where(col(SignInLink.account_id) == link.account_id).values(used_at=now))
    return enter(session, Enter(link.account_id, command.agent, command.instead, command.codes), now)


def _link(session: Session, token: str, now: datetime) -> SignInLink:
    if not is_token(token):
        raise DeadDoorError
    query = (
        select(SignInLink)
        .join(Account, col(Account.id) == col(SignInLink.account_id))
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(
            col(SignInLink.token_hash) == token_hash(token),
            col(SignInLink.used_at).is_(None),
            col(SignInLink.expires_at) > now,
            USABLE,
        )
    )
    found: SignInLink | None = session.execute(query).scalar_one_or_none()
    if found is None:
        raise DeadDoorError
    return found


def open_account(session: Session, address: str) -> Account | None:
    """The account with this address by which somebody can come in."""
    query = (
        select(Account)
        .join(Person, col(Person.id) == col(Account.person_id))
        .where(col(Account.address) == address, USABLE)
    )
    return session.execute(query).scalar_one_or_none()
