"""Who leads a unit's team gives its offices; what reaches beyond it or judges it comes from the agency."""

from __future__ import annotations

import pytest

from zi_workflow.domain.offices_given import Given, gives, problems
from zi_workflow.domain.people import AREA_ROLES, Role
from zi_workflow.domain.scopes import OF_UNIT, Office, Place, Viewer

HERE, THERE = Place("u1", "a1"), Place("u2", "a1")
ABROAD = Place("u3", "a2")


def holder(role: Role, area: str | None = None) -> Viewer:
    """Somebody with one office in the unit."""
    return Viewer("x", "ayu", "Ayu", (Office(role, "u1", "a1", area),))


@pytest.mark.parametrize("role", [Role.SECRETARY, Role.TEAM_LEAD, Role.HEAD])
def test_whoever_leads_a_team_gives_the_offices_of_that_team_alone(role: Role) -> None:
    """Not those of the agency, not those that assess, and none of another unit."""
    assert gives(holder(role), HERE) == OF_UNIT
    assert gives(holder(role), THERE) == frozenset()


def test_the_bureau_gives_all_offices_of_its_agency_but_the_administrator_s() -> None:
    """In each of its units; in another agency's none."""
    bureau = holder(Role.ORGANISATION_BUREAU)
    assert gives(bureau, HERE) == gives(bureau, THERE) == frozenset(Role) - {Role.ADMINISTRATOR}
    assert gives(bureau, ABROAD) == frozenset()


@pytest.mark.parametrize("role", [Role.INSPECTORATE, Role.ASSISTANCE_TEAM, Role.AUDITOR, Role.ADMINISTRATOR])
def test_who_assesses_or_looks_after_the_service_gives_no_office(role: Role) -> None:
    """They do not steer a unit."""
    assert gives(holder(role), HERE) == frozenset()


def test_a_coordinator_gives_no_more_than_offices_of_areas() -> None:
    """As far as their own unit."""
    assert gives(holder(Role.COORDINATOR, "tl"), HERE) == AREA_ROLES


def test_every_line_with_another_office_is_named() -> None:
    """With its number; also of an office beyond the team that a bureau takes for itself."""
    given = [
        Given(2, "budi", "Budi", Role.MEMBER),
        Given(3, "budi", "Budi", Role.AUDITOR),
        Given(4, "ayu", "Ayu", Role.INSPECTORATE),
    ]
    assert [each.line for each in problems(given, holder(Role.TEAM_LEAD), HERE)] == [3, 4]
    assert [each.line for each in problems(given, holder(Role.ORGANISATION_BUREAU), HERE)] == [4]
