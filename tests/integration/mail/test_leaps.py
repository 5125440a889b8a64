"""A clock that leaps in the midst of a delivery ends it: nothing is lost, doubled, or put off to a day that was none."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from flows import dispatch
from flows.dispatch import deliver_due
from notifications.transports.outcomes import Fate, Outcome
from tests.support import floods, mails
from tests.support.floods import NOW
from tests.support.mails import Clock, ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.outbox import LEASE

MAILS, BEFORE = 12, 4
LEAPS = [
    timedelta(days=40),
    timedelta(days=365),
    timedelta(days=-400),
    timedelta(days=-20_000),
    timedelta(hours=-1),
]
DOWN = Outcome(Fate.RETRY, "connect", "refused", relay_down=True)
LATER = Outcome(Fate.RETRY, "rcpt", "451 later")


def rows(store: Store) -> list[tuple[str, datetime]]:
    """Of every message: its state, and when it is due."""
    with store.reading() as session:
        query = select(col(MessageRow.state), col(MessageRow.next_at)).order_by(col(MessageRow.id))
        return [(state, at) for state, at in session.execute(query)]


def leaping(clock: Clock, leap: timedelta, after: Outcome | None) -> ScriptedTransport:
    """A relay that takes a few mails; then the clock leaps, and it answers the one under way."""
    transport = ScriptedTransport()

    def at_data() -> None:
        if len(transport.handed) == BEFORE and clock.at == NOW:
            clock.at = NOW + leap
            transport.outcomes = [after] if after else []

    transport.at_data = at_data
    return transport


@pytest.mark.parametrize("after", [None, LATER, DOWN], ids=["taken", "later", "down"])
@pytest.mark.parametrize("leap", LEAPS, ids=str)
def test_a_leap_ends_the_delivery_and_the_rest_goes_by_the_right_clock(
    store: Store, monkeypatch: pytest.MonkeyPatch, leap: timedelta, after: Outcome | None
) -> None:
    """What was accepted stays so; when the clock is right again and the lease over, everything goes, each once."""
    monkeypatch.setattr(dispatch, "recheck", mails.each(lambda facts: facts))
    floods.digests(store, MAILS)
    clock = Clock(NOW)
    transport = leaping(clock, leap, after)
    deliver_due(store, clock.now, transport, "w1", gate())
    assert len(transport.handed) == BEFORE + (after is not None)
    assert {state for state, _at in rows(store)} <= {"sent", "claimed", "retry"}
    assert all(at <= NOW + timedelta(minutes=5) for _state, at in rows(store))
    clock.at = NOW + LEASE + timedelta(minutes=1)
    deliver_due(store, clock.now, transport, "w2", gate())
    assert {state for state, _at in rows(store)} == {"sent"}
    assert len(transport.handed) == MAILS + (after is not None)
    with store.reading() as session:
        assert set(session.scalars(select(col(NoticeRow.state)))) == {"told"}
