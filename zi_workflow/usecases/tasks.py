"""The door to everything that is done to a task, and the work itself: start, report, submit; knows no page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.tasks import Verb
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.tasks import Hold, holds
from zi_workflow.usecases.evidence import Handed, keep
from zi_workflow.usecases.promises import AcceptPromise, Assign, Promise, accept_promise, assign, promise
from zi_workflow.usecases.reviews import (
    RecordOutcome,
    Reopen,
    Return,
    Verify,
    Waive,
    record_outcome,
    reopen,
    return_,
    verify,
    waive,
)
from zi_workflow.usecases.task_moves import Moving, TaskCommand, begin, finish, optional_words, words

__all__ = [
    "AcceptPromise",
    "Assign",
    "Handed",
    "Promise",
    "RecordOutcome",
    "Reopen",
    "Report",
    "Return",
    "Start",
    "Submit",
    "TaskCommand",
    "Verify",
    "Waive",
    "accept_promise",
    "assign",
    "promise",
    "record_outcome",
    "reopen",
    "report",
    "return_",
    "start",
    "submit",
    "verify",
    "waive",
]


@dataclass(frozen=True, kw_only=True)
class Start(TaskCommand):
    """Begin the work; `ahead`: although it still waits for others, with a reason."""

    ahead: bool = False
    reason: str = ""


@dataclass(frozen=True, kw_only=True)
class Report(TaskCommand):
    """Say how far the work is (0-100 %), what was done, and what is in the way (empty: nothing)."""

    progress: int
    note: str = ""
    obstacle: str = ""


@dataclass(frozen=True, kw_only=True)
class Submit(TaskCommand):
    """Hand the work in for review, with its evidence."""

    evidence: tuple[Handed, ...] = ()
    note: str = ""


def start(session: Session, command: Start, now: datetime) -> dict[str, Any]:
    """Begin a task. A task that waits for others is refused with their names, unless ahead with a reason."""
    moving = begin(session, command, Verb.START, now)
    waiting = [
        hold for hold in holds(session, command.programme_id, command.task) if hold.holds_on(command.on)
    ]
    if waiting and not command.ahead:
        raise RefusedError([_waits(session, moving, hold) for hold in waiting])
    if waiting:
        words(command.reason, command.task, N_("Starting ahead of the tasks it waits for needs a reason."))
    standing = replace(moving.task.standing, state=moving.to, started=command.on)
    ahead_of = [hold.code for hold in waiting]
    return finish(session, moving, "task.started", standing, now, ahead_of=ahead_of)


def _waits(session: Session, moving: Moving, hold: Hold) -> Problem:
    people = directory(session, moving.task.unit_id, moving.command.on)
    person = None if hold.duty.external else people.assignee(hold.duty)
    params = {"code": hold.code, "area": hold.area}
    if person is None:
        message = N_("The task still waits for {code} (area {area}).")
        return Problem(message, params, where=moving.task.code)
    message = N_("The task still waits for {code} (area {area}), which is with {name}.")
    return Problem(message, {**params, "name": person.name}, where=moving.task.code)


def report(session: Session, command: Report, now: datetime) -> dict[str, Any]:
    """Note how far a started task is."""
    moving = begin(session, command, Verb.REPORT, now)
    if not 0 <= command.progress <= 100:
        message = N_("Progress is a percentage from 0 to 100, not {value}.")
        raise InputError(Problem(message, {"value": command.progress}, where=command.task))
    standing = replace(
        moving.task.standing,
        state=moving.to,
        progress=command.progress,
        note=optional_words(command.note, command.task),
        obstacle=optional_words(command.obstacle, command.task),
    )
    return finish(session, moving, "task.reported", standing, now)


def submit(session: Session, command: Submit, now: datetime) -> dict[str, Any]:
    """Hand a task in for review, with at least one piece of evidence unless none is wanted."""
    moving = begin(session, command, Verb.SUBMIT, now)
    keep(session, moving.task, command.evidence, command.actor, now)
    standing = replace(
        moving.task.standing,
        state=moving.to,
        progress=100,
        note=optional_words(command.note, command.task),
        obstacle=None,
        submitted=command.on,
        submitted_by=command.actor,
    )
    return finish(session, moving, "task.submitted", standing, now)
