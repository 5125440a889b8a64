"""Proposed rounds: a year ahead, never on a day off, and a date that somebody planned stays."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support.clocks import wib
from tests.support.monev_rounds import MonevUnit, monev_unit, opened_round
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import InputError, RefusedError
from zi_workflow.storage.tables import Programme, Round
from zi_workflow.usecases import round_plans
from zi_workflow.usecases.round_plans import MoveRound, Proposal, ProposeRounds

NOW = wib(2025, 4, 14, 9)


def proposes(unit: MonevUnit, day: int | None = None) -> Proposal:
    """The lacking rounds of the unit's programme."""
    command = ProposeRounds(unit.programme_id, "cli", day)
    return do(unit.store, round_plans.propose, command, NOW)


def planned(unit: MonevUnit) -> dict[str, date]:
    """By quarter, when the round is planned."""
    with unit.store.reading() as session:
        rows = session.scalars(select(Round).where(col(Round.programme_id) == unit.programme_id))
        return {row.quarter: row.planned_on for row in rows}


def test_a_programme_gets_the_rounds_of_a_year_and_keeps_what_was_planned(store: Store) -> None:
    """16 working days after each quarter; the round of 30 April stays there; a repeat adds nothing."""
    unit = monev_unit(store)
    found = proposes(unit)
    assert [(round_plans.key_of(each), each.on) for each in found.rounds] == [
        ("2025-Q2", date(2025, 7, 22)),
        ("2025-Q3", date(2025, 10, 22)),
        ("2025-Q4", date(2026, 1, 26)),
        ("2026-Q1", date(2026, 4, 23)),
    ]
    assert planned(unit)["2025-Q1"] == date(2025, 4, 30)
    assert proposes(unit, 3).rounds == ()
    assert planned(unit)["2025-Q2"] == date(2025, 7, 22)


def test_another_working_day_is_proposed_and_one_that_no_quarter_has_is_refused(store: Store) -> None:
    """The third working day of July is the third of July."""
    unit = monev_unit(store)
    with pytest.raises(InputError):
        proposes(unit, 61)
    assert proposes(unit, 3).rounds[0].on == date(2025, 7, 3)


def test_a_programme_that_goes_on_longer_than_its_edition_gets_new_rounds(store: Store) -> None:
    """Years after its start there is a round for each quarter of the year to come."""
    unit = monev_unit(store, whole=True)
    found = do(store, round_plans.propose, ProposeRounds(unit.programme_id, "cli"), wib(2026, 8, 3, 9))
    assert [round_plans.key_of(each) for each in found.rounds] == [
        "2026-Q3",
        "2026-Q4",
        "2027-Q1",
        "2027-Q2",
    ]


def test_a_draft_gets_no_rounds(store: Store) -> None:
    """Nobody builds there yet."""
    unit = monev_unit(store)
    with store.writing() as session:
        session.get_one(Programme, unit.programme_id).state = "draft"
    with pytest.raises(RefusedError):
        proposes(unit)


def test_a_planned_date_is_moved_after_a_look_at_what_else_lies_there(store: Store) -> None:
    """Never to a day off, and not any more once the round was opened."""
    unit = monev_unit(store)
    viewer = unit.viewer(unit.fajar)
    asked = {"viewer": viewer, "programme_id": unit.programme_id, "quarter": "2025-Q1"}
    holiday = MoveRound(**asked, to=date(2025, 5, 1))  # type: ignore[arg-type]
    with store.reading() as session, pytest.raises(InputError, match="Hari Buruh"):
        round_plans.look_at(session, holiday, NOW)
    command = MoveRound(**asked, to=date(2025, 5, 5))  # type: ignore[arg-type]
    with store.reading() as session:
        shown = round_plans.look_at(session, command, NOW)
    assert (shown.people, shown.rounds) == (7, ())
    assert do(store, round_plans.move, command, NOW)
    assert not do(store, round_plans.move, command, NOW)
    assert planned(unit)["2025-Q1"] == date(2025, 5, 5)


def test_an_opened_round_is_not_moved_in_the_plan(store: Store) -> None:
    """Its meeting is changed instead, and everybody is told."""
    unit = opened_round(store)
    command = MoveRound(
        viewer=unit.viewer(unit.fajar), programme_id=unit.programme_id, quarter="2025-Q1", to=date(2025, 5, 5)
    )  # fmt: skip
    with pytest.raises(RefusedError):
        do(store, round_plans.move, command, NOW)
