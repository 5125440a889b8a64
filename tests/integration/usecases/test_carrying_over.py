"""What is open when a round closes lies before the next one, with its age; on both databases."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from sqlmodel import col, select

from tests.integration.usecases.test_nudges import events
from tests.support.clocks import wib
from tests.support.recommendations import Rounds, recommended
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ForbiddenError
from zi_workflow.domain.follow_up import Counts
from zi_workflow.storage.queries.follow_up import counts_by_round
from zi_workflow.storage.tables import RecommendationCarry, Round
from zi_workflow.usecases import round_stops
from zi_workflow.usecases.round_stops import CallOff

MAY_5, MAY_6, JULY_1 = wib(2025, 5, 5, 9), wib(2025, 5, 6, 9), wib(2025, 7, 1, 9)


def counts(rounds: Rounds) -> dict[str, Counts]:
    """Of every round, by its quarter."""
    with rounds.store.reading() as session:
        found = counts_by_round(session, rounds.office.programme_id)
        return {
            row.quarter: found[row.id] for row in session.exec(select(Round).order_by(col(Round.quarter)))
        }


def becomes(rounds: Rounds, quarter: str, state: str) -> None:
    """Put a round into a state, whatever led there."""
    with rounds.store.writing() as session:
        row = session.exec(select(Round).where(Round.quarter == quarter)).one()
        row.state = state
        session.add(row)


def calls_off(rounds: Rounds, quarter: str) -> None:
    """The chair calls a round off."""
    command = CallOff(viewer=rounds.viewer(rounds.chair, MAY_6), programme_id=rounds.office.programme_id,
                      quarter=quarter, reason="Tim berhalangan.")  # fmt: skip
    assert do(rounds.store, round_stops.stop, command, MAY_6)


def test_open_ones_are_carried_once_and_closed_ones_stay(store: Store) -> None:
    """Two of three are open; closing again carries nothing, and the sums hold in both rounds."""
    rounds = recommended(store, {}, {}, {"area": "pp"})
    rounds.signs()
    rounds.answers(1, rounds.office.ayu, MAY_5)
    rounds.settles(1, rounds.chair, MAY_6)
    rounds.answers(2, rounds.office.ayu, MAY_6)
    assert (rounds.closes(now=JULY_1), rounds.closes(now=JULY_1)) == (2, 0)
    assert counts(rounds) == {"2025-Q1": Counts(0, 3, 1, 2), "2025-Q2": Counts(2, 0, 0, 2)}
    assert counts(rounds)["2025-Q1"].share == Fraction(1, 3)
    rounds.settles(2, rounds.later_chair, JULY_1)
    assert counts(rounds) == {"2025-Q1": Counts(0, 3, 1, 2), "2025-Q2": Counts(2, 0, 1, 1)}
    assert len(events(rounds.office, "round.carried_over")) == 1


def test_the_chair_of_the_newest_round_decides_about_what_was_carried(store: Store) -> None:
    """The chair of the old round does not any more."""
    rounds = recommended(store)
    rounds.signs()
    rounds.answers(1, rounds.office.ayu, MAY_5)
    rounds.closes(now=MAY_6)
    for person in (rounds.chair, rounds.deputy, rounds.member):
        with pytest.raises(ForbiddenError, match="Only the chair"):
            rounds.settles(1, person, JULY_1)
    assert rounds.settles(1, rounds.later_chair, JULY_1) == "verified_closed"


def test_a_programme_without_a_later_round_gets_one(store: Store) -> None:
    """On the sixteenth working day after its quarter; the age is two rounds by then, and a cancelled one is passed by."""
    rounds = recommended(store)
    rounds.signs()
    rounds.closes(now=MAY_6)
    assert rounds.closes("2025-Q2", now=JULY_1) == 1
    with store.reading() as session:
        newest = session.exec(select(Round).where(Round.quarter == "2025-Q3")).one()
        ages = session.exec(select(RecommendationCarry.age).order_by(col(RecommendationCarry.age))).all()
        assert (newest.planned_on, newest.state) == (date(2025, 10, 22), "scheduled")
    assert list(ages) == [1, 2]
    assert [each.still_open for each in counts(rounds).values()] == [1, 1, 1]


def test_a_round_that_was_called_off_is_passed_by(store: Store) -> None:
    """What is open never lies before a meeting that does not take place."""
    rounds = recommended(store)
    rounds.signs()
    becomes(rounds, "2025-Q2", "cancelled")
    assert rounds.closes(now=JULY_1) == 1
    assert counts(rounds)["2025-Q3"] == Counts(1, 0, 0, 1)


def test_a_round_that_is_called_off_passes_on_what_was_carried_into_it(store: Store) -> None:
    """Into the one after with its age, once; the old chair decides until somebody else opens that round."""
    rounds = recommended(store)
    rounds.signs()
    rounds.answers(1, rounds.office.ayu, MAY_5)
    rounds.closes(now=MAY_6)
    calls_off(rounds, "2025-Q2")
    assert counts(rounds)["2025-Q3"] == Counts(1, 0, 0, 1)
    with store.reading() as session:
        ages = session.exec(select(RecommendationCarry.age).order_by(col(RecommendationCarry.age))).all()
    assert list(ages) == [1, 2]
    assert rounds.settles(1, rounds.chair, JULY_1) == "verified_closed"
    assert counts(rounds)["2025-Q3"] == Counts(1, 0, 1, 0)


def test_what_a_round_wrote_down_before_it_is_called_off_is_not_carried(store: Store) -> None:
    """No minutes ever said it."""
    rounds = recommended(store)
    becomes(rounds, "2025-Q1", "preparing")
    calls_off(rounds, "2025-Q1")
    assert not events(rounds.office, "round.carried_over")


def test_nothing_is_carried_into_a_round_whose_minutes_are_signed(store: Store) -> None:
    """They would say another list than lies before it."""
    rounds = recommended(store)
    rounds.signs()
    becomes(rounds, "2025-Q2", "ba_signed")
    assert rounds.closes(now=JULY_1) == 1
    assert counts(rounds)["2025-Q3"] == Counts(1, 0, 0, 1)
