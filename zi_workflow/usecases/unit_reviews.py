"""The unit's review of a task in the browser: which tasks wait for whom, and accepting or sending back by a form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain import permissions
from zi_workflow.domain.errors import N_, ConflictError, Problem, RefusedError
from zi_workflow.domain.permissions import may as may_do
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.domain.tasks import IN_REVIEW, State, Verb
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.queries.evidence import PieceRow, pieces_of_task
from zi_workflow.storage.queries.follow_up import carried_out_by
from zi_workflow.storage.queries.people import actor
from zi_workflow.usecases import own_work, reviewing
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.follow_up_marks import ONLY_THE_CHAIR
from zi_workflow.usecases.form_marks import came_before, mark
from zi_workflow.usecases.reviewing import Decision, ReviewSigned
from zi_workflow.usecases.task_moves import lock


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewForm:
    """What a reviewer sends; `version` is the task's, `seen` the mark of the evidence on their page."""

    viewer: Viewer
    programme_id: str
    task: str
    version: int
    seen: str
    accept: bool
    note: str = ""


def look(session: Session, viewer: Viewer, programme_id: str, code: str, now: datetime) -> Situation:
    """The viewer before a task that is theirs to review; ForbiddenError where they only see it, NotFoundError."""
    return own_work.look(session, viewer, programme_id, code, now, Action.REVIEW)


def decision(session: Session, situation: Situation) -> permissions.Decision:
    """Whether they may decide on it today; the reason is a message id, empty when there is nothing to decide."""
    task = situation.task
    if task.standing.state not in IN_REVIEW or task.programme_state != ProgrammeState.ACTIVE:
        return permissions.Decision(False)
    if carried_out_by(session, task.programme_id, task.code) is not None:
        return permissions.Decision(False, ONLY_THE_CHAIR)
    who = actor(session, task.unit_id, situation.person.id, situation.on)
    final = task.standing.state is State.VERIFIED
    return may_do(who, Verb.VERIFY, task.duty, task.standing.submitted_by, final)


def mark_of_evidence(pieces: Sequence[PieceRow]) -> str:
    """Another one when a version came, was judged, or a piece was withdrawn."""
    seen = [(each.id, each.newest.number, str(each.newest.state), each.withdrawn_at) for each in pieces]
    return token_hash(repr(sorted(seen, key=lambda each: each[0])))[:16]


def review(session: Session, command: ReviewForm, now: datetime) -> State:
    """Accept the work or send it back, as on the command line; the same form sent again does nothing more.

    NotFoundError, ConflictError (task or evidence changed since the page was shown), RefusedError, InputError.
    """
    lock(session, command.programme_id, command.task)
    situation = look(session, command.viewer, command.programme_id, command.task, now)
    via = mark(command, command.viewer.person_id, situation.on)
    if came_before(session, command.programme_id, command.task, via):
        return situation.task.standing.state
    if situation.task.programme_state != ProgrammeState.ACTIVE:
        raise RefusedError(Problem(N_("The programme is not active."), where=command.task))
    pieces = pieces_of_task(session, command.programme_id, command.task)
    if mark_of_evidence(pieces) != command.seen:
        message = N_("Evidence was added or taken away meanwhile; please look at it again.")
        raise ConflictError(Problem(message, where=command.task))
    said = ReviewSigned(
        viewer=command.viewer,
        programme_id=command.programme_id,
        task=command.task,
        decision=Decision.VERIFY if command.accept else Decision.RETURN,
        note=command.note.strip(),
        version=command.version,
        via=via,
    )
    return State(reviewing.review(session, said, now)["state"])
