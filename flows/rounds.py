"""What is due about monev rounds, by plain functions: go on with orders, freeze, propose the coming ones; no Prefect.

Each step is one use case in one transaction and safe to run again: the second time it changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from flows.ground import Ground
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.errors import ZiError
from zi_workflow.usecases import round_orders
from zi_workflow.usecases.freezing import DueRound, FreezeDue, due_rounds, freeze_due
from zi_workflow.usecases.round_proposals import ProposeZone, propose_zone

NOTHING = "nothing is due"


@dataclass
class RoundsReport:
    """What was done about rounds: opened, frozen, proposed; the problems of those that could not be frozen by name."""

    opened: int = 0
    frozen: list[str] = field(default_factory=list)
    proposed: int = 0
    problems: list[tuple[str, ZiError]] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was new."""
        return bool(self.opened or self.frozen or self.proposed)


def due(store: Store, now: datetime) -> tuple[DueRound, ...]:
    """The rounds whose cutoff day is over and that are not frozen, the oldest first."""
    with store.reading() as session:
        return due_rounds(session, now)


def freeze_round(store: Store, round_id: str, now: datetime) -> bool:
    """Freeze one round with the figures of its cutoff day, however late it is; False when that was done already."""
    return do(store, freeze_due, FreezeDue(round_id=round_id), now) is not None


def monev_round(store: Store, round_id: str, now: datetime) -> str:
    """Everything that is due about a round; a word about what became of it."""
    return "frozen" if freeze_round(store, round_id, now) else NOTHING


def orders_wait(store: Store, now: datetime) -> bool:
    """Whether an order to open rounds is not finished, for instance because whoever carried it out was killed."""
    with store.reading() as session:
        return bool(round_orders.waiting(session, None, now))


def open_waiting(ground: Ground) -> int:
    """Open what orders still wait for, a transaction a unit; how many units were done."""
    return round_orders.continue_orders(partial(do, ground.store), ground.letterhead, ground.now)


def propose_rounds(store: Store, zone: str, now: datetime) -> int:
    """Rounds for the year ahead in a zone; how many are new."""
    return do(store, propose_zone, ProposeZone(zone), now)


def do_rounds(ground: Ground, zones: Iterable[str]) -> RoundsReport:
    """All of it at once, proposals for these zones. A round that cannot be frozen does not stop the others."""
    store, now = ground.store, ground.now()
    report = RoundsReport(opened=open_waiting(ground))
    for each in due(store, now):
        try:
            if freeze_round(store, each.id, now):
                report.frozen.append(each.place)
        except ZiError as error:
            report.problems.append((each.place, error))
    report.proposed = sum(propose_rounds(store, zone, now) for zone in zones)
    return report
