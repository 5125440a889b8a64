"""A programme as it was known at an instant, replayed from its agency's chain of events; reads no row of today's plan.

The creation of a programme holds its rows in full, later events both faces of what they changed: enough to say what
its plan was. Days off are those of the decrees that had been applied by then.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import WEEKDAYS, effective_days_off
from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.plans import Dependency, Kind, Plan, PlanTask
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.plans import applied_decrees, worked_span
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import EventRow
from zi_workflow.usecases import events

Row = dict[str, Any]
_CREATED = "programme.created"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The unit's week and its days off."""

    week: tuple[str, ...]
    days_off: frozenset[date]


@dataclass(frozen=True, slots=True)
class PastPlan:
    """The programme's row, its tasks' rows in order with their states by code, and the engine's plan of them."""

    programme: Row
    tasks: tuple[Row, ...]
    standings: Mapping[str, Row]
    plan: Plan


@dataclass
class _Rows:
    programme: Row
    tasks: dict[str, Row]
    links: dict[str, list[Row]]

    def take(self, payload: Mapping[str, Any]) -> None:
        """Let an event change what it says that it changed."""
        for new in _new(payload):
            for each in self.tasks.values():
                each["position"] += each["position"] >= new["position"]
            self.tasks[new["code"]] = dict(new)
        for code, faces in _faces(payload, "tasks"):
            self.tasks[code] = dict(faces["after"])
        for code, faces in _faces(payload, "dependencies"):
            self.links[code] = list(faces["after"])
        deadline = payload.get("deadline")
        if isinstance(deadline, Mapping):
            self.programme["deadline"] = deadline["after"]
        if isinstance(payload.get("baseline"), int):
            self.programme["baseline"] = payload["baseline"]


def calendar_known(session: Session, facts: ProgrammeFacts, known_by: datetime) -> Calendar:
    """The unit's calendar with the decrees that had been applied up to an instant."""
    applied = applied_decrees(session, facts.unit_id, known_by)
    return Calendar(facts.week, effective_days_off((*loader.decrees(), *applied)))


def past_plan(session: Session, facts: ProgrammeFacts, known_by: datetime, calendar: Calendar) -> PastPlan:
    """The programme as it was known at an instant, or as it was created where that came later.

    RefusedError for a programme whose creation is not on record.
    """
    rows = _replayed(session, facts, known_by)
    standings = events.rebuild(session, facts.id, known_by=known_by)
    tasks = tuple(sorted(rows.tasks.values(), key=lambda row: (row["position"], row["code"])))
    start, deadline = date.fromisoformat(rows.programme["start"]), _day(rows.programme.get("deadline"))
    numbers = frozenset(WEEKDAYS.index(name) for name in calendar.week)
    planned = tuple(
        _plan_task(row, rows.links.get(row["code"], ()), standings.get(row["code"], {}), numbers, calendar)
        for row in tasks
    )
    plan = Plan(start, planned, deadline, calendar.week, calendar.days_off)
    return PastPlan(rows.programme, tasks, standings, plan)


def _replayed(session: Session, facts: ProgrammeFacts, known_by: datetime) -> _Rows:
    found = session.execute(
        select(col(EventRow.kind), col(EventRow.payload), col(EventRow.recorded_at))
        .where(col(EventRow.programme_id) == facts.id)
        .order_by(col(EventRow.agency), col(EventRow.number))
    ).all()
    created = next((payload for kind, payload, _at in found if kind == _CREATED), None)
    if created is None:
        message = N_("How this programme began is not on record; its figures cannot be recomputed.")
        raise RefusedError(Problem(message, where=facts.code))
    links: dict[str, list[Row]] = {}
    for link in created["dependency"]:
        links.setdefault(link["task"], []).append(link)
    rows = _Rows(dict(created["programme"]), {row["code"]: dict(row) for row in created["task"]}, links)
    for kind, payload, at in found:
        if kind != _CREATED and at <= known_by:
            rows.take(payload)
    return rows


def _new(payload: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """Whole rows of tasks that an event added: one, or several."""
    new = payload.get("new", ())
    return [new] if isinstance(new, Mapping) else [row for row in new if isinstance(row, Mapping)]


def _faces(payload: Mapping[str, Any], what: str) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """What an event changed by task code; a list of that name is something else."""
    found = payload.get(what)
    return found.items() if isinstance(found, Mapping) else ()


def _plan_task(
    row: Row, links: Iterable[Row], standing: Row, week: frozenset[int], calendar: Calendar
) -> PlanTask:
    after = tuple(
        Dependency(link["predecessor"], Kind(link["kind"]), link["lag"])
        for link in sorted(links, key=lambda link: int(link["position"]))
    )
    planned = worked_span(_day(row["planned_start"]), _day(row["planned_finish"]), week, calendar.days_off)
    return PlanTask(
        row["code"],
        row["area"],
        row["days"],
        row["title"],
        after,
        _day(row["not_before"]),
        planned,
        _day(standing.get("started")),
        _day(standing.get("finished")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
