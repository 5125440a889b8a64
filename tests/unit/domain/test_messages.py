"""The states of a message and the waits between tries."""

from __future__ import annotations

from datetime import timedelta

from zi_workflow.domain.messages import MEANINGS, MOVES, MessageState, next_wait, sources


def test_every_state_has_a_meaning_and_its_moves() -> None:
    """The table is complete, so that pages and tests can read it."""
    assert set(MEANINGS) == set(MOVES) == set(MessageState)


def test_what_failed_or_was_cancelled_stays_so() -> None:
    """Nothing comes back from the end; what was sent may still turn out, by a bounce, to have failed."""
    ends = {state for state, targets in MOVES.items() if not targets}
    assert ends == {MessageState.FAILED, MessageState.CANCELLED}
    assert MOVES[MessageState.SENT] == {MessageState.FAILED}


def test_a_message_whose_content_may_be_out_is_never_claimed_again() -> None:
    """From `data` there is no way back to a worker."""
    assert MessageState.DATA not in sources(MessageState.CLAIMED)
    assert MessageState.DATA not in sources(MessageState.QUEUED)


def test_retries_come_after_1_5_15_and_60_minutes_then_hourly() -> None:
    """Greylisting is answered soon, an outage patiently."""
    minutes = [wait and wait / timedelta(minutes=1) for wait in map(next_wait, range(1, 7))]
    assert minutes == [1, 5, 15, 60, 60, 60]


def test_trying_ends_after_five_days() -> None:
    """The waits together never exceed five days, and use them up but for an hour."""
    waits: list[timedelta] = []
    while (wait := next_wait(len(waits) + 1)) is not None:
        waits.append(wait)
    assert timedelta(days=5) - timedelta(hours=1) < sum(waits, timedelta()) <= timedelta(days=5)
