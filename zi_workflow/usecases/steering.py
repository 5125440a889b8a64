"""Somebody who steers before a task: may they, is it still as they saw it, did this form come before; does nothing to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ForbiddenError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Directory, Person
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.i18n import using
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.tasks import TaskFacts, task_facts
from zi_workflow.usecases import events
from zi_workflow.usecases.announcements import Announce, announce
from zi_workflow.usecases.form_marks import came_before, mark
from zi_workflow.usecases.task_moves import changed_meanwhile, local_date, lock

ANOTHER_AREA = N_("This concerns another area; ask its coordinator, or whoever leads the working team.")


@dataclass(frozen=True, kw_only=True)
class Steer:
    """What somebody who steers sends about a task; `version` is that of the state on their page, None: any."""

    viewer: Viewer
    programme_id: str
    task: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Steered:
    """The task as it stands, the unit's people of the day, who acts on it, and by what."""

    task: TaskFacts
    people: Directory
    on: date
    by: str
    via: str = ""


def look(session: Session, viewer: Viewer, programme_id: str, code: str, now: datetime) -> Steered:
    """A task whose area the viewer may steer; ForbiddenError where they only see it.

    NotFoundError out of sight, the same as where there is none.
    """
    task = task_facts(session, programme_id, code)
    if not may(viewer, Action.SEE_PROGRAMME, Place(task.unit_id, task.agency)).allowed:
        raise NotFoundError(Problem(N_("There is no such task in this programme."), where=code))
    if not may(viewer, Action.STEER, Place(task.unit_id, task.agency, task.duty.area)).allowed:
        raise ForbiddenError(Problem(ANOTHER_AREA))
    on = local_date(now, task.zone)
    return Steered(task, directory(session, task.unit_id, on), on, viewer.person_id)


def begin(session: Session, command: Steer, now: datetime) -> Steered | None:
    """The task, for this transaction alone; None when this very form came before.

    NotFoundError, ForbiddenError, ConflictError (changed since the page was shown), RefusedError (not active).
    """
    lock(session, command.programme_id, command.task)
    found = look(session, command.viewer, command.programme_id, command.task, now)
    via = mark(command, command.viewer.person_id, found.on)
    if came_before(session, command.programme_id, command.task, via):
        return None
    if found.task.programme_state != ProgrammeState.ACTIVE:
        raise RefusedError(Problem(N_("The programme is not active."), where=command.task))
    if command.version is not None and command.version != found.task.version:
        raise changed_meanwhile(command.task)
    return replace(found, via=via)


def common(command: Steer, found: Steered) -> dict[str, Any]:
    """What every move of the task says that follows from the form."""
    return {
        "programme_id": command.programme_id,
        "task": command.task,
        "actor": command.viewer.person_id,
        "on": found.on,
        "version": command.version,
        "via": found.via,
    }


def record(
    session: Session, kind: str, command: Steer, found: Steered, said: dict[str, Any], now: datetime
) -> None:
    """Note what was done about the task in its agency's chain of events."""
    task = found.task
    payload = {"task": task.code, "via": found.via, **said}
    event = Event(
        kind,
        task.code,
        command.viewer.person_id,
        found.on,
        payload,
        unit_id=task.unit_id,
        programme_id=task.programme_id,
    )
    events.record(session, task.agency, event, now)


def tell_asker(
    session: Session, found: Steered, asker: Person | None, said: Callable[[], str], role: str, now: datetime
) -> None:
    """Whoever asked for something hears the answer in their own language; the console and who has left hear nothing."""
    if asker is None:
        return
    with using(asker.language):
        told = said().strip()
    task = found.task
    answer = Announce(task.programme_id, NoticeKind.ANSWERED, task.code, asker.id, role, found.on, told)
    announce(session, answer, now)
