"""Small events for tests of the chain: Ayu's task TL-03 of one agency."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from tests.support.clocks import wib
from zi_workflow.bootstrap import Store
from zi_workflow.domain.events import Event
from zi_workflow.usecases import events

AGENCY = "pemprov-contoh"
FIRST = wib(2025, 1, 2)


def event(number: int = 1, **changes: Any) -> Event:
    """The `number`-th report of Ayu."""
    facts: dict[str, Any] = {
        "kind": "task.reported",
        "subject": "TL-03",
        "actor": "ayu",
        "occurred_on": date(2025, 1, 1) + timedelta(days=number),
        "payload": {"task": "TL-03", "state": {"state": "running", "progress": number}},
        "unit_id": "unit-1",
        "programme_id": "programme-1",
    }
    return Event(**{**facts, **changes})


def at(number: int) -> datetime:
    """When the `number`-th event is recorded: a day later each."""
    return FIRST + timedelta(days=number - 1)


def write(store: Store, count: int, *, agency: str = AGENCY) -> None:
    """Let Ayu report so many times."""
    with store.writing() as session:
        for number in range(1, count + 1):
            events.record(session, agency, event(number), at(number))


def write_all(store: Store, happened: Sequence[Event], agency: str = AGENCY) -> None:
    """Record these events, a day after each other."""
    with store.writing() as session:
        for number, each in enumerate(happened, start=1):
            events.record(session, agency, each, at(number))
