"""Computes a programme's figures of a day and keeps them, only where they changed; knows no ladder and no mail."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlmodel import Session

from zi_workflow.domain import analysis as engine
from zi_workflow.domain.analysis import DECIMALS, Analysis, PlanState, TaskResult
from zi_workflow.domain.blockers import Blocker
from zi_workflow.domain.portfolio import Late
from zi_workflow.storage.tables import metadata
from zi_workflow.usecases import portfolio
from zi_workflow.usecases.plans import load_plan

_TASKS = metadata.tables["task_analysis"]
_SUMMARY = metadata.tables["programme_analysis"]
Values = dict[str, Any]


@dataclass(frozen=True)
class Analyse:
    """Compute a programme as seen on the morning of `on` (the unit's date)."""

    programme_id: str
    on: date


def analyse(session: Session, command: Analyse, now: datetime) -> Analysis:
    """The day's analysis, kept in `task_analysis`, `programme_analysis` and `portfolio`; a second time changes nothing.

    Derived figures are no fact, so there is no event and nothing is woken. NotFoundError.
    """
    result = engine.analyse(load_plan(session, command.programme_id), command.on)
    impacts = {blocker.id: blocker for blocker in result.blockers}
    rows = {task.id: _task(task, impacts.get(task.id)) for task in result.tasks}
    _keep_tasks(session, command.programme_id, rows)
    figures = summary(result)
    _keep_summary(session, command.programme_id, figures)
    portfolio.keep(session, command.programme_id, figures, _late(result))
    return result


def renew(session: Session, programme_id: str, now: datetime) -> None:
    """After a change of the plan: the kept figures again, as seen on the same day, so that no page shows the old plan.

    Nothing is kept where nothing was yet; the day stays, for the morning of a later one is not decided by this.
    """
    kept = select(_SUMMARY.c.as_of).where(_SUMMARY.c.programme_id == programme_id)
    as_of = session.scalar(kept)
    if as_of is not None:
        analyse(session, Analyse(programme_id, as_of), now)


def _task(task: TaskResult, impact: Blocker | None) -> Values:
    return {
        "state": task.state.value,
        "planned_start": task.planned.start,
        "planned_finish": task.planned.finish,
        "forecast_start": task.forecast.start,
        "forecast_finish": task.forecast.finish,
        "clock": task.clock,
        "late_days": task.late_days,
        "slack_days": task.slack_days,
        "critical": task.critical,
        "blocked_by": task.blocked_by,
        "because": {area: round(part, DECIMALS) for area, part in task.because.items()},
        "finish_days": impact.finish_days if impact else None,
        "other_areas_days": impact.other_areas_days if impact else None,
        "moves": impact.tasks if impact else None,
    }


def summary(result: Analysis) -> Values:
    """The figures of a whole programme, as `programme_analysis` keeps them."""
    states = [task.state for task in result.tasks]
    return {
        "as_of": result.as_of,
        "planned_finish": result.finish.planned,
        "forecast_finish": result.finish.forecast,
        "late_days": result.finish.late_days,
        "because": {area: round(part, DECIMALS) for area, part in result.because.items()},
        **{state.value: states.count(state) for state in PlanState},
        "late": sum(task.late_days > 0 and task.state is not PlanState.DONE for task in result.tasks),
        "total": len(states),
    }


def _late(result: Analysis) -> list[Late]:
    """Unfinished tasks behind their plan that should have begun."""
    return [
        Late(task.late_days, {area: round(part, DECIMALS) for area, part in task.because.items()})
        for task in result.tasks
        if task.late_days > 0 and task.state is not PlanState.DONE and task.planned.start <= result.as_of
    ]


def _keep_tasks(session: Session, programme_id: str, rows: dict[str, Values]) -> None:
    known = {
        row.task: {
            name: value for name, value in row._mapping.items() if name not in ("programme_id", "task")
        }
        for row in session.execute(select(_TASKS).where(_TASKS.c.programme_id == programme_id))
    }
    new = [{"programme_id": programme_id, "task": code, **rows[code]} for code in rows if code not in known]
    changed = [
        {"which": code, **values} for code, values in rows.items() if code in known and known[code] != values
    ]
    if new:
        session.execute(insert(_TASKS), new)
    if changed:
        here = (_TASKS.c.programme_id == programme_id) & (_TASKS.c.task == bindparam("which"))
        session.connection().execute(
            update(_TASKS).where(here).values(_bound(rows[changed[0]["which"]])), changed
        )
    if gone := known.keys() - rows.keys():
        session.execute(
            delete(_TASKS).where(_TASKS.c.programme_id == programme_id, _TASKS.c.task.in_(sorted(gone)))
        )


def _bound(names: Iterable[str]) -> Values:
    return {name: bindparam(name) for name in names}


def _keep_summary(session: Session, programme_id: str, values: Values) -> None:
    here = _SUMMARY.c.programme_id == programme_id
    known = session.execute(select(_SUMMARY).where(here)).one_or_none()
    if known is None:
        session.execute(insert(_SUMMARY).values(programme_id=programme_id, **values))
    elif dict(known._mapping) != {"programme_id": programme_id, **values}:
        session.execute(update(_SUMMARY).where(here).values(**values))
