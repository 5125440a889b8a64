"""Sends what need not wait and hands over what is due, by plain functions; knows no Prefect and no protocol."""

from __future__ import annotations

import gc
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import uvloop

from flows.day import collect_singles
from notifications.archive import Archive
from notifications.delivery import carry
from notifications.handling import Hands
from notifications.preparing import Preparation
from notifications.resolving import ask_about_lost_days, resolve
from notifications.scribe import Scribe
from notifications.steady import LeapError, Steady
from notifications.supply import MOST_CLAIMED, Stream
from notifications.transports.outcomes import Transport
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.usecases.outbox import UNGUARDED, Guard
from zi_workflow.usecases.rechecks import recheck
from zi_workflow.usecases.zones import active_zones

_log = logging.getLogger("zi.mail")
BATCH = 400
OBJECTS = 50_000  # more than before, until garbage is looked for; a few megabytes


def collect_everywhere(store: Store, now: datetime, letterhead: Letterhead = PLAIN) -> int:
    """Put the single mails of every zone into the outbox where it is office time; how many."""
    with store.reading() as session:
        names = [zone.name for zone in active_zones(session)]
    return sum(
        collect_singles(store, name, now.astimezone(ZoneInfo(name)).date(), now, letterhead) for name in names
    )


def _nothing() -> None:
    """Nobody wants to know how far it got."""


@dataclass(frozen=True, slots=True)
class Aids:
    """What helps a delivery, each where there is one.

    `archive` is asked what arrived; `after_batch` is called after every BATCH messages; `scribe` is started when a
    batch came full, and composes the next ones.
    """

    archive: Archive | None = None
    after_batch: Callable[[], None] = _nothing
    scribe: Scribe | None = None


@contextmanager
def _seldom_tidied() -> Iterator[None]:
    """Python looks for garbage less often: a mail leaves next to none, and to look for it takes a tenth of its time."""
    before = gc.get_threshold()
    gc.set_threshold(OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def deliver_due(
    store: Store,
    now: Callable[[], datetime],
    transport: Transport,
    worker: str,
    guard: Guard = UNGUARDED,
    aids: Aids = Aids(),
) -> int:
    """Settle what is uncertain, then hand over every message whose time has come; how many were taken up.

    Call it outside of an event loop. A clock that leaps ends it; what is in hand is free again when its lease is over.
    """
    steady = Steady(now)
    resolve(store, steady(), aids.archive)
    hands = Hands(worker, transport.name, Preparation(transport.sender, recheck), guard)
    handled, smooth = 0, False

    def between() -> None:
        aids.after_batch()
        ask_about_lost_days(store, steady(), aids.archive)  # others make mails meanwhile

    while True:
        with _seldom_tidied():
            stream = Stream(aids.scribe, smooth, between)
            try:
                report = uvloop.run(carry(store, steady, transport, hands, BATCH, stream))
                handled += report.handled
                between()
            except LeapError as leap:
                _log.error("the delivery ends: %s", leap)
                break
        smooth = report.sent == report.handled
        if not report.handled or report.handled % BATCH or handled >= MOST_CLAIMED:
            break
        if aids.scribe is not None:
            aids.scribe.start()
    if aids.scribe is not None:
        aids.scribe.rest()
    return handled
