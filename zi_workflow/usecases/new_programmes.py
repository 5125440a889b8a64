"""Writes the rows of a new programme and its event; decides nothing about them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Protocol

from sqlalchemy import Table, insert
from sqlmodel import Session

from zi_workflow.domain.calendars import DayKind
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.frameworks import loader
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.programmes import programmes_of
from zi_workflow.storage.tables import Unit, metadata
from zi_workflow.usecases import events
from zi_workflow.usecases.plan_rows import state_row
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.programme_parts import Parts

Values = dict[str, Any]


class Creation(Protocol):
    """Who creates a programme, when, under which code."""

    @property
    def code(self) -> str:
        """The programme's code."""

    @property
    def actor(self) -> str:
        """Who creates it."""

    @property
    def on(self) -> date:
        """The claimed day."""


def insert_programme(
    session: Session, unit: Unit, values: Values, parts: Parts, by: Creation, now: datetime
) -> str:
    """Write a draft with all its rows and one event that holds them in full; returns its id."""
    programme_id = new_id(session, now)
    programme = {
        "id": programme_id,
        **values,
        "state": str(ProgrammeState.DRAFT),
        "baseline": 1,
        "woken_at": now,
        "version": 1,
        "created_at": now,
    }
    rows, states = _rows(session, programme_id, parts, now)
    for table, values_of_table in {
        "programme": [programme],
        **rows,
        "task_state": [*states.values()],
    }.items():
        _insert(session, metadata.tables[table], values_of_table)
    payload = {"programme": programme, **rows, "states": states}
    event = Event(
        "programme.created", by.code, by.actor, by.on, payload, unit_id=unit.id, programme_id=programme_id
    )
    events.record(session, unit.agency, event, now)
    return programme_id


def _rows(
    session: Session, programme_id: str, parts: Parts, now: datetime
) -> tuple[dict[str, list[Values]], dict[str, Values]]:
    """The rows by table in the order in which they refer to each other, and the tasks' states by code."""
    mine = {"programme_id": programme_id}
    rows: dict[str, list[Values]] = {
        "stage": [{**mine, "state": "not_open", **stage} for stage in parts.stages],
        "round": [
            {"id": new_id(session, now), **mine, "state": "scheduled", **each} for each in parts.rounds
        ],
        "task": [
            {"id": new_id(session, now), **mine, "position": place, "assignee_id": None, "version": 1, **task}
            for place, task in enumerate(parts.tasks, 1)
        ],
        "dependency": [{**mine, **link} for link in parts.dependencies],
    }
    states = {
        task["code"]: state_row(task["id"], parts.standings.get(task["code"]), now) for task in rows["task"]
    }
    return rows, states


def keep_calendar(session: Session, unit: Unit, plan: Plan, by: Creation, now: datetime) -> None:
    """Make the unit's days off those of the plan, as a decree of its own; InputError where others work on them."""
    known = days_off(session, unit.id)
    if known == plan.days_off:
        return
    if programmes_of(session, unit.id):
        message = N_("The unit has a programme on another calendar; give the plan a unit of its own.")
        raise InputError(Problem(message, where="calendar"))
    decree_id = new_id(session, now)
    latest = max([by.on, *(decree.signed for decree in loader.decrees())])
    decree = {
        "id": decree_id,
        "number": f"plan:{by.code}",
        "signed_on": latest,  # after every shipped decree, so that the plan's calendar holds
        "title": by.code,
        "source": "",
        "unit_id": unit.id,
        "applied_at": now,
    }
    days = [
        {
            "decree_id": decree_id,
            "day": day,
            "off": day in plan.days_off,
            "kind": str(DayKind.LOCAL if day in plan.days_off else DayKind.WORKING),
            "name": by.code,
        }
        for day in sorted(known ^ plan.days_off)
    ]
    _insert(session, metadata.tables["decree"], [decree])
    _insert(session, metadata.tables["calendar_day"], days)
    payload = {"decree": decree, "days": days}
    event = Event("calendar.pinned", f"plan:{by.code}", by.actor, by.on, payload, unit_id=unit.id)
    events.record(session, unit.agency, event, now)


def _insert(session: Session, table: Table, rows: list[Values]) -> None:
    if rows:
        session.execute(insert(table), rows)
