"""Counts what has gone past the guards, for many messages in one go; judges nothing and moves no message.

Everything is read once, and then kept up in memory: the row of the switch is locked, so nobody else counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, exists, func, insert, select, update
from sqlmodel import Session, col

from zi_workflow.domain.breaker import RUN_ENDS_AFTER, Traffic
from zi_workflow.domain.messages import MessageState
from zi_workflow.domain.notices import OPTIONAL, MailKind
from zi_workflow.storage.one_of import one_of
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.recipients import recipients
from zi_workflow.storage.tables import MailPass, MailRelease, MailSwitch, MessageRow
from zi_workflow.usecases.mail_switch import locked_switch, open_hold
from zi_workflow.usecases.uncertain import LOST

SERVICE_ZONE = ZoneInfo("Asia/Jakarta")  # one day for the whole service; mail goes in office hours only
COUNT_AGAIN_AFTER = timedelta(hours=1)


@dataclass
class Passes:
    """What has passed until now, and what passes while these messages are looked at."""

    session: Session
    now: datetime
    switch: MailSwitch
    day: date
    released: frozenset[str]  # of the messages: seen by a person and let go
    passed: dict[str, date]  # of the messages: the last day on which they have been past the guards
    of_people: Mapping[str, Counter[str]]  # how many mails of each kind each receiver has had today
    held: bool  # a hold is open, perhaps since one of these messages
    _new: list[MessageRow] = field(default_factory=list)
    _again: list[MessageRow] = field(default_factory=list)
    _of_kinds: dict[MailKind, int] = field(default_factory=dict)
    _failed: dict[bool, int] = field(default_factory=dict)

    def traffic(self, kind: str) -> Traffic:
        """What has passed, as a mail of that kind sees it."""
        switch = self.switch
        if switch.counted_at is None or not timedelta(0) <= self.now - switch.counted_at < COUNT_AGAIN_AFTER:
            switch.recipients, switch.counted_at = recipients(self.session, self.day), self.now
        if switch.day != self.day:
            switch.day, switch.today = self.day, 0
        if switch.last_passed_at is None or self.now - switch.last_passed_at > RUN_ENDS_AFTER:
            switch.in_run = 0
        return Traffic(switch.recipients, switch.in_run, switch.today, self._failed_today(kind))

    def today(self, kinds: Collection[MailKind]) -> int:
        """How many mails of these kinds have passed on the day."""
        for kind in kinds:
            if kind not in self._of_kinds:
                self._of_kinds[kind] = self._count(kind) + sum(
                    row.kind == kind for row in (*self._new, *self._again)
                )
        return sum(self._of_kinds[kind] for kind in kinds)

    def of_person(self, person_id: str) -> int:
        """How many mails the receiver has had today; an alert takes nobody's place."""
        mails = self.of_people[person_id]
        return mails.total() - mails[MailKind.ALERT]

    def let(self, row: MessageRow, *, counted: bool) -> None:
        """The message passes; `counted`: it takes a place of the run and of the day.

        One that passed on an earlier day and is tried again takes a place of its receiver's day too.
        """
        if self.passed.get(row.id) != self.day:
            self.of_people[row.person_id][row.kind] += 1
            if (kind := MailKind(row.kind)) in self._of_kinds:
                self._of_kinds[kind] += 1
            if row.id in self.passed:
                self._again.append(row)
            else:
                self._new.append(row)
                self.switch.passed += 1
            self.passed[row.id] = self.day
        if counted:
            self.switch.in_run += 1
            self.switch.today += 1
            self.switch.last_passed_at = self.now

    def write(self) -> None:
        """Written down before the relay is asked: a crash counts too much, never too little."""
        if self._new:
            rows = [{"message_id": row.id, "person_id": row.person_id, "day": self.day} for row in self._new]
            plain.change(self.session, _PASS, rows)
        if self._again:
            again = update(MailPass).where(col(MailPass.message_id).in_([row.id for row in self._again]))
            self.session.execute(again.values(day=self.day).execution_options(synchronize_session=False))
        self.session.flush()

    def _count(self, kind: MailKind) -> int:
        query = (
            select(func.count())
            .select_from(MailPass)
            .join(MessageRow, col(MessageRow.id) == col(MailPass.message_id))
            .where(col(MessageRow.kind) == str(kind), col(MailPass.day) == self.day)
        )
        return self.session.scalar(query) or 0

    def _failed_today(self, kind: str) -> int:
        """Invitations are held against invitations, all others but alerts and optional ones against each other.

        Only what was refused counts: not what was lost on the way, as the archive or a person knows.
        Sought from the few that failed: to go through all that passed would make each mail of a day slower than the last.
        """
        invited = kind == MailKind.INVITATION
        if invited not in self._failed:
            invites = col(MessageRow.kind) == str(MailKind.INVITATION)
            others = col(MessageRow.kind).not_in([MailKind.INVITATION, MailKind.ALERT, *OPTIONAL])
            passed = exists().where(
                col(MailPass.message_id) == col(MessageRow.id), col(MailPass.day) == self.day
            )
            query = select(func.count(col(MessageRow.id))).where(
                col(MessageRow.state) == str(MessageState.FAILED),
                col(MessageRow.reason).not_in(LOST),
                invites if invited else others,
                passed,
            )
            self._failed[invited] = self.session.scalar(query) or 0
        return self._failed[invited]


def passes(session: Session, rows: Sequence[MessageRow], now: datetime) -> Passes:
    """What has passed, as far as these messages need to know; the row of the switch is locked from here on."""
    switch, day = locked_switch(session), now.astimezone(SERVICE_ZONE).date()
    ids = [row.id for row in rows]
    released = (id for (id,) in plain.rows(session, _RELEASED, {"ids": ids}))
    passed = dict(plain.rows(session, _PASSED, {"ids": ids}).all())
    of_people = _of_people(session, {row.person_id for row in rows}, day)
    held = open_hold(session) is not None
    return Passes(session, now, switch, day, frozenset(released), passed, of_people, held)


def _of_people(session: Session, people: Collection[str], day: date) -> Mapping[str, Counter[str]]:
    """How many mails of each kind each of them has had on the day."""
    found = {person: Counter[str]() for person in people}
    for person, kind, number in plain.rows(session, _OF_PEOPLE, {"people": people, "day": day}):
        found[person][kind] = number
    return found


_PASS = insert(MailPass.__table__)  # type: ignore[attr-defined]
_RELEASED = select(col(MailRelease.message_id)).where(one_of(col(MailRelease.message_id), "ids"))
_PASSED = select(col(MailPass.message_id), col(MailPass.day)).where(one_of(col(MailPass.message_id), "ids"))
_OF_PEOPLE = (
    select(col(MailPass.person_id), col(MessageRow.kind), func.count())
    .join(MessageRow, col(MessageRow.id) == col(MailPass.message_id))
    .where(
        one_of(col(MailPass.person_id), "people"),
        col(MailPass.day) == bindparam("day"),
    )
    .group_by(col(MailPass.person_id), col(MessageRow.kind))
)
