"""Mails made after a restore for days of which the database lost a part: they may have gone out then; knows no archive.

What a fence holds is asked about before it is let go. Whoever lets it go before the day's work was done again has nothing
to ask about yet: the mails of that work are asked about here, before each delivery.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain.messages import UNSENT, MessageState
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases import fence
from zi_workflow.usecases.uncertain import Question

EASTERNMOST = timedelta(hours=14)
"""So far ahead of UTC is the place where a day is over first."""
AGAIN = timedelta(minutes=10)
_GOING = [str(state) for state in UNSENT - {MessageState.HELD}]


def questions(session: Session) -> list[Question]:
    """Mails of the lost days that were made since the last fence was let go; none while one holds."""
    hold = fence.let_go(session)
    if hold is None:
        return []
    return fence.about(
        session,
        col(MessageRow.state).in_(_GOING),
        col(MessageRow.created_at) >= hold.ended_at,
        col(MessageRow.on) <= (hold.since + EASTERNMOST).date(),
    )


def wait(session: Session, ids: Sequence[str], now: datetime) -> None:
    """The archive cannot be asked: these stay for a while."""
    going = col(MessageRow.id).in_(ids), col(MessageRow.state).in_(_GOING)
    session.execute(update(MessageRow).where(*going).values(next_at=now + AGAIN))
