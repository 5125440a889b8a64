"""Who receives a level: the office, the next one above, or nobody on purpose."""

from __future__ import annotations

import pytest

from tests.support.ladders import HOLDERS, Offices
from zi_workflow.domain.offices import Charge, Receiver, receiver_at

MEMBER = Charge("member-tl", "member", "tl")


@pytest.mark.parametrize(
    ("level", "person", "role"),
    [
        (1, "member-tl", "member"),
        (2, "ayu", "coordinator"),
        (3, "citra", "team_lead"),
        (4, "head", "head"),
        (5, "team", "assistance_team"),
    ],
)
def test_each_level_has_its_office(level: int, person: str, role: str) -> None:
    """From whoever is responsible up to the assistance team; the coordinator is the area's own."""
    assert receiver_at(level, MEMBER, Offices()) == Receiver(person, role)


def test_the_coordinator_is_that_of_the_tasks_area() -> None:
    """Budi hears of pp's work, not Ayu."""
    assert receiver_at(2, Charge("member-pp", "member", "pp"), Offices()).person == "budi"


def test_an_empty_office_passes_the_level_up() -> None:
    """The role tells that it was not meant for Citra first."""
    without_ayu = Offices({key: who for key, who in HOLDERS.items() if who != "ayu"})
    assert receiver_at(2, MEMBER, without_ayu) == Receiver("citra", "team_lead")


def test_somebody_away_without_a_substitute_counts_as_nobody() -> None:
    """Also for the assignee's own level, and over several offices."""
    assert receiver_at(1, MEMBER, Offices(away={"member-tl"})) == Receiver("ayu", "coordinator")
    assert receiver_at(2, MEMBER, Offices(away={"ayu", "citra"})) == Receiver("head", "head")


def test_nobody_anywhere_above_is_said_and_not_passed_over() -> None:
    """The level keeps its own role, so that it can be told when somebody is back."""
    assert receiver_at(4, MEMBER, Offices(away={"head", "team"})) == Receiver(None, "head")
    assert receiver_at(5, MEMBER, Offices(away={"team"})) == Receiver(None, "assistance_team")


@pytest.mark.parametrize("level", [2, 3])
def test_the_responsible_persons_own_level_and_those_below_are_passed_over(level: int) -> None:
    """Citra leads the team and is responsible: neither her coordinator nor she is told of her own delay."""
    receiver = receiver_at(level, Charge("citra", "team_lead", "tl"), Offices())
    assert (receiver.person, receiver.passed_over) == (None, True)


def test_above_the_responsible_person_the_ladder_goes_on() -> None:
    """The head of unit hears of Citra's delay."""
    assert receiver_at(4, Charge("citra", "team_lead", "tl"), Offices()) == Receiver("head", "head")


def test_a_person_with_two_offices_is_not_told_of_their_own_delay() -> None:
    """Ayu coordinates tl and works in it as a member: her level 2 is passed over."""
    assert receiver_at(2, Charge("ayu", "member", "tl"), Offices()).passed_over


def test_a_secretary_stands_between_coordinator_and_lead() -> None:
    """Level 2 is below the secretary, level 3 is above."""
    secretary = Charge("dewi", "secretary", "um")
    assert receiver_at(2, secretary, Offices()).passed_over
    assert receiver_at(3, secretary, Offices()) == Receiver("citra", "team_lead")


def test_an_outside_party_has_no_rank_in_the_unit() -> None:
    """Its delay goes to the coordinator, whatever its role is called."""
    outside = Charge("dewi", "head", "tl", outside=True)
    assert outside.rank < Charge("x", "member", "tl").rank
    assert receiver_at(2, outside, Offices()) == Receiver("ayu", "coordinator")
