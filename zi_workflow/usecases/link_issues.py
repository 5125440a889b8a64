"""Makes the links of one mail just before it goes out; knows neither their addresses nor the mail's words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, Table, and_, bindparam, delete, insert, or_, select, tuple_
from sqlmodel import Session, col

from zi_workflow.domain.analysis import PlanState
from zi_workflow.domain.links import KEPT, LIFETIME, Purpose, doers, offered
from zi_workflow.domain.people import Directory, Duty
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.domain.tasks import State
from zi_workflow.storage.ids import new_id, new_token, token_hash
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.analyses import OF_TASK
from zi_workflow.storage.queries.people import directories
from zi_workflow.storage.tables import LinkRow, Programme, Task, TaskAnalysis, TaskState, Unit
from zi_workflow.usecases.task_moves import local_date

Matter = tuple[str, str]
"""A programme's code and a task's code."""


@dataclass(frozen=True, slots=True)
class IssueLinks:
    """Links for the matters of a mail that are its receiver's own to do, the most urgent first.

    The first gets a link for everything that may be done about it, the others only for the main thing. `out`: a
    copy of this mail may have been accepted before, so the links in it stay.
    """

    message_id: str
    person_id: str
    matters: tuple[Matter, ...]
    out: bool = False


@dataclass(frozen=True, slots=True)
class Issued:
    """A link that exists now; the token is nowhere else."""

    purpose: Purpose
    token: str


Issues = Mapping[Matter, tuple[Issued, ...]]


def issue(session: Session, commands: Sequence[IssueLinks], now: datetime) -> dict[str, Issues]:
    """Make the links of each mail, by its id, the main one of each matter first; none for what the person may not or
    cannot do today.

    Links of an earlier rendering of the same mail that never went out are replaced.
    """
    if not commands:
        return {}
    _forget(session, commands, now)
    found = {(row.programme, row.code): row for row in _tasks(session, commands)}
    doing = _doing(session, found, now)
    rows: list[dict[str, Any]] = []
    issued = {}
    for command in commands:
        theirs = [
            (matter, row)
            for matter in command.matters
            if (row := found.get(matter)) is not None and command.person_id in doing[matter]
        ]
        issued[command.message_id] = _issue_one(session, command, theirs, rows, now)
    if rows:
        plain.change(session, _LINK, rows)
    return issued


def _issue_one(
    session: Session,
    command: IssueLinks,
    theirs: Sequence[tuple[Matter, Any]],
    rows: list[dict[str, Any]],
    now: datetime,
) -> Issues:
    issues: dict[Matter, tuple[Issued, ...]] = {}
    for matter, row in theirs:
        purposes = offered(State(row.state), waits=row.plan_state == PlanState.WAITING)
        made = tuple(Issued(purpose, new_token(session)) for purpose in purposes[: 1 if issues else None])
        if made:
            issues[matter] = made
            rows += [_row(session, command, row, each, now) for each in made]
    return issues


def _forget(session: Session, commands: Sequence[IssueLinks], now: datetime) -> None:
    """Take away what nobody can use any more: links that never left, and these people's that are long over."""
    people = {each.person_id for each in commands}
    messages = {each.message_id for each in commands if not each.out}
    plain.change(session, _GONE, {"people": people, "before": now - KEPT, "messages": messages})


_LINKS: Table = LinkRow.__table__  # type: ignore[attr-defined]
_LINK = insert(_LINKS)
_GONE = delete(_LINKS).where(
    or_(
        and_(
            one_of(_LINKS.c.person_id, "people"),
            _LINKS.c.expires_at < bindparam("before"),
        ),
        and_(
            one_of(_LINKS.c.message_id, "messages"),
            _LINKS.c.used_at.is_(None),
        ),
    )
)
_TASKS: Select[*tuple[Any, ...]] = (
    select(
        col(Programme.code).label("programme"), col(Task.code), col(Task.id), col(Task.version), col(Task.area),
        col(Task.responsible), col(Task.verifier), col(Task.approver), col(Task.assignee_id), col(Task.external),
        col(TaskState.state), col(TaskAnalysis.state).label("plan_state"), col(Unit.id).label("unit_id"),
        col(Unit.zone),
    )
    .join(Programme, col(Programme.id) == col(Task.programme_id))
    .join(Unit, col(Unit.id) == col(Programme.unit_id))
    .join(TaskState, col(TaskState.task_id) == col(Task.id))
    .outerjoin(TaskAnalysis, OF_TASK)
    .where(
        col(Programme.state) == str(ProgrammeState.ACTIVE),
        tuple_(col(Programme.code), col(Task.code)).in_(bindparam("matters", expanding=True)),
    )
)  # fmt: skip
"""Built once: it is asked for every mail."""


def _tasks(session: Session, commands: Sequence[IssueLinks]) -> Iterable[Any]:
    matters = {matter for each in commands for matter in each.matters}
    return plain.rows(session, _TASKS, {"matters": sorted(matters)}) if matters else ()


def _doing(session: Session, found: Mapping[Matter, Any], now: datetime) -> dict[Matter, frozenset[str]]:
    """Who may act on each task today, by its unit's calendar."""
    units: dict[date, set[str]] = {}
    for row in found.values():
        units.setdefault(local_date(now, row.zone), set()).add(row.unit_id)
    people: dict[str, Directory] = {}
    for today, several in units.items():
        people |= directories(session, several, today)
    return {matter: doers(people[row.unit_id], _duty(row)) for matter, row in found.items()}


def _duty(row: Any) -> Duty:
    return Duty(row.area, row.responsible, row.verifier, row.approver, row.assignee_id, row.external)


def _row(session: Session, command: IssueLinks, task: Any, made: Issued, now: datetime) -> dict[str, Any]:
    return {
        "id": new_id(session, now),
        "token_hash": token_hash(made.token),
        "person_id": command.person_id,
        "task_id": task.id,
        "purpose": str(made.purpose),
        "message_id": command.message_id,
        "version": task.version,
        "made_at": now,
        "expires_at": now + LIFETIME,
    }
