"""Which addresses of a list of people somebody outside the unit has already; stores nothing.

Several people may read one office mailbox. An account's address is its owner's alone: a link by mail reaches one person.
Whoever takes a list in by the rights of a unit or an agency gets nobody, and no address, of people beyond it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.people_sheets import Entry
from zi_workflow.storage.tables import Account, Membership, Person

TOGETHER = 500
"""Addresses asked for at once."""
_Key = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class Taken:
    """What is wrong with the addresses of a list, and what deserves a look."""

    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


def taken(
    session: Session, unit_id: str, entries: Sequence[Entry], near: Collection[str] | None = None
) -> Taken:
    """Of those who get an address by this list: whoever of the same name has it already is the same person.

    Nothing is said of whose it is: another unit's people are not to be seen. `near` are those whom the list may mean
    (None: everybody); what belongs to somebody else is refused in one sentence, with an account or without.
    """
    here = set(session.scalars(select(col(Membership.person_id)).where(col(Membership.unit_id) == unit_id)))
    new: dict[_Key, Entry] = {
        (each.name.casefold(), each.email): each for each in reversed(entries) if each.email
    }
    addresses = sorted({each.email for each in new.values() if each.email})
    owners = [row for some in _pieces(addresses) for row in _owners(session, some)]
    known = {row.key for row in owners}
    far = _far(new, owners, near) if near is not None else set()
    accounts = {row.address for row in owners if row.person_id not in here and row.address}
    others = {row.email for row in owners if row.person_id not in here and row.active}
    coming = [each for key, each in reversed(new.items()) if key not in known | far]
    return Taken(
        (
            *(_said(_FAR, each) for key, each in reversed(new.items()) if key in far),
            *(_said(_ACCOUNT, each) for each in coming if each.email in accounts),
        ),
        tuple(_said(_SHARED, each) for each in coming if each.email in others - accounts),
    )


_FAR = N_(
    "The address {email} of {name} belongs to somebody elsewhere; please ask the organisation bureau or the administrator."
)
_ACCOUNT = N_(
    "The address {email} belongs to somebody else's account; give {name} an address of their own or leave it empty."
)
_SHARED = N_(
    "Somebody outside this unit has the address {email} of {name} too; people who share an address get no account."
)


def _far(wanted: Mapping[_Key, Entry], owners: Sequence[_Owner], near: Collection[str]) -> set[_Key]:
    """The lines that mean somebody who is not near, or take an address that only others have."""
    ours = {row.key for row in owners if row.person_id in near}
    theirs = [row for row in owners if row.person_id not in near]
    mailboxes = {email for _name, email in ours}
    addresses = {row.address for row in theirs} | {row.email for row in theirs} - mailboxes
    meant = {row.key for row in theirs}
    return {
        key for key, each in wanted.items() if key not in ours and (key in meant or each.email in addresses)
    }


def _said(message: str, each: Entry) -> Problem:
    return Problem(message, {"email": each.email, "name": each.name}, line=each.line)


def _pieces(addresses: Sequence[str]) -> Iterable[Sequence[str]]:
    return (addresses[at : at + TOGETHER] for at in range(0, len(addresses), TOGETHER))


@dataclass(frozen=True, slots=True)
class _Owner:
    """Somebody with one of the addresses, as their own, or (`address`) as that of their open account."""

    person_id: str
    name: str
    email: str | None
    active: bool
    address: str | None

    @property
    def key(self) -> _Key:
        """Name and address, as a list may mean them."""
        return self.name.casefold(), self.email


def _owners(session: Session, addresses: Sequence[str]) -> list[_Owner]:
    rows = session.execute(
        select(col(Person.id), col(Person.name), col(Person.email), col(Person.active), col(Account.address))
        .outerjoin(Account, (col(Account.person_id) == col(Person.id)) & col(Account.closed_at).is_(None))
        .where(col(Person.email).in_(addresses) | col(Account.address).in_(addresses))
    )
    return [_Owner(*row) for row in rows]
