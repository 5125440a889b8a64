"""Carries messages from the outbox to a transport, one transaction a step; knows no protocol and no wording.

A message that cannot be rendered fails alone; the others flow. A relay that takes nothing is tried with one mail.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.message import EmailMessage
from enum import StrEnum
from functools import partial

from notifications.acting import Linking
from notifications.preparing import UnusableMessageError, prepare
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import Fate, Outcome, Transport
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import elapsed
from zi_workflow.domain.errors import BusyError
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import Reason
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import bounces, marks, outbox, returns
from zi_workflow.usecases.bounces import Bounce
from zi_workflow.usecases.marks import Failure, Sent
from zi_workflow.usecases.outbox import UNGUARDED, Claim, Guard, Message, Recheck
from zi_workflow.usecases.windows import Postpone, closed_until, postpone

Now = Callable[[], datetime]
CAPTURER = "capture"
_log = logging.getLogger("zi.mail")
LOOK_AGAIN = 0.5  # seconds between two tries to write down what the relay said
GIVE_UP_AFTER = 300.0  # seconds; what could not be written down by then becomes uncertain


class Ending(StrEnum):
    """What became of one message in one run; each is a count of the report."""

    SENT = "sent"
    PRINTED = "printed"
    RETRIED = "retried"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    LOST = "lost"  # another worker has taken it over
    PUT_BACK = "put_back"  # untried: the guard took it away, or the relay takes nothing


@dataclass
class Report:
    """How many messages of one run came to which end."""

    sent: int = 0
    printed: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    lost: int = 0
    put_back: int = 0

    def count(self, ending: Ending) -> None:
        """One more."""
        setattr(self, ending, getattr(self, ending) + 1)

    @property
    def handled(self) -> int:
        """How many messages were taken up."""
        return sum(getattr(self, ending) for ending in Ending)


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
    carrier = _Carrier(store, now, transport, worker, recheck, guard)
    report = Report()
    try:
        await carrier.run(transport.circuit.room(now(), limit), report)
        if transport.circuit.closed and 0 < report.handled < limit:  # the probe went well
            await carrier.run(limit - report.handled, report)
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
    report, kept = Report(), list[Sent]()
    for row in outbox.claim_day(session, CAPTURER, on, now):
        ready = _ready(session, row, now, recheck, _Sending(CAPTURER, CAPTURER, sender, linking))
        if isinstance(ready, Ending):
            report.count(ready)
        else:
            kept.append(ready.sent)
            report.count(Ending.PRINTED if row.channel == PRINT else Ending.SENT)
    marks.mark_all_sent(session, kept, now)
    return report


@dataclass(frozen=True, slots=True)
class _Sending:
    """By whom, by which transport and from which address."""

    worker: str
    transport: str
    sender: str
    linking: Linking = Linking.HIDDEN


@dataclass(frozen=True, slots=True)
class _Ready:
    """A message that may go out: what is kept once it is sent, and its MIME form (None: printable list)."""

    sent: Sent
    to_address: str
    mime: EmailMessage | None


def _ready(
    session: Session, row: Message, now: datetime, recheck: Recheck | None, by: _Sending
) -> _Ready | Ending:
    """The message as it is true now, or its end: obsolete ones are cancelled, unusable ones fail alone."""
    try:
        prepared = prepare(session, row, now, by.sender, recheck, by.linking)
    except UnusableMessageError as error:
        marks.mark_failed(session, Failure(row.id, by.worker, str(error)))
        return Ending.FAILED
    if prepared is None:
        marks.cancel(session, row.id, Reason.OBSOLETE)
        return Ending.CANCELLED
    transport = by.transport if prepared.mime else PRINT
    sent = Sent(row.id, by.worker, transport, prepared.rendered, prepared.source, prepared.facts)
    return _Ready(sent, row.to_address or "", prepared.mime)


@dataclass(frozen=True)
class _Carrier:
    """One worker's way through its claimed messages."""

    store: Store
    now: Now
    transport: Transport
    worker: str
    recheck: Recheck | None
    guard: Guard

    async def run(self, limit: int, report: Report) -> None:
        """Claim and carry, several at a time where the transport has lanes."""
        if not limit:
            return None
        do(self.store, postpone, Postpone(), self.now())
        command = Claim(self.worker, limit, guard=self.guard)
        waiting = deque(row.id for row in do(self.store, outbox.claim, command, self.now()))
        if self.transport.lanes == 1:
            return await self._lane(waiting, report)
        lanes = [self._lane(waiting, report) for _ in range(min(self.transport.lanes, len(waiting)))]
        # each lane ends what it began, also when another one fails
        ends = await asyncio.gather(*lanes, return_exceptions=True)
        for error in filter(None, ends):
            raise error
        return None

    async def _lane(self, waiting: deque[str], report: Report) -> None:
        while waiting:
            report.count(await self.carry(waiting.popleft()))

    async def carry(self, id: str) -> Ending:
        """Take one message to its end in this run."""
        until = self.transport.circuit.until
        if until is not None and self.now() < until:
            return self._put_back(id, until)
        ready = do(self.store, self._prepare, id, self.now())
        if isinstance(ready, Ending):
            return ready
        if ready.mime is None:
            return do(self.store, self._record, (ready.sent, Outcome(Fate.SENT)), self.now())
        mark = partial(self._mark_data, ready.sent)
        outcome = await self.transport.send(ready.mime, ready.to_address, mark)
        if outcome.relay_down:
            if self.transport.circuit.closed:
                _log.error("the relay takes nothing (%s): %s", outcome.stage, outcome.reason)
            self.transport.circuit.refused(self.now())
        elif outcome.fate is not Fate.LOST:
            self.transport.circuit.accepted()
        sent = replace(ready.sent, transport=outcome.by or ready.sent.transport)
        return await self._recorded(sent, outcome)

    async def _recorded(self, sent: Sent, outcome: Outcome) -> Ending:
        """The relay's word written down, also when the database is busy or away for a while: only we heard it."""
        begun = elapsed()
        while True:
            try:
                return do(self.store, self._record, (sent, outcome), self.now())
            except BusyError:
                if elapsed() - begun > GIVE_UP_AFTER:
                    raise
            await asyncio.sleep(LOOK_AGAIN)

    def _put_back(self, id: str, until: datetime) -> Ending:
        def back(session: Session, id: str, now: datetime) -> Ending:
            return Ending.PUT_BACK if outbox.put_back(session, [id], self.worker, until) else Ending.LOST

        return do(self.store, back, id, self.now())

    def _prepare(self, session: Session, id: str, now: datetime) -> _Ready | Ending:
        row = outbox.renew(session, id, self.worker, now)
        if row is None:
            return Ending.LOST
        opens = closed_until(session, row.unit_id, now)
        if opens is not None:
            outbox.put_back(session, [id], self.worker, opens)
            return Ending.PUT_BACK
        by = _Sending(self.worker, self.transport.name, self.transport.sender)
        ready = _ready(session, row, now, self.recheck, by)
        if isinstance(ready, _Ready) and self.guard.may_send(session, row, now) is not None:
            session.flush()
            return Ending.PUT_BACK
        return ready

    def _mark_data(self, going: Sent) -> bool:
        return do(self.store, self._still_true, going, self.now())

    def _still_true(self, session: Session, going: Sent, now: datetime) -> bool:
        """`mark_data`, unless mail was stopped or something became untrue while the relay was asked: then later."""
        if not self.guard.is_open(session, now) or self._is_outdated(session, going, now):
            outbox.put_back(session, [going.id], self.worker, now)
            return False
        return marks.mark_data(session, going, now)

    def _is_outdated(self, session: Session, going: Sent, now: datetime) -> bool:
        row = session.get(Message, going.id)
        return row is not None and self.recheck is not None and self.recheck(session, row, now) != going.facts

    def _record(self, session: Session, result: tuple[Sent, Outcome], now: datetime) -> Ending:
        """The outcome in the outbox; LOST when the message is not this worker's any more."""
        sent, outcome = result
        failure = Failure(sent.id, self.worker, f"{outcome.stage}: {outcome.reason}")
        match outcome.fate:
            case Fate.SENT if marks.mark_sent(session, sent, now):
                return Ending.PRINTED if sent.transport == PRINT else Ending.SENT
            case Fate.RETRY if state := marks.mark_retry(session, failure, now):
                return Ending.FAILED if state is MessageState.FAILED else Ending.RETRIED
            case Fate.FAILED if marks.mark_failed(session, failure):
                if outcome.bounced:
                    bounces.suppress(session, Bounce(sent.id), now)
                elif outcome.unreached:
                    returns.refused(session, Bounce(sent.id), now)
                return Ending.FAILED
            case Fate.UNCERTAIN if marks.mark_uncertain(session, failure, now):
                return Ending.UNCERTAIN
        return Ending.LOST
