"""The service in a process of its own: it starts, plans, works and sends as `zi serve` does, with all its guards.

What it stands on is wired by the product itself (`ground_of`): clock, fence, stop, breaker, the receivers' checks, the
mark after each batch. Only the pages and the flow server are left out.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from flows.orders import Order, do_plainly
from flows.runtime import PrefectServer
from flows.workshop import Workshop
from schedules.reconcile import reconcile
from schedules.runner import Node, Runner
from tests.chaos.crowd import LANES, crowd
from tests.chaos.ground import fork
from zi_workflow.bootstrap import Store
from zi_workflow.cli.wiring import ground_of, most_quiet
from zi_workflow.clock import FixedClock
from zi_workflow.settings import Settings

SENDER = "zi@example.go.id"


class PlainWorkshop(Workshop):
    """Works by plain functions: no flow server takes part."""

    def carry_out(self, order: Order) -> str:
        """As a workshop whose server does not answer, without saying so each time."""
        return do_plainly(order, self.ground)


@dataclass(frozen=True, slots=True)
class House:
    """Where a service lives: its data folder, its database, the relay's port and folder, and whether that is its archive.

    `jumpy`: its clock is a trial's, which may jump ahead without a witness. `crowded`: its children send as they do when
    there is much to send.
    """

    data: Path
    url: str
    port: int
    kept: Path
    archived: bool = True
    lanes: int = 1
    jumpy: bool = False
    crowded: bool = False

    def settings(self) -> Settings:
        """As its operator would set them."""
        return Settings(
            data=self.data,
            database_url=self.url,
            mail_mode="live",
            mail_from=SENDER,
            smtp_host="127.0.0.1",
            smtp_port=self.port,
            smtp_starttls=False,
            smtp_connections=LANES if self.crowded else self.lanes,
            archive_folder=self.kept if self.archived else None,
            clock_speed=60 if self.jumpy else 1,
        )


def runner_of(house: House, store: Store, clock: FixedClock, owner: str) -> Runner:
    """The scheduler and sender of a process, wired as `zi serve` wires it."""
    settings = house.settings()
    workshop = PlainWorkshop(PrefectServer(house.data / "prefect"), ground_of(settings, store, clock, owner))
    return Runner(store, clock, workshop, Node(owner, alone=False, most_quiet=most_quiet(settings)))


def live(house: House, store: Store, instants: Sequence[datetime], owner: str) -> None:
    """A process that starts and works at these instants; whatever was claimed before was another's, who is gone."""
    clock = FixedClock(instants[0])
    reconcile(store, clock.now(), alone=True)
    runner = runner_of(house, store, clock, owner)
    for now in instants:
        clock.set(now)
        runner.plan()
        runner.work()


def fork_service(
    house: House,
    store: Store,
    instants: Sequence[datetime],
    owner: str,
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> int:
    """`live` in a child, `around` around it; its pid.

    It has no connection in common with us, but finds warm what we have loaded: a start costs it a few milliseconds.
    """
    store.close()

    def work() -> None:
        logging.disable(logging.CRITICAL)
        if house.crowded:
            crowd()
        with around():
            live(house, store, instants, owner)

    return fork(work)
