"""Answers a request for more time in the browser: agree to the new date or not; tells whoever asked, sends no mail."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from sqlmodel import Session

from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Person
from zi_workflow.domain.permissions import Decision, may
from zi_workflow.domain.tasks import Verb
from zi_workflow.i18n import _
from zi_workflow.storage.queries.promises import OpenPromise, open_promises
from zi_workflow.usecases import promises, task_moves
from zi_workflow.usecases.announcements import take_back
from zi_workflow.usecases.promises import AcceptPromise
from zi_workflow.usecases.steering import Steer, Steered, begin, common, tell_asker
from zi_workflow.usecases.task_moves import finish, optional_words, who, words


@dataclass(frozen=True, kw_only=True)
class AnswerPromise(Steer):
    """Agree to the new date, or not; a refusal needs a word."""

    granted: bool
    note: str


@dataclass(frozen=True, slots=True)
class Answering:
    """What waits for an answer, whether the viewer may give it, and whose it is to give."""

    promise: OpenPromise
    decision: Decision
    decider: Person | None


def foresee(session: Session, found: Steered, viewer_id: str) -> Answering:
    """Where the request stands for the viewer; RefusedError when none waits."""
    task = found.task
    known = next(iter(open_promises(session, task.programme_id, task.code)), None)
    if known is None:
        raise RefusedError(Problem(N_("There is no promise that waits for an answer."), where=task.code))
    actor = who(session, task.unit_id, viewer_id, found.on)
    decider = found.people.decider(task.duty.area, known.asked_by)
    decision = may(actor, Verb.ACCEPT, task.duty, known.asked_by)
    return Answering(known, decision, decider[0] if decider is not None else None)


def answer(session: Session, command: AnswerPromise, now: datetime) -> None:
    """Agree, which stops the reminders from climbing until that day, or refuse, after which there is no promise.

    RefusedError (none waits, or it is not theirs to answer), ConflictError, InputError (a refusal without a word).
    """
    found = begin(session, command, now)
    if found is None:
        return
    known = foresee(session, found, command.viewer.person_id).promise
    said = AcceptPromise(**common(command, found))
    if command.granted:
        note = optional_words(command.note, command.task) or ""
        promises.accept_promise(session, said, now, note=note)
    else:
        note = words(command.note, command.task, N_("A refusal needs a few words."))
        _refuse(session, said, note, now)
    asker, said_to = found.people.people.get(known.asked_by), partial(_said, known, command, note)
    tell_asker(session, found, asker, said_to, found.task.duty.responsible, now)


def _refuse(session: Session, command: AcceptPromise, note: str, now: datetime) -> None:
    moving = task_moves.begin(session, command, Verb.ACCEPT, now)
    promises.not_their_own(session, moving)
    take_back(session, command.programme_id, command.task, NoticeKind.MORE_TIME)
    standing = replace(moving.task.standing, promised=None, promise_reason=None, promise_accepted=False)
    finish(session, moving, "task.promise_refused", standing, now, note=note)


def _said(known: OpenPromise, command: AnswerPromise, note: str) -> str:
    by = command.viewer.name
    granted = _("{who} agreed to {until}.", who=by, until=known.until)
    refused = _("{who} did not agree to {until}.", who=by, until=known.until)
    return f"{granted if command.granted else refused} {note}"
