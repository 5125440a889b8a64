"""Changes of a plan as sentences, and the plan as the pages that change it list it; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from zi_workflow.domain.edits import (
    AddDependency,
    Change,
    RemoveDependency,
    SetAssignee,
    SetDates,
    SetDays,
    SetNotBefore,
)
from zi_workflow.domain.errors import N_
from zi_workflow.domain.plans import Dependency, Kind, Span
from zi_workflow.i18n import _
from zi_workflow.usecases.plan_desk import PlanChange, PlanDesk
from zi_workflow.web.views import words
from zi_workflow.web.views.consequences import Named

KINDS: Mapping[Kind, str] = {
    Kind.FS: N_("begins when the other is finished (FS)"),
    Kind.SS: N_("begins when the other has begun (SS)"),
    Kind.FF: N_("ends when the other is finished (FF)"),
    Kind.SF: N_("ends when the other has begun (SF)"),
}
_CHANGES: Mapping[str, str] = {
    "programme.edited": N_("Plan changed"),
    "programme.rebaselined": N_("New baseline"),
    "calendar.applied": N_("Days off changed"),
    "task.split": N_("Task split in two"),
}


@dataclass(frozen=True, slots=True)
class TaskChoice:
    """A task that can be changed."""

    code: str
    title: str
    planned: Span | None
    days: str


@dataclass(frozen=True, slots=True)
class AreaChoices:
    """The unfinished tasks of an area."""

    key: str
    area: str
    tasks: Sequence[TaskChoice]


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """Something that was done to the plan."""

    on: date
    sentence: str
    who: str
    reason: str
    finish: tuple[date, date] | None


def named(desk: PlanDesk, new: Mapping[str, str] | None = None) -> Named:
    """What the programme's tasks are called, and those that a change makes (`new`, by code)."""
    titles = {task.id: task.title for task in desk.plan.tasks}
    return Named({**titles, **(new or {})}, desk.gates, desk.dues)


def choices(desk: PlanDesk, areas: Iterable[str]) -> list[AreaChoices]:
    """The unfinished tasks of these areas, in the plan's order."""
    open_tasks = [task for task in desk.plan.tasks if task.finished is None]
    return [
        AreaChoices(
            key,
            words.area(key),
            [
                TaskChoice(task.id, task.title, task.planned, words.days(task.days))
                for task in open_tasks
                if task.area == key
            ],
        )
        for key in words.in_order(task.area for task in open_tasks)
        if key in set(areas)
    ]


def link_words(link: Dependency, titles: Named) -> str:
    """`Title (CODE): begins when the other is finished, 2 working days later`."""
    text = f"{titles.task(link.predecessor)}: {_(KINDS[link.kind])}"
    if link.lag > 0:
        return _("{link}, {days} after that", link=text, days=words.days(link.lag))
    return _("{link}, {days} before that", link=text, days=words.days(-link.lag)) if link.lag else text


def sentences(changes: Iterable[Change], titles: Named, people: Mapping[str, str]) -> list[str]:
    """Each change as it was asked for."""
    return [f"{titles.task(each.task)}: {_said(each, titles, people)}" for each in changes]


def _said(change: Change, titles: Named, people: Mapping[str, str]) -> str:
    match change:
        case SetDates(start=start, finish=finish):
            return _("planned from {start} to {finish}", start=start, finish=finish)
        case SetDays(days=days):
            return _("takes {days}", days=words.days(days))
        case SetNotBefore(day=None):
            return _("may begin on any day")
        case SetNotBefore(day=day):
            return _("begins on {day} at the earliest", day=day)
        case AddDependency(after=after):
            return _("waits for {link}", link=link_words(after, titles))
        case RemoveDependency(predecessor=code):
            return _("waits no longer for {task}", task=titles.task(code))
        case SetAssignee(person_id=None):
            return _("is done by whoever holds the responsible office")
        case SetAssignee(person_id=person):
            return _("is done by {who}", who=people.get(person or "", ""))


def change_lines(found: Iterable[PlanChange], reader: str) -> list[ChangeLine]:
    """What was done to the plan, as this person reads it."""
    return [
        ChangeLine(
            each.on,
            _(_CHANGES[each.kind]),
            _("You") if each.actor == reader else each.name or _("The service"),
            each.reason,
            each.finish,
        )
        for each in found
    ]
