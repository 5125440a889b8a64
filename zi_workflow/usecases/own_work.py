"""A person's own work: which tasks are theirs today, and acting on one while signed in; knows no session of a browser.

A form is sent with the version of the task that its sender saw, so that of two who act on the same page one wins; the
same form sent twice acts once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ForbiddenError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.links import Purpose, doers, offered
from zi_workflow.domain.people import Directory
from zi_workflow.domain.permissions import may as may_do
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.scopes import POLICY, WHY_NOT, Action, Place, Scope, Viewer, may
from zi_workflow.domain.tasks import State, Verb
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.storage.queries.people import actor, directory
from zi_workflow.storage.queries.tasks import holds, task_facts
from zi_workflow.usecases import deeds
from zi_workflow.usecases.deeds import Doing, Said, Situation
from zi_workflow.usecases.form_marks import came_before, mark
from zi_workflow.usecases.task_moves import local_date, lock

WORKING_ROLES = frozenset(POLICY[Action.WORK])
WHILE_WAITING = frozenset({Purpose.MORE_TIME, Purpose.HAND_OVER})


@dataclass(frozen=True, slots=True)
class Share:
    """A person's part of a running programme: `own` are the tasks among `tasks` that are with them and not finished."""

    programme: ProgrammeRow
    tasks: list[TaskRow]
    people: Directory
    on: date
    own: list[TaskRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActSigned(Said):
    """What a signed-in person sends about a task; `version` is that of the state on their page, `door` where it came in."""

    viewer: Viewer
    programme_id: str
    task: str
    purpose: Purpose
    version: int
    door: str = "form"


def shares(session: Session, viewer: Viewer, now: datetime) -> list[Share]:
    """Their part of every running programme of the units they work in, also as somebody's substitute."""
    if not may(viewer, Action.WORK).allowed:
        return []
    running = pages.programmes(session, Scope(units=viewer.units(WORKING_ROLES)))
    return [_share(session, viewer, row, now) for row in running if row.state == ProgrammeState.ACTIVE]


def _share(session: Session, viewer: Viewer, programme: ProgrammeRow, now: datetime) -> Share:
    on = local_date(now, programme.zone)
    people = directory(session, programme.unit_id, on)
    tasks = pages.tasks(session, programme.id)
    own = [row for row in tasks if not row.done and viewer.person_id in doers(people, row.duty)]
    return Share(programme, tasks, people, on, own)


def look(
    session: Session,
    viewer: Viewer,
    programme_id: str,
    code: str,
    now: datetime,
    action: Action = Action.WORK,
) -> Situation:
    """The viewer before a task that they may work on (or review); ForbiddenError where they only see it.

    NotFoundError out of sight, the same as where there is none.
    """
    facts = task_facts(session, programme_id, code)
    on = local_date(now, facts.zone)
    people = directory(session, facts.unit_id, on)
    person = people.people.get(viewer.person_id)
    theirs = viewer.person_id if viewer.person_id in doers(people, facts.duty) else None
    place = Place(facts.unit_id, facts.agency, facts.duty.area, theirs)
    decision = may(viewer, action, place)
    if person is None or not decision.allowed:
        if not may(viewer, Action.SEE_PROGRAMME, Place(facts.unit_id, facts.agency)).allowed:
            raise NotFoundError(Problem(N_("There is no such task in this programme."), where=code))
        raise ForbiddenError(Problem(decision.reason or WHY_NOT[action], where=code))
    return Situation(person, facts, people, on)


def purposes(session: Session, situation: Situation) -> tuple[Purpose, ...]:
    """What the person can do about the task today, the main thing first; work that waits for others cannot begin."""
    task = situation.task
    if task.programme_state != ProgrammeState.ACTIVE or task.duty.external:
        return ()
    who = actor(session, task.unit_id, situation.person.id, situation.on)
    if not may_do(who, Verb.REPORT, task.duty).allowed:
        return ()
    found = offered(task.standing.state, waits=False)
    if task.standing.state is State.PLANNED:
        before = holds(session, task.programme_id, task.code)
        if any(hold.holds_on(situation.on) for hold in before):
            return tuple(purpose for purpose in found if purpose in WHILE_WAITING)
    return found


def act(session: Session, command: ActSigned, now: datetime, received: Sequence[Received] = ()) -> Purpose:
    """Do one thing to the task in the viewer's name; sent again the same day with the same words it does nothing more.

    NotFoundError (out of sight), ForbiddenError (out of reach), ConflictError (changed since the page was shown),
    RefusedError, InputError. The contents `received` stay, as the last thing before the commit that names them; OSError.
    """
    lock(session, command.programme_id, command.task)
    situation = look(session, command.viewer, command.programme_id, command.task, now)
    via = mark(command, command.viewer.person_id, situation.on, command.door)
    if came_before(session, command.programme_id, command.task, via):
        return command.purpose
    if situation.task.programme_state != ProgrammeState.ACTIVE:
        raise RefusedError(Problem(N_("The programme is not active."), where=command.task))
    doing = Doing(situation, via, command.version)
    deeds.do(session, command.purpose, doing, command, now)
    for each in received:
        each.settle()
    return command.purpose
