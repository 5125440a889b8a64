"""Carries messages from the outbox to a transport, one transaction a step; knows no protocol and no wording.

A message that cannot be rendered fails alone; the others flow.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from email.message import EmailMessage
from enum import StrEnum
from functools import partial

from notifications.preparing import UnusableMessageError, prepare
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import Fate, Outcome, Transport
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import Reason
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import outbox
from zi_workflow.usecases.outbox import Claim, Failure, Message, Recheck, Sent
from zi_workflow.usecases.windows import Postpone, postpone

Now = Callable[[], datetime]
CAPTURER = "capture"


class Ending(StrEnum):
    """What became of one message in one run; each is a count of the report."""

    SENT = "sent"
    PRINTED = "printed"
    RETRIED = "retried"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    LOST = "lost"  # another worker has taken it over


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

    def count(self, ending: Ending) -> None:
        """One more."""
        setattr(self, ending, getattr(self, ending) + 1)

    @property
    def handled(self) -> int:
        """How many messages were taken up."""
        return sum(getattr(self, ending) for ending in Ending)


async def deliver(
    store: Store, now: Now, transport: Transport, worker: str, recheck: Recheck | None = None, limit: int = 50
) -> Report:
    """Send up to `limit` messages whose time has come, in their units' office hours.

    Interrupted anywhere, it loses and doubles none.
    """
    report = Report()
    do(store, postpone, Postpone(), now())
    claimed = do(store, outbox.claim, Claim(worker, limit), now())
    carrier = _Carrier(store, now, transport, worker, recheck)
    try:
        for row in claimed:
            report.count(await carrier.carry(row.id))
    finally:
        await transport.close()
    return report


def capture_all(
    session: Session, now: datetime, recheck: Recheck | None, on: date, sender: str = CaptureTransport.sender
) -> Report:
    """Keep every due message dated `on` or before instead of sending it, all in this one transaction."""
    report, kept = Report(), list[Sent]()
    for row in outbox.claim_day(session, CAPTURER, on, now):
        ready = _ready(session, row, now, recheck, _Sending(CAPTURER, CAPTURER, sender))
        if isinstance(ready, Ending):
            report.count(ready)
        else:
            kept.append(ready.sent)
            report.count(Ending.PRINTED if row.channel == PRINT else Ending.SENT)
    outbox.mark_all_sent(session, kept, now)
    return report


@dataclass(frozen=True, slots=True)
class _Sending:
    """By whom, by which transport and from which address."""

    worker: str
    transport: str
    sender: str


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
        prepared = prepare(session, row, now, by.sender, recheck)
    except UnusableMessageError as error:
        outbox.mark_failed(session, Failure(row.id, by.worker, str(error)))
        return Ending.FAILED
    if prepared is None:
        outbox.cancel(session, row.id, Reason.OBSOLETE)
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

    async def carry(self, id: str) -> Ending:
        """Take one message to its end in this run."""
        ready = do(self.store, self._prepare, id, self.now())
        if isinstance(ready, Ending):
            return ready
        if ready.mime is None:
            return do(self.store, self._record, (ready.sent, Outcome(Fate.SENT)), self.now())
        outcome = await self.transport.send(ready.mime, ready.to_address, partial(self._mark_data, id))
        sent = replace(ready.sent, transport=outcome.by or ready.sent.transport)
        return do(self.store, self._record, (sent, outcome), self.now())

    def _prepare(self, session: Session, id: str, now: datetime) -> _Ready | Ending:
        row = session.get(Message, id)
        if row is None or row.owner != self.worker or row.state != MessageState.CLAIMED:
            return Ending.LOST
        by = _Sending(self.worker, self.transport.name, self.transport.sender)
        return _ready(session, row, now, self.recheck, by)

    def _mark_data(self, id: str) -> bool:
        def mark(session: Session, id: str, now: datetime) -> bool:
            return outbox.mark_data(session, id, self.worker, now)

        return do(self.store, mark, id, self.now())

    def _record(self, session: Session, result: tuple[Sent, Outcome], now: datetime) -> Ending:
        """The outcome in the outbox; LOST when the message is not this worker's any more."""
        sent, outcome = result
        failure = Failure(sent.id, self.worker, f"{outcome.stage}: {outcome.reason}")
        match outcome.fate:
            case Fate.SENT if outbox.mark_sent(session, sent, now):
                return Ending.PRINTED if sent.transport == PRINT else Ending.SENT
            case Fate.RETRY if state := outbox.mark_retry(session, failure, now):
                return Ending.FAILED if state is MessageState.FAILED else Ending.RETRIED
            case Fate.FAILED if outbox.mark_failed(session, failure):
                return Ending.FAILED
            case Fate.UNCERTAIN if outbox.mark_uncertain(session, failure):
                return Ending.UNCERTAIN
        return Ending.LOST
