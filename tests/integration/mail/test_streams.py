"""With a second process to compose them, mails come to the connections one batch after the other without a gap."""

from __future__ import annotations

import pytest

from notifications import supply
from notifications.delivery import carry
from notifications.handling import Hands
from notifications.preparing import Preparation
from notifications.reports import Report
from notifications.scribe import Scribe
from notifications.supply import Stream
from notifications.transports.outcomes import Fate, Outcome
from tests.support import floods
from tests.support.floods import NOW
from tests.support.mails import ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.usecases.mail_gate import gate

MAILS, BATCH = 16, 8
REFUSED = Outcome(Fate.FAILED, "rcpt", "550 5.1.1 no such user", bounced=True)


@pytest.fixture
def outbox(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A digest for each member of one unit; two are looked at together at most."""
    monkeypatch.setattr(supply, "WAVE", 2)
    return floods.digests(sqlite_store, MAILS)


class Between:
    """Counts how often something was to be done between two batches."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


async def send(store: Store, transport: ScriptedTransport, stream: Stream) -> Report:
    """One delivery behind the guards."""
    hands = Hands("w1", transport.name, Preparation(transport.sender), gate(None))
    return await carry(store, FixedClock(NOW).now, transport, hands, BATCH, stream)


@pytest.mark.parametrize("lanes", [1, 2])
async def test_batches_follow_each_other_as_long_as_mails_are_accepted(
    outbox: Store, scribe: Scribe, lanes: int
) -> None:
    """Every mail once, over the same connections; what belongs between two batches is done between them."""
    between, transport = Between(), ScriptedTransport(lanes=lanes)
    report = await send(outbox, transport, Stream(scribe, smooth=True, between=between))
    assert (report.sent, between.times, transport.closed) == (MAILS, MAILS // BATCH, 1)
    assert len({address for address, _mail in transport.handed}) == len(transport.handed) == MAILS


async def test_after_a_refusal_the_batch_comes_to_its_end(outbox: Store, scribe: Scribe) -> None:
    """Whoever started it looks at what became of it before more is claimed."""
    between, transport = Between(), ScriptedTransport([REFUSED])
    report = await send(outbox, transport, Stream(scribe, smooth=True, between=between))
    assert (report.handled, report.failed, between.times) == (BATCH, 1, 0)


async def test_without_a_second_process_a_batch_is_a_batch(outbox: Store) -> None:
    """Nothing is gained there."""
    between = Between()
    assert (await send(outbox, ScriptedTransport(), Stream(None, between=between))).handled == BATCH
    assert between.times == 0
