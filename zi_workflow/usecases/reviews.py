"""Reviews of work: verify, return, record an outside party's outcome, waive, reopen; knows no finding of a round."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_
from zi_workflow.domain.evidence import EvidenceState
from zi_workflow.domain.notices import About, NoticeKind
from zi_workflow.domain.permissions import Relation, relations
from zi_workflow.domain.tasks import Standing, State, Verb
from zi_workflow.usecases.evidence import Handed, Verdict, judge, keep
from zi_workflow.usecases.ladder_ends import end_ladder
from zi_workflow.usecases.task_moves import (
    Moving,
    TaskCommand,
    begin,
    finish,
    optional_words,
    outdate,
    tell_assignee,
    words,
)


@dataclass(frozen=True, kw_only=True)
class Verify(TaskCommand):
    """Accept the work that was handed in; the approver's word finishes it."""

    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Return(TaskCommand):
    """Send the work back with a note that says what is missing."""

    note: str


@dataclass(frozen=True, kw_only=True)
class RecordOutcome(TaskCommand):
    """Record that an outside party has done its work, with the evidence of it."""

    evidence: tuple[Handed, ...] = ()
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Waive(TaskCommand):
    """Declare a task not applicable to this unit; `approved_by` is the name of whoever decided it."""

    reason: str
    approved_by: str


@dataclass(frozen=True, kw_only=True)
class Reopen(TaskCommand):
    """Take a finished task up again, with the reason."""

    reason: str


def verify(session: Session, command: Verify, now: datetime) -> dict[str, Any]:
    """Accept work, never one's own: done, or `verified` while the task's approver has yet to decide."""
    moving = begin(session, command, Verb.VERIFY, now)
    task, note = moving.task, optional_words(command.note, command.task)
    decides = Relation.APPROVER in relations(moving.actor, task.duty)
    if task.duty.approver is not None and task.standing.state is State.SUBMITTED and not decides:
        standing = replace(task.standing, state=State.VERIFIED, note=note, verified=command.on)
        return finish(session, moving, "task.verified", standing, now)
    return accepted(session, moving, note, now)


def accepted(session: Session, moving: Moving, note: str | None, now: datetime) -> dict[str, Any]:
    """The work and its evidence are accepted and the task is done; whoever calls has asked whether they may."""
    task, command = moving.task, moving.command
    judge(session, task, Verdict(EvidenceState.ACCEPTED, command.actor, note), now)
    outdate(session, task.id)
    return finish(session, moving, "task.done", _done(task.standing, command.on, note), now)


def return_(session: Session, command: Return, now: datetime) -> dict[str, Any]:
    """Send work back; it has to be handed in again."""
    moving = begin(session, command, Verb.RETURN, now)
    note = words(command.note, command.task, N_("Sending work back needs a note that says what is missing."))
    return sent_back(session, moving, note, now)


def sent_back(session: Session, moving: Moving, note: str, now: datetime) -> dict[str, Any]:
    """The work goes back with a note, and its doer hears of it; whoever calls has asked whether they may."""
    verdict = Verdict(EvidenceState.REVISION_REQUESTED, moving.command.actor, note)
    judge(session, moving.task, verdict, now)
    standing = replace(
        moving.task.standing, state=moving.to, note=note, submitted=None, submitted_by=None, verified=None
    )
    outdate(session, moving.task.id)
    state = finish(session, moving, "task.returned", standing, now)
    tell_assignee(session, moving, NoticeKind.RETURNED, note, now)
    return state


def record_outcome(session: Session, command: RecordOutcome, now: datetime) -> dict[str, Any]:
    """Finish an outside party's task in one step: its verifier vouches for the evidence of the outcome."""
    moving = begin(session, command, Verb.OUTCOME, now)
    keep(session, moving.task, command.evidence, command.actor, now)
    note = optional_words(command.note, command.task)
    judge(session, moving.task, Verdict(EvidenceState.ACCEPTED, command.actor, note), now)
    before = moving.task.standing
    standing = _done(replace(before, submitted=before.submitted or command.on), command.on, note)
    outdate(session, moving.task.id)
    return finish(session, moving, "task.outcome_recorded", standing, now)


def waive(session: Session, command: Waive, now: datetime) -> dict[str, Any]:
    """Take a task out of the way for a reason on record; it counts as finished on that day."""
    moving = begin(session, command, Verb.WAIVE, now)
    reason = words(command.reason, command.task, N_("Waiving a task needs a reason."))
    words(command.approved_by, command.task, N_("Waiving a task needs the name of whoever approved it."))
    standing = replace(moving.task.standing, state=moving.to, note=reason, finished=command.on)
    outdate(session, moving.task.id)
    return finish(session, moving, "task.waived", standing, now)


def reopen(session: Session, command: Reopen, now: datetime, *, tell: bool = False) -> dict[str, Any]:
    """Start a new cycle of a finished task: nothing handed in, nothing verified, no promise; the start stays.

    Its lateness is a new one, also where no morning saw that the old one was over. `tell`: its evidence was taken
    back, and whoever does it is told why.
    """
    moving = begin(session, command, Verb.REOPEN, now)
    reason = words(command.reason, command.task, N_("Reopening a task needs a reason."))
    before = moving.task.standing
    standing = Standing(
        state=moving.to if before.started is not None else State.PLANNED,
        started=before.started,
        note=reason,
        cycle=before.cycle + 1,
    )
    outdate(session, moving.task.id)
    end_ladder(session, moving.task.programme_id, moving.task.code, About.WORK, command.on)
    state = finish(session, moving, "task.reopened", standing, now)
    if tell:
        tell_assignee(session, moving, NoticeKind.RETURNED, reason, now)
    return state


def _done(standing: Standing, on: date, note: str | None) -> Standing:
    return replace(
        standing,
        state=State.DONE,
        progress=100,
        note=note,
        obstacle=None,
        verified=standing.verified or on,
        finished=on,
    )
