"""Records what became of a claimed message; knows no SMTP and takes no message up.

Every mark asks for the owner, so a worker that lost its lease changes nothing. What a message tells counts as
told only when it is sent, captured or on the printable list (docs/mail.md sections 2 and 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Table, Update, bindparam, select, update
from sqlmodel import Session, col

from zi_workflow.domain.messages import LOOKUP_GRACE, MOST_COPIES, MessageState, Rendered, next_wait, sources
from zi_workflow.domain.notices import MailFacts, NoticeState, Reason
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.searching import not_sought
from zi_workflow.storage.tables import MessageRow, NoticeRow
from zi_workflow.storage.types import pack
from zi_workflow.usecases.outbox import LEASE, LIGHT

REASON_LENGTH = 200
_BEFORE_DATA = frozenset(str(state) for state in sources(MessageState.DATA))
_BEFORE_SENT = frozenset(str(state) for state in sources(MessageState.SENT)) - {str(MessageState.UNCERTAIN)}


@dataclass(frozen=True, slots=True)
class Kept:
    """What a message's row keeps of a mail; its longer parts as the row has them, and no source if it was printed."""

    subject: str
    text: str
    html: bytes
    source: bytes | None


def kept(rendered: Rendered, source: str | None) -> Kept:
    """The words of a mail, and itself as it went out."""
    return Kept(
        rendered.subject, rendered.text, pack(rendered.html), None if source is None else pack(source)
    )


@dataclass(frozen=True, slots=True)
class Sent:
    """What a worker sent, and by which transport; `facts` are those that the re-check left."""

    id: str
    worker: str
    transport: str
    kept: Kept
    facts: MailFacts
    trimmed: bool = True  # the row still has facts that the re-check left out


@dataclass(frozen=True, slots=True)
class Failure:
    """What a worker could not send, and the sentence that says why."""

    id: str
    worker: str
    reason: str


class _Held(NamedTuple):
    """What has to be known of a message before it is marked; what it says is not read."""

    id: str
    state: str
    owner: str | None
    lease_until: datetime | None
    copies: int
    attempts: int
    on: date


def mark_data(
    session: Session, going: Sequence[Sent], now: datetime, held: Held | None = None
) -> frozenset[str]:
    """The contents are about to go out, one more copy of each: their words are kept and the lease begins anew.

    Without those whose lease is over, that are not their worker's, or of which two copies may be out already.
    """
    held = held_of(session, going) if held is None else held
    marked = {each.id: each for each in going if _may_go(held.get(each.id), each.worker, now)}
    begun = {"state": str(MessageState.DATA), "lease_until": now + LEASE}
    rows = (
        {"row_id": id, **_words(each), **begun, "copies": held[id].copies + 1} for id, each in marked.items()
    )
    _write(session, rows)
    return frozenset(marked)


def _may_go(row: _Held | None, worker: str, now: datetime) -> bool:
    if row is None or row.state not in _BEFORE_DATA or row.owner != worker or row.lease_until is None:
        return False
    return row.lease_until >= now and row.copies < MOST_COPIES


def mark_sent(
    session: Session, sent: Sequence[Sent], now: datetime, held: Held | None = None
) -> frozenset[str]:
    """Sent: their words are kept, their notices are told; without those that are not their worker's any more."""
    held = held_of(session, sent) if held is None else held
    told: dict[date, list[str]] = {}
    rows = []
    for each in sent:
        row = held.get(each.id)
        if row is None or row.owner != each.worker or row.state not in _BEFORE_SENT:
            continue
        words = {"transport": each.transport} if row.state == MessageState.DATA else _words(each)  # kept then
        left = {"state": str(MessageState.SENT), **_left(row.attempts), "sent_at": now}
        rows.append({"row_id": row.id, **words, **left})
        told.setdefault(row.on, []).append(row.id)
    _write(session, rows)
    for on, ids in told.items():
        mark_notices(session, ids, NoticeState.TOLD, told_on=on)
    return frozenset[str]().union(*told.values())


def mark_retry(session: Session, failure: Failure, now: datetime) -> MessageState | None:
    """Certainly not accepted: later again, and after five days failed; the new state, None if not this worker's."""
    row = _own(session, failure.id, failure.worker, MessageState.RETRY)
    if row is None:
        return None
    wait = next_wait(row.attempts + 1)
    if wait is None:
        mark_failed(session, failure)
        return MessageState.FAILED
    _not_out(row)
    leave(row, MessageState.RETRY, failure.reason)
    row.next_at = now + wait
    session.flush()
    return MessageState.RETRY


def mark_failed(session: Session, failure: Failure) -> bool:
    """Refused for good, or cannot be put into words: what it was to tell is due again, in another mail.

    False when it is not this worker's any more.
    """
    row = _own(session, failure.id, failure.worker, MessageState.FAILED)
    if row is None:
        return False
    _not_out(row)
    leave(row, MessageState.FAILED, failure.reason)
    session.flush()
    mark_notices(session, [row.id], NoticeState.DUE, message_id=None)
    return True


def mark_uncertain(session: Session, failure: Failure, now: datetime) -> bool:
    """Its content went out but no answer came: it is looked up after the grace, and not sent by habit."""
    row = _own(session, failure.id, failure.worker, MessageState.UNCERTAIN)
    if row is None:
        return False
    leave(row, MessageState.UNCERTAIN, failure.reason)
    row.next_at = now + LOOKUP_GRACE
    session.flush()
    return True


def cancel(session: Session, id: str, reason: Reason) -> bool:
    """Not sent any more, its notices cancelled for the same reason; False when it is out or over already."""
    row = _own(session, id, None, MessageState.CANCELLED)
    if row is None:
        return False
    row.state, row.reason, row.owner, row.lease_until = str(MessageState.CANCELLED), str(reason), None, None
    session.flush()
    mark_notices(session, [id], NoticeState.CANCELLED, reason=str(reason))
    return True


def _own(session: Session, id: str, worker: str | None, to: MessageState) -> MessageRow | None:
    """The row, locked, if it may move to that state and is in the worker's hands (None: in anybody's)."""
    row = _rows(session, [id], to).get(id)
    return row if row is not None and worker in (None, row.owner) else None


def _rows(session: Session, ids: Sequence[str], to: MessageState) -> dict[str, MessageRow]:
    """Those of the messages that may move to that state, locked; what they say is not read."""
    query = select(MessageRow).where(
        col(MessageRow.id).in_(ids),
        not_sought(col(MessageRow.state)).in_([str(state) for state in sources(to)]),
    )
    query = (
        query.order_by(col(MessageRow.id))
        .options(*LIGHT)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {row.id: row for row in session.execute(query).scalars()}


Held = Mapping[str, _Held]
"""How messages stand before they are marked, by id; locked until then."""


def held_of(session: Session, several: Iterable[Sent]) -> Held:
    """How they stand, whatever their state, read once for all that is marked together."""
    found = plain.rows(session, _HELD, {"ids": [each.id for each in several]})
    return {row[0]: _Held(*row) for row in found}


_MESSAGES: Table = MessageRow.__table__  # type: ignore[attr-defined]
_NOTICES: Table = NoticeRow.__table__  # type: ignore[attr-defined]
_HELD = (
    select(*(_MESSAGES.c[name] for name in _Held._fields))
    .where(one_of(_MESSAGES.c.id, "ids"))
    .order_by(_MESSAGES.c.id)
    .with_for_update()
)


def _write(session: Session, rows: Iterable[Mapping[str, Any]]) -> None:
    """The values of many messages, those with the same columns in one go; `row_id` is the id."""
    alike: dict[tuple[str, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        alike.setdefault(tuple(row), []).append(row)
    for columns, several in alike.items():
        plain.change(session, _update(columns), several)


@cache
def _update(columns: tuple[str, ...]) -> Update:
    values: dict[str, Any] = {name: bindparam(name) for name in columns if name != "row_id"}
    return update(_MESSAGES).where(_MESSAGES.c.id == bindparam("row_id")).values(values)


def _words(sent: Sent) -> dict[str, Any]:
    """What goes out is what the row shows."""
    said = sent.kept
    words = {"subject": said.subject, "text": said.text, "html": said.html, "source": said.source}
    facts = {"facts": sent.facts.to_json()} if sent.trimmed else {}
    return {**words, "transport": sent.transport, **facts}


def _left(attempts: int) -> dict[str, Any]:
    """Out of the worker's hands, after one more try."""
    return {"reason": None, "owner": None, "lease_until": None, "attempts": attempts + 1}


def _not_out(row: MessageRow) -> None:
    """A copy that was certainly not accepted does not count."""
    if row.state == MessageState.DATA:
        row.copies -= 1


def leave(row: MessageRow, to: MessageState, reason: str | None = None) -> None:
    """Out of the worker's hands, after one more try."""
    row.state, row.reason = str(to), reason[:REASON_LENGTH] if reason else None
    row.owner, row.lease_until = None, None
    row.attempts += 1


def mark_notices(
    session: Session, ids: Collection[str], to: NoticeState, **values: date | str | None
) -> None:
    """Only what is still in a message moves: the re-check may have cancelled some of its notices."""
    plain.change(session, _move(tuple(values)), {"of": list(ids), "to": str(to), **values})


@cache
def _move(columns: tuple[str, ...]) -> Update:
    """The statement that gives the notices of messages another state and values in those columns."""
    collected = _NOTICES.c.state == str(NoticeState.COLLECTED)
    values: dict[str, Any] = {"state": bindparam("to"), **{name: bindparam(name) for name in columns}}
    return update(_NOTICES).where(one_of(_NOTICES.c.message_id, "of"), collected).values(values)
