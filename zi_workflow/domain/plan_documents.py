"""Makes a plan of a plain document (docs/planning.md section 1), naming every mistake at once; knows no YAML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from zi_workflow.domain.calendars import FIVE_DAYS, WEEKDAYS
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.fields import Fields, Notes, Path, shown
from zi_workflow.domain.plan_parts import Dependency, Plan, PlanTask, Span, parse_dependency
from zi_workflow.domain.plan_rules import findings


def plan_from(
    document: object,
    lines: Mapping[Path, int],
    default_days_off: frozenset[date],
    as_of: date,
    found: Iterable[Problem] = (),
) -> Plan:
    """The plan that a document describes as seen on `as_of`.

    `lines` maps places of the document to lines; `default_days_off` hold where it names no holidays; `found`
    are problems its reader noted already. Raises InputError with every problem, in the order of the lines.
    """
    notes = Notes(lines, list(found))
    if not isinstance(document, Mapping):
        notes.add((), "", N_("A plan is a mapping with the keys start, calendar and tasks."))
        raise InputError(notes.found)
    fields = Fields(document, (), notes)
    fields.expect(("start", "tasks"), ("deadline", "calendar"))
    numbers, tasks = _tasks(fields)
    week, days_off = _calendar(fields, default_days_off)
    plan = Plan(
        start=fields.day("start", optional=False) or as_of,
        deadline=fields.day("deadline"),
        week=week,
        days_off=days_off,
        tasks=tasks,
    )
    for path, problem in findings(plan, as_of):
        if path[:1] == ("tasks",) and len(path) > 1:
            place: Path = ("tasks", numbers[int(path[1])], *path[2:])
        elif path == ("tasks",) and fields.data.get("tasks", "missing") not in (None, []):
            continue  # noted already: the key is missing, or none of its tasks could be read
        else:
            place = path
        notes.keep(place, problem)
    if notes.found:
        raise InputError(sorted(notes.found, key=lambda problem: problem.line or 0))
    return plan


def _calendar(fields: Fields, default: frozenset[date]) -> tuple[tuple[str, ...], frozenset[date]]:
    inside = fields.inside("calendar")
    if inside is None:
        return FIVE_DAYS, default
    inside.expect((), ("week", "holidays"))
    return _week(inside), _days_off(inside, default)


def _week(calendar: Fields) -> tuple[str, ...]:
    names = calendar.items("week")
    if names is None:
        return FIVE_DAYS
    known = [name for name in names if name in WEEKDAYS]
    for place, name in enumerate(names):
        if name not in WEEKDAYS:
            message = N_("{name} is not a day of the week; known: {known}.")
            calendar.at("week").note(place, message, name=shown(name), known=", ".join(WEEKDAYS))
    return tuple(str(name) for name in known) if len(known) == len(names) else FIVE_DAYS


def _days_off(calendar: Fields, default: frozenset[date]) -> frozenset[date]:
    values = calendar.items("holidays")
    if values is None:
        return default
    below = calendar.at("holidays")
    days = [below.as_day(value, "holidays", place) for place, value in enumerate(values)]
    return frozenset(day for day in days if day is not None)


def _tasks(fields: Fields) -> tuple[list[int], tuple[PlanTask, ...]]:
    """The tasks that have an id, with their places in the document."""
    read = list(_read_tasks(fields))
    return [place for place, _ in read], tuple(task for _, task in read)


def _read_tasks(fields: Fields) -> Iterator[tuple[int, PlanTask]]:
    for place, value in enumerate(fields.items("tasks") or ()):
        path: Path = ("tasks", place)
        if isinstance(value, Mapping):
            task = _task(Fields(value, path, fields.notes))
            if task is not None:
                yield place, task
        else:
            message = N_("A task is a mapping with the keys id, area and days, not {value}.")
            fields.notes.add(path, "", message, value=shown(value))


def _task(fields: Fields) -> PlanTask | None:
    name = fields.text("id")
    if name is not None and name.split() == [name]:
        fields.where = name
    elif name is not None:
        fields.note("id", N_("The id {id!r} must be one word without spaces."), id=name)
    required = ("id", "area", "days")
    fields.expect(required, ("title", "after", "not_before", "planned", "started", "finished"))
    days = fields.whole("days")
    task = PlanTask(
        id=name or "",
        area=fields.text("area") or "",
        days=1 if days is None else days,
        title=(fields.text("title") if fields.data.get("title") is not None else None) or "",
        after=tuple(_after(fields)),
        not_before=fields.day("not_before"),
        planned=_planned(fields),
        started=fields.day("started"),
        finished=fields.day("finished"),
    )
    return task if name else None


def _after(fields: Fields) -> Iterator[Dependency]:
    below = fields.at("after")
    for place, value in enumerate(fields.items("after") or ()):
        if not isinstance(value, str):
            message = N_("A dependency is a text such as 'TL-01 SS+2', not {value}.")
            below.note(place, message, value=shown(value))
            continue
        try:
            yield parse_dependency(value)
        except InputError as error:
            for problem in error.problems:
                below.note(place, problem.message, **problem.params)


def _planned(fields: Fields) -> Span | None:
    inside = fields.inside("planned")
    if inside is None:
        return None
    inside.expect(("start", "finish"))
    start, finish = inside.day("start", optional=False), inside.day("finish", optional=False)
    return Span(start, finish) if start is not None and finish is not None else None
