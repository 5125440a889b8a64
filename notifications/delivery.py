"""Carries messages from the outbox to a transport over a few lanes; knows no protocol and no wording.

A message that cannot be rendered fails alone; the others flow. A relay that takes nothing is tried with one mail.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime

from notifications.acting import Linking
from notifications.composing import Composed
from notifications.handling import Going, Gone, Hands
from notifications.ledger import Ledger
from notifications.preparing import Preparation
from notifications.reports import Ending, Report
from notifications.steady import LeapError
from notifications.supply import BY_ITSELF, Now, Stream, Supply, composed
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import Fate, Outcome, Transport
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ZiError
from zi_workflow.domain.messages import PRINT
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import marks, outbox
from zi_workflow.usecases.marks import Sent
from zi_workflow.usecases.outbox import UNGUARDED, Guard, Recheck

CAPTURER = "capture"
_log = logging.getLogger("zi.mail")


async def deliver(
    store: Store,
    now: Now,
    transport: Transport,
    worker: str,
    recheck: Recheck | None = None,
    limit: int = 50,
    guard: Guard = UNGUARDED,
) -> Report:
    """Send up to `limit` messages whose time has come, in their units' office hours.

    Interrupted anywhere, it loses and doubles none.
    """
    hands = Hands(worker, transport.name, Preparation(transport.sender, recheck), guard)
    return await carry(store, now, transport, hands, limit)


async def carry(
    store: Store,
    now: Now,
    transport: Transport,
    hands: Hands,
    limit: int,
    stream: Stream = BY_ITSELF,
) -> Report:
    """`deliver` by these hands; more than `limit` only where the stream goes on."""
    report = Report()

    async def carried(many: int) -> None:
        if many:
            await _Carrier(now, transport, hands, Supply(store, now, hands, report, stream)).run(many)

    try:
        await carried(transport.circuit.room(now(), limit))
        if transport.circuit.closed and 0 < report.handled < limit:  # the probe went well
            await carried(limit - report.handled)
    finally:
        await transport.close()
    return report


def capture_all(
    session: Session,
    now: datetime,
    recheck: Recheck | None,
    on: date,
    sender: str = CaptureTransport.sender,
    linking: Linking = Linking.NONE,
) -> Report:
    """Keep every due message dated `on` or before instead of sending it, all in this one transaction.

    Nobody gets these mails, so they have no links that act unless the copies shall show them.
    """
    hands = Hands(CAPTURER, CAPTURER, Preparation(sender, recheck, linking))
    report, kept = Report(), []
    taken = hands.drafted(session, outbox.claim_day(session, CAPTURER, on, now), now)
    for each in composed(taken, report, lambda *what: hands.fail(session, what, now)):
        kept.append(hands.sent(each))
        report.count(Ending.PRINTED if kept[-1].transport == PRINT else Ending.SENT)
    marks.mark_sent(session, kept, now)
    return report


@dataclass(frozen=True, slots=True)
class _Noted:
    """An outcome that is being written down."""

    id: str
    ending: asyncio.Future[Ending | None]


@dataclass
class _Carrier:
    """One worker's way through its claimed messages, lane by lane."""

    now: Now
    transport: Transport
    hands: Hands
    supply: Supply

    def __post_init__(self) -> None:
        self.report = self.supply.report
        self.ledger = Ledger[Going | Gone, Ending | None](self._write, lambda entry: isinstance(entry, Gone))

    async def run(self, limit: int) -> None:
        """Claim and carry, several at a time where the transport has lanes."""
        lanes = self.transport.lanes
        self.ledger.lanes = min(lanes, self.supply.claim(limit, lanes))
        try:
            await self._all_lanes()
        finally:
            await self.supply.close()

    async def _all_lanes(self) -> None:
        if self.transport.lanes == 1:
            return await self._lane()
        # each lane ends what it began, also when another one fails
        ends = await asyncio.gather(*(self._lane() for _ in range(self.ledger.lanes)), return_exceptions=True)
        for error in filter(None, ends):
            raise error
        return None

    async def _lane(self) -> None:
        """One mail after the other; that one was accepted is written down while the next one is offered."""
        last: _Noted | None = None
        try:
            while (composed := await self._next()) is not None:
                before, last = last, await self._carried(composed)
                await self._count(before)
        finally:
            self.ledger.leave()
            await self._count(last)

    async def _carried(self, composed: Composed) -> _Noted | None:
        with self._sparing_others(composed.draft.id):
            return await self.carry(composed)
        return None

    async def _count(self, noted: _Noted | None) -> None:
        """What became of it, once that is written down."""
        if noted is not None:
            with self._sparing_others(noted.id):
                ending = await noted.ending
                assert ending is not None, "only contents that may go out have no end"
                self.report.count(ending)

    @contextmanager
    def _sparing_others(self, id: str) -> Iterator[None]:
        """Whatever is wrong with one message must not take the lane from the others."""
        try:
            yield
        except ZiError:  # the database is away: it is so for all
            raise
        except Exception:
            _log.exception("a message stays in hand until its lease ends: %s", id)
            self.report.count(Ending.LOST)

    async def _next(self) -> Composed | None:
        """What a lane carries next; while the relay takes nothing, everything is put back."""
        if until := self.transport.circuit.waits_until(self.now()):
            await self.supply.put_back(until)
        return await self.supply.next(self.ledger.settle)

    async def carry(self, composed: Composed) -> _Noted:
        """Take one message to its end in this run; what it ended as is written down at once unless it was accepted."""
        sent = self.hands.sent(composed)
        outcome = Outcome(Fate.SENT) if composed.content is None else await self._handed_over(composed, sent)
        goes_on = composed.content is not None and outcome.fate is Fate.SENT
        noted = _Noted(sent.id, self.ledger.enter(Gone(sent, outcome), halts=not goes_on))
        if not goes_on:
            await asyncio.wait([noted.ending])
        return noted

    async def _handed_over(self, composed: Composed, sent: Sent) -> Outcome:
        async def mark() -> bool:
            return await self.ledger.enter(Going(composed.draft, sent)) is None

        assert composed.content is not None
        outcome = await self.transport.send(composed.content, composed.draft.to_address or "", mark)
        if outcome.relay_down:
            if self.transport.circuit.closed:
                _log.error("the relay takes nothing (%s): %s", outcome.stage, outcome.reason)
            self.transport.circuit.refused(self.now())
        elif outcome.fate is not Fate.LOST:
            self.transport.circuit.accepted()
        if outcome.fate is not Fate.SENT:
            self.supply.wave = max(1, self.ledger.lanes)
        return outcome

    def _write(self, entries: Sequence[Going | Gone]) -> list[Ending | None]:
        store, write = self.supply.store, self.hands.write
        try:
            return do(store, write, entries, self.now())
        except LeapError as leap:  # what is over stays so, as of the last good instant; nothing more goes out
            gone = [each for each in entries if isinstance(each, Gone)]
            ends = iter(do(store, write, gone, leap.last))
            return [next(ends) if isinstance(each, Gone) else Ending.LOST for each in entries]
