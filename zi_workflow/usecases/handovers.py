"""Somebody wishes that another person does their task: given where they may assign, else asked for; sends no mail."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlmodel import Session

from zi_workflow.domain.errors import N_, InputError, Problem, RefusedError
from zi_workflow.domain.notices import NoticeKind
from zi_workflow.domain.people import Directory, Duty, Person, Role
from zi_workflow.domain.permissions import may
from zi_workflow.domain.tasks import Verb
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases.announcements import Announce, announce
from zi_workflow.usecases.promises import Assign, assign
from zi_workflow.usecases.task_moves import Moving, TaskCommand, begin, record, who, words


@dataclass(frozen=True, kw_only=True)
class HandOver(TaskCommand):
    """Who does the task wishes that somebody else does it: `to` is a person of the unit or nobody in particular."""

    to: str | None
    note: str


def candidates(people: Directory, duty: Duty, not_these: frozenset[str]) -> list[Person]:
    """Who could take the task over: the members and coordinators of its area, in order of name."""
    found = {
        person.id: person
        for role in (Role.MEMBER, Role.COORDINATOR)
        for person in people.holders(role, duty.area)
        if person.id not in not_these
    }
    return sorted(found.values(), key=lambda person: person.name)


def hand_over(session: Session, command: HandOver, now: datetime) -> None:
    """Give the task to the person named if the actor may assign; else tell who may, with the note.

    The task stays with its assignee until then. InputError when the person named is no candidate or the note is
    missing, RefusedError when the actor does not do the task or nobody is there to decide.
    """
    note = words(command.note, command.task, N_("Handing a task over needs a reason."))
    moving = begin(session, command, Verb.PROMISE, now)  # whoever may answer for the task may ask this
    people = directory(session, moving.task.unit_id, command.on)
    chosen = _chosen(people, moving, command)
    actor = who(session, moving.task.unit_id, command.actor, command.on)
    asked = {"task": moving.task.code, "to": command.to, "note": note, "via": command.via}
    record(session, moving, "task.handover_asked", asked, now)
    if chosen is not None and may(actor, Verb.ASSIGN, moving.task.duty).allowed:
        common = {k: v for k, v in asdict(command).items() if k not in ("to", "note")}
        assign(session, Assign(**common, person_id=chosen.id), now)
        return
    asking = people.people.get(command.actor)
    names = " → ".join(each.name for each in (asking, chosen) if each is not None)
    _ask(session, moving, people, f"{names}: {note}" if names else note, now)


def _chosen(people: Directory, moving: Moving, command: HandOver) -> Person | None:
    if command.to is None:
        return None
    able = candidates(people, moving.task.duty, frozenset({command.actor}))
    found = next((person for person in able if person.id == command.to), None)
    if found is None:
        raise InputError(Problem(N_("That person has no role in this area."), where=command.task))
    return found


def _ask(session: Session, moving: Moving, people: Directory, told: str, now: datetime) -> None:
    task, command = moving.task, moving.command
    decider = people.decider(task.duty.area, command.actor)
    if decider is None:
        raise RefusedError(Problem(N_("Nobody is there who could decide on this."), where=task.code))
    person, role = decider
    kind = NoticeKind.HAND_OVER
    asked = Announce(task.programme_id, kind, task.code, person.id, str(role), command.on, told)
    announce(session, asked, now)
