"""A round closes, and what is open goes into the next one: carried and new are closed and open, always (P25)."""

from __future__ import annotations

from contextlib import closing as closing_store
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support import databases
from tests.support.clocks import wib
from tests.support.meetings import LATER, Meeting, meeting
from tests.support.monev_rounds import plan_round
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.papers import PaperKind
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.snapshots import read
from zi_workflow.storage.queries.findings import before_round, carried_into, recommendations
from zi_workflow.storage.queries.follow_up import counts_by_round
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.storage.queries.papers import unsigned
from zi_workflow.storage.queries.snapshots import snapshots
from zi_workflow.storage.tables import Recommendation, Round
from zi_workflow.usecases.closing import foresee

SECOND = "2025-Q2"
SECOND_DAY = wib(2025, 7, 22, 10)


def over(round_: Meeting, recommended: int, closed: int) -> Meeting:
    """The first round with so many recommendations, of which so many were closed, its report issued."""
    round_.finds()
    for number in range(recommended):
        round_.recommends(1, f"Rekomendasi {number}.")
    round_.holds()
    round_.signs()
    round_.reports()
    settle(round_, closed)
    return round_.later(LATER)


def settle(round_: Meeting, closed: int) -> None:
    """So many of everything open that lies before the round are closed by the chair."""
    with round_.store.writing() as session:
        home = round_facts(session, round_.unit.programme_id, round_.quarter).id
        rows = [row for row in before_round(session, home) if row.state != RecommendationState.CLOSED]
        for row in rows[:closed]:
            session.get_one(Recommendation, row.id).state = str(RecommendationState.CLOSED)


def second(round_: Meeting) -> Meeting:
    """The round after, opened in a session of its own team."""
    plan_round(round_.store, round_.unit.programme_id, SECOND, SECOND_DAY.date())
    with round_.store.writing() as session:
        first = round_facts(session, round_.unit.programme_id, round_.quarter)
        row = session.get_one(Round, round_facts(session, round_.unit.programme_id, SECOND).id)
        assert first.session is not None
        row.state, row.session_id, row.cutoff = "preparing", first.session.id, SECOND_DAY.date()
    return replace(round_, quarter=SECOND, at=SECOND_DAY)


def sums(round_: Meeting) -> tuple[int, int, int, int]:
    """Carried into the round, new in it, closed in it, and open in it."""
    with round_.store.reading() as session:
        home = round_facts(session, round_.unit.programme_id, round_.quarter).id
        found = counts_by_round(session, round_.unit.programme_id)[home]
        assert (len(carried_into(session, home)), len(recommendations(session, home))) == (
            found.carried,
            found.new,
        )
    return found.carried, found.new, found.closed, found.still_open


def test_closing_says_which_recommendations_are_closed_and_which_go_on(store: Store) -> None:
    """On both databases; the foresight is what happens."""
    round_ = over(meeting(store), 3, 1)
    with store.reading() as session:
        foreseen = foresee(session, round_.unit.round().id)
    done = round_.closes()
    assert done == foreseen
    assert ([row.number for row in done.closed], [row.number for row in done.carried]) == ([1], [2, 3])
    facts = round_.unit.round()
    assert (facts.state, facts.closed_on) == ("closed", LATER.date())


def test_what_was_carried_has_its_age_in_the_next_round(sqlite_store: Store) -> None:
    """And a round that closes twice carries once."""
    first = over(meeting(sqlite_store), 2, 1)
    later = second(first)
    first.closes()
    assert first.closes() is None
    with later.store.reading() as session:
        home = round_facts(session, later.unit.programme_id, SECOND).id
        rows = carried_into(session, home)
    assert [(row.quarter, row.number, row.age) for row in rows] == [("2025-Q1", 2, 1)]


def test_the_minutes_name_what_an_earlier_round_left_open_although_nobody_closed_that(store: Store) -> None:
    """As the figures do that were frozen for it; the earlier round then has nothing more to carry."""
    first = over(meeting(store), 3, 1)
    later = second(first)
    later.holds(SECOND_DAY.date())
    with store.reading() as session:
        home = round_facts(session, later.unit.programme_id, SECOND)
        paper = unsigned(session, home, PaperKind.MINUTES, SECOND_DAY.date())
        frozen = read(snapshots(session, later.unit.programme_id)[SECOND].facts)
    named = [(row.number, row.age) for row in paper.carried]
    assert named == [(2, 1), (3, 1)]
    assert {number for number, _age in named} <= {row["number"] for row in frozen.recommendations}
    later.signs(dated=SECOND_DAY.date())
    assert [row.number for row in first.closes().carried] == [2, 3]
    assert (sums(first), sums(later)) == ((0, 3, 1, 2), (2, 0, 0, 2))


@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_carried_and_new_are_closed_and_open_in_every_round(
    sqlite_template: Path, data: st.DataObject
) -> None:
    """Whatever was recommended and closed in two rounds after each other."""
    with databases.copied(sqlite_template) as url, closing_store(bootstrap.open_store(url)) as store:
        new = data.draw(st.integers(0, 3))
        first = over(meeting(store), new, data.draw(st.integers(0, new)))
        later = second(first)
        first.closes()
        later.holds(SECOND_DAY.date())
        later.finds(words="Temuan kedua.")
        for number in range(data.draw(st.integers(0, 2))):
            later.recommends(1, f"Kedua {number}.", deadline=wib(2025, 8, 20).date())
        settle(later, data.draw(st.integers(0, 4)))
        for round_ in (first, later):
            carried, fresh, closed, left = sums(round_)
            assert carried + fresh == closed + left
        assert sums(later)[0] == sums(first)[3]
