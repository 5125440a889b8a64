"""The unit answers a recommendation, and the chair of the assistance team closes it or sends the answer back.

Both are moves of the task that carries it out, so that the recommendation and its task never say different things.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ForbiddenError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.links import Purpose, doers
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Directory, Person
from zi_workflow.domain.permissions import MACHINES, Decision
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES, RecommendationState
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.domain.tasks import Verb
from zi_workflow.domain.teams import TeamMember, decides
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.queries.follow_up import deciding_team, recommendation_of
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.queries.tasks import TaskFacts, task_facts
from zi_workflow.storage.tables import Recommendation
from zi_workflow.usecases import deeds, reviews
from zi_workflow.usecases.deeds import Doing, Said, Situation
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.form_marks import came_before, mark
from zi_workflow.usecases.task_moves import begin, changed_meanwhile, local_date, lock, tell_assignee, words

NOT_THE_CHAIR = N_(
    "Only the chair of the assistance team of the round, or the named deputy, decides on an answer."
)
NO_ANSWER_YET = N_("This recommendation is {state!r}; there is no answer to decide on.")
UNSIGNED = N_("The minutes of the round are not signed yet; until then there is nothing to answer.")


@dataclass(frozen=True, kw_only=True)
class OfRecommendation:
    """Somebody before a recommendation of a round's quarter; `version` is that on their page, None: any."""

    viewer: Viewer
    programme_id: str
    quarter: str
    number: int
    version: int | None = None


@dataclass(frozen=True, kw_only=True)
class Answer(OfRecommendation):
    """What the unit did, in words, with evidence."""

    words: str
    evidence: tuple[Handed, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Settle(OfRecommendation):
    """The chair's word: it is closed, or the answer does not do; with a note."""

    close: bool
    note: str


@dataclass(frozen=True, slots=True)
class Before:
    """A recommendation as it stands, its task once the minutes are signed, and the team whose chair decides."""

    programme: ProgrammeFacts
    row: Recommendation
    task: TaskFacts | None
    people: Directory
    team: tuple[TeamMember, ...]
    on: date
    quarter: str

    @property
    def place(self) -> Place:
        """Where it belongs."""
        return Place(self.programme.unit_id, self.programme.agency, self.row.area)


def look(
    session: Session, viewer: Viewer, programme_id: str, quarter: str, number: int, now: datetime
) -> Before:
    """A recommendation of a programme that the viewer sees; NotFoundError, the same where there is none."""
    programme = programme_facts(session, programme_id)
    if not may(viewer, Action.SEE_PROGRAMME, Place(programme.unit_id, programme.agency)).allowed:
        message = N_("There is no recommendation {number} of the round {quarter}.")
        raise NotFoundError(Problem(message, {"number": number, "quarter": quarter}))
    row = recommendation_of(session, programme_id, quarter, number)
    on = local_date(now, programme.zone)
    task = task_facts(session, programme_id, row.task) if row.task is not None else None
    people = directory(session, programme.unit_id, on)
    return Before(programme, row, task, people, deciding_team(session, row), on, quarter)


def may_answer(before: Before, viewer: Viewer) -> Decision:
    """Whether they work on it; the reason is a message id."""
    theirs = None
    if before.task is not None and viewer.person_id in doers(before.people, before.task.duty):
        theirs = viewer.person_id
    return may(viewer, Action.WORK, replace(before.place, person_id=theirs))


def may_settle(before: Before, viewer: Viewer) -> Decision:
    """Whether the decision on an answer is theirs: the chair's or the named deputy's alone."""
    allowed = may(viewer, Action.CONDUCT, before.place)
    if not allowed.allowed:
        return allowed
    return Decision(True) if decides(before.team, viewer.person_id) else Decision(False, NOT_THE_CHAIR)


def answer(
    session: Session, command: Answer, now: datetime, received: Sequence[Received] = ()
) -> RecommendationState:
    """Answer with words and evidence: the task is handed in, begun first where nobody noted that. Sent twice: once.

    NotFoundError, ForbiddenError, ConflictError (it moved since the page was shown), RefusedError (answered, closed,
    waits for other tasks), InputError with everything that is missing. The contents `received` stay; OSError.
    """
    before, via = _begun(session, command, now)
    if via is None:
        return RecommendationState(before.row.state)
    task = _open(before, may_answer(before, command.viewer), command.version)
    said = words(command.words, task.code, N_("Please say what was done."))
    person = before.people.people.get(command.viewer.person_id)
    if person is None and command.viewer.person_id not in MACHINES:
        raise ForbiddenError(
            Problem(N_("This person has no role in this task that allows it."), where=task.code)
        )
    someone = person or Person(command.viewer.person_id, command.viewer.name)
    doing = Doing(Situation(someone, task, before.people, before.on), via)
    deeds.do(session, Purpose.SUBMIT, doing, Said(note=said, evidence=command.evidence), now)
    for each in received:
        each.settle()
    return RecommendationState(before.row.state)


def settle(session: Session, command: Settle, now: datetime) -> RecommendationState:
    """Close the recommendation, or reject its answer with a note that says what is missing; the task follows.

    NotFoundError, ForbiddenError (not the chair), ConflictError (it moved since the page was shown), RefusedError (no
    answer waits), InputError. The unit hears of both.
    """
    before, via = _begun(session, command, now)
    if via is None:
        return RecommendationState(before.row.state)
    task = _open(before, may_settle(before, command.viewer), command.version)
    if before.row.state != RecommendationState.RESPONDED:
        state = RECOMMENDATION_STATE_NAMES[before.row.state]
        raise RefusedError(Problem(NO_ANSWER_YET, {"state": state}, where=task.code))
    common: dict[str, Any] = {
        "programme_id": command.programme_id,
        "task": task.code,
        "actor": command.viewer.person_id,
        "on": before.on,
        "via": via,
        "note": command.note.strip(),
    }
    if command.close:
        moving = begin(session, reviews.Verify(**common), Verb.VERIFY, now, chair=True)
        note = words(command.note, task.code, N_("A decision needs a few words."))
        reviews.accepted(session, moving, note, now)
        tell_assignee(session, moving, NoticeKind.SOLVED, note, now)
    else:
        moving = begin(session, reviews.Return(**common), Verb.RETURN, now, chair=True)
        missing = N_("Sending work back needs a note that says what is missing.")
        reviews.sent_back(session, moving, words(command.note, task.code, missing), now)
    return RecommendationState(before.row.state)


def _begun(session: Session, command: Answer | Settle, now: datetime) -> tuple[Before, str | None]:
    """The recommendation, for this transaction alone, and the form's mark; None: this very form came before."""
    seen = look(session, command.viewer, command.programme_id, command.quarter, command.number, now)
    if seen.task is None:
        return seen, ""
    lock(session, command.programme_id, seen.task.code)
    session.refresh(seen.row, with_for_update=True)
    task = task_facts(session, command.programme_id, seen.task.code)
    via = mark(command, command.viewer.person_id, seen.on)
    if came_before(session, command.programme_id, task.code, via):
        return replace(seen, task=task), None
    return replace(seen, task=task), via


def _open(before: Before, allowed: Decision, version: int | None) -> TaskFacts:
    """The task to act on; ForbiddenError, RefusedError, ConflictError."""
    if not allowed.allowed:
        raise ForbiddenError(Problem(allowed.reason))
    if before.task is None:
        raise RefusedError(Problem(UNSIGNED, where=before.programme.code))
    if before.programme.state != ProgrammeState.ACTIVE:
        raise RefusedError(Problem(N_("The programme is not active."), where=before.programme.code))
    if version is not None and version != before.row.version:
        raise changed_meanwhile(before.task.code)
    return before.task
