"""The schedule proposes the rounds of the year ahead for every active programme of a zone, once; on both databases."""

from __future__ import annotations

from datetime import date

from sqlmodel import col, select

from tests.support.clocks import wib
from tests.support.programmes import small_office, whole_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.tables import EventRow, Round
from zi_workflow.usecases.round_proposals import ProposeZone, propose_zone

NOW = wib(2025, 6, 2)
JAKARTA = ProposeZone("Asia/Jakarta")


def rounds(store: Store) -> dict[str, date]:
    """The day of every round by its quarter."""
    with store.reading() as session:
        return {row.quarter: row.planned_on for row in session.scalars(select(Round))}


def test_a_plan_without_rounds_gets_those_of_the_year_ahead_and_twice_nothing_more(store: Store) -> None:
    """The 16th working day after each quarter, holidays left out; nothing is planned in the past."""
    small_office(store)
    assert do(store, propose_zone, JAKARTA, NOW) == 4
    found = rounds(store)
    assert list(found) == ["2025-Q2", "2025-Q3", "2025-Q4", "2026-Q1"]
    assert found["2025-Q2"] == date(2025, 7, 22)
    assert do(store, propose_zone, JAKARTA, NOW) == 0
    with store.reading() as session:
        event = session.scalars(select(EventRow).where(col(EventRow.kind) == "round.proposed")).one()
        assert (event.actor, len(event.payload["rounds"])) == ("system", 4)


def test_a_round_that_was_called_off_does_not_come_back(store: Store) -> None:
    """It has its quarter all the same."""
    small_office(store)
    do(store, propose_zone, JAKARTA, NOW)
    with store.writing() as session:
        row = session.scalars(select(Round).where(col(Round.quarter) == "2025-Q3")).one()
        row.state = "cancelled"
        session.add(row)
    assert do(store, propose_zone, JAKARTA, NOW) == 0


def test_rounds_that_the_framework_planned_stay_as_they_are(store: Store) -> None:
    """Only quarters beyond them are new."""
    whole_office(store)
    before = rounds(store)
    do(store, propose_zone, JAKARTA, wib(2026, 2, 2))
    after = rounds(store)
    assert before.items() <= after.items()
    assert max(after) > max(before)


def test_a_draft_and_another_zone_get_none(store: Store) -> None:
    """Only active programmes of the zone are gone through."""
    small_office(store, active=False)
    assert do(store, propose_zone, JAKARTA, NOW) == 0
    assert do(store, propose_zone, ProposeZone("Asia/Jayapura"), NOW) == 0
