"""Who holds which office as pages show it, with addresses only for those who steer; no query, no HTML."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from zi_workflow.domain.people import AREA_ROLES, Directory, Person, Role
from zi_workflow.web.views import words


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody in an office; `away` and who acts for them."""

    person: Person
    away: bool
    substitute: str | None


@dataclass(frozen=True, slots=True)
class OfficeLine:
    """An office (of an area) and everybody who holds it, longest first."""

    role: str
    area: str | None
    title: str
    holders: Sequence[Holder]


def office_lines(people: Directory) -> list[OfficeLine]:
    """Every office that somebody holds: the unit's own first, then the areas in their order."""
    order = {role: number for number, role in enumerate(Role)}
    offices = {(held.role, held.area if held.role in AREA_ROLES else None) for held in people.holdings}
    areas = {area: number for number, area in enumerate(words.in_order(a for _r, a in offices if a))}
    ranked = sorted(
        offices,
        key=lambda office: (
            -1 if office[1] is None else areas[office[1]],
            order[Role(office[0])] if office[0] in order else len(order),
        ),
    )
    return [
        OfficeLine(
            role, area, office_name(role, area), [_holder(people, p) for p in people.holders(role, area)]
        )
        for role, area in ranked
    ]


def office_name(role: str, area: str | None) -> str:
    """`anggota Penataan Tatalaksana`."""
    return f"{words.role(role)} {words.area(area)}" if area else words.role(role)


def _holder(people: Directory, person: Person) -> Holder:
    away = people.is_away(person.id)
    substitute = people.substitute_of(person.id) if away else None
    return Holder(person, away, substitute.name if substitute else None)
