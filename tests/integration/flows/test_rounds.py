"""What is due about rounds by plain functions: frozen with the figures of the cutoff, proposed, twice nothing more."""

from __future__ import annotations

from datetime import datetime, timedelta

from flows.ground import Ground
from flows.rounds import do_rounds, monev_round, open_waiting, orders_wait
from tests.integration.usecases.test_freezing import MIDNIGHT, frozen, snapshot
from tests.support.clocks import wib
from tests.support.frozen_rounds import worked
from tests.support.monev_rounds import CODE, CUTOFF, MEETING, QUARTER
from tests.support.rounds import settle
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import MonevOrder, MonevOrderUnit, Round

LATER = wib(2025, 5, 2, 9)
ZONES = ["Asia/Jakarta"]


def ground(store: Store, at: datetime = LATER) -> Ground:
    """A service at an instant."""
    return Ground(store, lambda: at, lambda: 0)


def test_all_that_is_due_is_done_once(store: Store) -> None:
    """Days after the cutoff too; the second time changes nothing."""
    unit = worked(store)
    first = do_rounds(ground(store), ZONES)
    assert (first.frozen, first.proposed, first.problems) == ([f"{CODE} {QUARTER}"], 4, [])
    assert not do_rounds(ground(store, LATER + timedelta(days=1)), ZONES).changed
    assert snapshot(unit).cutoff.isoformat() == "2025-04-25"


def test_a_round_that_cannot_be_frozen_is_named_and_does_not_stop_the_others(store: Store) -> None:
    """Its programme has no beginning on record; the other one is frozen all the same."""
    unit = worked(store)
    settle(store)
    with store.writing() as session:
        row = session.get_one(Round, "R")
        row.state, row.cutoff = "preparing", CUTOFF
        session.add(row)
    report = do_rounds(ground(store), [])
    assert [place for place, _error in report.problems] == ["p-2025 2025-Q1"]
    assert report.frozen == [f"{CODE} {QUARTER}"]
    assert unit.round().frozen_at == LATER


def test_a_run_about_a_round_that_is_frozen_says_that_nothing_is_due(store: Store) -> None:
    """As a second node finds it."""
    unit = worked(store)
    round_id = unit.round().id
    assert monev_round(store, round_id, MIDNIGHT - timedelta(minutes=1)) == "nothing is due"
    assert monev_round(store, round_id, MIDNIGHT) == "frozen"
    assert monev_round(store, round_id, LATER) == "nothing is due"
    assert frozen(unit).taken_at == MIDNIGHT


def test_an_order_that_was_left_unfinished_goes_on(store: Store) -> None:
    """Whoever carried it out was killed; nothing waits afterwards."""
    unit = worked(store)
    at = wib(2025, 4, 24, 9)
    with store.writing() as session:
        session.add(
            MonevOrder(
                id="O", agency=unit.agency, quarter=QUARTER, cutoff=CUTOFF, via="x", made_by=unit.fajar, made_at=at,
                meeting=MEETING.to_json(), team=[{"person": unit.fajar, "duty": "chair"}],
            )
        )  # fmt: skip
        session.flush()
        session.add(MonevOrderUnit(order_id="O", programme_id=unit.programme_id, position=0))
    assert orders_wait(store, at)
    assert open_waiting(ground(store, at)) == 1
    assert not orders_wait(store, at)
    assert open_waiting(ground(store, at)) == 0
