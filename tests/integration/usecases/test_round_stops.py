"""Putting a round off, calling it off and meeting otherwise: who is told, and what a joint session keeps."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.monev_rounds import MEETING, QUARTER
from tests.support.round_units import OPENING, Trigger, arrive, settle, unsent
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import MessageRow, Round
from zi_workflow.usecases import round_rearranging, round_stops
from zi_workflow.usecases.round_rearranging import Rearrange
from zi_workflow.usecases.round_stops import CallOff, Postpone
from zi_workflow.web.views.round_stops import letters, stopped

LATER = replace(OPENING, meeting=replace(MEETING, on=date(2025, 5, 7), begins=time(13), ends=time(15)))


@pytest.fixture
def trigger(store: Store) -> Trigger:
    """Three units with an opened round each; no mail has left."""
    found = Trigger(store, settle(store, 3))
    found.opens()
    return found


@pytest.fixture
def joint(store: Store) -> Trigger:
    """Three units in one session whose mails have all arrived."""
    found = Trigger(store, settle(store, 3), opening=replace(OPENING, joint=True))
    found.opens()
    arrive(store)
    return found


def asks(kind: type[Any], trigger: Trigger, number: int = 0, **more: Any) -> Any:
    """A command about one of the rounds, by the chair."""
    with trigger.store.reading() as session:
        viewer = viewer_of_person(session, trigger.who, trigger.at)
    return kind(viewer=viewer, programme_id=trigger.programmes[number], quarter=QUARTER, **more)


def seen(trigger: Trigger, number: int = 0) -> RoundFacts:
    """A round as it stands."""
    with trigger.store.reading() as session:
        return round_facts(session, trigger.programmes[number], QUARTER)


def waiting(trigger: Trigger) -> list[Any]:
    """What the invitations that wait say."""
    with trigger.store.reading() as session:
        rows = session.scalars(select(MessageRow).where(col(MessageRow.state) == "queued")).all()
        return [row.facts["summons"] for row in rows if row.kind == "invitation"]


def test_whom_no_mail_reached_hears_nothing_of_a_round_that_is_put_off(trigger: Trigger) -> None:
    """The mails that wait never leave; the reason stands on the round, and a repeat does nothing."""
    command = asks(Postpone, trigger, reason="Tim berhalangan.")
    with trigger.store.reading() as session:
        shown = round_stops.look_at(session, command, trigger.at)
    assert shown.plan is not None
    assert (len(shown.plan.letters), len(shown.plan.stopped)) == (0, 5)
    assert do(trigger.store, round_stops.stop, command, trigger.at)
    assert not do(trigger.store, round_stops.stop, command, trigger.at)
    found = seen(trigger)
    assert (found.state, found.reason, found.session) == ("postponed", "Tim berhalangan.", None)
    assert len(unsent(trigger.store)) == 10


def test_everybody_who_holds_an_invitation_is_told_and_invited_again_when_it_is_opened_again(
    trigger: Trigger,
) -> None:
    """CANCEL, then REQUEST with the new date, to the same five."""
    arrive(trigger.store)
    do(trigger.store, round_stops.stop, asks(CallOff, trigger, reason="Tim berhalangan."), trigger.at)
    assert {news for _person, news in unsent(trigger.store)} == {"cancelled"}
    arrive(trigger.store)
    again = Trigger(trigger.store, trigger.programmes[:1], opening=LATER)
    order = again.opens()
    assert again.states(order) == {trigger.programmes[0]: "opened"}
    assert [news for _person, news in unsent(trigger.store)] == ["new"] * 5
    assert seen(trigger).planned_on == date(2025, 5, 7)


def test_a_unit_that_leaves_a_joint_session_leaves_the_team_there(joint: Trigger) -> None:
    """The team was asked through the first unit; now it is through the second, and the others stay as they were."""
    do(joint.store, round_stops.stop, asks(Postpone, joint, reason="Unit berhalangan."), joint.at)
    assert [each for each in unsent(joint.store) if each[1] == "new"] == [
        ("anggota-tim", "new"),
        ("ketua-tim", "new"),
    ]
    assert seen(joint, 1).session == seen(joint, 2).session
    found = seen(joint, 1).session
    assert found is not None
    assert len(found.rounds) == 2


def test_what_leaving_a_joint_session_does_is_shown_with_every_mail(joint: Trigger) -> None:
    """Five are told that it is off; chair and member are invited through the second unit: no mail is left unsaid."""
    command = asks(Postpone, joint, reason="Unit berhalangan.")
    with joint.store.reading() as session:
        shown = round_stops.look_at(session, command, joint.at)
    do(joint.store, round_stops.stop, command, joint.at)
    told = [(each.person.id, str(each.summons.news)) for plan in shown.plans for each in plan.letters]
    assert sorted(told) == unsent(joint.store)
    assert len(told) == 7
    assert "7 surel dikirim." in stopped(shown)
    assert any("Dinas unit-002" in each for each in stopped(shown))
    assert len(letters(shown)) == 7
    assert len([each for each in letters(shown) if "unit-unit lainnya" in each]) == 2


def test_a_round_that_is_held_is_neither_put_off_nor_changed(trigger: Trigger) -> None:
    """Nor without a reason before."""
    with pytest.raises(InputError):
        do(trigger.store, round_stops.stop, asks(Postpone, trigger, reason=" "), trigger.at)
    with trigger.store.writing() as session:
        session.get_one(Round, "r-unit-001").state = "held"
    for usecase, command in (
        (round_stops.stop, asks(Postpone, trigger, reason="Terlambat.")),
        (round_rearranging.rearrange, asks(Rearrange, trigger, opening=LATER)),
    ):
        with pytest.raises(RefusedError):
            do(trigger.store, usecase, command, trigger.at)


def test_another_date_is_told_to_everybody_of_a_joint_session_and_another_team_too(joint: Trigger) -> None:
    """One member goes, the chair stays; all three rounds move together."""
    opening = replace(LATER, joint=True, team=(("ketua-tim", Duty.CHAIR),))
    command = asks(Rearrange, joint, number=1, opening=opening, reason="Rapat kerja.")
    with joint.store.reading() as session:
        shown = round_rearranging.look_at(session, command, joint.at)
    assert sum(len(each.plan.letters) for each in shown if each.plan) == 11
    do(joint.store, round_rearranging.rearrange, command, joint.at)
    told = unsent(joint.store)
    assert ("anggota-tim", "uninvited") in told
    assert len([each for each in told if each[1] == "changed"]) == 10
    for number in range(3):
        found = seen(joint, number)
        assert (found.planned_on, found.session and len(found.session.team)) == (date(2025, 5, 7), 1)


def test_the_mails_of_another_date_say_the_new_cutoff_and_documents(trigger: Trigger) -> None:
    """Not those that are stored until then."""
    arrive(trigger.store)
    opening = replace(LATER, cutoff=date(2025, 5, 2), documents=("Notula",))
    do(trigger.store, round_rearranging.rearrange, asks(Rearrange, trigger, opening=opening), trigger.at)
    told = [each["terms"] for each in waiting(trigger)]
    assert [(each["cutoff"], each["documents"]) for each in told] == [("2025-05-02", ["Notula"])] * 5


def test_another_cutoff_or_list_of_documents_is_told_to_everybody(joint: Trigger) -> None:
    """The meeting stays, but what has to be ready, and until when, does not; each calendar counts a version more."""
    opening = replace(joint.opening, cutoff=date(2025, 4, 24), documents=("Notula",))
    do(joint.store, round_rearranging.rearrange, asks(Rearrange, joint, opening=opening), joint.at)
    told = unsent(joint.store)
    assert told
    assert {news for _who, news in told} == {"changed"}
    said = waiting(joint)
    assert {each["sequence"] for each in said} == {1}
    assert {(each["terms"]["cutoff"], each["before_terms"]["cutoff"]) for each in said} == {
        ("2025-04-24", "2025-04-25")
    }
    again = asks(Rearrange, joint, opening=opening)
    with joint.store.reading() as session:
        shown = round_rearranging.look_at(session, again, joint.at)
    assert [each.plan.letters for each in shown if each.plan] == [(), (), ()]


def test_a_stop_does_exactly_what_its_token_was_shown_for(trigger: Trigger) -> None:
    """When a mail has left in between, who is told is another thing than what was shown."""
    command = asks(CallOff, trigger, reason="Tim berhalangan.")
    with trigger.store.reading() as session:
        mark = round_stops.token(command, round_stops.look_at(session, command, trigger.at))
    arrive(trigger.store)
    with pytest.raises(ConflictError):
        do(trigger.store, round_stops.stop, replace(command, seen=mark), trigger.at)
    with trigger.store.reading() as session:
        mark = round_stops.token(command, round_stops.look_at(session, command, trigger.at))
    assert do(trigger.store, round_stops.stop, replace(command, seen=mark), trigger.at)


def test_a_change_of_what_was_seen_before_is_a_conflict(trigger: Trigger) -> None:
    """Somebody else was quicker."""
    version = seen(trigger).version
    do(trigger.store, round_rearranging.rearrange, asks(Rearrange, trigger, opening=LATER), trigger.at)
    late = asks(Postpone, trigger, reason="Tim berhalangan.", version=version)
    with pytest.raises(ConflictError):
        do(trigger.store, round_stops.stop, late, trigger.at)


@pytest.mark.parametrize("kind", [Postpone, CallOff])
def test_a_round_stopped_after_its_hour_is_opened_again_and_whoever_holds_the_old_day_is_told(
    trigger: Trigger, kind: type[Any]
) -> None:
    """Nobody noted it as held; nothing is taken back, and the new day comes to the same entry of their calendars."""
    arrive(trigger.store)
    missed = replace(trigger, at=wib(2025, 4, 30, 13))
    do(trigger.store, round_stops.stop, asks(kind, missed, reason="Gempa."), missed.at)
    assert unsent(trigger.store) == []
    again = replace(
        missed, programmes=trigger.programmes[:1], opening=replace(LATER, cutoff=date(2025, 5, 2))
    )
    order = again.opens()
    assert again.states(order) == {trigger.programmes[0]: "opened"}
    assert [news for _person, news in unsent(trigger.store)] == ["changed"] * 5
    assert {each["sequence"] for each in waiting(trigger)} == {1}
    assert seen(trigger).planned_on == date(2025, 5, 7)


@pytest.mark.parametrize("day", [date(2025, 5, 1), date(2025, 4, 29), date(2025, 5, 11)])
def test_after_its_hour_a_round_is_not_moved_to_a_day_off_nor_into_the_past(
    trigger: Trigger, day: date
) -> None:
    """As before it: Labour Day, the day before, a Sunday."""
    arrive(trigger.store)
    missed = replace(trigger, at=wib(2025, 4, 30, 13))
    opening = replace(OPENING, meeting=replace(MEETING, on=day))
    with pytest.raises(InputError):
        do(trigger.store, round_rearranging.rearrange, asks(Rearrange, missed, opening=opening), missed.at)
    assert seen(trigger).planned_on == MEETING.on


def test_after_its_hour_a_new_day_is_told_to_everybody_who_was_asked(trigger: Trigger) -> None:
    """With a version more of their calendars' entry; the letter's number alone goes on telling nobody."""
    arrive(trigger.store)
    missed = replace(trigger, at=wib(2025, 4, 30, 13))
    number = replace(OPENING, letter_number="094/8/ST/2025")
    do(trigger.store, round_rearranging.rearrange, asks(Rearrange, missed, opening=number), missed.at)
    assert unsent(trigger.store) == []
    opening = replace(number, meeting=LATER.meeting)
    do(trigger.store, round_rearranging.rearrange, asks(Rearrange, missed, opening=opening), missed.at)
    assert [news for _person, news in unsent(trigger.store)] == ["changed"] * 5
    assert {(each["sequence"], each["before"]["on"]) for each in waiting(trigger)} == {(1, "2025-04-30")}


@pytest.mark.parametrize(
    "at", [wib(2025, 4, 30, 6), wib(2025, 4, 30, 9, 30)], ids=["before the office opens", "while they meet"]
)
@pytest.mark.parametrize("kind", [Postpone, CallOff])
def test_a_unit_leaves_a_joint_session_also_when_no_mail_reaches_the_team_in_time(
    joint: Trigger, kind: type[Any], at: datetime
) -> None:
    """The others meet with the team that is there; nobody is asked anew to what has begun by then."""
    opening = replace(joint.opening, meeting=replace(MEETING, begins=time(7)))
    do(joint.store, round_rearranging.rearrange, asks(Rearrange, joint, opening=opening), joint.at)
    arrive(joint.store)
    during = replace(joint, at=at)
    command = asks(kind, during, reason="Gempa.")
    with joint.store.reading() as session:
        shown = round_stops.look_at(session, command, during.at)
    assert shown.stays is None
    assert do(joint.store, round_stops.stop, command, during.at)
    assert {news for _person, news in unsent(joint.store)} == {"cancelled"}
    assert (seen(joint).state, seen(joint, 1).state) == (str(kind.becomes), "preparing")
