"""Opening rounds says who would be in two meetings at once, within the order and with rounds that are opened."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from itertools import pairwise

import pytest

from tests.support.monev_rounds import MEETING
from tests.support.round_units import OPENING, Trigger, settle
from zi_workflow.bootstrap import Store
from zi_workflow.domain.invitations import Meeting
from zi_workflow.storage.tables import Unit
from zi_workflow.usecases.round_triggers import UnitAsked
from zi_workflow.web.views.round_clashes import lines

TEAM = ("anggota-tim", "ketua-tim")


def at(begins: int, ends: int) -> Meeting:
    """The meeting from one hour to another."""
    return replace(MEETING, begins=time(begins), ends=time(ends))


@pytest.fixture
def trigger(sqlite_store: Store) -> Trigger:
    """Three units, none of them opened; the third by the clock of WIT, two hours ahead."""
    programmes = settle(sqlite_store, 3)
    with sqlite_store.writing() as session:
        session.get_one(Unit, "unit-003").zone = "Asia/Jayapura"
    return Trigger(sqlite_store, programmes)


def named(trigger: Trigger, *meetings: Meeting) -> list[tuple[str, int]]:
    """Who would be in how many meetings at once, of units that meet so in turn."""
    units = tuple(
        UnitAsked(programme_id=each, meeting=meeting)
        for each, meeting in zip(trigger.programmes, meetings, strict=False)
    )
    return [(each.name, len(each.appointments)) for each in trigger.previews(units=units).doubled]


def test_everybody_of_the_team_is_named_once_for_all_their_meetings(trigger: Trigger) -> None:
    """A sentence a person with the units; nothing is refused."""
    shown = trigger.previews(units=tuple(UnitAsked(programme_id=each) for each in trigger.programmes[:2]))
    assert len(shown.openable) == 2
    said = lines(shown.doubled)
    assert [each.split()[0] for each in said] == list(TEAM)
    assert all("Dinas unit-001" in each and "Dinas unit-002" in each for each in said)


def test_meetings_one_after_the_other_clash_with_none(trigger: Trigger) -> None:
    """The end of one may be the begin of the next."""
    assert named(trigger, at(8, 10), at(10, 12)) == []
    assert named(trigger, at(8, 10), at(9, 12)) == [(each, 2) for each in TEAM]


def test_hours_are_compared_as_instants_across_zones(trigger: Trigger) -> None:
    """Ten o'clock WIT is eight o'clock WIB: the same hours are no clash, other hours are one."""
    assert named(trigger, at(8, 9), at(13, 14), at(8, 9)) == []
    assert named(trigger, at(8, 9), at(13, 14), at(10, 11)) == [(each, 2) for each in TEAM]


def test_a_joint_ekspose_is_one_meeting(trigger: Trigger) -> None:
    """Nobody is in it twice."""
    two = tuple(UnitAsked(programme_id=each) for each in trigger.programmes[:2])
    assert trigger.previews(units=two, opening=replace(OPENING, joint=True)).doubled == ()


def test_a_unit_out_of_sight_has_no_name(trigger: Trigger) -> None:
    """That somebody is taken is to be known, not where."""
    first, second, _third = (UnitAsked(programme_id=each) for each in trigger.programmes)
    trigger.opens(units=(first,))
    with trigger.store.writing() as session:
        session.get_one(Unit, "unit-001").agency = "lain"
    said = lines(trigger.previews(units=(second,)).doubled)
    assert len(said) == len(TEAM)
    assert all("unit lain" in each and "Dinas unit-001" not in each for each in said)


def test_rounds_that_are_opened_already_count(trigger: Trigger) -> None:
    """Also by another clock; those of another hour do not."""
    first, _second, third = (UnitAsked(programme_id=each) for each in trigger.programmes)
    trigger.opens(units=(first,))
    assert [
        each.name for each in trigger.previews(units=(replace(third, meeting=at(11, 12)),)).doubled
    ] == list(TEAM)
    assert trigger.previews(units=(replace(third, meeting=at(8, 10)),)).doubled == ()
    (one,) = {tuple(each.unit for each in found.appointments)
              for found in trigger.previews(units=(replace(third, meeting=at(11, 12)),)).doubled}  # fmt: skip
    assert list(pairwise(one)) == [("Dinas unit-003", "Dinas unit-001")]
