"""P12 to P14: what is promised of mornings and escalations, as checks of what was decided."""

from __future__ import annotations

from collections.abc import Iterable

from tests.stateful.history import BrokenPromiseError, Rung, Twin


def p12_the_day_alone_decides(twins: Iterable[Twin]) -> None:
    """P12: results depend only on the state, the local date and the calendar, not on time zone, tick count or node."""
    for twin in twins:
        if twin.one != twin.other:
            missing, more = (
                sorted(map(str, each)) for each in (twin.one - twin.other, twin.other - twin.one)
            )
            raise BrokenPromiseError(f"P12: {twin.how}: without {missing[:9]}, with {more[:9]}")


def p13_step_by_step(rungs: Iterable[Rung]) -> None:
    """P13: a level never falls while the lag lasts, begins anew with a new cycle, rises by one a working day at most."""
    for rung in rungs:
        same = [told for told in rung.before if told.cycle == rung.cycle]
        told = max((each.level for each in same if each.on < rung.on), default=0)
        if rung.level > told + 1:
            raise BrokenPromiseError(f"P13: level {rung.level} after {told}: {rung}")
        if rung.level <= max((each.level for each in same), default=0):
            raise BrokenPromiseError(f"P13: the level does not rise: {rung}")
        if any(each.cycle > rung.cycle for each in rung.before):
            raise BrokenPromiseError(f"P13: an old cycle goes on: {rung}")
        if any(level != rung.level for level in rung.today):
            raise BrokenPromiseError(f"P13: several levels on one day {rung.today}: {rung}")


def p14_late_enough_and_to_somebody(rungs: Iterable[Rung]) -> None:
    """P14: level n needs a lag of its threshold and a receiver there; else the next level's is told, and it is noted."""
    for rung in rungs:
        if rung.lag < rung.least:
            raise BrokenPromiseError(f"P14: {rung.lag} working days, {rung.least} are needed: {rung}")
        if rung.receiver is None and not rung.noted:
            raise BrokenPromiseError(f"P14: nobody is told, and nobody noted it: {rung}")
        if rung.receiver is not None and not rung.in_office:
            raise BrokenPromiseError(f"P14: the receiver does not hold that office: {rung}")
        if rung.receiver is not None and rung.skipped is not None:
            raise BrokenPromiseError(f"P14: {rung.skipped} could have been told: {rung}")
