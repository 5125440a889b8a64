"""The service under test with its nodes, clock, relay and backups; does what it is told and draws nothing."""

from __future__ import annotations

import random
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy import event

from flows import day, dispatch
from flows.fencing import fenced, keep_mark
from flows.watching import watched
from notifications.archive import Archive
from notifications.transports.allowlist import AllowlistTransport
from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import Transport
from schedules.recomputing import recompute
from tests.stateful.databases import Databases, back_up, put_back
from tests.stateful.model import Model
from tests.stateful.observer import Observer
from tests.stateful.relay import CrashError, RelayTransport
from tests.stateful.state import LISTED, State
from tests.support import databases
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.clock_doubts import Way
from zi_workflow.domain.errors import ZiError
from zi_workflow.domain.messages import Letterhead
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_watch import Look
from zi_workflow.usecases.fence import Place
from zi_workflow.usecases.mail_gate import gate
from zi_workflow.usecases.zones import active_zones

HOST = "mesin-a"
MOMENTS = ("before_cursor_execute", "commit")
LETTERHEAD = Letterhead("https://zi.contoh.go.id", "contoh.go.id")

Result = TypeVar("Result")


@dataclass
class Node:
    """A process that ticks and delivers; dead ones are followed by another of a new name."""

    name: str
    transport: Transport
    life: int = 1

    @property
    def worker(self) -> str:
        """What its claims are made out to."""
        return f"{self.name}-{self.life}"


class World:
    """A service on a database of its own."""

    def __init__(self, made: Databases, seed: int = 0, lanes: int = 1) -> None:
        self._stack = ExitStack()
        self.folder = made.data_folder()
        self.url = self._stack.enter_context(made.fresh(self.folder))
        self.made, self.lanes = made, lanes
        self.state = State(made.opening())
        self.meddling: list[Callable[[], object]] = []
        self.dies_in: int | None = None
        self.deliveries = 0
        self.backup: tuple[Path, Model] | None = None
        self._bits = random.Random(seed).getrandbits
        self.begins()
        self._open()
        self.nodes = {name: Node(name, self._way()) for name in "AB"}

    @property
    def now(self) -> datetime:
        """What every clock of the service shows."""
        return self.state.now

    @property
    def model(self) -> Model:
        """What the tester knows."""
        return self.state.model

    def _open(self) -> None:
        self.store = replace(self.made.store(self.url, "service"), random_bits=self._bits)
        for moment in MOMENTS:
            event.listen(self.store.engine, moment, self._statement)
        self.observer = Observer(self.state, self.made.store(self.url, "observer"), self.interrupt)

    def shut(self) -> None:
        """Nobody is connected any more."""
        self.observer.store.close()
        self.store.close()
        for moment in MOMENTS:
            event.remove(self.store.engine, moment, self._statement)

    def begins(self) -> None:
        """What has to be there before the service."""

    def lasts(self, thing: AbstractContextManager[Result]) -> Result:
        """Something that is there as long as the service."""
        return self._stack.enter_context(thing)

    def archive(self) -> Archive:
        """What holds a copy of every accepted mail."""
        return self.state.desk

    def _way(self) -> Transport:
        return RelayTransport(self.state.desk, self.observer, self.lanes)

    def close(self) -> None:
        """Everything is gone."""
        self.shut()
        self._stack.close()

    # -- dying

    def _statement(self, *_told: object) -> None:
        """Before each statement and each commit: perhaps the process ends here."""
        if self.dies_in is not None:
            self.dies_in -= 1
            if self.dies_in < 0:
                self.dies_in, self.state.dead = None, True
                self.state.faults["crash_sql"] += 1
        if self.state.dead:
            raise CrashError

    def survives(self, node: Node, work: Callable[[], Result]) -> Result | None:
        """What the work comes to; None when its process died, and then another one has been started."""
        try:
            return work()
        except CrashError:
            self.state.dead, self.meddling, self.state.desk.script = False, [], []
            node.life += 1
            node.transport = self._way()
            self.observer.doubt_last()
            return None

    def does(self, usecase: Callable[..., Result], command: Any) -> Result | None:
        """A use case in its own transaction; None when it was refused or its process died: then nothing happened."""
        return self.tries(lambda: do(self.store, usecase, command, self.now))

    def tries(self, work: Callable[[], Result]) -> Result | None:
        """What somebody's work comes to; None when it was refused, or when its process died."""
        try:
            return work()
        except ZiError:
            return None
        except CrashError:
            self.state.dead = False
            return None

    # -- working

    def doubted(self) -> bool:
        """Whether the clock is believed; a believed one has been seen now."""
        doubt = do(self.store, clock_watch.witness, Look(), self.now)
        if doubt is not None and doubt.way is Way.AHEAD:
            recompute(self.store, self.now)
        return doubt is not None

    def tick(self, name: str) -> None:
        """A day's work of every zone on a node, as `zi tick` does it, without the delivery."""
        self.observer.look(quietly=True)
        self.survives(self.nodes[name], lambda: tick(self.store, self.now))
        self.observer.look()

    def deliver(self, name: str) -> None:
        """One delivery of a node behind all guards, as the schedule does it."""
        node = self.nodes[name]
        self.deliveries += 1
        with self.observer.delivering():
            self.survives(node, lambda: self._deliver(node))

    def _deliver(self, node: Node) -> None:
        if self.doubted():
            return
        dispatch.collect_everywhere(self.store, self.now, LETTERHEAD)
        if self.state.mode == "off":
            return
        place, transport = Place(self.folder, HOST), self._transport(node)
        archive = self.archive() if self.state.desk.archived else None

        def hand_over() -> int:
            aids = dispatch.Aids(archive, lambda: keep_mark(self.store, place))
            return dispatch.deliver_due(self.store, lambda: self.now, transport, node.worker, gate(), aids)

        behind = fenced(self.store, lambda: self.now, place, hand_over)
        watched(self.store, lambda: self.now, behind)()

    def _transport(self, node: Node) -> Transport:
        if self.state.mode == "capture":
            return CaptureTransport(node.transport.sender)
        return (
            AllowlistTransport(node.transport, [LISTED]) if self.state.mode == "allowlist" else node.transport
        )

    # -- time and the past

    def pass_time(self, step: timedelta) -> None:
        """The clock goes on, or is set."""
        self.state.now += step

    def back_up(self) -> None:
        """Keep the database as it is now, and what the tester knows of it."""
        target = self.folder / "kept.backup"
        back_up(databases.sqlite_path(self.url), target)
        self.backup = (target, deepcopy(self.state.model))

    def restore(self) -> None:
        """The backup in place of the database; the mark beside it stays, and whoever worked is gone."""
        assert self.backup is not None
        self.shut()
        put_back(self.backup[0], databases.sqlite_path(self.url))
        self.state.model = deepcopy(self.backup[1])
        self.state.faults["restore"] += 1
        self._open()
        for node in self.nodes.values():
            node.life += 1
            node.transport = self._way()
        state = self.state
        state.era, state.stretch, state.fenced = state.era + 1, state.stretch + 1, True

    def interrupt(self) -> None:
        """What was to happen while a mail is on its way."""
        if self.meddling:
            self.meddling.pop(0)()

    def local(self, unit: str) -> datetime:
        """A unit's own time now."""
        return self.state.model.agencies[unit].local(self.now)


def tick(store: Store, now: datetime) -> None:
    """A day's work of every zone by a clock that is believed."""
    doubt = do(store, clock_watch.witness, Look(), now)
    if doubt is not None:
        if doubt.way is Way.AHEAD:
            recompute(store, now)
        return
    with store.reading() as session:
        zones = [zone.name for zone in active_zones(session)]
    for zone in zones:
        on = now.astimezone(ZoneInfo(zone)).date()
        report = day.run_day(store, zone, on, now, letterhead=LETTERHEAD, deliver=False)
        assert report.problems == []
