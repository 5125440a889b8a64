"""How people behave in a rehearsal, read from a behaviour file; knows no task's state and does nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from zi_workflow.domain.errors import N_, InputError
from zi_workflow.domain.fields import Fields, Notes, Path, shown
from zi_workflow.domain.people import Role
from zi_workflow.frameworks.planfile import Document


@dataclass(frozen=True, slots=True)
class Habit:
    """How an area works: starts late by `start_delay` working days, takes `duration_factor` times the days."""

    start_delay: int = 0
    duration_factor: float = 1.0


@dataclass(frozen=True, slots=True)
class Script:
    """A task that starts and finishes on given days, whatever holds it back."""

    started: date | None = None
    finished: date | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """Calendar days, both included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Away:
    """An office holder who is away, and the name or address of who acts for them (None: nobody)."""

    role: str
    area: str | None
    period: Period
    substitute: str | None = None


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What people do; with `spread` they keep to their plan give or take a seeded little."""

    frozen_from: date | None = None
    areas: Mapping[str, Habit] = field(default_factory=dict)
    tasks: Mapping[str, Script] = field(default_factory=dict)
    absent: tuple[Away, ...] = ()
    outage: tuple[Period, ...] = ()
    spread: bool = False

    def is_down(self, day: date) -> bool:
        """Whether the service is down on that day."""
        return any(day in period for period in self.outage)

    def is_frozen(self, day: date) -> bool:
        """Whether nobody does anything any more."""
        return self.frozen_from is not None and day >= self.frozen_from


KEEP_TO_PLAN = Behaviour(spread=True)


def behaviour_from(
    document: Document, tasks: Collection[str], areas: Collection[str], start: date
) -> Behaviour:
    """The behaviour a file describes, for a rehearsal of these tasks and areas from `start` on.

    Raises InputError with every problem: unknown keys, tasks, areas and roles, wrong dates and numbers.
    """
    notes = Notes(document.lines, list(document.problems))
    if document.data is None:
        return Behaviour()
    if not isinstance(document.data, Mapping):
        notes.add((), "", N_("A behaviour file is a mapping with the keys {keys}."), keys=", ".join(_KEYS))
        raise InputError(notes.found)
    fields = Fields(document.data, (), notes)
    fields.expect((), _KEYS)
    behaviour = Behaviour(
        frozen_from=fields.day("frozen_from"),
        areas=_habits(fields, areas),
        tasks=_scripts(fields, tasks, start),
        absent=tuple(_absences(fields, areas)),
        outage=tuple(p for _, p in _periods(fields, "outage", ())),
    )
    if notes.found:
        raise InputError(sorted(notes.found, key=lambda problem: problem.line or 0))
    return behaviour


_KEYS = ("frozen_from", "areas", "tasks", "absent", "outage")


def _habits(fields: Fields, areas: Collection[str]) -> dict[str, Habit]:
    inside = fields.inside("areas")
    found: dict[str, Habit] = {}
    for area in inside.data if inside else ():
        assert inside is not None  # there is an area to read
        if area not in areas:
            inside.note(area, N_("There is no area {name}; known: {known}."), name=area, known=_names(areas))
        habit = inside.inside(area)
        if habit is not None:
            habit.expect((), ("start_delay", "duration_factor"))
            found[area] = Habit(_delay(habit), _factor(habit))
    return found


def _delay(habit: Fields) -> int:
    delay = habit.whole("start_delay") or 0
    if delay < 0:
        habit.note("start_delay", N_("start_delay is a number of working days, not below 0."))
    return delay


def _factor(habit: Fields) -> float:
    value = habit.data.get("duration_factor", 1)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 < value <= 100:
        return float(value)
    message = N_("duration_factor must be a number above 0 and at most 100, not {value}.")
    habit.note("duration_factor", message, value=shown(value))
    return 1.0


def _scripts(fields: Fields, tasks: Collection[str], start: date) -> dict[str, Script]:
    inside = fields.inside("tasks")
    found: dict[str, Script] = {}
    for task in inside.data if inside else ():
        assert inside is not None  # there is a task to read
        if task not in tasks:
            inside.note(task, N_("There is no task {name} to rehearse."), name=task)
        script = inside.inside(task)
        if script is None:
            continue
        script.where = task
        script.expect((), ("started", "finished"))
        begun, done = script.day("started"), script.day("finished")
        for key, day in (("started", begun), ("finished", done)):
            if day is not None and day < start:
                message = N_("{key} {day} lies before {start}, the first day on which work is rehearsed.")
                script.note(key, message, key=key, day=day, start=start)
        if begun is not None and done is not None and done < begun:
            script.note(
                "finished", N_("finished {done} lies before started {begun}."), done=done, begun=begun
            )
        found[task] = Script(begun, done)
    return found


def _absences(fields: Fields, areas: Collection[str]) -> list[Away]:
    found = []
    for entry, period in _periods(fields, "absent", ("role", "area", "substitute")):
        role, area = entry.text("role"), entry.text("area") if entry.data.get("area") is not None else None
        if role is None and "role" not in entry.data:
            entry.note("role", N_("{key} is missing."), key="'role'")
        if role is not None and role not in set(Role):
            entry.note(
                "role", N_("There is no role {name}; known: {known}."), name=role, known=_names([*Role])
            )
        if area is not None and area not in areas:
            entry.note("area", N_("There is no area {name}; known: {known}."), name=area, known=_names(areas))
        substitute = entry.text("substitute") if entry.data.get("substitute") is not None else None
        found.append(Away(role or "", area, period, substitute))
    return found


def _periods(fields: Fields, key: str, more: tuple[str, ...]) -> list[tuple[Fields, Period]]:
    """The entries of a list that have a period `from` ... `to`, each with its own fields."""
    found = []
    for place, value in enumerate(fields.items(key) or ()):
        path: Path = (key, place)
        if not isinstance(value, Mapping):
            fields.notes.add(path, "", N_("An entry of {key} has the keys from and to."), key=key)
            continue
        entry = Fields(value, path, fields.notes)
        entry.expect(("from", "to"), more)
        first, last = entry.day("from", optional=False), entry.day("to", optional=False)
        if first is None or last is None:
            continue
        if last < first:
            entry.note("to", N_("to {last} lies before from {first}."), last=last, first=first)
        found.append((entry, Period(first, last)))
    return found


def _names(values: Collection[str]) -> str:
    return ", ".join(sorted(str(value) for value in values))
