"""The trigger: one order however often it is sent, one transaction a unit, and exactly what was shown."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.monev_rounds import CUTOFF, MEETING, NOW, QUARTER, monev_unit
from tests.support.round_units import OPENING, Tally, Trigger, freeze, queue, settle, tally
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ForbiddenError, InputError, NotFoundError
from zi_workflow.domain.invitations import summons_from_json
from zi_workflow.domain.people import Role
from zi_workflow.domain.teams import Duty
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.tables import Membership, MessageRow, Person, Programme, Round, Unit
from zi_workflow.usecases import round_triggers
from zi_workflow.usecases.round_triggers import PlaceOrder, UnitAsked


@pytest.fixture
def trigger(store: Store) -> Trigger:
    """Three units that wait for their round."""
    return Trigger(store, settle(store, 3))


def test_every_unit_is_opened_with_session_team_cutoff_and_exactly_the_mails_that_were_shown(
    trigger: Trigger, store: Store
) -> None:
    """Three of the unit and two of the team each."""
    shown = trigger.previews()
    order = trigger.opens()
    assert set(trigger.states(order).values()) == {"opened"}
    assert tally(store) == Tally(orders=1, sessions=3, opened=3, events=3, mails=15, invitees=15)
    assert shown.mails == 15
    with store.reading() as session:
        found = round_facts(session, trigger.programmes[0], QUARTER)
    assert found.session is not None
    assert (found.state, found.cutoff, found.planned_on) == ("preparing", OPENING.cutoff, MEETING.on)
    assert [(each.person_id, each.duty) for each in found.session.team] == list(OPENING.team)


def test_the_same_order_sent_twice_is_one(trigger: Trigger, store: Store) -> None:
    """A double click, and a retry after it was carried out."""
    command = trigger.seen()
    first = trigger.places(command)
    assert trigger.places(command) == first
    trigger.goes_on(first)
    assert trigger.places(command) == first
    assert trigger.goes_on(first) == 0
    assert tally(store).mails == 15


def test_a_unit_that_is_chosen_twice_is_opened_once(trigger: Trigger, store: Store) -> None:
    """The preview counts what happens, and the order is carried out."""
    trigger.programmes = [trigger.programmes[0], trigger.programmes[1], trigger.programmes[0]]
    shown = trigger.previews()
    assert (len(shown.units), len(shown.openable), shown.mails) == (2, 2, 10)
    order = trigger.places(trigger.asks())
    trigger.goes_on(order)
    assert list(trigger.states(order).values()) == ["opened", "opened"]
    assert tally(store).mails == 10


def test_two_people_at_once_open_each_round_once(trigger: Trigger, store: Store) -> None:
    """Both orders stand; each unit is opened by whoever came first, and the other order says so."""
    one, other = trigger.seen(), trigger.by("anggota-tim").seen()
    first, second = trigger.places(one), trigger.places(other)
    trigger.goes_on(first, most=2)
    trigger.goes_on(second)
    trigger.goes_on(first)
    assert sorted(trigger.states(first).values()) == ["opened", "opened", "refused"]
    assert sorted(trigger.states(second).values()) == ["opened", "refused", "refused"]
    assert "sudah dibuka" in str(trigger.reasons(second))
    assert tally(store).mails == 15


@pytest.mark.parametrize(
    "other",
    [
        {"cutoff": date(2025, 4, 24)},
        {"documents": ("SK Tim Kerja lain",)},
        {"letter_number": "700/lain"},
        {"letter_date": None},
        {"team": (("anggota-tim", Duty.CHAIR), ("ketua-tim", Duty.MEMBER))},
        {"joint": True},
    ],
)
def test_what_was_seen_opens_no_unit_with_other_terms(trigger: Trigger, store: Store, other: Any) -> None:
    """Whoever sends the form of a preview with another cutoff, team, document or letter gets nothing."""
    seen = trigger.seen()
    order = trigger.places(replace(seen, opening=replace(OPENING, **other)))
    trigger.goes_on(order)
    assert set(trigger.states(order).values()) == {"refused"}
    assert tally(store).mails == 0


def test_a_meeting_typed_with_odd_spaces_is_opened_as_it_was_shown(trigger: Trigger) -> None:
    """An order keeps it tidy, and that is no other meeting."""
    trigger.opening = replace(OPENING, meeting=replace(MEETING, place="  Ruang   Rapat "))
    assert set(trigger.states(trigger.opens()).values()) == {"opened"}


def test_a_joint_ekspose_is_one_session_that_asks_the_team_once(trigger: Trigger, store: Store) -> None:
    """Nobody gets three letters about one meeting."""
    trigger.opening = replace(OPENING, joint=True)
    assert trigger.previews().mails == 11
    trigger.opens()
    assert tally(store) == Tally(orders=1, sessions=1, opened=3, events=3, mails=11, invitees=11)


def test_a_unit_alone_is_opened_in_no_joint_ekspose(trigger: Trigger, store: Store) -> None:
    """When all others are refused, the look before says so of the last one too; an order of one unit is none."""
    with store.writing() as session:
        for key in ("r-unit-002", "r-unit-003"):
            session.get_one(Round, key).state = "held"
    trigger.opening = replace(OPENING, joint=True)
    shown = trigger.previews()
    assert (shown.openable, shown.mails) == ((), 0)
    assert "at least two" in shown.units[0].problems[0].message
    with pytest.raises(InputError, match="at least two"):
        trigger.places(trigger.asks(units=(UnitAsked(programme_id=trigger.programmes[0]),)))
    trigger.opening = OPENING
    assert len(trigger.previews().openable) == 1


def test_a_joint_ekspose_is_refused_to_a_unit_by_another_clock(trigger: Trigger, store: Store) -> None:
    """13.00 WIB and 13.00 WITA would be two meetings; also where the order is carried out without a look."""
    with store.writing() as session:
        session.get_one(Unit, "unit-002").zone = "Asia/Makassar"
        session.get_one(Unit, "unit-003").zone = "Asia/Pontianak"
    trigger.opening = replace(OPENING, joint=True)
    assert [bool(each.problems) for each in trigger.previews().units] == [False, True, False]
    order = trigger.places(trigger.asks())
    trigger.goes_on(order, most=1)
    trigger.goes_on(order)
    assert list(trigger.states(order).values()) == ["opened", "refused", "opened"]
    assert "unit ini memakai waktu WITA dan unit lainnya WIB" in trigger.reasons(order)["p-unit-002"]


def test_units_by_other_clocks_are_opened_each_by_itself(trigger: Trigger, store: Store) -> None:
    """Each at the hour of its own clock."""
    with store.writing() as session:
        session.get_one(Unit, "unit-002").zone = "Asia/Makassar"
    assert len(trigger.previews().openable) == 3


@pytest.mark.parametrize(
    ("cutoff", "said"),
    [(date(2025, 4, 26), "{cutoff} does not lie in"), (date(2025, 4, 18), "{cutoff} is a day off")],
)
def test_a_cutoff_on_a_day_off_is_named_and_allowed(trigger: Trigger, cutoff: date, said: str) -> None:
    """A Saturday, and Good Friday."""
    trigger.opening = replace(OPENING, cutoff=cutoff)
    found = [each for unit in trigger.previews().openable if unit.opening for each in unit.opening.warnings]
    assert len(found) == 3
    assert all(said in each.message for each in found)


def test_the_chair_is_nobodys_deputy(trigger: Trigger) -> None:
    """Least of all their own; said at the deputies."""
    trigger.opening = replace(OPENING, team=(*OPENING.team, ("ketua-tim", Duty.DEPUTY)))
    with pytest.raises(InputError) as error:
        trigger.places(trigger.asks())
    assert [each.where for each in error.value.problems] == ["deputy"]


def test_every_invitation_carries_what_the_round_is_opened_with(trigger: Trigger, store: Store) -> None:
    """Cutoff, documents, letter; read back as it was written."""
    trigger.opens()
    with store.reading() as session:
        rows = session.scalars(select(MessageRow).where(col(MessageRow.kind) == "invitation")).all()
        told = [summons_from_json(row.facts["summons"]) for row in rows]
    assert [each.terms for each in told] == [OPENING.terms] * 15


def test_what_stops_one_unit_stops_no_other(trigger: Trigger, store: Store) -> None:
    """A draft, a unit in which the chair works, and the third is opened."""
    with store.writing() as session:
        session.get_one(Programme, trigger.programmes[0]).state = "draft"
        session.add(Membership(id="x", person_id="ketua-tim", unit_id="unit-002", role="member", area="tl",
                               valid_from=date(2025, 1, 2)))  # fmt: skip
    shown = trigger.by("anggota-tim").previews()
    assert [bool(each.problems) for each in shown.units] == [True, True, False]
    order = trigger.by("anggota-tim").places(trigger.by("anggota-tim").asks())
    trigger.goes_on(order)
    assert list(trigger.states(order).values()) == ["refused", "refused", "opened"]
    assert "bekerja di unit ini" in trigger.reasons(order)[trigger.programmes[1]]


def test_a_unit_that_changed_since_it_was_shown_is_not_opened(trigger: Trigger, store: Store) -> None:
    """Somebody else would be written to than was read."""
    command = trigger.seen()
    order = trigger.places(command)
    with store.writing() as session:
        session.get_one(Person, "kepala-unit-002").email = "lain@contoh.go.id"
    trigger.goes_on(order)
    assert list(trigger.states(order).values()) == ["opened", "refused", "opened"]


def test_an_order_may_be_given_again_after_its_round_was_called_off(trigger: Trigger, store: Store) -> None:
    """The same words about another state of the round are another order."""
    first = trigger.opens()
    with store.writing() as session:
        for key in ("r-unit-001", "r-unit-002", "r-unit-003"):
            row = session.get_one(Round, key)
            row.state, row.version = "cancelled", row.version + 1
    again = trigger.places(trigger.seen())
    assert again != first
    trigger.goes_on(again)
    assert set(trigger.states(again).values()) == {"opened"}


def test_everything_that_is_wrong_with_an_order_is_said_at_once(trigger: Trigger) -> None:
    """No chair, a cutoff after the meeting, a letter of the future."""
    wrong = replace(
        OPENING, team=(("anggota-tim", Duty.MEMBER),), cutoff=MEETING.on + timedelta(days=1), letter_date=date(2025, 5, 2)
    )  # fmt: skip
    with pytest.raises(InputError) as error:
        trigger.previews(opening=wrong)
    assert {each.where for each in error.value.problems} == {"chair", "cutoff", "letter_date"}


def test_a_unit_out_of_sight_cannot_be_ordered(trigger: Trigger, store: Store) -> None:
    """For a coordinator of one unit the other does not exist; in their own they only see."""
    command = trigger.by("koordinator-unit-001").asks()
    own, other, _third = command.units
    with pytest.raises(ForbiddenError):
        trigger.places(replace(command, units=(own,)))
    stranger = replace(command, units=(other,))
    with pytest.raises(NotFoundError):
        trigger.places(stranger)
    assert tally(store).orders == 0


def test_what_the_breaker_would_hold_waits_for_the_next_office_day(trigger: Trigger, store: Store) -> None:
    """Sixty invitations may go on a day in a service so small; fifty-eight wait already."""
    queue(store, 58)
    first, *_others = trigger.previews().units
    assert first.opening is not None
    assert first.opening.plan.leaves.date() == NOW.date() + timedelta(days=1)
    assert [each.message for each in first.opening.warnings] == [
        "So many invitations go out that those of this unit wait until {day}."
    ]


def test_whoever_is_assessor_too_may_come_and_is_named(store: Store) -> None:
    """Allowed, and shown."""
    unit = monev_unit(store)
    with store.writing() as session:
        session.add(Membership(id="x", person_id=unit.fajar, unit_id=unit.office.unit_id,
                               role=str(Role.INTERNAL_ASSESSOR), valid_from=date(2025, 1, 2)))  # fmt: skip
    opening = replace(OPENING, team=unit.team, meeting=replace(MEETING, begins=time(10)))
    command = PlaceOrder(viewer=unit.viewer(unit.gita), quarter=QUARTER, opening=opening,
                         units=(UnitAsked(programme_id=unit.programme_id),))  # fmt: skip
    with store.reading() as session:
        (shown,) = round_triggers.preview(session, command, NOW).units
    assert shown.opening is not None
    assert [each.params for each in shown.opening.warnings] == [{"name": "Fajar"}]
    assert do(store, round_triggers.place, command, NOW)


def test_a_frozen_round_is_opened_again_with_its_cutoff_and_no_other(store: Store) -> None:
    """Also after that day has passed; another one would be told for nothing, for the figures stay."""
    first = Trigger(store, settle(store, 2))
    freeze(store, "unit-001")
    again = replace(first, at=wib(2025, 4, 28, 9))
    later = replace(OPENING, meeting=replace(MEETING, on=date(2025, 5, 7)))
    again.opening = replace(later, cutoff=date(2025, 5, 5))
    shown = again.previews().units
    assert [each.opening is not None for each in shown] == [False, True]
    assert [(each.message, each.params["cutoff"]) for each in shown[0].problems] == [
        ("The figures of this round are frozen as of {cutoff}; please open it with that cutoff.", CUTOFF)
    ]
    order = again.places()
    again.goes_on(order)
    assert again.states(order) == dict(zip(first.programmes, ("refused", "opened"), strict=True))
    assert "sudah dibekukan per" in again.reasons(order)[first.programmes[0]]
    again.programmes, again.opening = first.programmes[:1], later
    assert again.states(again.opens()) == {first.programmes[0]: "opened"}


def test_a_cutoff_that_has_passed_is_refused_where_some_figures_are_not_frozen(store: Store) -> None:
    """Nothing could be frozen as of that day in time."""
    trigger = replace(Trigger(store, settle(store, 2)), at=wib(2025, 4, 28, 9))
    freeze(store, "unit-001")
    with pytest.raises(InputError, match="has passed"):
        trigger.previews()
