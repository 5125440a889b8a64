"""Steps in which time passes, nodes work, processes die, clocks jump and backups come back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from tests.stateful.mail_steps import MailSteps
from tests.stateful.relay import FAULTS
from tests.stateful.steps import ACTOR, NUMBERS, REASON
from tests.stateful.twins import compare
from zi_workflow.usecases import clock_watch
from zi_workflow.usecases.clock_watch import Accept

SCRIPTS = st.lists(st.sampled_from(sorted(FAULTS)), max_size=5)
NODES = st.sampled_from("AB")
JUMPS = [
    timedelta(minutes=-4), timedelta(minutes=-10), timedelta(hours=-1), timedelta(days=-1), timedelta(days=-20),
    timedelta(hours=1), timedelta(days=1), timedelta(days=3), timedelta(days=365),
]  # fmt: skip
TWINS = [None] * 5 + [(0, 2, "America/Los_Angeles"), (3, 1, "UTC"), (1, 3, "Asia/Jayapura")]
MEANWHILE = ("waive", "verify", "leave", "address", "reassign", "stop", "deliver", "tick")


class TimeSteps(MailSteps):
    """What the clock and the machines do."""

    @rule(minutes=st.sampled_from([1, 5, 15, 16, 40, 75, 180, 600, 1200]))
    def time_passes(self, minutes: int) -> None:
        """Less than a lease, or more; into the afternoon, or the night."""
        self.counts("minutes" if minutes < 100 else "hours")
        self.world.pass_time(timedelta(minutes=minutes))

    @rule(node=NODES, days=st.integers(1, 4))
    def days_pass(self, node: str, days: int) -> None:
        """The service works every morning; nothing goes wrong."""
        self.counts("days")
        for _ in range(days):
            self.morning_comes()
            self.world.tick(node)
            self.world.deliver(node)

    @rule(node=NODES, script=SCRIPTS)
    def a_bad_morning(self, node: str, script: list[str]) -> None:
        """The service works, and the relay does not."""
        self.counts("morning")
        self.morning_comes()
        self.world.tick(node)
        self._delivers(node, script)

    @rule(node=NODES, times=st.integers(1, 3), twin=st.sampled_from(TWINS))
    def ticks(self, node: str, times: int, twin: tuple[int, int, str] | None) -> None:
        """A day's work, as often as somebody likes; the same comes of it elsewhere, later and more often."""
        self.counts("twin" if twin else "tick")
        if twin is not None and self.world.dies_in is None:
            compare(self.world, *twin)
        for _ in range(times):
            self.world.tick(node)

    @rule(node=NODES, script=SCRIPTS)
    def delivers(self, node: str, script: list[str]) -> None:
        """A delivery, whatever the relay does."""
        self.counts("deliver")
        self._delivers(node, script)

    @rule(
        node=NODES,
        script=SCRIPTS,
        what=st.lists(st.sampled_from(MEANWHILE), min_size=1, max_size=3),
        number=NUMBERS,
    )
    def delivers_meanwhile(self, node: str, script: list[str], what: list[str], number: int) -> None:
        """A delivery in the midst of which people and another node act."""
        self.counts("deliver_meanwhile")
        self.world.meddling = [self._meanwhile(each, number, "AB".replace(node, "")) for each in what]
        self._delivers(node, script)
        self.world.meddling = []

    @rule(statements=st.integers(0, 60), node=NODES, tick=st.booleans(), script=SCRIPTS)
    def dies(self, statements: int, node: str, tick: bool, script: list[str]) -> None:
        """A process ends before any of its statements or commits."""
        self.counts("crash")
        self.world.dies_in = statements
        if tick:
            self.world.tick(node)
        else:
            self._delivers(node, script)
        self.world.dies_in = None

    @rule(
        what=st.sampled_from(["jump", "jump", "silence", "crash_soon"]), number=NUMBERS, cared=st.booleans()
    )
    def something_bad_happens(self, what: str, number: int, cared: bool) -> None:
        """The clock jumps, the service is down, its next process dies; somebody cares or not."""
        self.counts(what)
        if what == "jump":
            self.world.pass_time(JUMPS[number % len(JUMPS)])
        elif what == "silence":
            self.world.pass_time(timedelta(days=number + 1))
        else:
            self.world.dies_in = number % 15
        if cared and what != "crash_soon":
            self.accepts_the_clock()

    @rule()
    def somebody_cares(self) -> None:
        """The clock is confirmed, mail goes on, what is held is let go."""
        self.counts("care")
        self.accepts_the_clock()
        self.switches(on=False)
        self.lets_go(keep=True)
        self.world.state.mode, self.world.state.desk.reachable = "live", True

    @precondition(lambda self: self.world.made.can_restore)
    @rule(back=st.booleans())
    def backs_up_or_restores(self, back: bool) -> None:
        """A copy of the database is made, or the last one comes back."""
        if not back or self.world.backup is None:
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
        if accepted is not None and accepted.doubt.way is clock_watch.Way.BEHIND:
            self.world.state.epoch += 1
            self.world.state.stretch += 1

    def _delivers(self, node: str, script: list[str]) -> None:
        self.world.state.desk.script = list(script)
        self.world.deliver(node)
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
