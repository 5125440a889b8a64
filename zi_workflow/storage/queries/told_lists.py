"""What one person was told, and what they were not told and why; narrowed to the viewer's scope, worded by the web."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.notices import NoticeState
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.scoping import mails_in, programmes_in
from zi_workflow.storage.tables import MessageRow, NoticeRow, Person, Programme, Task, Unit

FATE = "fate"


class Fate(StrEnum):
    """What became of the wish to tell somebody, as far as the list tells it apart."""

    TOLD = "told"
    COMING = "coming"
    NOT_TOLD = "not"


FATES: Mapping[str, tuple[NoticeState, ...]] = {
    Fate.TOLD: (NoticeState.TOLD,),
    Fate.COMING: (NoticeState.DUE, NoticeState.COLLECTED),
    Fate.NOT_TOLD: (
        NoticeState.CANCELLED,
        NoticeState.SUPERSEDED,
        NoticeState.PASSED_OVER,
        NoticeState.FAILED,
    ),
}


@dataclass(frozen=True, slots=True)
class Receiver:
    """Somebody whom mail is meant for; `suppressed` says why their address gets none."""

    id: str
    name: str
    office: str
    address: str | None
    suppressed: str | None


@dataclass(frozen=True, slots=True)
class Told:
    """A notice for a person and what became of it; `message_id` is the mail that has it, where that is in reach."""

    id: str
    kind: str
    level: int | None
    rung: int | None
    due_on: date
    state: str
    reason: str | None
    told_on: date | None
    message_id: str | None
    task: str | None
    title: str | None
    programme: str
    unit: str


_COLUMNS = (NoticeRow.id, NoticeRow.kind, NoticeRow.level, NoticeRow.rung, NoticeRow.due_on, NoticeRow.state,
            NoticeRow.reason, NoticeRow.told_on, NoticeRow.message_id, NoticeRow.task, Task.title,
            Programme.code)  # fmt: skip
_SHAPE = Shape(
    searched=(col(NoticeRow.task), col(Task.title), col(Programme.code)),
    sorts={"due": col(NoticeRow.due_on), "told": col(NoticeRow.told_on)},
    ties=(col(NoticeRow.id),),
)


def receiver(session: Session, person_id: str, scope: Scope) -> Receiver | None:
    """The person, where some mail or notice for them is in reach, or they are the viewer; else None."""
    written = select(col(MessageRow.id)).where(col(MessageRow.person_id) == person_id, mails_in(scope))
    meant = _notices(select(col(NoticeRow.id)), person_id, scope)
    columns = (Person.id, Person.name, Person.office, Person.email, Person.suppressed)
    row = session.execute(
        select(*(col(column) for column in columns)).where(
            col(Person.id) == person_id,
            or_(col(Person.id).in_(scope.people), exists(written), exists(meant)),
        )
    ).one_or_none()
    return None if row is None else Receiver(*row)


def told(person_id: str, scope: Scope, wanted: Wanted) -> Rows[Told]:
    """Everything that was decided about telling the person, narrowed by what became of it."""
    columns = (*(col(column) for column in _COLUMNS), col(Unit.name).label("unit"))
    query = _notices(select(*columns), person_id, scope)
    states = FATES.get(wanted.chosen.get(FATE, ""))
    if states is not None:
        query = query.where(col(NoticeRow.state).in_([str(state) for state in states]))
    return Rows(query, _SHAPE, wanted, _items)


def _notices(query: Any, person_id: str, scope: Scope) -> Any:
    task = (col(Task.programme_id) == col(NoticeRow.programme_id)) & (col(Task.code) == col(NoticeRow.task))
    reach: ColumnElement[bool] = programmes_in(scope)
    own = col(NoticeRow.recipient_id).in_(scope.people)
    return (
        query.select_from(NoticeRow)
        .join(Programme, col(Programme.id) == col(NoticeRow.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .outerjoin(Task, task)
        .where(col(NoticeRow.recipient_id) == person_id, or_(reach, own) if scope.people else reach)
    )


def _items(_session: Session, rows: Sequence[Any]) -> list[Told]:
    return [Told(*row) for row in rows]
