"""What a tester knows of units, people, tasks and mail, in plain Python: nothing here is computed by the product."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

OPENS, CLOSES = time(7, 30), time(16)
RANKS = ("member", "coordinator", "team_lead", "head", "assistance_team")
FINISHED = frozenset({"done", "not_applicable"})
A_DAY = timedelta(days=1)
Task = tuple[str, str]
"""A programme's code and a task's code."""


@dataclass
class Agency:
    """A unit: where it lies, on which days it works, and the word that stands in everything of its own."""

    id: str
    word: str
    zone: str
    national: frozenset[date]
    decrees: list[tuple[date, str, date, bool]] = field(default_factory=list)  # signed, number, day, off
    week: tuple[int, ...] = (1, 2, 3, 4, 5)

    @property
    def days_off(self) -> set[date]:
        """The shipped days off, changed by decrees in the order of their signature."""
        off = set(self.national)
        for _signed, _number, day, is_off in sorted(self.decrees):
            off = off | {day} if is_off else off - {day}
        return off

    def is_working(self, day: date) -> bool:
        """Whether there is an office day."""
        return day.isoweekday() in self.week and day not in self.days_off

    def local(self, at: datetime) -> datetime:
        """The unit's own time."""
        return at.astimezone(ZoneInfo(self.zone))

    def is_open(self, at: datetime) -> bool:
        """Whether it is an office day and hour."""
        local = self.local(at)
        return self.is_working(local.date()) and OPENS <= local.time() < CLOSES

    def next_working(self, day: date) -> date:
        """The day itself or the next office day."""
        while not self.is_working(day):
            day += A_DAY
        return day

    def working_days(self, after: date, until: date) -> int:
        """How many office days come after the one and up to the other, or up to the next office day where that is off."""
        last = self.next_working(until)
        return sum(self.is_working(after + n * A_DAY) for n in range(1, (last - after).days + 1))


@dataclass
class Office:
    """A role in a unit, for a time."""

    unit: str
    role: str
    area: str | None
    first: date
    last: date | None = None

    def holds(self, day: date) -> bool:
        """Whether it holds on the day."""
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass
class Leave:
    """Days away, and who acts meanwhile."""

    first: date
    last: date
    substitute: str | None


@dataclass
class Someone:
    """A person."""

    id: str
    name: str
    address: str | None
    offices: list[Office] = field(default_factory=list)
    leaves: list[Leave] = field(default_factory=list)


@dataclass
class Work:
    """A task: `submitted` is the day it was handed in, `after` the tasks that it waits for."""

    unit: str
    area: str
    state: str = "planned"
    begun: bool = False
    assignee: str | None = None
    submitted: date | None = None
    submitted_by: str | None = None
    after: set[str] = field(default_factory=set)


@dataclass
class Model:
    """Everything that a backup would bring back, and how mail was told to behave."""

    agencies: dict[str, Agency] = field(default_factory=dict)
    people: dict[str, Someone] = field(default_factory=dict)
    programmes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code -> id, unit
    tasks: dict[Task, Work] = field(default_factory=dict)
    stopped: bool = False
    invited: dict[str, str] = field(default_factory=dict)  # quarter -> "invited" or "cancelled"

    def finished(self) -> frozenset[Task]:
        """Tasks that are over."""
        return frozenset(task for task, work in self.tasks.items() if work.state in FINISHED)

    def is_away(self, person: str, day: date) -> bool:
        """Whether the person is on leave."""
        return any(leave.first <= day <= leave.last for leave in self.people[person].leaves)

    def acts_in(self, person: str, unit: str, day: date) -> bool:
        """Whether the person has an office in the unit, or stands in for somebody who has."""
        stands_for = {person, *self._covered(person, day)}
        return any(
            office.unit == unit and office.holds(day)
            for each in stands_for
            for office in self.people[each].offices
        )

    def holders(self, unit: str, role: str, area: str | None, day: date) -> list[str]:
        """Who holds an office of a unit."""
        return [
            each.id
            for each in self.people.values()
            if any(
                (o.unit, o.role) == (unit, role) and area in (None, o.area) and o.holds(day)
                for o in each.offices
            )
        ]

    def can_be_told(self, person: str, day: date) -> bool:
        """Whether the person is there, or somebody who is there acts for them."""
        seen: set[str] = set()
        while person not in seen and self.is_away(person, day):
            seen.add(person)
            acting = [
                leave.substitute for leave in self.people[person].leaves if leave.first <= day <= leave.last
            ]
            following = next((each for each in acting if each is not None), None)
            if following is None:
                return False
            person = following
        return person not in seen

    def holds_up_others(self, task: Task) -> bool:
        """Whether a task of another area waits for it, directly or through others."""
        programme, code = task
        waiting, seen = [code], {code}
        while waiting:
            now = waiting.pop()
            for (other, name), work in self.tasks.items():
                if other == programme and now in work.after and name not in seen:
                    seen.add(name)
                    waiting.append(name)
        return any(self.tasks[programme, each].area != self.tasks[task].area for each in seen)

    def responsible(self, task: Task, day: date) -> set[str]:
        """Who may be the one who has to act: whoever was named, or the lowest office that somebody holds."""
        work = self.tasks[task]
        found = {work.assignee} if work.assignee else set()
        for role in RANKS[:-1]:
            area = work.area if role in ("member", "coordinator") else None
            there = self.holders(work.unit, role, area, day)
            reviews = work.state == "submitted" and (role == "member" or there == [work.submitted_by])
            if there and not reviews:
                return found | set(there)
        return found

    def _covered(self, person: str, day: date) -> set[str]:
        found: set[str] = set()
        waiting = [person]
        while waiting:
            acting = waiting.pop()
            fresh = {who for who, by in self._substitutions(day) if by == acting} - found
            found |= fresh
            waiting += fresh
        return found

    def _substitutions(self, day: date) -> Iterator[tuple[str, str]]:
        for each in self.people.values():
            for leave in each.leaves:
                if leave.substitute is not None and leave.first <= day <= leave.last:
                    yield each.id, leave.substitute
