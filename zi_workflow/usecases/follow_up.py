"""The door to follow-up, and how recommendations become tasks when the minutes are signed; answers none.

From then on the plan's own ladder reminds and passes on, as for every task.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.domain import baselines, plans
from zi_workflow.domain.build_up import CellState
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.follow_up import task_code, title_of
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Duty, Role
from zi_workflow.domain.plans import Dependency, Plan, PlanTask, Span
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.reach import calendar_for
from zi_workflow.domain.recommendation_ties import with_tied
from zi_workflow.i18n import _
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.follow_up import in_round
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts, stages
from zi_workflow.storage.tables import Recommendation, Task
from zi_workflow.usecases import analyses, events
from zi_workflow.usecases.announcements import Announce, announce
from zi_workflow.usecases.build_up import ACTOR
from zi_workflow.usecases.carrying_over import carry_over
from zi_workflow.usecases.conducting import Conducted
from zi_workflow.usecases.plan_rows import Rows, insert_tasks, rows_of, save_rows, tell_moved
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programme_parts import links_of
from zi_workflow.usecases.programmes import change_programme

__all__ = ["begin_follow_up", "carry_over"]

MONITORING = "monitoring"
"""The stage of the framework that goes on beside all others."""
Values = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Made:
    """The tasks that come new, as the plan and as the table have them, in the same order as the recommendations."""

    recommendations: Sequence[Recommendation]
    tasks: tuple[PlanTask, ...]
    rows: list[Values]

    @property
    def links(self) -> list[Values]:
        """What the new tasks wait for."""
        return [link for task in self.tasks for link in links_of(task.id, task.after)]


def begin_follow_up(session: Session, found: Conducted, now: datetime) -> tuple[str, ...]:
    """Make a task of each recommendation of the round that has none yet; their codes.

    It begins on the first working day after the minutes came on record and ends on the deadline. Nothing else in the
    plan moves, except what the team said waits for it. InputError names tasks that are not there, or a circle.
    """
    waiting = [each for each in in_round(session, found.round.id) if each.task is None]
    if not waiting:
        return ()
    facts = programme_facts(session, found.programme.id)
    before = load_plan(session, facts.id)
    made = _made(session, facts, found, (before, waiting), now)
    after = _with(before, made, found.on)
    known = replace(after, tasks=after.tasks[: len(before.tasks)])
    rows = rows_of(session, facts.id, before, known, {})
    save_rows(session, facts, rows)
    states = insert_tasks(session, facts, made.rows, made.links, now)
    for recommendation, row in zip(waiting, made.rows, strict=True):
        recommendation.task = row["code"]
        recommendation.version += 1
        session.add(recommendation)
    change_programme(session, facts, {}, now)
    _record(session, (facts, found), made, (rows, states), now)
    tell_moved(session, facts, rows, (found.on, found.place), now)
    _tell(session, facts, made, found.on, now)
    analyses.renew(session, facts.id, now)
    return tuple(task.id for task in made.tasks)


def _made(
    session: Session,
    facts: ProgrammeFacts,
    found: Conducted,
    of: tuple[Plan, Sequence[Recommendation]],
    now: datetime,
) -> _Made:
    plan, recommendations = of
    calendar = calendar_for(plan, max(found.on, *(each.deadline for each in recommendations)))
    taken = {task.id for task in plan.tasks}
    last = session.scalar(select(func.max(col(Task.position))).where(col(Task.programme_id) == facts.id))
    stage = _stage(session, facts.id)
    tasks, rows = [], []
    for place, each in enumerate(recommendations, (last or 0) + 1):
        code = task_code(found.round.quarter, each.number, taken)
        if code is None:
            raise InputError(Problem(N_("No code is left for this task."), where=found.place))
        taken.add(code)
        first = calendar.start_index(found.on + timedelta(days=1))
        end = max(first, calendar.finish_index(each.deadline))
        span = Span(calendar.day(first), calendar.day(end))
        links = tuple(Dependency(other) for other in dict.fromkeys(each.after))
        task = PlanTask(
            code, each.area, end - first + 1, title_of(each.words), links, not_before=span.start, planned=span
        )
        tasks.append(task)
        rows.append(_row(session, facts, each, (task, span, place, stage), now))
    return _Made(recommendations, tuple(tasks), rows)


def _row(
    session: Session,
    facts: ProgrammeFacts,
    of: Recommendation,
    planned: tuple[PlanTask, Span, int, str],
    now: datetime,
) -> Values:
    task, span, place, stage = planned
    return {
        "id": new_id(session, now),
        "programme_id": facts.id,
        "code": task.id,
        "position": place,
        "template": "",
        "area": task.area,
        "stage": stage,
        "title": task.title,
        "days": task.days,
        "not_before": task.not_before,
        "due": of.deadline,
        "planned_start": span.start,
        "planned_finish": span.finish,
        "period": None,
        "responsible": of.responsible,
        "verifier": str(Role.ASSISTANCE_TEAM),
        "approver": None,
        "assignee_id": None,
        "gate": False,
        "external": False,
        "evidence_wanted": [_("Evidence of the follow-up")],
        "items": [],
        "version": 1,
    }


def _stage(session: Session, programme_id: str) -> str:
    """Where follow-up belongs: monitoring where the programme has it, else the stage that is worked on, else the last."""
    known = stages(session, programme_id)
    keys = [stage.key for stage in known]
    if MONITORING in keys or not keys:
        return MONITORING if keys else ""
    opened = [stage.key for stage in known if stage.state == CellState.OPEN]
    return (opened or keys)[-1]


def _with(before: Plan, made: _Made, on: date) -> Plan:
    """The plan with the new tasks behind the others; those move only where the team lets some wait for a new one."""
    ties = [each.before for each in made.recommendations]
    after = with_tied(before, list(zip(made.tasks, ties, strict=True)))
    plans.validate(after, on)
    if not any(ties):
        return after
    spans = baselines.rebuilt(before, after, on, {task.id for task in made.tasks})
    return replace(after, tasks=tuple(replace(task, planned=spans[task.id]) for task in after.tasks))


def _record(
    session: Session,
    where: tuple[ProgrammeFacts, Conducted],
    made: _Made,
    saved: tuple[Rows, dict[str, Values]],
    now: datetime,
) -> None:
    (facts, found), (rows, states) = where, saved
    new = {row["code"]: {"before": None, "after": row} for row in made.rows}
    links = {
        task.id: {"before": [], "after": links_of(task.id, task.after)} for task in made.tasks if task.after
    }
    payload: Values = {
        "round": found.round.id,
        "quarter": found.round.quarter,
        "reason": found.place,
        "recommendations": {each.id: each.task for each in made.recommendations},
        "tasks": {**rows.tasks, **new},
        "dependencies": {**rows.dependencies, **links},
        "states": states,
        "version": facts.version + 1,
    }
    event = Event(
        "programme.followed_up",
        facts.code,
        ACTOR,
        found.on,
        payload,
        unit_id=facts.unit_id,
        programme_id=facts.id,
    )
    events.record(session, facts.agency, event, now)


def _tell(session: Session, facts: ProgrammeFacts, made: _Made, on: date, now: datetime) -> None:
    """Whoever carries one out hears of it, with all its words."""
    if facts.state != ProgrammeState.ACTIVE:
        return
    people = directory(session, facts.unit_id, on)
    for each, row in zip(made.recommendations, made.rows, strict=True):
        person = people.assignee(Duty(each.area, each.responsible, row["verifier"]))
        if person is not None:
            told = Announce(
                facts.id, NoticeKind.ASSIGNED, row["code"], person.id, each.responsible, on, each.words
            )
            announce(session, told, now)
