"""Setting a task aside: proposed by one who steers, decided by another who may; sends no mail.

The decision itself is `reviews.waive`, which asks for the role and counts the task as finished.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Directory, Duty, Person, Role
from zi_workflow.domain.permissions import Decision, may
from zi_workflow.domain.tasks import FINISHED, Verb
from zi_workflow.i18n import _
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.waivers import Proposal, decided, proposal
from zi_workflow.storage.tables import WaiverRow
from zi_workflow.usecases import follow_up_marks, reviews
from zi_workflow.usecases.announcements import Announce, announce, take_back
from zi_workflow.usecases.reviews import Waive
from zi_workflow.usecases.steering import Steer, Steered, begin, common, record, tell_asker
from zi_workflow.usecases.task_moves import who, words

OTHER_EYES = N_("Nobody decides about their own proposal; somebody else has to.")


@dataclass(frozen=True, kw_only=True)
class ProposeWaiver(Steer):
    """Say that a task does not apply to the unit, and why."""

    note: str


@dataclass(frozen=True, kw_only=True)
class DecideWaiver(Steer):
    """Answer the proposal that waits (`proposal` is its id): set the task aside, or let it stay; with a word."""

    proposal: str
    granted: bool
    note: str


@dataclass(frozen=True, slots=True)
class Waiving:
    """What can be done about setting a task aside: the proposal that waits, if any, and who is to decide."""

    proposal: Proposal | None
    decider: Person
    role: str
    may_decide: bool


def foresee(session: Session, found: Steered, viewer_id: str) -> Waiving:
    """Where the matter stands for the viewer; RefusedError when the task is finished or nobody could decide."""
    if found.task.standing.state in FINISHED:
        message = N_("The task is finished; there is nothing to set aside.")
        raise RefusedError(Problem(message, where=found.task.code))
    follow_up_marks.refuse(session, found.task.programme_id, found.task.code, Verb.WAIVE)
    known = proposal(session, found.task.programme_id, found.task.code)
    asked_by = known.asked_by if known is not None else viewer_id
    person, role = _decider(found, asked_by)
    return Waiving(known, person, role, known is not None and _may(session, found, known, viewer_id).allowed)


def propose(session: Session, command: ProposeWaiver, now: datetime) -> None:
    """Record the proposal and tell who may decide. RefusedError where one waits already, ConflictError, InputError."""
    found = begin(session, command, now)
    if found is None:
        return
    reason = words(command.note, command.task, N_("Waiving a task needs a reason."))
    waiving = foresee(session, found, command.viewer.person_id)
    if waiving.proposal is not None:
        raise RefusedError(Problem(N_("A proposal about this task waits already."), where=command.task))
    _close_stale(session, found)
    row = WaiverRow(
        id=new_id(session, now),
        programme_id=command.programme_id,
        task=command.task,
        pending=_pending(found),
        reason=reason,
        asked_by=command.viewer.person_id,
        asked_on=found.on,
        state="asked",
        created_at=now,
    )
    session.add(row)
    session.flush()
    to, told = waiving.decider, f"{command.viewer.name}: {reason}"
    record(session, "task.waiver_asked", command, found, {"note": reason, "to": to.id, "waiver": row.id}, now)
    notice = Announce(
        command.programme_id, NoticeKind.DECISION, command.task, to.id, waiving.role, found.on, told
    )
    announce(session, notice, now)


def decide(session: Session, command: DecideWaiver, now: datetime) -> None:
    """Set the task aside, or let it stay; whoever proposed it may only take the proposal back.

    RefusedError, ConflictError (also where the proposal is not the one that waits), InputError.
    """
    found = begin(session, command, now)
    if found is None:
        return
    note = words(command.note, command.task, N_("A decision needs a few words."))
    known = proposal(session, command.programme_id, command.task)
    if known is None or known.id != command.proposal:
        raise RefusedError(_over(session, command))
    own = known.asked_by == command.viewer.person_id
    decision = _may(session, found, known, command.viewer.person_id)
    if not decision.allowed and (command.granted or not own):
        raise RefusedError(Problem(decision.reason, where=command.task))
    _close(session, known, command, found, note)
    _answer(session, known, command, found, note, now)
    if not command.granted:
        record(session, "task.waiver_refused", command, found, {"note": note, "waiver": known.id}, now)
        return
    waive = Waive(**common(command, found), reason=known.reason, approved_by=command.viewer.name)
    reviews.waive(session, waive, now)


def _over(session: Session, command: DecideWaiver) -> Problem:
    """Who decided what meanwhile, and when; only of a proposal about this very task."""
    found = decided(session, command.programme_id, command.task, command.proposal)
    if found is None:
        return Problem(N_("This proposal does not wait any more."), where=command.task)
    if found.own:
        message = N_("{who} took the proposal back on {day}: “{answer}”")
    elif found.granted:
        message = N_("{who} set the task aside on {day}: “{answer}”")
    else:
        message = N_("{who} decided on {day} that the task stays: “{answer}”")
    return Problem(message, {"who": found.name, "day": found.on, "answer": found.answer}, where=command.task)


def deciders(people: Directory, duty: Duty) -> list[tuple[Person, str]]:
    """Who may decide about setting a task aside, the nearest first."""
    roles = (duty.approver, Role.TEAM_LEAD, Role.SECRETARY, Role.HEAD)
    return [
        (person, role) for role in roles if role is not None for person in people.holders(role, duty.area)
    ]


def _may(session: Session, found: Steered, known: Proposal, person_id: str) -> Decision:
    actor = who(session, found.task.unit_id, person_id, found.on)
    if known.asked_by in actor.acts_for | {person_id}:
        return Decision(False, OTHER_EYES)
    return may(actor, Verb.WAIVE, found.task.duty)


def _decider(found: Steered, asked_by: str) -> tuple[Person, str]:
    for person, role in deciders(found.people, found.task.duty):
        if person.id != asked_by:
            return person, role
    message = N_("Nobody is there who could decide on this.")
    raise RefusedError(Problem(message, where=found.task.code))


def _pending(found: Steered) -> str:
    return f"{found.task.programme_id}:{found.task.code}"


def _answer(
    session: Session, known: Proposal, command: DecideWaiver, found: Steered, note: str, now: datetime
) -> None:
    """Whoever proposed it hears what somebody else decided."""
    if known.asked_by == command.viewer.person_id:
        return
    held = (each.role for each in found.people.holdings if each.person_id == known.asked_by)
    asker, said = found.people.people.get(known.asked_by), partial(_said, command, note)
    tell_asker(session, found, asker, said, next(held, str(Role.COORDINATOR)), now)


def _said(command: DecideWaiver, note: str) -> str:
    by = command.viewer.name
    granted, refused = _("{who} set the task aside.", who=by), _("{who} did not set the task aside.", who=by)
    return f"{granted if command.granted else refused} {note}"


def _close_stale(session: Session, found: Steered) -> None:
    """A proposal whose task was finished and opened again since: it was about another cycle."""
    session.execute(
        update(WaiverRow).where(col(WaiverRow.pending) == _pending(found)).values(pending=None, state="over")
    )


def _close(session: Session, known: Proposal, command: DecideWaiver, found: Steered, note: str) -> None:
    row = session.scalars(select(WaiverRow).where(col(WaiverRow.id) == known.id)).one()
    row.pending, row.state = None, "granted" if command.granted else "refused"
    row.decided_by, row.decided_on, row.answer = command.viewer.person_id, found.on, note
    session.flush()
    take_back(session, command.programme_id, command.task, NoticeKind.DECISION)
