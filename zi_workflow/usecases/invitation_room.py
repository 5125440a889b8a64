"""How many invitations may still go on a day before the breaker would hold all mail, and when the rest can go."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from zi_workflow.domain.breaker import most_invitations_a_day
from zi_workflow.domain.messages import MAIL, MessageState
from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.queries.recipients import recipients
from zi_workflow.storage.tables import MailPass, MessageRow
from zi_workflow.usecases.mail_passes import SERVICE_ZONE

_WAITING = [str(MessageState.QUEUED), str(MessageState.RETRY), str(MessageState.CLAIMED)]


@dataclass
class Room:
    """Counts as the breaker does, beforehand: by the day on which mails can go, in the service's zone."""

    session: Session
    recipients: int
    now: datetime
    taken: Counter[date] = field(default_factory=Counter)
    _known: dict[date, int] = field(default_factory=dict)

    @property
    def most(self) -> int:
        """How many invitations the breaker lets go on one day."""
        return most_invitations_a_day(self.recipients)

    def left(self, at: datetime) -> int:
        """How many more may go on the day of an instant."""
        day = at.astimezone(SERVICE_ZONE).date()
        if day not in self._known:
            self._known[day] = self._gone(day) + self._queued(day)
        return self.most - self._known[day] - self.taken[day]

    def take(self, at: datetime, mails: int) -> None:
        """So many more go on that day."""
        self.taken[at.astimezone(SERVICE_ZONE).date()] += mails

    def _gone(self, day: date) -> int:
        query = (
            select(func.count())
            .select_from(MailPass)
            .join(MessageRow, col(MessageRow.id) == col(MailPass.message_id))
            .where(col(MailPass.day) == day, col(MessageRow.kind) == str(MailKind.INVITATION))
        )
        return self.session.scalar(query) or 0

    def _queued(self, day: date) -> int:
        """What waits to go on the day; what is overdue goes at the next delivery, today."""
        begins = datetime.combine(day, time(), SERVICE_ZONE)
        due = [col(MessageRow.next_at) < begins + timedelta(days=1)]
        if day > self.now.astimezone(SERVICE_ZONE).date():
            due.append(col(MessageRow.next_at) >= begins)
        query = select(func.count(col(MessageRow.id))).where(
            col(MessageRow.state).in_(_WAITING),
            col(MessageRow.kind) == str(MailKind.INVITATION),
            col(MessageRow.channel) == MAIL,
            *due,
        )
        return self.session.scalar(query) or 0


def room(session: Session, now: datetime) -> Room:
    """As things stand."""
    return Room(session, recipients(session, now.astimezone(SERVICE_ZONE).date()), now)
