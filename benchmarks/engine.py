"""Cost of the engine per programme on a fixed mix at 50, 500 and 5,000 programmes; knows no database.

Every programme has 100 tasks, 120 dependencies of all kinds in eight areas and 57 finished tasks; in three (then in
seven) areas people start later and take longer than planned, the others keep to their plan. Cost is the processor
time of `analyse` with impacts and result objects, on one core, with a calendar shared as a daily run shares it.
"""

from __future__ import annotations

import pickle
import random
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from zi_workflow.domain.analysis import Analysis, analyse, calendar_for
from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.networks import network_of
from zi_workflow.domain.plans import Dependency, Kind, Plan, PlanTask

START = date(2025, 1, 2)
AREAS = tuple(f"area-{number}" for number in range(8))
TASKS, LINKS, DONE = 100, 120, 57
SIZES = (50, 500, 5_000)
TARGETS = {3: 1.0, 7: 15.0}  # deviating areas: milliseconds per programme
GROWTH = 1.2
ROUNDS = 50  # over 50 programmes; fewer over more
DISTINCT = 1_000


def skeleton(draw: random.Random) -> Plan:
    """A programme before anything has happened."""
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < LINKS:
        before, after = sorted(draw.sample(range(TASKS), 2))
        pairs.add((before, after))
    kinds = [Kind.FS] * 7 + [Kind.SS, Kind.FF, Kind.SF]
    tasks = tuple(
        PlanTask(
            id=f"T-{number:03d}",
            area=draw.choice(AREAS),
            days=draw.randint(0, 20),
            after=tuple(
                Dependency(f"T-{before:03d}", draw.choice(kinds), draw.choice((0, 0, 0, 2, 5, -1)))
                for before, after in sorted(pairs)
                if after == number
            ),
        )
        for number in range(TASKS)
    )
    return Plan(start=START, tasks=tasks)


def lived(plan: Plan, late: Sequence[str], calendar: WorkCalendar, draw: random.Random) -> tuple[Plan, date]:
    """The programme on the day on which it has 57 finished tasks, when these areas are late."""
    network = network_of(plan, calendar)
    ends = [0] * (2 * TASKS)
    for number in network.order:
        length, delay = network.lengths[number], 0
        if plan.tasks[number].area in late:
            length, delay = length + draw.randint(1, 8), draw.randint(1, 6)
        start = network.ready(number, ends, length) + delay
        ends[2 * number], ends[2 * number + 1] = start, start + length - 1
    today = sorted(ends[1::2])[DONE - 1] + 1
    tasks = [
        replace(
            task,
            started=calendar.day(ends[2 * number]) if ends[2 * number] < today else None,
            finished=calendar.day(ends[2 * number + 1]) if ends[2 * number + 1] < today else None,
        )
        for number, task in enumerate(plan.tasks)
    ]
    return replace(plan, tasks=tuple(tasks)), calendar.day(today)


def programmes(count: int, deviating: int, calendar: WorkCalendar) -> Iterator[tuple[Plan, date]]:
    """Distinct programmes of the mix, drawn from a fixed seed."""
    draw = random.Random(20250102)
    while count:
        late = draw.sample(AREAS, deviating)
        plan, on = lived(skeleton(draw), late, calendar, draw)
        if sum(task.finished is not None for task in plan.tasks) == DONE and _causes(
            plan, on, calendar
        ) == set(late):
            count -= 1
            yield plan, on


def _causes(plan: Plan, on: date, calendar: WorkCalendar) -> set[str]:
    analysis: Analysis = analyse(plan, on, calendar=calendar, impacts=False)
    return {area for task in analysis.tasks for area in task.because}


def cost(plans: Sequence[tuple[Plan, date]], calendar: WorkCalendar) -> float:
    """Milliseconds of processor time per programme."""
    begin = time.process_time()
    for plan, on in plans:
        analyse(plan, on, calendar=calendar)
    return (time.process_time() - begin) * 1000 / len(plans)


def shuffled(plans: Sequence[tuple[Plan, date]]) -> list[tuple[Plan, date]]:
    """The same programmes with their tasks in random order, which then has to be put right."""
    draw = random.Random(1)
    return [(replace(plan, tasks=tuple(draw.sample(plan.tasks, TASKS))), on) for plan, on in plans]


def measure(deviating: int) -> None:
    """Print the costs with so many deviating areas beside their targets."""
    calendar = calendar_for(skeleton(random.Random(0)))
    distinct = pickle.dumps(list(programmes(DISTINCT, deviating, calendar)))
    plans = [one for _ in range(SIZES[-1] // DISTINCT) for one in pickle.loads(distinct)]  # noqa: S301 our own bytes
    costs = []
    for size in SIZES:
        rounds = max(ROUNDS * SIZES[0] // size, 3) if deviating < 7 else max(ROUNDS * SIZES[0] // size, 1)
        costs.append(statistics.median(cost(plans[:size], calendar) for _ in range(rounds)))
        print(
            f"  {deviating} deviating areas, {size:5,d} programmes: {costs[-1]:6.3f} ms each (median of {rounds})"
        )
    mixed = statistics.median(cost(shuffled(plans[:500]), calendar) for _ in range(3))
    print(f"  {deviating} deviating areas,   500 programmes: {mixed:6.3f} ms each, tasks in random order")
    growth = costs[-1] / costs[0]
    print(
        f"  {deviating} deviating areas: target {TARGETS[deviating]} ms; growth {growth:.2f}, target {GROWTH}"
    )


def main() -> None:
    """Measure every target."""
    print(
        f"  {DISTINCT:,d} distinct programmes; {SIZES[-1]:,d} are {SIZES[-1] // DISTINCT} copies of each in memory"
    )
    for deviating in TARGETS:
        measure(deviating)


if __name__ == "__main__":
    main()
