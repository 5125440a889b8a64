"""Carries messages from the outbox to a transport over a few lanes; knows no protocol and no wording.

A message that cannot be rendered fails alone; the others flow. A relay that takes nothing is tried with one mail.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime

from notifications.acting import Linking
from notifications.composing import Composed, Draft, UnusableMessageError, compose
from notifications.handling import Going, Gone, Hands, Taken
from notifications.ledger import Ledger
from notifications.preparing import Preparation
from notifications.reports import Ending, Report
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import Fate, Outcome, Transport
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ZiError
from zi_workflow.domain.messages import PRINT
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import marks, outbox
from zi_workflow.usecases.marks import Sent
from zi_workflow.usecases.outbox import UNGUARDED, Claim, Guard, Recheck
from zi_workflow.usecases.windows import Postpone, postpone

Now = Callable[[], datetime]
CAPTURER = "capture"
WAVE = 50
"""So many messages are asked about and rendered together at most; at first, and after a failure, one for each lane."""
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
    report = Report()
    try:
        await _Carrier(store, now, transport, hands, report).run(transport.circuit.room(now(), limit))
        if transport.circuit.closed and 0 < report.handled < limit:  # the probe went well
            await _Carrier(store, now, transport, hands, report).run(limit - report.handled)
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
    for composed in _composed(taken, report, lambda *what: hands.fail(session, what, now)):
        kept.append(hands.sent(composed))
        report.count(Ending.PRINTED if kept[-1].transport == PRINT else Ending.SENT)
    marks.mark_sent(session, kept, now)
    return report


def _composed(
    taken: Taken, report: Report, fail: Callable[[str, UnusableMessageError], Ending]
) -> Iterator[Composed]:
    """What is to go out, put into words; all others are counted as what they ended as."""
    for id, draft in taken.items():
        composed = compose(draft) if isinstance(draft, Draft) else draft
        if isinstance(composed, UnusableMessageError):
            composed = fail(id, composed)
        if isinstance(composed, Ending):
            report.count(composed)
        else:
            yield composed


@dataclass(frozen=True, slots=True)
class _Noted:
    """An outcome that is being written down."""

    id: str
    ending: asyncio.Future[Ending | None]


@dataclass
class _Carrier:
    """One worker's way through its claimed messages: waiting, then composed and ready, then with a lane."""

    store: Store
    now: Now
    transport: Transport
    hands: Hands
    report: Report
    waiting: deque[str] = field(default_factory=deque)
    ready: deque[Composed] = field(default_factory=deque)
    wave: int = 1

    def __post_init__(self) -> None:
        self.ledger = Ledger[Going | Gone, Ending | None](self._write, lambda entry: isinstance(entry, Gone))

    async def run(self, limit: int) -> None:
        """Claim and carry, several at a time where the transport has lanes."""
        if not limit:
            return None
        do(self.store, postpone, Postpone(), self.now())
        command = Claim(self.hands.worker, limit, guard=self.hands.guard)
        self.waiting.extend(do(self.store, outbox.claim, command, self.now()))
        self.wave = self.ledger.lanes = min(self.transport.lanes, len(self.waiting))
        if self.transport.lanes == 1:
            return await self._lane()
        # each lane ends what it began, also when another one fails
        ends = await asyncio.gather(*(self._lane() for _ in range(self.wave)), return_exceptions=True)
        for error in filter(None, ends):
            raise error
        return None

    async def _lane(self) -> None:
        """One mail after the other; that one was accepted is written down while the next one is offered."""
        last: _Noted | None = None
        try:
            while (composed := self._next()) is not None:
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

    def _next(self) -> Composed | None:
        """What a lane carries next; while the relay takes nothing, everything is put back."""
        until = self.transport.circuit.until
        if until is not None and self.now() < until:
            self._put_back(until)
        while self.waiting and not self.ready:
            self.ledger.settle()
            self._take_up([self.waiting.popleft() for _ in range(min(self.wave, len(self.waiting)))])
            self.wave = min(WAVE, 2 * self.wave)
        return self.ready.popleft() if self.ready else None

    def _put_back(self, until: datetime) -> None:
        ids = [*(each.draft.id for each in self.ready), *self.waiting]
        self.ready.clear()
        self.waiting.clear()
        if ids:
            back_again = do(self.store, self.hands.put_back, ids, until)
            self.report.count(Ending.PUT_BACK, back_again)
            self.report.count(Ending.LOST, len(ids) - back_again)

    def _take_up(self, ids: Sequence[str]) -> None:
        """Look again at the next wave and compose it; what cannot go ends here."""
        taken = do(self.store, self.hands.take_up, ids, self.now())
        self.ready.extend(_composed(taken, self.report, self._fail))

    def _fail(self, id: str, error: UnusableMessageError) -> Ending:
        return do(self.store, self.hands.fail, (id, error), self.now())

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
            self.wave = max(1, self.ledger.lanes)
        return outcome

    def _write(self, entries: Sequence[Going | Gone]) -> list[Ending | None]:
        return do(self.store, self.hands.write, entries, self.now())
