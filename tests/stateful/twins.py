"""Does the same day's work twice, on the database and on a copy of it, and notes what came of it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from tests.stateful.history import Twin
from tests.stateful.world import World, tick
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.usecases import clock_watch

_NOTICE = (NoticeRow.key, NoticeRow.state, NoticeRow.level, NoticeRow.recipient_id, NoticeRow.role,
           NoticeRow.due_on, NoticeRow.told_on, NoticeRow.closed_on, NoticeRow.reason)  # fmt: skip
_MESSAGE = (MessageRow.key, MessageRow.kind, MessageRow.person_id, MessageRow.role, MessageRow.on,
            MessageRow.to_address, MessageRow.state, MessageRow.facts)  # fmt: skip

MOMENT = timedelta(seconds=1)
"""After whatever people did: of what is written in one and the same instant, chance alone says what comes first."""


def compare(world: World, hours: int, times: int, zone: str) -> None:
    """A tick, and on a copy so many of them, so many hours later of the same dates, by a machine of another zone."""
    world.pass_time(MOMENT)
    later = world.now + timedelta(hours=hours)
    if not _alike(world, later):
        later = world.now
    world.store.engine.dispose()
    world.observer.store.engine.dispose()
    with world.made.twin(world.url) as url:
        world.tick("A")
        with closing(world.made.store(url, "twin")) as copy, _at(zone):
            for _ in range(times):
                tick(copy, later)
            how = f"{times} times in {zone}, {later - world.now} later"
            world.state.history.twins.append(Twin(how, came(world.store), came(copy)))
        world.store.engine.dispose()


def _alike(world: World, later: datetime) -> bool:
    """Whether that is the same date everywhere, and a clock that is believed, or not, just like now."""
    agencies = world.model.agencies.values()
    with world.observer.store.reading() as session:
        doubts = [clock_watch.doubt(session, at) is None for at in (world.now, later)]
    return doubts[0] == doubts[1] and all(
        each.local(later).date() == each.local(world.now).date() for each in agencies
    )


def came(store: Store) -> frozenset[tuple[object, ...]]:
    """What stands in notices and outbox, without ids and instants."""
    with store.reading() as session:
        notices = session.execute(select(*(col(column) for column in _NOTICE))).all()
        messages = session.execute(select(*(col(column) for column in _MESSAGE))).all()
        return frozenset(
            [
                *(("notice", *row) for row in notices),
                *(("message", *row[:-1], _plain(row.facts)) for row in messages),
            ]
        )


def _plain(facts: dict[str, Any]) -> str:
    """Without the ids of notices."""
    lines = [
        {name: value for name, value in line.items() if name != "notice"} for line in facts.get("lines", ())
    ]
    return repr({**facts, "lines": lines})


@contextmanager
def _at(zone: str) -> Iterator[None]:
    """The machine's own time zone is another one."""
    before = os.environ.get("TZ")
    os.environ["TZ"] = zone
    time.tzset()
    try:
        yield
    finally:
        if before is None:
            del os.environ["TZ"]
        else:
            os.environ["TZ"] = before
        time.tzset()
