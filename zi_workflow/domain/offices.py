"""Who receives a rung of the ladder: offices, their order, empty offices; knows no addresses."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

TOP_LEVEL = 5
ROLE_OF_LEVEL: Mapping[int, str] = {
    2: "coordinator",
    3: "team_lead",
    4: "head",
    5: "assistance_team",
}
"""Receivers of levels 2-5 (docs/mail.md section 2); level 1 goes to whoever is responsible."""

RANK: Mapping[str, int] = {
    "member": 0,
    "change_agent": 0,
    "coordinator": 1,
    "secretary": 2,
    "team_lead": 3,
    "head": 4,
    "assistance_team": 5,
}
"""Order of offices inside the unit; outside parties have no rank."""


class Offices(Protocol):
    """Who holds which office on a day, and who acts for whom."""

    def holder(self, role: str, area: str | None) -> str | None:
        """The person who holds a role (of an area, for members and coordinators)."""

    def can_receive(self, person: str) -> bool:
        """Present, or away with a substitute."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who is told, in which role; `None` with `passed_over` when the level is skipped on purpose."""

    person: str | None
    role: str
    passed_over: bool = False


@dataclass(frozen=True, slots=True)
class Charge:
    """Who must act on a matter: a person (None: nobody to be told), their role, and the area of the task.

    An outside party has no rank in the unit, whatever its role is called.
    """

    person: str | None
    role: str
    area: str
    outside: bool = False

    @property
    def rank(self) -> int:
        """Place in the order of offices; -1 for outside parties and unknown roles."""
        return -1 if self.outside else RANK.get(self.role, -1)


def receiver_at(level: int, charge: Charge, offices: Offices) -> Receiver:
    """The receiver of a level (docs/mail.md section 2).

    A level whose receiver is the responsible person, or stands below them, is passed over. Nobody at a
    level: the next level's receiver, whose role then differs from the level's own.
    """
    own_role = ROLE_OF_LEVEL.get(level, charge.role)
    if level > 1 and _is_or_stands_below(own_role, charge, offices):
        return Receiver(None, own_role, passed_over=True)
    for role, person in _from_level(level, charge, offices):
        if person is not None and offices.can_receive(person) and (level == 1 or person != charge.person):
            return Receiver(person, role)
    return Receiver(None, own_role)


def _is_or_stands_below(role: str, charge: Charge, offices: Offices) -> bool:
    holder = offices.holder(role, _area(role, charge))
    if holder is not None and holder == charge.person:
        return True
    return RANK[role] <= charge.rank


def _from_level(level: int, charge: Charge, offices: Offices) -> Iterator[tuple[str, str | None]]:
    """Candidates from a level upwards, lowest first."""
    if level <= 1:
        yield charge.role, charge.person
    for higher in range(max(level, 2), TOP_LEVEL + 1):
        role = ROLE_OF_LEVEL[higher]
        if level > 1 or RANK[role] > charge.rank:
            yield role, offices.holder(role, _area(role, charge))


def _area(role: str, charge: Charge) -> str | None:
    return charge.area if role == "coordinator" else None
