"""Compares a list of people with a unit as it stands: who is new, what changes, who is not in it; stores nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.offices_given import Given
from zi_workflow.domain.people import Role
from zi_workflow.domain.people_sheets import Entry
from zi_workflow.storage.tables import Membership, Person

Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class OfficeGiven:
    """An office as somebody is to hold it, with its days; `last` is None where it has no end."""

    role: str
    area: str | None
    first: date
    last: date | None


@dataclass(frozen=True, slots=True)
class Newcomer:
    """Somebody who is not known yet, with everything they are to hold."""

    name: str
    email: str | None
    offices: tuple[OfficeGiven, ...]


@dataclass(frozen=True)
class Change:
    """One value of a person or of their role that differs; `role` and `area` where it is about a role.

    `office` is the whole of one that they do not hold yet.
    """

    name: str
    what: str
    before: str
    after: str
    role: str = ""
    area: str = ""
    office: OfficeGiven | None = None


@dataclass
class Plan:
    """What an import has to write; new people stand under a key of their own until they have an id.

    `given` are the offices that it gives or changes, `lines` the first line and the name of each person in the list.
    """

    new_people: dict[str, Values] = field(default_factory=dict)
    new_roles: list[tuple[str, Values]] = field(default_factory=list)
    person_values: dict[str, Values] = field(default_factory=dict)
    role_values: dict[str, Values] = field(default_factory=dict)
    ended: list[str] = field(default_factory=list)
    added: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()
    unchanged: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    given: list[Given] = field(default_factory=list)
    lines: dict[str, tuple[int, str]] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to write."""
        written = (self.new_people, self.new_roles, self.person_values, self.role_values, self.ended)
        return not any(written)

    @property
    def newcomers(self) -> tuple[Newcomer, ...]:
        """The new people in the order of the list, each with their offices."""
        offices: dict[str, list[OfficeGiven]] = {}
        for key, values in self.new_roles:
            offices.setdefault(key, []).append(_office(values))
        return tuple(
            Newcomer(values["name"], values["email"], tuple(offices.get(key, ())))
            for key, values in self.new_people.items()
        )


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a list is taken in and from which day on.

    Of the roles that hold on `on` and are not in the list, those that it `ends` end; None: it is not the whole unit, so
    nobody leaves. `near` are the people whom it may mean; None: everybody.
    """

    unit_id: str
    on: date
    ends: Collection[str] | None = None
    near: Collection[str] | None = None


def planned(session: Session, ground: Ground, entries: Sequence[Entry]) -> Plan:
    """What the entries change."""
    unit, on, ends = _Unit(session, ground), ground.on, ground.ends
    plan, changes = Plan(), list[Change]()
    people: dict[str, list[Entry]] = {}
    for each in entries:
        people.setdefault(unit.key(each, entries), []).append(each)
    for key, own in people.items():
        person = unit.people.get(key)
        plan.lines[key] = (own[0].line, own[0].name)
        if person is None:
            plan.given += [_given(key, each) for each in own]
            plan.new_people[key] = _person_values(own)
            plan.added += (own[0].name,)
            plan.new_roles += [(key, _role_values(each, on)) for each in own]
            continue
        found = [*_changed_person(plan, person, own), *_changed_roles(plan, unit, person, own, on)]
        changes += found
        if not found:
            plan.unchanged += (own[0].name,)
    wanted = {(key, each.role, each.area) for key, own in people.items() for each in own}
    gone = [role for role in unit.current if (role.person_id, role.role, role.area) not in wanted]
    gone = [role for role in gone if ends is None or role.role in ends]
    plan.left = tuple(dict.fromkeys(unit.people[role.person_id].name for role in gone))
    plan.ended = [role.id for role in gone] if ends is not None else []
    plan.changes = tuple(changes)
    return plan


class _Unit:
    """The people known to a unit and their roles, by the ways in which a list may mean them."""

    def __init__(self, session: Session, ground: Ground) -> None:
        table, people = Membership.metadata.tables["membership"], Person.metadata.tables["person"]
        self.roles = list(
            session.execute(
                select(table).where(col(Membership.unit_id) == ground.unit_id).order_by(table.c.valid_from)
            )
        )
        self.current = [role for role in self.roles if role.valid_to is None or role.valid_to >= ground.on]
        here = {role.person_id for role in self.roles}
        rows = session.execute(
            select(people)
            .where(or_(col(Person.id).in_(here), col(Person.email).is_not(None)))
            .order_by(people.c.id)
        )
        meant = [row for row in rows if ground.near is None or row.id in ground.near]
        meant.sort(key=lambda row: row.id in here)  # of two of the same name and address, the unit's own
        self.people: dict[str, Row[Any]] = {row.id: row for row in meant}
        self.by_both = {(row.name.casefold(), row.email): row.id for row in self.people.values()}
        self.by_name: dict[str, list[str]] = {}
        self.by_email: dict[str, list[str]] = {}
        for row in self.people.values():
            if row.id in here:
                self.by_name.setdefault(row.name.casefold(), []).append(row.id)
                if row.email:
                    self.by_email.setdefault(row.email, []).append(row.id)

    def key(self, entry: Entry, entries: Sequence[Entry]) -> str:
        """The id of the person meant: same name and address, else the only one of the unit with the name, else with
        the address where one name of the list uses it; a key of its own for somebody new."""
        name = entry.name.casefold()
        if (name, entry.email) in self.by_both:
            return str(self.by_both[name, entry.email])
        if len(named := self.by_name.get(name, [])) == 1:
            return named[0]
        if entry.email is not None and len(addressed := self.by_email.get(entry.email, [])) == 1:
            names = {each.name.casefold() for each in entries if each.email == entry.email}
            if len(names) == 1:
                return addressed[0]
        return f"{name}\n{entry.email or ''}"


def _person_values(own: Sequence[Entry]) -> Values:
    return {
        "name": own[0].name,
        "office": next((each.office for each in own if each.office), ""),
        "email": own[0].email,
        "phone": next((each.phone for each in own if each.phone), None),
        "language": "id",
        "active": True,
        "suppressed": None,
    }


def _role_values(entry: Entry, on: date) -> Values:
    return {
        "role": str(entry.role),
        "area": entry.area,
        "valid_from": entry.start or on,
        "valid_to": entry.end,
    }


def _office(values: Values) -> OfficeGiven:
    return OfficeGiven(values["role"], values["area"], values["valid_from"], values["valid_to"])


def _given(person: str, entry: Entry) -> Given:
    return Given(entry.line, person, entry.name, Role(entry.role))


def _changed_person(plan: Plan, person: Row[Any], own: Sequence[Entry]) -> list[Change]:
    """A cell that is empty in the list leaves what is known; whoever is in the list is active again."""
    wanted = _person_values(own)
    names = [name for name in ("name", "office", "email", "phone") if wanted[name]]
    differing = {name: wanted[name] for name in names if wanted[name] != getattr(person, name)}
    if not person.active:
        differing["active"] = True
    if differing.get("email"):
        differing["suppressed"] = None  # a new address has not bounced yet
    if differing:
        plan.person_values[person.id] = differing
    return [
        Change(person.name, name, _shown(getattr(person, name)), _shown(value))
        for name, value in differing.items()
        if name != "suppressed"
    ]


def _changed_roles(plan: Plan, unit: _Unit, person: Row[Any], own: Sequence[Entry], on: date) -> list[Change]:
    changes = []
    for entry in own:
        role = next(
            (
                each
                for each in unit.current
                if (each.person_id, each.role, each.area) == (person.id, entry.role, entry.area)
            ),
            None,
        )
        if role is None:
            values = _role_values(entry, on)
            plan.new_roles.append((person.id, values))
            plan.given.append(_given(person.id, entry))
            role_shown, area = str(entry.role), entry.area or ""
            changes.append(Change(person.name, "role", "-", role_shown, role_shown, area, _office(values)))
            continue
        wanted = {"valid_from": entry.start or role.valid_from, "valid_to": entry.end or role.valid_to}
        differing = {name: value for name, value in wanted.items() if value != getattr(role, name)}
        if differing:
            plan.role_values[role.id] = differing
            plan.given.append(_given(person.id, entry))
        changes += [
            Change(person.name, name, _shown(getattr(role, name)), _shown(value), role.role, role.area or "")
            for name, value in differing.items()
        ]
    return changes


def _shown(value: object) -> str:
    return "-" if value in (None, "") else str(value)
