"""What must hold across the tables of a framework folder; knows no file format and stops at nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from zi_workflow.domain.calendars import WEEKDAYS
from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.frameworks import (
    OUTSIDE,
    Area,
    AreaKind,
    Milestone,
    Recurrence,
    Stage,
    SubSection,
    TaskTemplate,
    Threshold,
    YearDay,
)
from zi_workflow.domain.people import Role
from zi_workflow.frameworks.folders import Draft
from zi_workflow.frameworks.graph_checks import graph_problems
from zi_workflow.frameworks.rule_checks import ladder_problems, threshold_problems
from zi_workflow.frameworks.sheet_checks import sheet_problems

MOST_DAYS, MOST_QUARTERS, MOST_YEARS = 250, 8, 3
NO_LEAP_YEAR = 2025
ROLES = frozenset(str(role) for role in Role)


def problems_of(draft: Draft) -> list[Problem]:
    """Everything wrong with a draft: its shape first, then what its tables say about each other.

    A check is left out when a file it needs could not be read: everything would be unknown there.
    """
    found = [*draft.problems, *_duplicates(draft)]
    for check, needed in _CHECKS:
        if draft.unread.isdisjoint(needed):
            found += check(draft)
    return found


def _duplicates(draft: Draft) -> Iterator[Problem]:
    sections = draft.all("subsections", SubSection)
    codes = [task.code for task in draft.all("tasks", TaskTemplate)]
    codes += [milestone.code for milestone in draft.all("milestones", Milestone)]
    ids = {
        "areas.toml": [area.key for area in draft.all("areas", Area)],
        "stages.toml": [stage.key for stage in draft.all("stages", Stage)],
        "items.toml": [s.code for s in sections] + [item.code for s in sections for item in s.items],
        "tasks.toml": codes,
        "thresholds.toml": [entry.predicate for entry in draft.all("thresholds", Threshold)],
    }
    for file, known in ids.items():
        for code, times in Counter(known).items():
            if times > 1:
                message = N_("{code!r} stands here {times} times; an id is used once.")
                yield Problem(message, {"code": code, "times": times}, where=file)


def _outside_area(draft: Draft) -> Iterator[Problem]:
    outside = [area.key for area in draft.all("areas", Area) if area.kind is AreaKind.OUTSIDE]
    if outside != [OUTSIDE] and OUTSIDE not in draft.broken:
        message = N_("Exactly one area is the outside one, and its key is {key!r}.")
        yield Problem(message, {"key": OUTSIDE}, where="areas.toml [areas]")


def _task_problems(draft: Draft) -> Iterator[Problem]:
    areas = {area.key: area.kind for area in draft.all("areas", Area)}
    stages = {stage.key for stage in draft.all("stages", Stage)}
    items = {item.code for s in draft.all("subsections", SubSection) for item in s.items}
    entries: tuple[TaskTemplate | Milestone, ...] = draft.all("tasks", TaskTemplate)
    for entry in (*entries, *draft.all("milestones", Milestone)):
        where = f"tasks.toml [{entry.code}]"
        known: list[tuple[str, str, set[str] | frozenset[str]]] = [
            ("stage", entry.stage, stages),
            ("responsible", entry.responsible, ROLES),
            ("verifier", entry.verifier, ROLES),
        ]
        if isinstance(entry, TaskTemplate):
            known += [("area", entry.area, set(areas))]
            known += [("serves", entry.serves, set(areas))] if entry.serves else []
            known += [("approver", entry.approver, ROLES)] if entry.approver else []
            known += [("items", code, items) for code in entry.items]
            yield from _own_rules(entry, areas, where)
        for key, value, allowed in known:
            if value not in allowed and value not in draft.broken:
                yield Problem(
                    N_("{key!r} names {value!r}, which is unknown."),
                    {"key": key, "value": value},
                    where=where,
                )
        yield from _shared_rules(entry, where)
        if isinstance(entry, Milestone) and not _every_year(entry.opens):
            yield Problem(N_("{key!r} is not a day of every year."), {"key": "opens"}, where=where)


def _shared_rules(entry: TaskTemplate | Milestone, where: str) -> Iterator[Problem]:
    if any(mark in entry.code for mark in " .#"):
        yield Problem(N_("A code holds no space, dot or #."), where=where)
    if not 1 <= entry.days <= MOST_DAYS:
        yield _beyond("days", 1, MOST_DAYS, where)
    if not entry.evidence:
        yield Problem(N_("No evidence is wanted; name at least one."), where=where)
    if entry.verifier == entry.responsible:
        yield Problem(N_("Nobody verifies their own work: 'verifier' equals 'responsible'."), where=where)


def _own_rules(task: TaskTemplate, areas: dict[str, AreaKind], where: str) -> Iterator[Problem]:
    outside = areas.get(task.area) is AreaKind.OUTSIDE
    if task.area in areas and (outside != task.external or outside != (task.serves is not None)):
        message = N_(
            "Outside work has the outside area, 'external = true' and 'serves'; other work has none of them."
        )
        yield Problem(message, where=where)
    if task.approver is not None and task.approver in (task.responsible, task.verifier):
        yield Problem(N_("'approver' differs from 'responsible' and 'verifier'."), where=where)
    if not 1 <= task.quarter <= MOST_QUARTERS:
        yield _beyond("quarter", 1, MOST_QUARTERS, where)
    if task.recur_until is not None and not task.quarter <= task.recur_until <= MOST_QUARTERS:
        yield _beyond("recur_until", task.quarter, MOST_QUARTERS, where)
    if task.recur is None and (task.due_after is not None or task.per_area or task.recur_until is not None):
        yield Problem(N_("'due_after', 'per_area' and 'recur_until' need 'recur'."), where=where)
    if task.recur is not None and (task.due is None) == (task.due_after is None):
        yield Problem(N_("Recurring work has either 'due_after' or 'due'."), where=where)
    if task.due_after is not None and not 0 <= task.due_after <= MOST_DAYS:
        yield _beyond("due_after", 0, MOST_DAYS, where)
    if task.recur not in (None, Recurrence.ANNUAL) and task.due is not None:
        yield Problem(N_("A fixed 'due' recurs once a year only."), where=where)
    if task.due is not None and not _every_year(task.due):
        yield Problem(N_("{key!r} is not a day of every year."), {"key": "due"}, where=where)


def _every_year(day: YearDay) -> bool:
    try:
        date(NO_LEAP_YEAR, day.month, day.day)
    except ValueError:
        return False
    return 0 <= day.year <= MOST_YEARS


def _beyond(key: str, least: int, most: int, where: str) -> Problem:
    return Problem(
        N_("{key!r} lies between {least} and {most}."),
        {"key": key, "least": least, "most": most},
        where=where,
    )


def _edition_problems(draft: Draft) -> Iterator[Problem]:
    edition = draft.edition
    if edition is None:
        return
    where = "edition.toml [edition]"
    if not 1 <= edition.quarters <= MOST_QUARTERS:
        yield _beyond("quarters", 1, MOST_QUARTERS, where)
    if not edition.reference_week or not set(edition.reference_week) <= set(WEEKDAYS):
        message = N_("{key!r} holds names of {known}.")
        yield Problem(message, {"key": "reference_week", "known": ", ".join(WEEKDAYS)}, where=where)
    tasks = {task.code: task for task in draft.all("tasks", TaskTemplate)}
    for key, code in (("proposal", edition.proposal), ("monev_task", edition.monev_task)):
        if code not in tasks and code not in draft.broken:
            message = N_("{key!r} names {value!r}, which is unknown.")
            yield Problem(message, {"key": key, "value": code}, where=where)
    monev = tasks.get(edition.monev_task)
    if monev is not None and monev.due_after != edition.monev_day:
        message = N_("'monev_day' is {day}, but {task} is due {due_after} working days after its period.")
        params = {"day": edition.monev_day, "task": monev.code, "due_after": monev.due_after}
        yield Problem(message, params, where=where)


_CHECKS: tuple[tuple[Callable[[Draft], Iterable[Problem]], tuple[str, ...]], ...] = (
    (_outside_area, ("areas",)),
    (sheet_problems, ("areas", "items", "tasks")),
    (_task_problems, ("areas", "stages", "items", "tasks")),
    (_edition_problems, ("edition", "tasks")),
    (graph_problems, ("tasks",)),
    (threshold_problems, ("areas", "items", "thresholds")),
    (partial(ladder_problems, roles=ROLES), ("ladders",)),
)
"""The checks across tables, each with the files it needs."""
