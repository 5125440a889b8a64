"""Answers to a reminder: promise a new date, accept a promise, give the task to somebody else; sends no mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.doers import why_no_doer
from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.permissions import may
from zi_workflow.domain.tasks import Verb, latest_promise
from zi_workflow.i18n import _, using
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.promises import open_promises
from zi_workflow.storage.tables import Task
from zi_workflow.usecases.announcements import Announce, announce, take_back
from zi_workflow.usecases.task_moves import Moving, TaskCommand, begin, finish, tell_assignee, words


@dataclass(frozen=True, kw_only=True)
class Promise(TaskCommand):
    """Name a new date on which the work will be handed in, and why."""

    until: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class AcceptPromise(TaskCommand):
    """Agree to the promised date: reminders stop climbing until then."""


@dataclass(frozen=True, kw_only=True)
class Assign(TaskCommand):
    """Give the task to a person of the unit; None: to whoever holds the responsible role."""

    person_id: str | None


def promise(session: Session, command: Promise, now: datetime) -> dict[str, Any]:
    """Promise a date from the day of the promise to `latest_promise`; the coordinator has yet to accept it."""
    moving = begin(session, command, Verb.PROMISE, now)
    if command.until < command.on:
        message = N_("The promised date {until} has passed; it was {on} already.")
        raise InputError(Problem(message, {"until": command.until, "on": command.on}, where=command.task))
    latest = latest_promise(command.on, moving.task.deadline)
    if command.until > latest:
        message = N_("The promised date {until} is too far away; the latest is {latest}.")
        raise InputError(Problem(message, {"until": command.until, "latest": latest}, where=command.task))
    reason = words(command.reason, command.task, N_("A promise needs a reason."))
    standing = replace(
        moving.task.standing,
        promised=command.until,
        promise_reason=reason,
        promise_accepted=False,
    )
    state = finish(session, moving, "task.promised", standing, now)
    _ask(session, moving, command, reason, now)
    return state


def _ask(session: Session, moving: Moving, command: Promise, reason: str, now: datetime) -> None:
    """Whoever may agree to it hears of it with their next mail; a newer request takes the place of one not yet told."""
    task = moving.task
    take_back(session, task.programme_id, task.code, NoticeKind.MORE_TIME)
    people = directory(session, task.unit_id, command.on)
    decider = people.decider(task.duty.area, command.actor)
    if decider is None:
        return
    asker = people.people.get(command.actor)
    person, role = decider
    with using(person.language):
        until = _("until {until}", until=command.until)
    told = f"{asker.name}, {until}: {reason}" if asker is not None else f"{until}: {reason}"
    kind = NoticeKind.MORE_TIME
    announce(
        session, Announce(task.programme_id, kind, task.code, person.id, str(role), command.on, told), now
    )


def accept_promise(session: Session, command: AcceptPromise, now: datetime, note: str = "") -> dict[str, Any]:
    """Accept the promise that stands, never one's own; RefusedError when there is none. `note` goes on record."""
    moving = begin(session, command, Verb.ACCEPT, now)
    standing = moving.task.standing
    if standing.promised is None or standing.promise_accepted:
        raise RefusedError(Problem(N_("There is no promise that waits for an answer."), where=command.task))
    not_their_own(session, moving)
    take_back(session, command.programme_id, command.task, NoticeKind.MORE_TIME)
    more = {"note": note} if note else {}
    return finish(
        session, moving, "task.promise_accepted", replace(standing, promise_accepted=True), now, **more
    )


def not_their_own(session: Session, moving: Moving) -> None:
    """RefusedError when the actor is who asked for the time, or stands in for them."""
    for known in open_promises(session, moving.task.programme_id, moving.task.code):
        decision = may(moving.actor, Verb.ACCEPT, moving.task.duty, known.asked_by)
        if not decision.allowed:
            raise RefusedError(Problem(decision.reason, where=moving.task.code))


def assign(session: Session, command: Assign, now: datetime) -> dict[str, Any]:
    """Give the task to somebody who holds an office that builds in the unit on that day. InputError."""
    moving = begin(session, command, Verb.ASSIGN, now)
    task = moving.task
    if command.person_id is not None:
        here = directory(session, task.unit_id, command.on)
        wrong = why_no_doer(here, command.person_id, command.on, task.code)
        if wrong is not None:
            raise InputError(wrong)
    session.execute(
        update(Task)
        .where(col(Task.id) == task.id)
        .values(assignee_id=command.person_id, version=col(Task.version) + 1)
        .execution_options(synchronize_session=False)
    )
    assignee = {"before": task.duty.assignee_id, "after": command.person_id}
    state = finish(session, moving, "task.assigned", task.standing, now, assignee=assignee)
    given = replace(moving, task=replace(task, duty=replace(task.duty, assignee_id=command.person_id)))
    tell_assignee(session, given, NoticeKind.ASSIGNED, "", now)
    return state
