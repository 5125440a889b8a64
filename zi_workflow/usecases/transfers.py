"""Mutasi: everything that is with a person goes to another in one step, who is told of every task.

Offices change hands on a day. Tasks that were given by name have no days of their own: they change hands at once.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.doers import why_no_doer
from zi_workflow.domain.edits import SetAssignee
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.people import Directory, Duty
from zi_workflow.domain.scopes import OF_UNIT, Viewer
from zi_workflow.storage.queries import outlooks
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts, programmes_of
from zi_workflow.storage.queries.tasks import task_lines
from zi_workflow.storage.tables import Task, TaskState
from zi_workflow.usecases import editing, events
from zi_workflow.usecases.agreements import UNSAID, came_before, reach
from zi_workflow.usecases.editing import EditProgramme
from zi_workflow.usecases.foresight import Foresight, Line, foresee, insist
from zi_workflow.usecases.office_changes import HandOffices, Office, change_offices, memberships, substitute
from zi_workflow.usecases.outlooks import first_morning
from zi_workflow.usecases.people_mail import Follow, follow
from zi_workflow.usecases.task_moves import local_date, wake
from zi_workflow.usecases.transfer_effects import Decides, decides
from zi_workflow.usecases.transfer_news import News, pass_on, tell_taken, unsaid

MOST_DAYS_BACK = 31


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """Everything of one person goes to another: tasks at once, offices (unless `offices` is false) from `first` on.

    `programme_id` is one of the unit's programmes; all of them are meant.
    """

    programme_id: str
    person_id: str
    to_id: str
    first: date
    actor: str
    on: date
    offices: bool = True
    reason: str = ""
    via: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """A task that was given by name."""

    programme: str
    task: str
    title: str
    area: str


@dataclass(frozen=True, slots=True)
class Transferred:
    """What a transfer moves; `kept` are offices that are no part of the unit's team and stay."""

    tasks: tuple[Handed, ...]
    offices: tuple[Office, ...]
    kept: tuple[str, ...]
    absences: int
    decides: tuple[Decides, ...]
    version: int


@dataclass(frozen=True, slots=True)
class AgreedTransfer:
    """A transfer, the digest of what its sender saw of it, and the basis of that."""

    command: Transfer
    seen: str
    basis: str = ""


def areas_of(session: Session, programme_id: str, person_id: str, on: date) -> set[str | None]:
    """The areas that a transfer of this person concerns, also one that was just made; None: the whole unit."""
    facts = programme_facts(session, programme_id)
    since = on - timedelta(days=MOST_DAYS_BACK + 1)
    held = {(row.role, row.area) for row in memberships(session, facts.unit_id, person_id, since)}
    areas: set[str | None] = {area for role, area in held if role in OF_UNIT}
    for each in programmes_of(session, facts.unit_id):
        areas |= {task.area for task in _named(session, each, person_id)}
    return areas


def movable(session: Session, viewer: Viewer, facts: ProgrammeFacts, people: Directory, on: date) -> set[str]:
    """Whose work the viewer may hand over, among those with an office in the unit: all of it lies where they steer."""
    held: dict[str, set[str | None]] = {}
    for each in people.holdings:
        held.setdefault(each.person_id, set()).update({each.area} if each.role in OF_UNIT else ())
    if reach(viewer, facts, [None]).allowed:
        idle = {
            id for id, areas in held.items() if not areas
        }  # who assesses has none of its work, or should not
        return set(held) - {id for id in idle if not areas_of(session, facts.id, id, on)}
    near = {id for id, areas in held.items() if areas and reach(viewer, facts, areas).allowed}
    return {id for id in near if reach(viewer, facts, areas_of(session, facts.id, id, on)).allowed}


def known(session: Session, unit_id: str) -> dict[str, str]:
    """Everybody who has or had an office in the unit: id and name."""
    return outlooks.names(session, (), {unit_id})


def shown(session: Session, command: Transfer, now: datetime) -> Foresight[Transferred]:
    """What the transfer does. It is made in this session: let its transaction go. InputError."""
    facts = programme_facts(session, command.programme_id)
    programmes = programmes_of(session, facts.unit_id)
    return foresee(session, programmes, lambda: transfer(session, command, now), now)


def agree(session: Session, agreed: AgreedTransfer, now: datetime) -> Foresight[Transferred] | None:
    """Make the transfer if it does what was seen; None when the same form did it already. ConflictError, InputError."""
    command = agreed.command
    facts = programme_facts(session, command.programme_id)
    ids = [each.id for each in programmes_of(session, facts.unit_id)]
    if came_before(session, facts.unit_id, command.via, ids):
        return None
    found = shown(session, command, now)
    insist(found, lambda: lines(found), agreed, facts.code)
    return found


def lines(found: Foresight[Transferred]) -> tuple[Line, ...]:
    """All that is shown of it."""
    moved = found.result
    return (
        *(("handed", each.programme, each.task, "x") for each in moved.tasks),
        *(("office", each.role, each.area or "", each.first.isoformat()) for each in moved.offices),
        *(
            ("decides", each.programme, each.task, each.part, each.before or "", each.after or "")
            for each in moved.decides
        ),
        ("absences", str(moved.absences)),
        *found.lines(),
    )


def transfer(session: Session, command: Transfer, now: datetime) -> Transferred:
    """Do it. InputError: the same person, a day too far back, somebody who does no work here, nothing to move."""
    facts = programme_facts(session, command.programme_id)
    programmes = programmes_of(session, facts.unit_id)
    _check(session, command, facts, local_date(now, facts.zone))
    day = max(command.first, local_date(now, facts.zone))
    before = directory(session, facts.unit_id, day)
    duties = {each.id: _duties(session, each) for each in programmes}
    waiting = unsaid(session, [each.id for each in programmes], command.person_id)
    handed = tuple(task for each in programmes for task in _hand_over(session, each, command, now))
    offices, kept = change_offices(session, _hand(facts, command), now) if command.offices else ((), ())
    absences = substitute(session, _hand(facts, command), now)
    if not handed and not offices and not absences:
        raise InputError(Problem(N_("Nothing is with this person that could be handed over.")))
    session.flush()
    after = directory(session, facts.unit_id, day)
    changed = tuple(
        each
        for programme in programmes
        for each in decides(programme, duties[programme.id], _duties(session, programme), before, after)
    )
    found = Transferred(handed, offices, kept, absences, changed, facts.version)
    _record(session, facts, command, found, now)
    for programme in programmes:
        wake(session, programme.id, now)
    follow(session, Follow(facts.unit_id, frozenset({command.person_id})), now)
    _tell(session, command, found, waiting, now)
    return found


def _tell(session: Session, command: Transfer, found: Transferred, waiting: list[str], now: datetime) -> None:
    """The edit told of the tasks by name; those that went with an office are told here, with what waited."""
    programmes = programmes_of(session, programme_facts(session, command.programme_id).unit_id)
    named = {(each.programme, each.task) for each in found.tasks}
    does = {
        (each.programme, each.task)
        for each in found.decides
        if (each.part, each.before, each.after) == ("does", command.person_id, command.to_id)
    }
    theirs = set()
    for facts in programmes:
        today = local_date(now, facts.zone)
        first = max(command.first, first_morning(now, facts.zone))
        news = News(command.person_id, command.to_id, first, today, command.reason)
        taken = [
            (code, duty)
            for code, duty in _duties(session, facts).items()
            if (facts.code, code) in does - named and not duty.external
        ]
        tell_taken(session, facts, news, taken, now)
        at_once = {code for programme, code in named if programme == facts.code}
        later = {code for code, _duty in taken} if command.first <= today else set()
        theirs |= {(facts.id, code) for code in at_once | later}
    pass_on(session, news, waiting, theirs, now)


def _check(session: Session, command: Transfer, facts: ProgrammeFacts, today: date) -> None:
    problems = []
    if command.person_id == command.to_id:
        problems.append(Problem(N_("Work is handed over to somebody else."), where="ke"))
    wrong = why_no_doer(directory(session, facts.unit_id, today), command.to_id, today, "ke")
    if wrong is not None:
        problems.append(wrong)
    if command.first < today - timedelta(days=MOST_DAYS_BACK):
        message = N_("Please choose a day not before {day}.")
        problems.append(Problem(message, {"day": today - timedelta(days=MOST_DAYS_BACK)}, where="mulai"))
    if problems:
        raise InputError(problems)


def _named(session: Session, facts: ProgrammeFacts, person_id: str) -> list[Handed]:
    rows = session.execute(
        select(col(Task.code), col(Task.title), col(Task.area))
        .join(TaskState, col(TaskState.task_id) == col(Task.id))
        .where(
            col(Task.programme_id) == facts.id,
            col(Task.assignee_id) == person_id,
            col(TaskState.finished).is_(None),
        )
        .order_by(col(Task.position))
    )
    return [Handed(facts.code, row.code, row.title, row.area) for row in rows]


def _hand_over(session: Session, facts: ProgrammeFacts, command: Transfer, now: datetime) -> list[Handed]:
    tasks = _named(session, facts, command.person_id)
    if tasks:
        changes = tuple(SetAssignee(each.task, command.to_id) for each in tasks)
        edit = EditProgramme(
            programme_id=facts.id,
            changes=changes,
            actor=command.actor,
            on=command.on,
            reason=command.reason or UNSAID,
            via=command.via,
        )
        editing.apply(session, edit, now)
    return tasks


def _hand(facts: ProgrammeFacts, command: Transfer) -> HandOffices:
    return HandOffices(facts.unit_id, command.person_id, command.to_id, command.first)


def _duties(session: Session, facts: ProgrammeFacts) -> dict[str, Duty]:
    return {line.code: line.duty for line in task_lines(session, facts.id, unfinished=True)}


def _record(
    session: Session, facts: ProgrammeFacts, command: Transfer, found: Transferred, now: datetime
) -> None:
    payload: dict[str, Any] = {
        **{
            name: value
            for name, value in asdict(command).items()
            if name not in ("programme_id", "actor", "on")
        },
        "tasks": [asdict(each) for each in found.tasks],
        "memberships": [asdict(each) for each in found.offices],
        "absences": found.absences,
    }
    event = Event(
        "people.transferred", command.person_id, command.actor, command.on, payload, unit_id=facts.unit_id
    )
    events.record(session, facts.agency, event, now)
