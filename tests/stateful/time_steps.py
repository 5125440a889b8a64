"""Steps in which time passes, nodes work, processes die, clocks jump and backups come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from tests.stateful.mail_steps import MailSteps
from tests.stateful.steps import ACTOR, REASON, Draw, step
from tests.stateful.twins import compare
from zi_workflow.domain.clock_doubts import Way
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_watch import Accept

MINUTES = (1, 5, 15, 16, 40, 75, 180, 600, 1200)
JUMPS = [
    timedelta(minutes=-4), timedelta(minutes=-10), timedelta(hours=-1), timedelta(days=-1), timedelta(days=-20),
    timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=365),
]  # fmt: skip
TWINS: list[tuple[int, int, str] | None] = [None] * 5 + [
    (0, 2, "America/Los_Angeles"),
    (3, 1, "UTC"),
    (1, 3, "Asia/Jayapura"),
]
MEANWHILE = ("waive", "verify", "leave", "address", "reassign", "stop", "deliver", "tick")


class TimeSteps(MailSteps):
    """What the clock and the machines do."""

    @step(9)
    def time_passes(self, draw: Draw) -> None:
        """Less than a lease, or more; into the afternoon, or the night."""
        minutes = draw.of(MINUTES)
        self.counts("minutes" if minutes < 100 else "hours")
        self.world.pass_time(timedelta(minutes=minutes))

    @step(4)
    def days_pass(self, draw: Draw) -> None:
        """The service works every morning; nothing goes wrong."""
        self.counts("days")
        for _ in range(1 + draw.by % 3):
            self.morning_comes()
            self.world.tick(draw.node)
            self.world.deliver(draw.node)

    @step(6)
    def a_bad_morning(self, draw: Draw) -> None:
        """The service works, and the relay does not."""
        self.counts("morning")
        self.morning_comes()
        self.world.tick(draw.node)
        self._delivers(draw)

    @step(4)
    def ticks(self, draw: Draw) -> None:
        """A day's work, as often as somebody likes; the same comes of it elsewhere, later and more often."""
        twin = draw.of(TWINS)
        self.counts("twin" if twin else "tick")
        if twin is not None and self.world.dies_in is None:
            compare(self.world, *twin)
        for _ in range(1 + draw.number % 3):
            self.world.tick(draw.node)

    @step(7)
    def delivers(self, draw: Draw) -> None:
        """A delivery, whatever the relay does."""
        self.counts("deliver")
        self._delivers(draw)

    @step(5)
    def delivers_meanwhile(self, draw: Draw) -> None:
        """A delivery in the midst of which people and another node act."""
        self.counts("deliver_meanwhile")
        other = "AB".replace(draw.node, "")
        first, second = draw.of(MEANWHILE), MEANWHILE[draw.number % len(MEANWHILE)]
        if draw.number % 3 == 0:
            self.morning_comes()
            self.world.tick(draw.node)
        self.world.meddling = [self._meanwhile(each, draw.number, other) for each in (first, second)]
        self._delivers(draw)
        self.world.meddling = []

    @step(5)
    def dies(self, draw: Draw) -> None:
        """A process ends before any of its statements or commits."""
        self.counts("crash")
        self.world.dies_in = draw.by * (1 + draw.number % 3)
        if draw.number % 4 == 0:
            self.world.tick(draw.node)
        else:
            self._delivers(draw)
        self.world.dies_in = None

    @step(3)
    def something_bad_happens(self, draw: Draw) -> None:
        """The clock jumps, the service is down, its next process dies; somebody cares or not."""
        what, number = draw.of(["jump", "jump", "silence", "crash_soon"]), draw.number
        self.counts(what)
        if what == "jump":
            self.world.pass_time(JUMPS[number % len(JUMPS)])
        elif what == "silence":
            self.world.pass_time(timedelta(days=number + 1))
        else:
            self.world.dies_in = number % 15
        if draw.by % 3 and what != "crash_soon":
            self.accepts_the_clock()

    @step(5)
    def somebody_cares(self, draw: Draw) -> None:
        """The clock is confirmed, mail goes on, what is held is let go or cancelled."""
        self.counts("care")
        self.accepts_the_clock()
        self.switches(on=False)
        self.lets_go(keep=draw.by % 4 > 0)
        self.world.state.mode, self.world.state.desk.reachable = "live", True

    @step(3)
    def backs_up_or_restores(self, draw: Draw) -> None:
        """A copy of the database is made, or the last one comes back."""
        if not self.world.made.can_restore:
            self.works(draw)
        elif draw.even or self.world.backup is None:
            self.counts("backup")
            self.world.back_up()
        else:
            self.counts("restore")
            self.world.dies_in = None
            self.world.restore()

    # -- parts

    def morning_comes(self) -> None:
        """07.40 in Jakarta on the next day, whatever day that is."""
        local = self.world.local(next(iter(self.world.model.agencies)))
        coming = (local + timedelta(days=1)).replace(hour=7, minute=40)
        self.world.state.now = coming.astimezone(self.world.now.tzinfo)

    def accepts_the_clock(self) -> None:
        """What was planned for a future that was none is undone."""
        on = self.today(next(iter(self.world.model.agencies)))
        accepted = self.world.does(clock_watch.accept, Accept(ACTOR, REASON, on))
        if accepted is not None and accepted.doubt.way is Way.BEHIND:
            self.world.state.epoch += 1
            self.world.state.stretch += 1

    def _delivers(self, draw: Draw) -> None:
        self.world.state.desk.script = list(draw.script)
        self.world.deliver(draw.node)
        self.world.state.desk.script = []

    def _meanwhile(self, what: str, number: int, other: str) -> Callable[[], object]:
        deeds: dict[str, Callable[[], object]] = {
            "waive": lambda: self.waives_some(number),
            "verify": lambda: self.verifies_some(number),
            "leave": lambda: self.leaves_some(number, today=False),
            "address": lambda: self.readdresses_some(number),
            "reassign": lambda: self.reassigns_some(number, number),
            "stop": lambda: self.switches(on=True),
            "deliver": lambda: self.world.deliver(other),
            "tick": lambda: self.world.tick(other),
        }
        return deeds[what]
