"""The planner on a store with programmes: what it owes, after downtime too, and when it refuses."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from schedules.occurrences import plan
from schedules.reconcile import reconcile
from tests.support.clocks import wib
from tests.support.going_programmes import going
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.tables import OccurrenceRow
from zi_workflow.usecases import build_up, clock_watch, occurrences
from zi_workflow.usecases.build_up import Answer, WakeZone
from zi_workflow.usecases.occurrences import Claim
from zi_workflow.usecases.zones import woken_programmes

START = wib(2025, 1, 2, 6, 30)


def _keys(store: Store, job: str, state: str = "pending") -> list[str]:
    with store.reading() as session:
        statement = select(col(OccurrenceRow.key)).where(
            col(OccurrenceRow.job) == job, col(OccurrenceRow.state) == state
        )
        return sorted(session.scalars(statement))


def test_a_zone_with_a_programme_has_its_morning(store: Store) -> None:
    """One occurrence a zone and local date, whoever plans how often."""
    going(store, START)
    going(store, START, "ZI-B", "WIT")
    for minute in (0, 1, 2):
        plan(store, wib(2025, 1, 2, 7, minute))
    assert _keys(store, "daily") == ["daily:Asia/Jakarta:2025-01-02", "daily:Asia/Jayapura:2025-01-02"]


def test_a_store_without_programmes_owes_deliveries_only(store: Store) -> None:
    """Nobody has a morning yet."""
    plan(store, START)
    assert _keys(store, "daily") == _keys(store, "weekly") == _keys(store, "build_up") == []
    assert _keys(store, "delivery") == ["delivery::2025-01-01T23:30Z"]


def test_after_downtime_one_day_is_owed(store: Store) -> None:
    """Three weeks of silence are one daily run, for today; the old one that nobody did is not done late."""
    going(store, START)
    plan(store, wib(2025, 1, 2, 7))
    plan(store, wib(2025, 1, 23, 9))
    assert _keys(store, "daily") == ["daily:Asia/Jakarta:2025-01-23"]
    assert _keys(store, "daily", "skipped") == ["daily:Asia/Jakarta:2025-01-02"]


def test_a_change_owes_one_build_up_and_the_next_change_another(store: Store) -> None:
    """The wake-up is named in the key; answering it leaves a later one standing."""
    programme = going(store, START)
    plan(store, START)
    first = _keys(store, "build_up")
    assert len(first) == 1
    plan(store, START + timedelta(minutes=1))
    assert _keys(store, "build_up") == first
    with store.reading() as session:
        (woken,) = woken_programmes(session)
    assert do(store, build_up.answer, Answer(programme.id, woken.woken_at), START)
    assert not do(store, build_up.answer, Answer(programme.id, woken.woken_at), START)
    assert do(store, build_up.wake_zone, WakeZone("Asia/Jakarta"), START + timedelta(minutes=2)) == 1
    assert do(store, build_up.wake_zone, WakeZone("Asia/Jakarta"), START + timedelta(minutes=2)) == 0
    plan(store, START + timedelta(minutes=3))
    assert len(_keys(store, "build_up")) == 1
    assert _keys(store, "build_up") != first


def test_a_clock_that_went_back_is_refused(store: Store) -> None:
    """Five minutes are tolerated, an hour is not, and nothing is written meanwhile."""
    plan(store, START)
    with store.reading() as session:
        assert clock_watch.doubt(session, START - timedelta(minutes=5)) is None
        doubt = clock_watch.doubt(session, START - timedelta(hours=1))
    assert doubt is not None
    assert (doubt.way, doubt.seen) == ("behind", START)


def test_the_reconciler_requeues_what_a_dead_node_left(store: Store) -> None:
    """Judged from our rows alone; at boot of a lone process at once, otherwise when the lease is over."""
    going(store, START)
    now = wib(2025, 1, 2, 7)
    plan(store, now)
    lease = timedelta(minutes=90)
    claimed = do(store, occurrences.claim, Claim("gone", lease, ("daily",)), now)
    assert claimed is not None
    assert reconcile(store, now + timedelta(minutes=89)) == ()
    assert reconcile(store, now + lease) == (claimed.key,)
    assert do(store, occurrences.claim, Claim("gone", lease, ("daily",)), now + lease) is not None
    assert reconcile(store, now + lease, alone=True) == (claimed.key,)
