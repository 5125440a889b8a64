"""Nodes as child processes, each a scheduler and a sender, by a clock that all of them share; judges nothing."""

from __future__ import annotations

import logging
import os
import random
import signal
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from ctypes import c_double
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing.sharedctypes import RawArray

from schedules.reconcile import reconcile
from tests.chaos.ground import fork, wait
from tests.chaos.service import House, runner_of
from zi_workflow import bootstrap
from zi_workflow.clock import FixedClock
from zi_workflow.domain.errors import BusyError

OVER = 0.0
STEP_SECONDS = 300.0


class Board:
    """What parent and children both see: the instant it is, and for each seat the instant at which it had nothing to do."""

    def __init__(self, seats: int) -> None:
        self._cells = RawArray(c_double, seats + 1)

    @property
    def now(self) -> float:
        """The instant, in seconds; OVER ends the children."""
        return float(self._cells[0])

    def set(self, now: datetime | None) -> None:
        """Let it be that instant for everybody; None ends the run."""
        self._cells[0] = now.timestamp() if now else OVER

    def rest(self, seat: int, now: float) -> None:
        """That seat has nothing to do at `now`."""
        self._cells[seat + 1] = now

    def wait(self, now: float) -> None:
        """Until it is another instant, or for a moment: an idle node leaves the machine to those at work."""
        for _ in range(100):
            if self.now != now:
                return
            time.sleep(0.002)

    def resting(self) -> bool:
        """Whether nobody has anything to do now."""
        return all(cell == self.now for cell in self._cells[1:])


@dataclass(frozen=True, slots=True)
class Seat:
    """Where a node stands; its `owner` name is never used twice."""

    number: int
    owner: str
    house: House

    def live(self, board: Board) -> None:
        """Plan, claim, work, deliver, mark, in this process, until the run is over."""
        logging.disable(logging.CRITICAL)
        with closing(bootstrap.open_store(self.house.url)) as store:
            clock = FixedClock(datetime.fromtimestamp(board.now, UTC))
            runner = runner_of(self.house, store, clock, self.owner)
            while (now := board.now) != OVER:
                clock.set(datetime.fromtimestamp(now, UTC))
                with suppress(BusyError):  # as the runner's own job, which is logged and comes again
                    reconcile(store, clock.now())
                runner.plan()
                if runner.work() == 0:
                    board.rest(self.number, now)
                    board.wait(now)


class Crew:
    """The children of a run; every one of them is waited for."""

    def __init__(self, house: House, nodes: int, seed: int = 1) -> None:
        self.house, self.url, self.nodes = house, house.url, nodes
        self.board, self.chance, self.kills = Board(nodes), random.Random(seed), 0
        self.pids = list[int]()

    def start(self, now: datetime) -> None:
        """All at work, and at rest again."""
        self.board.set(now)
        self.pids = [self._start(number) for number in range(self.nodes)]
        self._rest()

    def _start(self, number: int) -> int:
        seat = Seat(number, f"node-{number}-{self.kills}", self.house)
        return fork(lambda: seat.live(self.board))

    def spend(self, instants: Iterable[datetime], trouble: Callable[[Crew], object] | None = None) -> None:
        """The same instants for everybody, the next when nobody has anything to do; trouble comes at the first."""
        for now in instants:
            self.board.set(now)
            if trouble is not None:
                trouble(self)
                trouble = None
            self._rest()

    def _rest(self) -> None:
        end = time.monotonic() + STEP_SECONDS
        while not self.board.resting():
            if time.monotonic() > end:
                raise AssertionError("the nodes do not come to rest")
            time.sleep(0.005)

    def kill(self) -> None:
        """One of them, after a while; another one takes its seat."""
        time.sleep(self.chance.uniform(0, 0.5))
        number = self.chance.randrange(self.nodes)
        os.kill(self.pids[number], signal.SIGKILL)
        self.kills += wait(self.pids[number]) == -signal.SIGKILL
        self.board.rest(number, OVER)
        self.pids[number] = self._start(number)

    def leave(self) -> None:
        """Everybody ends by themselves."""
        self.board.set(None)
        assert [wait(pid) for pid in self.pids] == [0] * self.nodes
