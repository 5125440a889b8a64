"""Somebody who steers reminds whoever can act, or passes a matter on to the next level of the ladder; sends no mail.

Both write a notice that the outbox takes at once inside office hours, with all its guards; else the next digest has it.
Neither is ever told to whoever asks for it, nor to somebody whose mail comes to them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.errors import N_, ConflictError, Problem, RefusedError
from zi_workflow.domain.ladder import next_step
from zi_workflow.domain.notices import About, NoticeKind, NoticeState, notice_key
from zi_workflow.domain.offices import TOP_LEVEL, Charge, receiver_at
from zi_workflow.domain.people import Directory, Person
from zi_workflow.domain.reach import calendar_for
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.situations import Notice, Situation
from zi_workflow.domain.tasks import FINISHED, State
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries import situations
from zi_workflow.storage.queries.tasks import holds
from zi_workflow.storage.tables import NoticeRow, Programme
from zi_workflow.usecases.ladder_rules import ladder_of
from zi_workflow.usecases.notices import write
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.steering import Steer, Steered, begin, record
from zi_workflow.usecases.task_moves import words


@dataclass(frozen=True, kw_only=True)
class Remind(Steer):
    """Ask whoever can act to go on, in a few words."""

    note: str


@dataclass(frozen=True, kw_only=True)
class Escalate(Steer):
    """Pass the matter on to the next level although its day has not come, with the reason.

    `level` and `to` are the level and the person that the actor was shown; None: whichever is next.
    """

    note: str
    level: int | None = None
    to: str | None = None


YOURS = N_(
    "This task is with you, so a reminder would reach nobody else. Where you cannot go on, pass the matter on to the "
    "next level or ask to hand the task over."
)
NOBODY_TO_REMIND = N_(
    "Nobody else can be reminded: whoever should act is not named or is away, so the mail would come to you. Name who "
    "holds the office in the list of people, or pass the matter on to the next level."
)
NOBODY_ABOVE = N_(
    "Nobody else can be told: only you hold the levels that are left. Name who holds the offices above in the list of "
    "people."
)


@dataclass(frozen=True, slots=True)
class Others:
    """Of a programme's tasks those of which somebody else than the viewer can be reminded, and told at a level above."""

    remind: frozenset[str]
    escalate: frozenset[str]


@dataclass(frozen=True, slots=True)
class Reached:
    """Who is told and in which role; `level` is that of the ladder, for an escalation."""

    person: Person
    role: str
    about: About
    level: int | None = None


def others(
    session: Session, programme_id: str, codes: Collection[str], people: Directory, viewer: Viewer
) -> Others:
    """For which of the tasks a button has somebody to tell; what was told before is not asked, that the form says."""
    if not codes:
        return Others(frozenset(), frozenset())
    offices, own = situations.UnitOffices(people), people.reaching(viewer.person_id)

    def tells(charge: Charge | None, levels: range) -> bool:
        told = (receiver_at(level, charge, offices).person for level in levels) if charge else ()
        return any(person is not None and person not in own for person in told)

    desks = {
        code: task.desk[1]
        for code, task in situations.ladder_tasks(session, programme_id, people, codes).items()
    }
    return Others(
        frozenset(code for code, charge in desks.items() if tells(charge, range(1, 2))),
        frozenset(code for code, charge in desks.items() if tells(charge, range(2, TOP_LEVEL + 1))),
    )


def reminded(session: Session, found: Steered) -> Reached:
    """Whoever can act on the task; RefusedError when nobody can, or they were reminded of it today."""
    task = found.task
    _not_waiting(session, found)
    about, charge = situations.ladder_tasks(session, task.programme_id, found.people)[task.code].desk
    if charge is None:
        raise RefusedError(Problem(N_("The task is finished, so nobody needs a reminder."), where=task.code))
    _once_a_day(session, found)
    to = receiver_at(1, charge, situations.UnitOffices(found.people))
    if to.person is None:
        raise RefusedError(Problem(N_("Nobody is there who could be told."), where=task.code))
    own = found.people.reaching(found.by)
    if to.person in own:
        raise RefusedError(Problem(YOURS if charge.person in own else NOBODY_TO_REMIND, where=task.code))
    return Reached(found.people.people[to.person], to.role, about)


def remind(session: Session, command: Remind, now: datetime) -> None:
    """Write the one reminder of the day about the task. RefusedError, ConflictError, InputError (no words)."""
    found = begin(session, command, now)
    if found is None:
        return
    note = words(command.note, command.task, N_("A reminder needs a few words."))
    to = reminded(session, found)
    subject = f"{found.task.code}/{to.about}" if to.about else found.task.code
    key = notice_key(
        NoticeKind.NUDGE, f"{subject}@{found.on.isoformat()}", found.task.standing.cycle, None, "-"
    )
    row = NoticeRow(
        id=new_id(session, now),
        key=f"{command.programme_id}:{key}",
        programme_id=command.programme_id,
        kind=str(NoticeKind.NUDGE),
        task=command.task,
        about=str(to.about),
        cycle=found.task.standing.cycle,
        recipient_id=to.person.id,
        role=to.role,
        due_on=found.on,
        state=str(NoticeState.DUE),
        facts={"note": f"{command.viewer.name}: {note}"},
        created_at=now,
    )
    session.add(row)
    session.flush()
    record(session, "task.reminded", command, found, {"note": note, "to": to.person.id, "role": to.role}, now)


def escalated(session: Session, found: Steered) -> Reached:
    """Who is next above; RefusedError where nobody is, or where the matter is another task's."""
    notice = _next(session, found)
    person = found.people.people[notice.recipient or ""]
    return Reached(person, notice.role, notice.about, notice.level)


def escalate(session: Session, command: Escalate, now: datetime) -> None:
    """Write the notice of the next level, which the ladder then finds written. RefusedError, InputError.

    ConflictError when the next level is not the one that was shown: somebody passed it on meanwhile.
    """
    found = begin(session, command, now)
    if found is None:
        return
    note = words(command.note, command.task, N_("Passing a matter on needs a reason."))
    notice = _next(session, found)
    _as_shown(command, found, notice)
    programme = session.get_one(Programme, command.programme_id)
    facts = {"note": f"{command.viewer.name}: {note}", "at_once": True}
    write(session, programme, [notice], found.on, now, facts)
    said = {"note": note, "level": notice.level, "to": notice.recipient, "role": notice.role}
    record(session, "task.escalated", command, found, said, now)


def _as_shown(command: Escalate, found: Steered, notice: Notice) -> None:
    shown = (command.level or notice.level, command.to or notice.recipient)
    if shown == (notice.level, notice.recipient):
        return
    message = N_("This was passed on since the page was shown: level {level} is next now, and that is {who}.")
    who = found.people.people[notice.recipient or ""].name
    raise ConflictError(Problem(message, {"level": notice.level, "who": who}, where=command.task))


def _next(session: Session, found: Steered) -> Notice:
    task = found.task
    _not_waiting(session, found)
    programme = session.get_one(Programme, task.programme_id)
    situation = Situation(
        analyse(load_plan(session, programme.id), found.on, impacts=False),
        situations.ladder_tasks(session, programme.id, found.people),
        situations.UnitOffices(found.people),
        situations.history(session, programme.id),
        ladder_of(session, programme.id, programme.framework).ladder.rules,
    )
    notice = next_step(situation, task.code, found.on, but=found.people.reaching(found.by))
    if notice is None and next_step(situation, task.code, found.on) is not None:
        raise RefusedError(Problem(NOBODY_ABOVE, where=task.code))
    if notice is None:
        above = N_("The highest level that somebody holds was told already; nobody is left above.")
        done = N_("The task is finished, so there is nothing to pass on.")
        message = done if task.standing.state in FINISHED else above
        raise RefusedError(Problem(message, where=task.code))
    return notice


def _not_waiting(session: Session, found: Steered) -> None:
    """Blame follows the cause: what waits is not reminded of, what it waits for is."""
    if found.task.standing.state is not State.PLANNED:
        return
    for hold in holds(session, found.task.programme_id, found.task.code):
        if hold.holds_on(found.on):
            message = N_("This task waits for {code}; whoever does that one can act.")
            raise RefusedError(Problem(message, {"code": hold.code}, where=found.task.code))


def _once_a_day(session: Session, found: Steered) -> None:
    """RefusedError when a reminder of the day is on record: it says whether that has left, and when the next one may."""
    state = session.scalar(
        select(col(NoticeRow.state)).where(
            col(NoticeRow.programme_id) == found.task.programme_id,
            col(NoticeRow.task) == found.task.code,
            col(NoticeRow.kind) == str(NoticeKind.NUDGE),
            col(NoticeRow.due_on) == found.on,
            col(NoticeRow.key).contains(f"@{found.on.isoformat()}"),  # an answer to a request is no reminder
        )
    )
    if state is None:
        return
    calendar = calendar_for(load_plan(session, found.task.programme_id), found.on)
    again = {"day": calendar.day(calendar.start_index(found.on + timedelta(days=1)))}
    if state == NoticeState.TOLD:
        message = N_(
            "They were reminded of this task today already; the next reminder may be written on {day}."
        )
    else:
        message = N_(
            "Today's reminder of this task is on record and leaves with the next mail; "
            "another one may be written on {day}."
        )
    raise RefusedError(Problem(message, again, where=found.task.code))
