"""The list of mails, narrowed to the viewer's scope, and what was told to one person; renders and sends nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.lists import Rows, Shape, Wanted
from zi_workflow.storage.queries.scoping import mails_in
from zi_workflow.storage.tables import MessageRow

KIND, ROLE, STATE, ON, PERSON = "kind", "role", "state", "on", "person"


@dataclass(frozen=True, slots=True)
class MailItem:
    """A line of the list of mails."""

    id: str
    on: date
    kind: str
    role: str
    channel: str
    state: str
    person_id: str
    to_name: str
    subject: str | None
    reason: str | None
    transport: str | None


_COLUMNS = (MessageRow.id, MessageRow.on, MessageRow.kind, MessageRow.role, MessageRow.channel, MessageRow.state,
            MessageRow.person_id, MessageRow.to_name, MessageRow.subject, MessageRow.reason,
            MessageRow.transport)  # fmt: skip
_FILTERS = {
    KIND: MessageRow.kind,
    ROLE: MessageRow.role,
    STATE: MessageRow.state,
    PERSON: MessageRow.person_id,
}
_SHAPE = Shape(
    searched=(col(MessageRow.subject), col(MessageRow.to_name), col(MessageRow.to_address)),
    sorts={"on": col(MessageRow.on), "to": col(MessageRow.to_name), "subject": col(MessageRow.subject)},
    ties=(col(MessageRow.to_name), col(MessageRow.id)),
)


def mails(scope: Scope, wanted: Wanted) -> Rows[MailItem]:
    """The mails in reach, narrowed by kind, office, state, person and day (as ISO says it)."""
    columns: list[Any] = [col(column) for column in _COLUMNS]
    query = select(*columns).where(mails_in(scope))
    for key, value in wanted.chosen.items():
        column: Any = col(MessageRow.on) if key == ON else col(_FILTERS[key])
        query = query.where(column == (date.fromisoformat(value) if key == ON else value))
    return Rows(query, _SHAPE, wanted, _items)


def by_state(session: Session, scope: Scope, wanted: Wanted) -> dict[str, int]:
    """How many of the mails are in each state, whichever of them is looked at."""
    others = {key: value for key, value in wanted.chosen.items() if key != STATE}
    return mails(scope, replace(wanted, chosen=others)).total_by(session, col(MessageRow.state))


def captured(session: Session, scope: Scope, wanted: Wanted) -> int:
    """How many of those that count as sent were only kept, whichever state is looked at."""
    sent = {**wanted.chosen, STATE: str(MessageState.SENT)}
    by = mails(scope, replace(wanted, chosen=sent)).total_by(session, col(MessageRow.transport))
    return by.get("capture", 0)


def _items(_session: Session, rows: Sequence[Any]) -> list[MailItem]:
    return [MailItem(*row) for row in rows]
