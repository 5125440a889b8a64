"""The ladder of notices once more, morning by morning and by the letter, to hold the product against.

It knows a plan, a script of who does what on which day, and who is away; it knows no database and no mail,
and shares only the engine with what it checks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, NamedTuple

from tests.support.plan_reference import Days, Ends, Network
from zi_workflow.domain.analysis import Analysis, PlanState, analyse
from zi_workflow.domain.plans import Plan, PlanTask

RUNGS = (7, 3, 1, 0)
THRESHOLDS = (1, 3, 7, 12, 17)
THRESHOLDS_HOLDING = (1, 1, 3, 7, 12)
OUTSIDE = "ext"
OWN_MAIL = 3  # from this level on an escalation leaves the digest


class Post(NamedTuple):
    """A seat that is written to, whoever holds it today; `area` is empty for the whole unit's."""

    role: str
    area: str = ""


class Entry(NamedTuple):
    """One line of one mail."""

    on: date
    post: Post
    task: str | None
    kind: str
    level: int | None = None
    rung: int | None = None
    repeat: bool = False


class Absence(NamedTuple):
    """A post whose holder is away on these days, perhaps with somebody in their place."""

    post: Post
    first: date
    last: date
    substitute: str = ""


@dataclass(frozen=True)
class Script:
    """What people do and when nothing works; tasks that are not named stay as they are."""

    tasks: dict[str, tuple[date | None, date | None]] = field(default_factory=dict)
    frozen_from: date | None = None
    absent: tuple[Absence, ...] = ()
    outage: tuple[tuple[date, date], ...] = ()

    def document(self) -> dict[str, Any]:
        """The same as a behaviour file says it."""
        said: dict[str, Any] = {}
        if self.frozen_from:
            said["frozen_from"] = self.frozen_from
        if self.tasks:
            keys = ("started", "finished")
            said["tasks"] = {
                task: {key: day for key, day in zip(keys, days, strict=True) if day}
                for task, days in self.tasks.items()
            }
        if self.absent:
            said["absent"] = [
                {"role": a.post.role, "from": a.first, "to": a.last}
                | ({"area": a.post.area} if a.post.area else {})
                | ({"substitute": a.substitute} if a.substitute else {})
                for a in self.absent
            ]
        if self.outage:
            said["outage"] = [{"from": first, "to": last} for first, last in self.outage]
        return said

    def done(self, day: date | None, on: date) -> bool:
        """Whether what is scripted for a day is seen on the morning of another."""
        return day is not None and day < on and (self.frozen_from is None or day < self.frozen_from)

    def down(self, on: date) -> bool:
        """Whether the service is down on a day."""
        return any(first <= on <= last for first, last in self.outage)

    def answers(self, post: Post, on: date) -> bool:
        """Whether the holder of a post or somebody in their place is there."""
        away = [a for a in self.absent if a.post == post and a.first <= on <= a.last]
        return not away or any(a.substitute for a in away)


@dataclass
class Memory:
    """What has been told about one task."""

    once: set[str] = field(default_factory=set)
    rung: int = RUNGS[0] + 1  # the nearest told
    level: int = 0  # of this lateness
    lines: dict[Post, list[tuple[date, int]]] = field(default_factory=dict)  # of this lateness: day, level
    above: list[Post] = field(default_factory=list)  # told at level 2 or higher, at any time


class Ladder:
    """Every line of every mail of a rehearsal from `start` to `until`, both included."""

    def __init__(self, plan: Plan, start: date, until: date, script: Script) -> None:
        self.plan, self.start, self.until, self.script = plan, start, until, script
        self.days = Days(plan)
        self.memory = {task.id: Memory() for task in plan.tasks}
        self.unassigned = {  # posts that have not yet been told of their tasks
            Post("member", t.area) for t in plan.tasks if t.area != OUTSIDE and not t.finished
        }
        self.last_digest: dict[Post, date] = {}

    def entries(self) -> list[Entry]:
        """All lines, day by day."""
        found: list[Entry] = []
        day = self.start
        while day <= self.until:
            if self.days.works(day) and not self.script.down(day):
                fresh = list(self.fresh(day))
                found += fresh + list(self.repeats(day, fresh))
            day += timedelta(days=1)
        return found

    def as_of(self, on: date) -> Plan:
        """The plan with the actuals that are seen on a morning."""
        return replace(self.plan, tasks=tuple(self.seen(task, on) for task in self.plan.tasks))

    def seen(self, task: PlanTask, on: date) -> PlanTask:
        started, finished = self.script.tasks.get(task.id, (None, None))
        if self.script.done(started, on) and not task.started and not task.finished:
            task = replace(task, started=started)
        if self.script.done(finished, on) and not task.finished:
            task = replace(task, finished=finished)
        return task

    def fresh(self, on: date) -> Iterator[Entry]:
        """What is told for the first time on a morning."""
        for post in sorted(self.unassigned):
            if self.script.answers(post, on):
                self.unassigned.discard(post)
                yield Entry(on, post, None, "assigned")
        plan = self.as_of(on)
        analysis = analyse(plan, on, impacts=False)
        for task in plan.tasks:
            if task.finished:
                yield from self.solved(task, on)
            elif task.area != OUTSIDE:
                yield from self.unfinished(task, plan, analysis, on)

    def solved(self, task: PlanTask, on: date) -> Iterator[Entry]:
        """Everyone told at level 2 or higher hears that it is done, once."""
        memory = self.memory[task.id]
        memory.lines.clear()
        for post in list(memory.above):
            if self.script.answers(post, on):
                memory.above.remove(post)
                yield Entry(on, post, task.id, "solved")

    def unfinished(self, task: PlanTask, plan: Plan, analysis: Analysis, on: date) -> Iterator[Entry]:
        """Once ready, once waiting, the nearest reminder, one level more."""
        result, memory = analysis.task(task.id), self.memory[task.id]
        age = self.days.distance(self.clock(task, plan, analysis), on)
        if result.state is PlanState.WAITING or age <= 0:
            memory.level = 0
            memory.lines.clear()
        if result.state is PlanState.WAITING:
            if result.planned.start < on:
                yield from self.once(task, "waiting", on)
            return
        if result.state is PlanState.READY and (task.not_before is None or task.not_before <= on):
            yield from self.once(task, "ready", on)
        if age <= 0:
            yield from self.reminder(task, age, on)
        else:
            yield from self.climb(task, age, self.holds_another_area(task, analysis, on), on)

    def clock(self, task: PlanTask, plan: Plan, analysis: Analysis) -> date:
        """The planned finish, or the day on which it could be finished at the earliest."""
        length = max(task.days, 1)

        def look(id: str) -> Ends:
            return Ends(*analysis.task(id).forecast)

        ready = Network(plan).ready(task, look, length)
        return max(analysis.task(task.id).planned.finish, self.days.shift(ready, length - 1))

    def holds_another_area(self, task: PlanTask, analysis: Analysis, on: date) -> bool:
        return any(
            other.state is PlanState.WAITING
            and other.blocked_by == task.id
            and other.area != task.area
            and other.planned.start < on
            for other in analysis.tasks
        )

    def once(self, task: PlanTask, kind: str, on: date) -> Iterator[Entry]:
        post = self.receiver(task, 1, on)
        if post and kind not in self.memory[task.id].once:
            self.memory[task.id].once.add(kind)
            yield Entry(on, post, task.id, kind)

    def reminder(self, task: PlanTask, age: int, on: date) -> Iterator[Entry]:
        due = [rung for rung in RUNGS if age >= -rung]
        post, memory = self.receiver(task, 1, on), self.memory[task.id]
        if due and post and min(due) < memory.rung:
            memory.rung = min(due)
            yield Entry(on, post, task.id, "reminder", rung=min(due))

    def climb(self, task: PlanTask, age: int, holding: bool, on: date) -> Iterator[Entry]:
        memory = self.memory[task.id]
        thresholds = THRESHOLDS_HOLDING if holding else THRESHOLDS
        highest = sum(threshold <= age for threshold in thresholds)
        level = min(highest, memory.level + 1)
        post = self.receiver(task, level, on)
        if level <= memory.level or post is None:
            return
        memory.level = level
        memory.lines.setdefault(post, []).append((on, level))
        if level >= 2 and post not in memory.above:
            memory.above.append(post)
        yield Entry(on, post, task.id, "overdue" if level == 1 else "escalation", level)

    def receiver(self, task: PlanTask, level: int, on: date) -> Post | None:
        """Whoever is told at a level, or at the next one above where somebody is there."""
        member, coordinator = Post("member", task.area), Post("coordinator", task.area)
        chain = [member, coordinator, Post("team_lead"), Post("head"), Post("assistance_team")]
        return next((post for post in chain[max(level, 1) - 1 :] if self.script.answers(post, on)), None)

    def repeats(self, on: date, fresh: list[Entry]) -> Iterator[Entry]:
        """Lines that people keep: in the week's first digest, and in any that goes out anyway."""
        going = {entry.post for entry in fresh if (entry.level or 0) < OWN_MAIL}
        new = {(entry.post, entry.task) for entry in fresh if (entry.level or 0) < OWN_MAIL}
        monday = on - timedelta(days=on.weekday())
        for post in sorted({post for memory in self.memory.values() for post in memory.lines}):
            if not self.script.answers(post, on):
                continue
            owed = self.last_digest.get(post, date.min) < monday and any(
                memory.lines[post][0][0] < self.days.on_or_after(monday)
                for memory in self.memory.values()
                if post in memory.lines
            )
            if owed or post in going:
                going.add(post)
                for task, memory in self.memory.items():
                    told = [level for day, level in memory.lines.get(post, ()) if day < on]
                    if told and (post, task) not in new:
                        kind = "overdue" if max(told) == 1 else "escalation"
                        yield Entry(on, post, task, kind, max(told), repeat=True)
        for post in going:
            self.last_digest[post] = on
