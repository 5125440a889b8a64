"""Who may do what, where: the table spelled out once more by hand, and the laws that hold whatever it says."""

from __future__ import annotations

from itertools import product

import pytest

from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import (
    BOTH_SIDES,
    CHANGING,
    CODE_ROLES,
    EVERYWHERE,
    FOR_EVERYBODY,
    NO_SIDE,
    NOWHERE,
    OF_UNIT,
    OWN_EVIDENCE,
    POLICY,
    SIDES,
    TWO_DUTIES,
    WHY_NOT,
    Action,
    Office,
    Place,
    Viewer,
    conflicts,
    may,
    needs_code,
    scope_of,
)

OWN, AREA, UNIT, AGENCY = "own", "area", "unit", "agency"
PLACES = {
    OWN: Place("elsewhere", "far", person_id="me"),
    AREA: Place("here", "near", area="tl"),
    UNIT: Place("here", "near", area="pp"),
    AGENCY: Place("next", "near", area="tl"),
    "beyond": Place("elsewhere", "far", area="tl"),
}
"""Nearest first: what a role reaches, and the nearest that it does not."""
SEES, COMPARES, MAIL, WORKS, REVIEWS, STEERS, ASSESSES, CONDUCTS = (
    Action.SEE_PROGRAMME, Action.SEE_PORTFOLIO, Action.SEE_MAIL, Action.WORK, Action.REVIEW, Action.STEER, Action.ASSESS,
    Action.CONDUCT,
)  # fmt: skip
DAYS_OFF = Action.MANAGE_CALENDAR
_LEADS = {SEES: UNIT, MAIL: UNIT, WORKS: UNIT, REVIEWS: UNIT, STEERS: UNIT}
EXPECTED: dict[Role, dict[Action, str]] = {
    Role.MEMBER: {SEES: UNIT, MAIL: OWN, WORKS: AREA},
    Role.COORDINATOR: {SEES: UNIT, MAIL: OWN, WORKS: AREA, REVIEWS: AREA, STEERS: AREA},
    Role.CHANGE_AGENT: {SEES: UNIT, MAIL: OWN, WORKS: OWN},
    Role.SECRETARY: _LEADS,
    Role.TEAM_LEAD: _LEADS,
    Role.HEAD: _LEADS,
    Role.ASSISTANCE_TEAM: {SEES: UNIT, MAIL: OWN, ASSESSES: UNIT, CONDUCTS: UNIT},
    Role.INTERNAL_ASSESSOR: {SEES: UNIT, MAIL: OWN, ASSESSES: UNIT},
    Role.INSPECTORATE: {SEES: AGENCY, COMPARES: AGENCY, MAIL: OWN, ASSESSES: AGENCY, CONDUCTS: AGENCY},
    Role.ORGANISATION_BUREAU: {
        SEES: AGENCY,
        COMPARES: AGENCY,
        MAIL: AGENCY,
        STEERS: AGENCY,
        Action.KEEP_FORMATS: AGENCY,
        DAYS_OFF: AGENCY,
    },
    Role.AGENCY_HEAD: {SEES: AGENCY, COMPARES: AGENCY, MAIL: OWN},
    Role.NATIONAL_ASSESSOR: {SEES: UNIT, MAIL: OWN},
    Role.ADMINISTRATOR: {SEES: AGENCY, COMPARES: AGENCY, MAIL: AGENCY, DAYS_OFF: AGENCY},
    Role.AUDITOR: {SEES: AGENCY, COMPARES: AGENCY, MAIL: AGENCY},
}
"""docs/web.md section 3, once more."""


def viewer(*roles: Role, unit: str | None = "here") -> Viewer:
    """Somebody with these offices in one unit, in the area `tl` where a role has one; in none: of the service."""
    agency, area = (None, None) if unit is None else ("near", "tl")
    return Viewer("a", "me", "Ayu", tuple(Office(role, unit, agency, area) for role in roles))


ADMINISTRATOR = viewer(Role.ADMINISTRATOR, unit=None)


@pytest.mark.parametrize(("role", "action"), list(product(Role, sorted(set(Action) - FOR_EVERYBODY))))
def test_every_role_reaches_as_far_as_the_table_says_and_no_further(role: Role, action: Action) -> None:
    """Everything nearer is in reach too, everything beyond it is not, and a refusal has a sentence."""
    reach = EXPECTED[role].get(action)
    order = [AREA, UNIT, AGENCY, "beyond"]
    seen = {name: may(viewer(role), action, PLACES[name]).allowed for name in order}
    furthest = -1 if reach in (None, OWN) else order.index(str(reach))
    assert seen == {name: number <= furthest for number, name in enumerate(order)}
    assert may(viewer(role), action).allowed is (reach is not None)
    refused = may(viewer(role), action, PLACES["beyond"])
    assert refused.reason in {WHY_NOT[action], NO_SIDE}


@pytest.mark.parametrize("role", Role)
def test_whoever_reads_mail_reads_their_own_wherever_it_comes_from(role: Role) -> None:
    """A mail of another unit to oneself is one's own."""
    assert may(viewer(role), Action.SEE_MAIL, PLACES[OWN])
    assert may(viewer(role), Action.SEE_MAIL, PLACES[OWN]).allowed


@pytest.mark.parametrize("action", Action)
def test_whoever_holds_no_office_has_only_their_account(action: Action) -> None:
    """Nobody is let in by default."""
    assert may(viewer(), action).allowed is (action in FOR_EVERYBODY)
    assert not may(viewer(), action, PLACES[UNIT]).allowed


@pytest.mark.parametrize("action", Action)
def test_the_service_s_administrator_sees_everything_and_takes_no_side(action: Action) -> None:
    """Accounts and the service are theirs; what builds or judges is not."""
    allowed = may(ADMINISTRATOR, action).allowed
    assert allowed is (action not in CHANGING)
    if action in CHANGING:
        assert may(ADMINISTRATOR, action, PLACES[UNIT]).reason == NO_SIDE
        assert not scope_of(ADMINISTRATOR, action)


@pytest.mark.parametrize(("role", "action"), list(product(Role, sorted(CHANGING))))
def test_an_administrator_acts_for_neither_side_whatever_else_they_are(role: Role, action: Action) -> None:
    """The office that would allow it does not help."""
    both = Viewer("a", "me", "Ayu", (*ADMINISTRATOR.offices, *viewer(role).offices))
    assert not may(both, action, PLACES[AREA]).allowed


@pytest.mark.parametrize("role", sorted(OF_UNIT))
def test_a_unit_never_accepts_its_own_evidence(role: Role) -> None:
    """Who works in a unit assesses every other one of the agency, and that one not."""
    both = viewer(role, Role.INSPECTORATE)
    assert may(both, Action.ASSESS, PLACES[UNIT]).reason == OWN_EVIDENCE
    assert may(both, Action.ASSESS, PLACES[AGENCY]).allowed
    assert conflicts(both) == (BOTH_SIDES,)


def test_offices_that_do_not_go_together_are_said() -> None:
    """Of an administrator with an office, and of whoever assists and assesses; nothing of others."""
    assert conflicts(Viewer("a", "me", "Ayu", (*ADMINISTRATOR.offices, *viewer(Role.HEAD).offices))) == (
        SIDES,
    )
    assert conflicts(viewer(Role.ASSISTANCE_TEAM, Role.INTERNAL_ASSESSOR)) == (TWO_DUTIES,)
    assert conflicts(viewer(Role.HEAD, Role.TEAM_LEAD)) == ()


def test_coordinators_assessors_and_those_who_see_many_units_need_a_code() -> None:
    """A member and a head of unit sign in with one step."""
    without = {Role.MEMBER, Role.CHANGE_AGENT, Role.HEAD, Role.AGENCY_HEAD, Role.NATIONAL_ASSESSOR}
    assert set(Role) - CODE_ROLES == without
    assert needs_code(ADMINISTRATOR)
    assert not needs_code(viewer(Role.MEMBER))


def test_the_table_is_whole() -> None:
    """Every action has a line and a sentence; nowhere is nothing and everywhere is all."""
    assert set(POLICY) == set(WHY_NOT) == set(Action)
    assert set(EXPECTED) == set(Role)
    assert not NOWHERE
    assert all(EVERYWHERE.covers(place) and not NOWHERE.covers(place) for place in PLACES.values())
