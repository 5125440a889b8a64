"""Which offices somebody may give and take away in a unit; knows no list and no table.

Whoever leads a unit's working team hands out the offices of that team. What reaches beyond the unit, or judges it, comes
from the agency: separation of duties (PermenPANRB 90/2021, Lampiran I: the team builds, APIP assists and assesses).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from zi_workflow.domain.errors import N_, Problem, Word
from zi_workflow.domain.people import AREA_ROLES, ROLE_NAMES, Role
from zi_workflow.domain.scopes import OF_UNIT, Action, Place, Viewer, scope_of


@dataclass(frozen=True, slots=True)
class Given:
    """An office that a line of a list gives, or whose days it changes; `person` is an id, or a key of somebody new."""

    line: int
    person: str
    name: str
    role: Role


def whole_agency(viewer: Viewer, place: Place) -> bool:
    """Whether the viewer gives offices in all units of the place's agency."""
    return place.agency in scope_of(viewer, Action.STEER).agencies


def gives(viewer: Viewer, place: Place) -> frozenset[Role]:
    """The offices that the viewer gives in a unit."""
    if whole_agency(viewer, place):
        return frozenset(Role) - {Role.ADMINISTRATOR}
    scope = scope_of(viewer, Action.STEER)
    if place.unit_id in scope.units:
        return OF_UNIT
    return AREA_ROLES if any(unit == place.unit_id for unit, _area in scope.areas) else frozenset()


def problems(given: Iterable[Given], viewer: Viewer, place: Place) -> Iterator[Problem]:
    """Every office that is not the viewer's to give there; none beyond a unit's team is anybody's to give themselves."""
    allowed = gives(viewer, place)
    for each in given:
        params = {"name": each.name, "role": Word(ROLE_NAMES[each.role])}
        if each.role not in allowed:
            message = N_(
                "You cannot make {name} {role}: that office is given by the organisation bureau or the administrator."
            )
            yield Problem(message, params, line=each.line)
        elif each.person == viewer.person_id and each.role not in OF_UNIT:
            message = N_("You cannot make yourself {role}; please ask somebody else who gives that office.")
            yield Problem(message, params, line=each.line)
