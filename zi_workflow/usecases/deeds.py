"""What whoever does a task does to it, by a link of a mail or signed in: start, report, submit, more time, hand over.

Asks nobody who they are: whoever calls has made sure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.people import Directory, Person
from zi_workflow.domain.tasks import State
from zi_workflow.storage.queries.tasks import TaskFacts
from zi_workflow.usecases import handovers, tasks
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.handovers import HandOver


@dataclass(frozen=True, slots=True)
class Situation:
    """A person before a task of their unit, and the unit's people on that day."""

    person: Person
    task: TaskFacts
    people: Directory
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody sends with a form; which fields count depends on the purpose.

    `until` is the promised date, `to` the id of who should take the task over.
    """

    note: str = ""
    evidence: tuple[Handed, ...] = ()
    progress: int | None = None
    obstacle: str = ""
    until: date | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True)
class Doing:
    """Who acts on what, by what (`via`), and the version of the state that they saw, where they saw one."""

    situation: Situation
    via: str
    version: int | None = None


def do(session: Session, purpose: Purpose, doing: Doing, said: Said, now: datetime) -> None:
    """The one thing; raises what the moves of a task raise, and InputError where a field of the purpose is missing."""
    _DEEDS[purpose](session, doing, said, now)


Deed = Callable[[Session, Doing, Said, datetime], object]


def _common(doing: Doing) -> dict[str, Any]:
    situation = doing.situation
    return {
        "programme_id": situation.task.programme_id,
        "task": situation.task.code,
        "actor": situation.person.id,
        "on": situation.on,
        "version": doing.version,
        "via": doing.via,
    }


def _start(session: Session, doing: Doing, said: Said, now: datetime) -> None:
    tasks.start(session, tasks.Start(**_common(doing), reason=said.note.strip()), now)


def _begun(session: Session, doing: Doing, said: Said, now: datetime) -> Doing:
    """Who tells how far the work is, or hands it in, has begun it; if nobody noted that, it is noted now."""
    if doing.situation.task.standing.state is not State.PLANNED:
        return doing
    _start(session, doing, said, now)
    return replace(doing, version=None)  # the version that was seen is the one before the start


def _report(session: Session, doing: Doing, said: Said, now: datetime) -> None:
    if said.progress is None:
        raise InputError(Problem(N_("Please say how far the work is, as a percentage.")))
    common = _common(_begun(session, doing, said, now))
    report = tasks.Report(**common, progress=said.progress, note=said.note, obstacle=said.obstacle)
    tasks.report(session, report, now)


def _submit(session: Session, doing: Doing, said: Said, now: datetime) -> None:
    common = _common(_begun(session, doing, said, now))
    tasks.submit(session, tasks.Submit(**common, evidence=said.evidence, note=said.note), now)


def _more_time(session: Session, doing: Doing, said: Said, now: datetime) -> None:
    if said.until is None:
        raise InputError(Problem(N_("Please name the new date.")))
    tasks.promise(session, tasks.Promise(**_common(doing), until=said.until, reason=said.note), now)


def _hand_over(session: Session, doing: Doing, said: Said, now: datetime) -> None:
    handovers.hand_over(session, HandOver(**_common(doing), to=said.to or None, note=said.note), now)


_DEEDS: Mapping[Purpose, Deed] = {
    Purpose.START: _start,
    Purpose.REPORT: _report,
    Purpose.SUBMIT: _submit,
    Purpose.MORE_TIME: _more_time,
    Purpose.HAND_OVER: _hand_over,
}
