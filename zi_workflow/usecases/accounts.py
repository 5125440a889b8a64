"""Makes, closes and mends accounts; signs nobody in and knows no page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.accounts import LINK_LIFETIME, normal
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.storage.ids import new_id, new_token, token_hash
from zi_workflow.storage.tables import Account, Person, SignInLink
from zi_workflow.usecases import personal_tokens, sessions
from zi_workflow.usecases.account_events import note


@dataclass(frozen=True, slots=True)
class MakeAccount:
    """An account for somebody who is known, at their own address."""

    person_id: str
    actor: str
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class MakeAdministrator:
    """The service's administrator, who needs no office; `name` is taken when nobody has the address yet."""

    address: str
    name: str
    actor: str


@dataclass(frozen=True, slots=True)
class ChangeAccount:
    """Something is done to an account that is open."""

    account_id: str
    actor: str


def make(session: Session, command: MakeAccount, now: datetime) -> str:
    """The id of the person's account, new, opened again, or as it is. InputError without an address of their own."""
    person = session.get(Person, command.person_id)
    if person is None or not person.active:
        raise NotFoundError(Problem(N_("There is no such person."), where=command.person_id))
    if not person.email:
        message = N_("{name} has no address; an account needs one.")
        raise InputError(Problem(message, {"name": person.name}))
    _alone(session, person)
    mine = col(Account.person_id) == person.id
    account: Account | None = session.execute(
        select(Account).where(mine).with_for_update()
    ).scalar_one_or_none()
    if account is None:
        address = normal(person.email)
        account = Account(id=new_id(session, now), person_id=person.id, address=address, made_at=now)
        session.add(account)
    elif account.closed_at is None and (account.administrator or not command.administrator):
        follow(session, person, now)
        return account.id
    if account.closed_at is not None:  # what opened it then opens it no more
        account.address, account.closed_at = normal(person.email), None
        account.password_hash, account.code_seed, account.administrator = None, None, False
    account.administrator = account.administrator or command.administrator
    session.flush()
    note(session, "account.made", account, command.actor, now)
    return account.id


def make_administrator(session: Session, command: MakeAdministrator, now: datetime) -> str:
    """The id of the account; whoever has the address becomes administrator, else a new person does."""
    wanted = normal(command.address)
    found = session.scalars(select(Person).where(col(Person.email) == wanted, col(Person.active))).all()
    if len(found) > 1:
        message = N_("Several people share the address {address}; an account needs one of its own.")
        raise InputError(Problem(message, {"address": wanted}))
    person = found[0] if found else _new_person(session, wanted, command.name, now)
    return make(session, MakeAccount(person.id, command.actor, administrator=True), now)


def _new_person(session: Session, address: str, name: str, now: datetime) -> Person:
    problems = []
    if "@" not in address.strip("@") or any(letter.isspace() for letter in address):
        problems.append(Problem(N_("{text!r} is not an address."), {"text": address[:60]}))
    if not name.strip():
        problems.append(Problem(N_("Nobody has this address yet; please give a name too.")))
    if problems:
        raise InputError(problems)
    person = Person(id=new_id(session, now), name=name.strip()[:200], email=address, created_at=now)
    session.add(person)
    session.flush()
    return person


def _alone(session: Session, person: Person) -> None:
    """A link by mail must reach one person only, so nobody else's account or address may be the same."""
    if _shared(session, person):
        message = N_("Several people share the address {address}; an account needs one of its own.")
        raise InputError(Problem(message, {"address": normal(person.email or "")}))


def _shared(session: Session, person: Person) -> bool:
    address = normal(person.email or "")
    query = select(col(Account.id)).where(
        col(Account.address) == address, col(Account.person_id) != person.id
    )
    others = select(col(Person.id)).where(
        col(Person.email) == address, col(Person.id) != person.id, col(Person.active)
    )
    return bool(session.execute(query).first() or session.execute(others).first())


def follow(session: Session, person: Person, now: datetime) -> None:
    """After a change of the person: their door is at their new address, and shut when they have none of their own.

    Sessions that were begun at the old address end, and so do those of whoever is not active any more.
    """
    mine = col(Account.person_id) == person.id
    account = session.execute(
        select(Account).where(mine, col(Account.closed_at).is_(None))
    ).scalar_one_or_none()
    if account is None or (person.active and normal(person.email or "") == account.address):
        return
    if not person.active or not person.email or _shared(session, person):
        close(session, ChangeAccount(account.id, "system"), now)
        return
    account.address = normal(person.email)
    sessions.end_all(session, sessions.EndAll(account.id), now)
    note(session, "account.address", account, "system", now)


def close(session: Session, command: ChangeAccount, now: datetime) -> None:
    """Nobody comes in by it any more; sessions, links and tokens end at once."""
    account = session.get_one(Account, command.account_id, with_for_update=True)
    account.closed_at, account.password_hash, account.code_seed = now, None, None
    account.administrator = False
    sessions.end_all(session, sessions.EndAll(account.id), now)
    personal_tokens.end_all(session, account.id, now)
    note(session, "account.closed", account, command.actor, now)


def reset_code(session: Session, command: ChangeAccount, now: datetime) -> None:
    """The authenticator is lost: the next sign-in sets up a new one; sessions end."""
    account = session.get_one(Account, command.account_id, with_for_update=True)
    account.code_seed = None
    sessions.end_all(session, sessions.EndAll(account.id), now)
    note(session, "account.code_reset", account, command.actor, now)


def make_link(session: Session, command: ChangeAccount, now: datetime) -> str:
    """The token of a one-time link that whoever runs the service hands over themselves."""
    account = session.get_one(Account, command.account_id)
    note(session, "account.link", account, command.actor, now)
    return issue(session, account.id, None, now)


def issue(session: Session, account_id: str, message_id: str | None, now: datetime) -> str:
    """A new token of an account; only its hash is kept."""
    token = new_token(session)
    session.add(
        SignInLink(
            token_hash=token_hash(token),
            account_id=account_id,
            message_id=message_id,
            made_at=now,
            expires_at=now + LINK_LIFETIME,
        )
    )
    session.flush()
    return token
