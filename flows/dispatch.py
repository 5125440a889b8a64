"""Sends what need not wait and hands over what is due, by plain functions; knows no Prefect and no protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.day import collect_singles
from notifications.archive import Archive
from notifications.delivery import deliver
from notifications.resolving import resolve
from notifications.transports.outcomes import Transport
from zi_workflow.bootstrap import Store
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.usecases.outbox import UNGUARDED, Guard
from zi_workflow.usecases.rechecks import recheck
from zi_workflow.usecases.zones import active_zones

BATCH = 100
MOST_BATCHES = 400  # one run hands over at most 20,000 messages; the next one goes on


def collect_everywhere(store: Store, now: datetime, letterhead: Letterhead = PLAIN) -> int:
    """Put the single mails of every zone into the outbox where it is office time; how many."""
    with store.reading() as session:
        names = [zone.name for zone in active_zones(session)]
    return sum(
        collect_singles(store, name, now.astimezone(ZoneInfo(name)).date(), now, letterhead) for name in names
    )


def _nothing() -> None:
    """Nobody wants to know how far it got."""


def deliver_due(
    store: Store,
    now: Callable[[], datetime],
    transport: Transport,
    worker: str,
    archive: Archive | None = None,
    guard: Guard = UNGUARDED,
    after_batch: Callable[[], None] = _nothing,
) -> int:
    """Settle what is uncertain, then hand over every message whose time has come; how many were taken up.

    `after_batch` is called after every BATCH messages. Call it outside of an event loop.
    """
    resolve(store, now(), archive)
    handled = 0
    for _ in range(MOST_BATCHES):
        report = asyncio.run(deliver(store, now, transport, worker, recheck, BATCH, guard))
        handled += report.handled
        after_batch()
        if report.handled < BATCH:
            break
    return handled
