"""Answers the wish that somebody else does a task: gives it to them, or lets it stay; tells whoever wished it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ForbiddenError, InputError, Problem, RefusedError
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Person
from zi_workflow.domain.permissions import may
from zi_workflow.domain.tasks import FINISHED, Verb
from zi_workflow.i18n import _
from zi_workflow.storage.queries.overviews import Wish, open_wish
from zi_workflow.usecases.announcements import take_back
from zi_workflow.usecases.handovers import candidates
from zi_workflow.usecases.promises import Assign, assign
from zi_workflow.usecases.steering import Steer, Steered, begin, common, record, tell_asker
from zi_workflow.usecases.task_moves import optional_words, who, words


@dataclass(frozen=True, kw_only=True)
class AnswerHandOver(Steer):
    """Give the task to a person (`to`), or let it stay where it is (None), which needs a word."""

    to: str | None
    note: str


@dataclass(frozen=True, slots=True)
class Handing:
    """The wish that waits, and who could take the task."""

    wish: Wish
    candidates: tuple[Person, ...]


def foresee(session: Session, found: Steered, viewer_id: str) -> Handing:
    """Where the wish stands for the viewer; RefusedError when none waits, ForbiddenError when they may not assign."""
    task = found.task
    wish = open_wish(session, task.programme_id, task.code)
    if wish is None or task.standing.state in FINISHED:
        message = N_("Nobody waits for an answer about handing this task over.")
        raise RefusedError(Problem(message, where=task.code))
    decision = may(who(session, task.unit_id, viewer_id, found.on), Verb.ASSIGN, task.duty)
    if not decision.allowed:
        raise ForbiddenError(Problem(decision.reason))
    return Handing(wish, tuple(candidates(found.people, task.duty, frozenset({wish.asked_by}))))


def answer(session: Session, command: AnswerHandOver, now: datetime) -> None:
    """Give the task to somebody of its area, or refuse with a word; whoever wished it hears either.

    RefusedError (no wish waits), ForbiddenError, ConflictError, InputError (no candidate; a refusal without a word).
    """
    found = begin(session, command, now)
    if found is None:
        return
    handing = foresee(session, found, command.viewer.person_id)
    chosen = next((each for each in handing.candidates if each.id == command.to), None)
    if command.to is None:
        note = words(command.note, command.task, N_("A refusal needs a few words."))
        record(session, "task.handover_refused", command, found, {"note": note}, now)
    elif chosen is None:
        raise InputError(Problem(N_("That person has no role in this area."), where=command.task))
    else:
        note = optional_words(command.note, command.task) or ""
        assign(session, Assign(**common(command, found), person_id=chosen.id), now)
    take_back(session, command.programme_id, command.task, NoticeKind.HAND_OVER)
    asker, said = found.people.people.get(handing.wish.asked_by), partial(_said, command, chosen)
    tell_asker(session, found, asker, said, found.task.duty.responsible, now)


def _said(command: AnswerHandOver, chosen: Person | None) -> str:
    by = command.viewer.name
    if chosen is None:
        said = _("{who} lets the task stay where it is.", who=by)
    elif chosen.id == command.viewer.person_id:
        said = _("{who} takes the task over.", who=by)
    else:
        said = _("{who} gave the task to {to}.", who=by, to=chosen.name)
    return f"{said} {command.note.strip()}"
