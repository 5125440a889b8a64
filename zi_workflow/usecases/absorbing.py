"""A newer digest takes up an older one that is not out yet; knows only lines, never days of work or words."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.messages import UNSENT, MessageState
from zi_workflow.domain.notices import (
    Line,
    MailFacts,
    MailKind,
    NoticeKind,
    NoticeState,
    Reason,
    facts_from_json,
)
from zi_workflow.storage.tables import MessageRow, NoticeRow

_NOT_OUT = [str(state) for state in (*UNSENT, MessageState.CLAIMED)]


def absorb(session: Session, row: MessageRow, facts: MailFacts) -> None:
    """Move the lines and notices of the person's older digests that are not out into `row`; those are superseded.

    Also out of a worker's hands, whether it is alive or gone: else both would go out on one day.
    """
    query = (
        select(MessageRow)
        .where(
            col(MessageRow.person_id) == row.person_id,
            col(MessageRow.kind) == str(MailKind.DIGEST),
            col(MessageRow.id) != row.id,
            col(MessageRow.state).in_(_NOT_OUT),
            col(MessageRow.on) <= row.on,
        )
        .order_by(col(MessageRow.on), col(MessageRow.id))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for old in session.execute(query).scalars().all():
        facts, passed = merged(facts, facts_from_json(old.facts))
        _settle(session, passed)
        session.execute(
            update(NoticeRow)
            .where(col(NoticeRow.message_id) == old.id, col(NoticeRow.state) == str(NoticeState.COLLECTED))
            .values(message_id=row.id)
        )
        old.state, old.reason = str(MessageState.CANCELLED), str(Reason.SUPERSEDED)
        old.owner, old.lease_until = None, None
        row.facts = facts.to_json()
    session.flush()


def _settle(session: Session, passed: frozenset[str]) -> None:
    """Reminders whose day went by, or that a nearer one replaces, are told no more."""
    if passed:
        session.execute(
            update(NoticeRow)
            .where(col(NoticeRow.id).in_(passed))
            .values(state=str(NoticeState.SUPERSEDED), reason=str(Reason.SUPERSEDED))
        )


def merged(new: MailFacts, old: MailFacts) -> tuple[MailFacts, frozenset[str]]:
    """The new digest with the old one's lines, and the ids of the reminders that fell away.

    Two notices about the same subject that say different things (what somebody wrote on two evenings) are both told. A
    moved line loses its count of days, which was true of the old day only.
    """
    lines = list(new.lines)
    places = {_subject(line): place for place, line in enumerate(lines)}
    passed: set[str] = set()
    for line in old.lines:
        place = places.get(_subject(line))
        if line.kind is NoticeKind.REMINDER and (place is not None or _gone(line, new)):
            passed |= {line.notice} if line.notice else set()
        elif place is None or (line.notice and lines[place].notice and _said(line) != _said(lines[place])):
            places.setdefault(_subject(line), len(lines))
            lines.append(replace(line, age=None))
        elif line.notice and lines[place].notice is None:
            lines[place] = replace(lines[place], notice=line.notice, repeat=line.repeat)
    return replace(new, lines=tuple(lines)), frozenset(passed)


def _gone(line: Line, new: MailFacts) -> bool:
    return line.clock is not None and line.clock < new.on


def _said(line: Line) -> Line:
    """What the receiver reads of it on any day."""
    return replace(line, notice=None, age=None, repeat=False)


def _subject(line: Line) -> Hashable:
    """What a line is about: of two lines with the same one, one that only repeats would tell the same thing twice."""
    matrix = (line.quarter, line.area) if line.quarter else None
    return (line.kind, line.programme_code, line.task, line.cycle, line.level, line.review, matrix)
