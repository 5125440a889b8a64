"""Occurrences on a store: owed once, claimed by one, given back when their owner is gone."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta

import pytest

from tests.support.clocks import wib
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.tables import OccurrenceRow
from zi_workflow.usecases import occurrences
from zi_workflow.usecases.occurrences import ATTEMPTS, Claim, Mark, Occurrence, Owe, Owed, Prune, Requeue

NOW = wib(2025, 4, 30, 7)
TODAY = date(2025, 4, 30)
LEASE = timedelta(minutes=15)
ZONE = "Asia/Jakarta"


def _owe(store: Store, day: date = TODAY, since: datetime | None = None, now: datetime = NOW) -> int:
    owed = Owed(f"daily:{ZONE}:{day}", ZONE, day, now)
    return do(store, occurrences.owe, Owe("daily", (owed,), ZONE, since, now), now)


def _claim(store: Store, owner: str, now: datetime = NOW) -> Occurrence | None:
    return do(store, occurrences.claim, Claim(owner, LEASE, ("daily", "delivery")), now)


def _row(store: Store, id: str) -> OccurrenceRow:
    with store.reading() as session:
        row = session.get(OccurrenceRow, id)
        assert row is not None
        return row


def _claimed(store: Store, owner: str = "node-a") -> Occurrence:
    _owe(store)
    claimed = _claim(store, owner)
    assert claimed is not None
    return claimed


def test_a_firing_is_owed_once_however_often_it_is_planned(store: Store) -> None:
    """Two planners that saw the same cursor write one row; the second finds the cursor moved."""
    assert _owe(store) == 1
    assert _owe(store) == 0
    assert _owe(store, since=NOW, now=NOW + timedelta(hours=1)) == 0


def test_the_cursor_moves_with_the_occurrence(store: Store) -> None:
    """In one transaction, so that nothing is lost between them."""
    _owe(store)
    with store.reading() as session:
        assert occurrences.cursor(session, "daily", ZONE) == NOW
        assert occurrences.last_seen(session) == NOW


def test_an_occurrence_has_one_owner(store: Store) -> None:
    """The second node finds nothing to claim."""
    claimed = _claimed(store)
    assert (claimed.key, claimed.attempt) == (f"daily:{ZONE}:2025-04-30", 1)
    assert _claim(store, "node-b") is None


def test_nothing_is_claimed_before_it_is_due(store: Store) -> None:
    """A node whose clock is a minute behind waits."""
    _owe(store)
    early = NOW - timedelta(minutes=1)
    with store.reading() as session:
        assert not occurrences.anything_due(session, early)
        assert occurrences.anything_due(session, NOW)
    assert _claim(store, "node-a", early) is None


def test_the_days_work_goes_before_the_delivery(store: Store) -> None:
    """The order of the jobs is the claim's, whatever came first."""
    owed = Owed("delivery::2025-04-29T23:55Z", "", date(2025, 4, 29), NOW - timedelta(minutes=5))
    do(store, occurrences.owe, Owe("delivery", (owed,), "", None, NOW), NOW)
    assert _claimed(store).job == "daily"


def test_only_its_owner_marks_an_occurrence(store: Store) -> None:
    """A mark of somebody else, or after the lease was taken over, changes nothing."""
    claimed = _claimed(store)
    assert not do(store, occurrences.finish, Mark(claimed.id, "node-b"), NOW)
    assert do(store, occurrences.finish, Mark(claimed.id, "node-a", "well"), NOW)
    assert not do(store, occurrences.fail, Mark(claimed.id, "node-a", "late"), NOW)
    row = _row(store, claimed.id)
    assert (row.state, row.reason, row.finished_at) == ("done", "well", NOW)


def test_a_claim_whose_lease_ended_is_given_to_another(store: Store) -> None:
    """The stalled owner's mark is refused afterwards."""
    claimed = _claimed(store)
    later = NOW + LEASE
    assert do(store, occurrences.requeue, Requeue(), later - timedelta(seconds=1)) == ()
    assert do(store, occurrences.requeue, Requeue(), later) == (claimed.key,)
    again = _claim(store, "node-b", later)
    assert again is not None
    assert again.attempt == 2
    assert not do(store, occurrences.finish, Mark(claimed.id, "node-a"), later)
    assert do(store, occurrences.finish, Mark(claimed.id, "node-b"), later)


def test_a_process_that_is_alone_takes_over_at_once(store: Store) -> None:
    """At boot every claim is of one that is gone, its lease over or not."""
    claimed = _claimed(store)
    assert do(store, occurrences.requeue, Requeue(owner="node-b"), NOW) == ()
    assert do(store, occurrences.requeue, Requeue(alone=True), NOW) == (claimed.key,)


def test_a_leaving_owner_gives_back_its_own_claims_before_their_lease_is_over(store: Store) -> None:
    """What the other node has in its hands stays there."""
    _claimed(store, "node-a")
    other = Owed("delivery::1", "", TODAY, NOW)
    do(store, occurrences.owe, Owe("delivery", (other,), "", None, NOW), NOW)
    assert _claim(store, "node-b") is not None
    assert do(store, occurrences.requeue, Requeue(owner="node-b"), NOW) == ("delivery::1",)
    assert do(store, occurrences.requeue, Requeue(owner="node-b"), NOW) == ()


def test_a_failure_is_tried_again_later_and_given_up_in_the_end(store: Store) -> None:
    """Each pause is longer; after the last attempt the reason stays."""
    claimed, now = _claimed(store), NOW
    for attempt in range(1, ATTEMPTS):
        assert do(store, occurrences.fail, Mark(claimed.id, "node-a", "no"), now)
        assert _claim(store, "node-a", now + timedelta(minutes=attempt, seconds=-1)) is None
        now += timedelta(minutes=attempt)
        again = _claim(store, "node-a", now)
        assert again is not None
        assert again.attempt == attempt + 1
    assert do(store, occurrences.fail, Mark(claimed.id, "node-a", "no"), now)
    assert (_row(store, claimed.id).state, _row(store, claimed.id).reason) == ("failed", "no")


def test_a_newer_firing_takes_the_place_of_one_that_nobody_claimed(store: Store) -> None:
    """A hundred late firings are one; a claimed one is left to its owner."""
    _owe(store)
    tomorrow = NOW + timedelta(days=1)
    _owe(store, tomorrow.date(), NOW, tomorrow)
    claimed = _claim(store, "node-a", tomorrow)
    assert claimed is not None
    assert claimed.local_date == tomorrow.date()
    assert _claim(store, "node-b", tomorrow) is None


def test_old_settled_occurrences_are_forgotten(store: Store) -> None:
    """Pending and recent ones stay."""
    claimed = _claimed(store)
    do(store, occurrences.finish, Mark(claimed.id, "node-a"), NOW)
    assert do(store, occurrences.prune, Prune("daily", NOW), NOW) == 0
    assert do(store, occurrences.prune, Prune("delivery", NOW + timedelta(days=1)), NOW) == 0
    assert do(store, occurrences.prune, Prune("daily", NOW + timedelta(seconds=1)), NOW) == 1


def test_a_planner_waits_for_another_and_finds_the_cursor_moved(postgres_store: Store) -> None:
    """Two planners of one table look at the same cursor at the same time: the second writes nothing, in no error."""
    owed = Owed(f"daily:{ZONE}:{TODAY}", ZONE, TODAY, NOW)
    order = Owe("daily", (owed,), ZONE, None, NOW)
    with ThreadPoolExecutor(1) as pool:
        with postgres_store.writing() as session:
            assert occurrences.owe(session, order, NOW) == 1
            second = pool.submit(do, postgres_store, occurrences.owe, order, NOW)
            with pytest.raises(TimeoutError):
                second.result(timeout=0.5)
        assert second.result(timeout=10) == 0
