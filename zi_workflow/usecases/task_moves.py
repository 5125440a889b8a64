"""The way every move of a task goes: look, may it, when, save, record, wake; knows no single move."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, ConflictError, InputError, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.permissions import MACHINES, Actor, may
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.tasks import Standing, State, Verb, day_of, target
from zi_workflow.storage.queries.people import actor as actor_of
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.tasks import TaskFacts, task_facts
from zi_workflow.storage.tables import Programme, Task, TaskState
from zi_workflow.usecases import analyses, events, follow_up_marks
from zi_workflow.usecases.announcements import Announce, announce


@dataclass(frozen=True, kw_only=True)
class TaskCommand:
    """Somebody does something to a task; `on` is the claimed day in the unit's zone.

    `version` is that of the state the actor saw, where they saw one; a different one is a ConflictError. `via` says
    by what they acted when it was not the console (`link:<id>`: a mailed link, `form:<mark>`: a page's form,
    `api:<mark>`: a program with a token).
    """

    programme_id: str
    task: str
    actor: str
    on: date
    version: int | None = None
    via: str = ""


@dataclass(frozen=True)
class Moving:
    """A move that is allowed: the task as it was, who acts, and where the move leads."""

    task: TaskFacts
    actor: Actor
    command: TaskCommand
    to: State


def local_date(now: datetime, zone: str) -> date:
    """The unit's date at an instant."""
    return now.astimezone(ZoneInfo(zone)).date()


def words(text: str, task: str, missing: str) -> str:
    """The text without blanks around it; InputError with the sentence `missing` when nothing is left."""
    found = optional_words(text, task)
    if found is None:
        raise InputError(Problem(missing, where=task))
    return found


def optional_words(text: str, task: str) -> str | None:
    """The text without blanks around it, None when nothing is left; InputError when it is too long."""
    found = text.strip()
    if len(found) > 500:
        raise InputError(
            Problem(N_("The text has {n} characters; at most 500."), {"n": len(found)}, where=task)
        )
    return found or None


def begin(
    session: Session, command: TaskCommand, verb: Verb, now: datetime, *, chair: bool = False
) -> Moving:
    """Everything that every move asks before it changes anything; `chair`: who decides here was asked for already.

    NotFoundError (no such task), ConflictError (changed meanwhile), RefusedError (state, role, day, draft).
    """
    task = task_facts(session, command.programme_id, command.task)
    if command.version is not None and command.version != task.version:
        raise changed_meanwhile(task.code)
    if task.programme_state == ProgrammeState.DRAFT:
        raise RefusedError(Problem(N_("The programme is a draft; activate it first."), where=task.code))
    to = target(task.code, task.standing.state, verb, task.duty.external)
    day_of(task.code, task.standing, command.on, local_date(now, task.zone), task.begins)
    actor = who(session, task.unit_id, command.actor, command.on)
    if chair:
        return Moving(task, actor, command, to)
    final = task.standing.state is State.VERIFIED
    decision = may(actor, verb, task.duty, task.standing.submitted_by, final)
    if not decision.allowed:
        raise RefusedError(Problem(decision.reason, where=task.code))
    follow_up_marks.refuse(session, command.programme_id, command.task, verb)
    return Moving(task, actor, command, to)


def lock(session: Session, programme_id: str, task: str) -> None:
    """Whoever acts on this task at the same time waits until the transaction ends."""
    session.execute(
        select(col(Task.id))
        .where(col(Task.programme_id) == programme_id, col(Task.code) == task)
        .with_for_update()
    )


def who(session: Session, unit_id: str, actor: str, on: date) -> Actor:
    """The actor with their roles on that day; the service and the console have none and need none."""
    return Actor(actor) if actor in MACHINES else actor_of(session, unit_id, actor, on)


def changed_meanwhile(task: str) -> ConflictError:
    """The task was changed since it was read, by whomever."""
    message = N_(
        "This was changed meanwhile, by somebody else or by you in another window; look at it again."
    )
    return ConflictError(Problem(message, where=task))


def finish(
    session: Session, moving: Moving, kind: str, standing: Standing, now: datetime, **more: Any
) -> dict[str, Any]:
    """Save the new state, record it in full, wake the programme; returns the whole state. `more`: further facts.

    Who did it on a page, by a link or by a program looks at the figures next, so they are computed at once; of what is
    done at the console when the service answers the wake-up.
    """
    task, command = moving.task, moving.command
    standing = replace(standing, moved_on=command.on)
    state = save_state(session, task.id, task.code, task.version, standing, now)
    followed = follow_up_marks.follow(session, task, standing, command.actor, now)
    payload = {"task": task.code, "state": state, "command": _said(command), **more, **followed}
    record(session, moving, kind, payload, now)
    wake(session, task.programme_id, now)
    if command.via:
        analyses.renew(session, task.programme_id, now)
    return state


def record(session: Session, moving: Moving, kind: str, payload: dict[str, Any], now: datetime) -> None:
    """Note what was done about the task in its agency's chain of events."""
    task, command = moving.task, moving.command
    event = Event(
        kind,
        task.code,
        command.actor,
        command.on,
        payload,
        unit_id=task.unit_id,
        programme_id=task.programme_id,
    )
    events.record(session, task.agency, event, now)


def save_state(
    session: Session, task_id: str, code: str, version: int, standing: Standing, now: datetime
) -> dict[str, Any]:
    """Write a state over the version that was read; ConflictError when another writer was first."""
    values = {**asdict(standing), "state": str(standing.state), "version": version + 1, "updated_at": now}
    done = session.execute(
        update(TaskState)
        .where(col(TaskState.task_id) == task_id, col(TaskState.version) == version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if getattr(done, "rowcount", 0) != 1:
        raise changed_meanwhile(code)
    return {"task_id": task_id, **values}


def outdate(session: Session, task_id: str) -> None:
    """Raise the task's version, so that no link mailed before acts on it any more (decision 0007)."""
    session.execute(
        update(Task)
        .where(col(Task.id) == task_id)
        .values(version=col(Task.version) + 1)
        .execution_options(synchronize_session=False)
    )


def wake(session: Session, programme_id: str, now: datetime) -> None:
    """Mark that the programme changed: the scheduler's next poll runs its build-up."""
    session.execute(
        update(Programme)
        .where(col(Programme.id) == programme_id)
        .values(woken_at=now)
        .execution_options(synchronize_session=False)
    )


def tell_assignee(session: Session, moving: Moving, kind: NoticeKind, note: str, now: datetime) -> None:
    """Write the notice of a move to whoever does the work, for an outside party to whoever handed it in.

    An empty office gets none.
    """
    task, on = moving.task, moving.command.on
    people = directory(session, task.unit_id, on)
    handed_in = people.people.get(task.standing.submitted_by or "")
    person = handed_in if task.duty.external else people.assignee(task.duty)
    if person is not None:
        announce(
            session,
            Announce(task.programme_id, kind, task.code, person.id, task.duty.responsible, on, note),
            now,
        )


def _said(command: TaskCommand) -> dict[str, Any]:
    said = {k: v for k, v in asdict(command).items() if k not in ("programme_id", "task", "version")}
    return said if command.via else {k: v for k, v in said.items() if k != "via"}
