"""Turns the schedule table into occurrences, each owed once; knows how to catch up, not how anything is done.

After a time without us the missed firings of a line become one, the latest, and only if it is not later than the
line's grace: missed days are not replayed (docs/mail.md, due by and never due on).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from schedules.table import Entry, Job, entries
from schedules.triggers import between
from zi_workflow.bootstrap import Store, do
from zi_workflow.usecases import occurrences, zones
from zi_workflow.usecases.occurrences import Owe, Owed
from zi_workflow.usecases.zones import Woken


def plan(store: Store, now: datetime) -> int:
    """Write down what has fallen due since the cursors; how many occurrences are new."""
    with store.reading() as session:
        table = entries(zones.active_zones(session))
        seen = {each: occurrences.cursor(session, each.line.job, each.scope) for each in table}
        woken = zones.woken_programmes(session)
    orders = (_order(entry, seen[entry], now, woken) for entry in table)
    return sum(do(store, occurrences.owe, order, now) for order in orders if order is not None)


def _order(entry: Entry, since: datetime | None, now: datetime, woken: Iterable[Woken]) -> Owe | None:
    fired = latest(entry, since, now)
    if fired is None:
        return None
    wakes = entry.line.job is Job.BUILD_UP
    owed = tuple(_wake_up(each, now) for each in woken) if wakes else (_firing(entry, fired),)
    return Owe(entry.line.job, owed, entry.scope, since, now)


def latest(entry: Entry, since: datetime | None, now: datetime) -> datetime | None:
    """The last firing since the cursor that may still start now; None when there is none.

    Without a cursor (the first start) everything within the grace counts as not yet seen.
    """
    reach = now - entry.line.grace
    firings = list(between(entry.trigger, max(since, reach) if since else reach, now))
    return firings[-1] if firings else None


def _firing(entry: Entry, fired: datetime) -> Owed:
    local = fired.astimezone(ZoneInfo(entry.zone))
    moment = local.date().isoformat() if entry.scope else f"{local:%Y-%m-%dT%H:%MZ}"
    return Owed(f"{entry.line.job}:{entry.scope}:{moment}", entry.scope, local.date(), fired)


def _wake_up(woken: Woken, now: datetime) -> Owed:
    key = f"{Job.BUILD_UP}:{woken.programme_id}:{woken.woken_at.isoformat()}"
    return Owed(key, woken.programme_id, now.astimezone(ZoneInfo(woken.zone)).date(), now)
