"""Who holds which role on a day, and who acts for whom; knows no table, no mail and no date arithmetic.

A directory is a unit's people as they stand on one day: memberships that do not hold that day are not in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property

from zi_workflow.domain.errors import N_


class Role(StrEnum):
    """An office or duty in a programme; members and coordinators have one area, the others the whole unit."""

    MEMBER = "member"
    COORDINATOR = "coordinator"
    CHANGE_AGENT = "change_agent"
    SECRETARY = "secretary"
    TEAM_LEAD = "team_lead"
    HEAD = "head"
    ASSISTANCE_TEAM = "assistance_team"
    INTERNAL_ASSESSOR = "internal_assessor"
    INSPECTORATE = "inspectorate"
    ORGANISATION_BUREAU = "organisation_bureau"
    AGENCY_HEAD = "agency_head"
    NATIONAL_ASSESSOR = "national_assessor"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


AREA_ROLES = frozenset({Role.MEMBER, Role.COORDINATOR})

ROLE_NAMES: Mapping[Role, str] = {
    Role.MEMBER: N_("member"),
    Role.COORDINATOR: N_("area coordinator"),
    Role.CHANGE_AGENT: N_("change agent"),
    Role.SECRETARY: N_("team secretary"),
    Role.TEAM_LEAD: N_("team lead"),
    Role.HEAD: N_("head of unit"),
    Role.ASSISTANCE_TEAM: N_("assistance team"),
    Role.INTERNAL_ASSESSOR: N_("internal assessor"),
    Role.INSPECTORATE: N_("inspectorate"),
    Role.ORGANISATION_BUREAU: N_("organisation bureau"),
    Role.AGENCY_HEAD: N_("head of the agency"),
    Role.NATIONAL_ASSESSOR: N_("national assessor"),
    Role.ADMINISTRATOR: N_("administrator"),
    Role.AUDITOR: N_("auditor"),
}

# To whom work and reviews fall when nobody holds the role they are meant for, nearest first.
_FALLBACK: tuple[Role, ...] = (Role.COORDINATOR, Role.TEAM_LEAD, Role.SECRETARY, Role.HEAD)


@dataclass(frozen=True, slots=True)
class Person:
    """A person as others see them; `email` may be missing, `suppressed` names why nothing is sent there."""

    id: str
    name: str
    office: str = ""
    email: str | None = None
    phone: str | None = None
    language: str = "id"
    suppressed: str | None = None


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that a person holds on the directory's day."""

    person_id: str
    role: str
    area: str | None = None


@dataclass(frozen=True, slots=True)
class Duty:
    """The facts of a task that say whose it is; `responsible`, `verifier` and `approver` are roles."""

    area: str
    responsible: str
    verifier: str
    approver: str | None = None
    assignee_id: str | None = None
    external: bool = False


@dataclass(frozen=True)
class Directory:
    """A unit's people on one day; `holdings` in order of seniority (valid from, then id)."""

    people: Mapping[str, Person]
    holdings: tuple[Holding, ...] = ()
    away: Mapping[str, str | None] = field(default_factory=dict)

    @cached_property
    def _by_role(self) -> dict[tuple[str, str | None], tuple[Person, ...]]:
        found: dict[tuple[str, str | None], dict[str, Person]] = {}
        for holding in self.holdings:
            person = self.people.get(holding.person_id)
            if person is None:
                continue
            area = holding.area if holding.role in AREA_ROLES else None
            for key in {(holding.role, area), (holding.role, None)}:
                found.setdefault(key, {}).setdefault(person.id, person)
        return {key: tuple(people.values()) for key, people in found.items()}

    def holders(self, role: str, area: str | None = None) -> tuple[Person, ...]:
        """Everybody who holds the role (of that area, for an area's role), longest first."""
        return self._by_role.get((role, area if role in AREA_ROLES else None), ())

    def holder(self, role: str, area: str | None = None) -> Person | None:
        """The one who has held the role longest; None when nobody does."""
        return next(iter(self.holders(role, area)), None)

    def assignee(self, duty: Duty) -> Person | None:
        """Whose work it is: the assignee if active, else the responsible role's holder, else the coordinator.

        An area without a coordinator falls to the team's lead, then the secretary, then the head of unit.
        """
        named = self.people.get(duty.assignee_id or "")
        return named or self._first((duty.responsible, *_FALLBACK), duty.area)

    def verifier(self, duty: Duty, not_by: str | None = None) -> Person | None:
        """Who reviews the work; never `not_by` (the submitter): then the next one above."""
        return self._first((duty.verifier, *_FALLBACK), duty.area, not_by)

    def approver(self, duty: Duty, not_by: str | None = None) -> Person | None:
        """Who decides after the review; None when the task has no approver."""
        if duty.approver is None:
            return None
        return self._first((duty.approver, Role.HEAD, Role.TEAM_LEAD), duty.area, not_by)

    def is_away(self, person_id: str) -> bool:
        """Whether the person is on leave or otherwise away on this day."""
        return person_id in self.away

    def substitute_of(self, person_id: str) -> Person | None:
        """Who acts for a person who is away and is here themselves; None: nobody does."""
        seen = {person_id}
        next_id = self.away.get(person_id)
        while next_id is not None and next_id in self.away and next_id not in seen:
            seen.add(next_id)
            next_id = self.away[next_id]
        return self.people.get(next_id) if next_id is not None and next_id not in seen else None

    def reaching(self, person_id: str) -> frozenset[str]:
        """Whose mail comes to the person today: their own, and that of whoever they act for."""
        acting = {away for away in self.away if getattr(self.substitute_of(away), "id", None) == person_id}
        return frozenset({person_id, *acting})

    def decider(self, area: str, not_by: str) -> tuple[Person, str] | None:
        """Who decides about work of an area, and in which office; never `not_by`: then the next one above."""
        return next(self._in_order(_FALLBACK, area, not_by), None)

    def _first(self, roles: Iterable[str], area: str, not_by: str | None = None) -> Person | None:
        return next((person for person, _role in self._in_order(roles, area, not_by)), None)

    def _in_order(self, roles: Iterable[str], area: str, not_by: str | None) -> Iterator[tuple[Person, str]]:
        for role in roles:
            yield from ((person, role) for person in self.holders(role, area) if person.id != not_by)
