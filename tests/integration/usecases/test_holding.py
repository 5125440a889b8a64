"""A meeting that was held asks nobody any more: what becomes of its invitations; on both databases."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.monev_rounds import HELD, QUARTER
from tests.support.round_units import OPENING, Trigger, arrive, freeze, settle, unsent
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.invitations import summons_from_json
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import EventRow, MessageRow, Round
from zi_workflow.usecases.invitation_checks import stands
from zi_workflow.usecases.meetings import Hold, hold

EARLY = date(2025, 4, 21)
AT = wib(2025, 4, 21, 15)


@pytest.fixture
def trigger(store: Store) -> Trigger:
    """A unit that is asked to come on 30 April; no mail has left."""
    found = Trigger(store, settle(store, 1))
    found.opens()
    freeze(store, "unit-001", EARLY)
    return replace(found, at=AT)


@pytest.fixture
def joint(store: Store) -> Trigger:
    """Two units in one session whose mails have all arrived."""
    found = Trigger(store, settle(store, 2), opening=replace(OPENING, joint=True))
    found.opens()
    arrive(store)
    for key in ("unit-001", "unit-002"):
        freeze(store, key, EARLY)
    return replace(found, at=AT)


def holds(trigger: Trigger, on: date = EARLY, number: int = 0) -> None:
    """The chair notes when one of the rounds was held."""
    with trigger.store.reading() as session:
        viewer = viewer_of_person(session, trigger.who, trigger.at)
    command = Hold(viewer=viewer, programme_id=trigger.programmes[number], quarter=QUARTER, on=on, early=True)
    do(trigger.store, hold, command, trigger.at)


def events(trigger: Trigger) -> list[str]:
    """What was recorded about rounds since they were opened."""
    with trigger.store.reading() as session:
        kinds = list(session.scalars(select(col(EventRow.kind)).order_by(col(EventRow.number))))
    return kinds[kinds.index("round.opened") + 1 :]


def test_invitations_that_wait_are_dropped_when_the_meeting_was_held(trigger: Trigger) -> None:
    """Whom no mail reached hears nothing, and the round is held."""
    assert len(unsent(trigger.store)) == 5
    holds(trigger)
    assert unsent(trigger.store) == []
    assert events(trigger) == ["round.invitation_ended", "round.held"]
    with trigger.store.reading() as session:
        found = round_facts(session, trigger.programmes[0], QUARTER)
    assert (found.state, found.held_on, found.planned_on) == ("held", EARLY, HELD)


def test_whoever_expects_another_day_is_told_that_it_was_held(trigger: Trigger) -> None:
    """With a version more of the calendar's entry, about the day that they know; a second time nobody is."""
    arrive(trigger.store)
    holds(trigger)
    assert [news for _person, news in unsent(trigger.store)] == ["held"] * 5
    with trigger.store.reading() as session:
        rows = session.scalars(select(MessageRow).where(col(MessageRow.state) == "queued")).all()
        said = [summons_from_json(row.facts["summons"]) for row in rows if row.kind == "invitation"]
        assert all(stands(session, row, each) for row, each in zip(rows, said, strict=True))
    assert {(each.sequence, str(each.news.method), each.meeting.on) for each in said} == {(1, "CANCEL", HELD)}
    holds(trigger)
    assert len(unsent(trigger.store)) == 5


def test_on_the_day_that_people_were_asked_for_there_is_nothing_to_tell(trigger: Trigger) -> None:
    """Neither during the meeting nor after it."""
    arrive(trigger.store)
    holds(replace(trigger, at=wib(2025, 4, 30, 10)), HELD)
    assert unsent(trigger.store) == []
    assert events(trigger) == ["round.held"]


def test_a_meeting_that_was_held_later_than_planned_takes_nothing_back(trigger: Trigger) -> None:
    """The day that people know has passed."""
    arrive(trigger.store)
    holds(replace(trigger, at=wib(2025, 5, 2, 10)), date(2025, 5, 2))
    assert unsent(trigger.store) == []


def test_an_invitation_to_a_held_meeting_does_not_leave(trigger: Trigger) -> None:
    """Also one that waits on the day itself: the last look at it says so."""

    def standing() -> set[bool]:
        with trigger.store.reading() as session:
            rows = [row for row in session.scalars(select(MessageRow)) if row.kind == "invitation"]
            return {stands(session, row, summons_from_json(row.facts["summons"])) for row in rows}

    assert standing() == {True}
    with trigger.store.writing() as session:
        session.get_one(Round, "r-unit-001").state = "held"
    assert standing() == {False}


def test_the_team_still_comes_to_the_other_units_of_a_joint_session(joint: Trigger) -> None:
    """It was asked through the first unit; until the second one is held too it is asked through that."""
    holds(joint)
    told = unsent(joint.store)
    assert [each for each in told if each[1] == "new"] == [("anggota-tim", "new"), ("ketua-tim", "new")]
    assert len([each for each in told if each[1] == "held"]) == 5
    holds(joint, number=1)
    assert {news for _person, news in unsent(joint.store)} == {"held"}
    assert len(unsent(joint.store)) == 8
