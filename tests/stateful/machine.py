"""The machine that draws steps and, after each, asks whether every promise still holds."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tests.stateful import mail_invariants as mail
from tests.stateful import time_invariants as timing
from tests.stateful.databases import Databases
from tests.stateful.relay import FAULTS
from tests.stateful.steps import WEIGHTS, Draw
from tests.stateful.time_steps import TimeSteps
from tests.stateful.world import World

LAST_DAYS = 14
ALL = [name for name in sorted(WEIGHTS, reverse=True) for _ in range(WEIGHTS[name])]
NEEDED = ("works", "time_passes", "days_pass", "a_bad_morning", "delivers", "somebody_cares")
"""Without these nothing would be seen; any of the others may be left out of a run."""
NUMBERS = st.integers(0, 59)
SCRIPTS = st.lists(st.sampled_from(list(FAULTS)), min_size=2, max_size=8)
LEFT_OUT = st.sets(st.sampled_from([name for name in WEIGHTS if name not in NEEDED]), max_size=8)


@dataclass
class Drawn:
    """What a run of many examples came to."""

    examples: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    mails: int = 0
    rungs: int = 0

    def add(self, machine: Machine) -> None:
        """One more example."""
        self.examples += 1
        self.steps += machine.taken
        self.faults += machine.world.state.faults
        self.mails += sum(copy.accepted for copy in machine.world.state.history.copies)
        self.rungs += len(machine.world.state.history.rungs)


class Machine(TimeSteps, RuleBasedStateMachine):
    """A service to which anything may happen, in any order."""

    made: ClassVar[Databases]
    drawn: ClassVar[Drawn]
    worlds: ClassVar[type[World]] = World

    def __init__(self) -> None:
        super().__init__()
        self.taken = Counter()
        self.checked = -1

    @initialize(
        seed=st.integers(0, 2**16),
        lanes=st.sampled_from([1, 1, 2]),
        archived=st.booleans(),
        without=LEFT_OUT,
    )
    def begins(self, seed: int, lanes: int, archived: bool, without: set[str]) -> None:
        """Two units at work, a relay with or without an archive behind it; some things never happen."""
        self.without = without
        self.world = self.worlds(self.made, seed, lanes)
        self.world.state.desk.archived = archived

    @rule(what=st.sampled_from(ALL), number=NUMBERS, by=NUMBERS, script=SCRIPTS)
    def happens(self, what: str, number: int, by: int, script: list[str]) -> None:
        """One step."""
        chosen = "works" if what in self.without else what
        getattr(self, chosen)(Draw(number, by, tuple(script)))

    @invariant()
    def promises_hold(self) -> None:
        """P1 to P14, as far as they can be judged now."""
        if hasattr(self, "world"):
            self._check()

    def _check(self) -> None:
        history = self.world.state.history
        seen = len(history.copies) + len(history.rungs) + len(history.twins) + self.world.deliveries
        if seen == self.checked:
            return
        self.checked = seen
        for check in (
            mail.p1_nothing_of_finished_work,
            mail.p2_one_copy,
            mail.p5_only_who_is_concerned,
            mail.p6_not_too_many_a_person,
            mail.p7_only_in_office_hours,
            mail.p8_stopped_is_stopped,
            mail.p10_nothing_again_after_a_restore,
            mail.p11_in_order,
        ):
            check(history.copies)
        mail.p4_one_row_a_mail(history.copies, self.world.observer.rows(), self.world.state.era)
        mail.p9_the_breaker_holds(history.offers, self.world.observer.holds())
        timing.p12_the_day_alone_decides(history.twins)
        timing.p13_step_by_step(history.rungs)
        timing.p14_late_enough_and_to_somebody(history.rungs)

    def teardown(self) -> None:
        """Faults stop and time passes: then P3."""
        if not hasattr(self, "world"):
            return
        try:
            self._quiet()
            self._check()
            mail.p3_everything_ends(self.world.observer.rows())
        finally:
            self.drawn.add(self)
            self.world.close()

    def _quiet(self) -> None:
        world = self.world
        world.dies_in, world.state.mode, world.state.desk.reachable = None, "live", True
        self.switches(on=False)
        for _ in range(LAST_DAYS):
            if all(row.state in mail.ENDS for row in world.observer.rows()):
                return
            self.morning_comes()
            self.accepts_the_clock()
            for _ in range(3):
                self.world.pass_time(timedelta(minutes=70))
                world.deliver("A")
                self.lets_go(keep=True)


@dataclass(frozen=True, slots=True)
class Run:
    """How many examples of how many steps; `derandomize` has every run draw the same."""

    examples: int
    length: int
    derandomize: bool = True
    shrinks: bool = True


def run(made: Databases, plan: Run, worlds: type[World] = World, drawn: Drawn | None = None) -> Drawn:
    """Draw and check; BrokenPromiseError with the falsifying example when a promise is broken."""
    drawn = Drawn() if drawn is None else drawn
    machine = type("Service", (Machine,), {"made": made, "drawn": drawn, "worlds": worlds})
    chosen = settings(
        max_examples=plan.examples,
        stateful_step_count=plan.length,
        derandomize=plan.derandomize,
        deadline=None,
        database=None,
        print_blob=False,
        report_multiple_bugs=False,
        phases=[Phase.generate, Phase.shrink] if plan.shrinks else [Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    with _without_words():
        run_state_machine_as_test(machine, settings=chosen)
    return drawn


@contextmanager
def _without_words() -> Iterator[None]:
    """A relay that refuses is the habit here, and no news for a log."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)
