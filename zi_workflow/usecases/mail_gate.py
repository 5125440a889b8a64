"""Asked before each message whether it may go to the relay; moves what may not, sends nothing and renders nothing.

The order of the questions: the switch, a hold, the receiver, the person's day, the volume. The row of the switch
stays locked until the caller's transaction ends, so several senders count as one.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select, update
from sqlmodel import Session, col

from zi_workflow.domain.breaker import (
    MOST_A_PERSON_A_DAY,
    RUN_ENDS_AFTER,
    Cause,
    Traffic,
    most_a_run,
    over,
    over_invited,
)
from zi_workflow.domain.clock_doubts import MOST_QUIET
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import OPTIONAL, MailKind, NoticeState, Reason
from zi_workflow.storage.queries.recipients import Standing, recipients, standing
from zi_workflow.storage.tables import MailPass, MailRelease, MailSwitch, MessageRow, NoticeRow
from zi_workflow.usecases.breaker import Trip, trip
from zi_workflow.usecases.clock_watch import doubt
from zi_workflow.usecases.invitation_checks import is_late, takes_back
from zi_workflow.usecases.mail_alerts import alert
from zi_workflow.usecases.mail_switch import ROW, locked_switch, open_hold
from zi_workflow.usecases.outbox import Guard
from zi_workflow.usecases.people_mail import give_up

SERVICE_ZONE = ZoneInfo("Asia/Jakarta")  # one day for the whole service; mail goes in office hours only
COUNT_AGAIN_AFTER = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class _Way:
    """A message on its way, the locked switch, and the day of the service."""

    session: Session
    row: MessageRow
    switch: MailSwitch
    day: date
    now: datetime


def may_send(session: Session, row: MessageRow, now: datetime) -> Reason | None:
    """None: the message may go out now, and counts. Else why not, and the message is in no worker's hands any more:

    stopped: as it was before it was claimed; held: `held`, its notices are told to nobody; over the person's
    three a day: `cancelled(surplus)`, its notices due again, so that the next digest takes them; a receiver who
    left the unit or is away today: `cancelled(not-active)`; an invitation to what is over: `cancelled(obsolete)`.
    """
    way = _Way(session, row, locked_switch(session), now.astimezone(SERVICE_ZONE).date(), now)
    if way.switch.stopped:
        return _give_back(row)
    if row.kind == MailKind.ALERT:
        way.switch.passed += 1  # for the fence; it takes no place of a run or a day
        return None
    if is_late(row, now):
        return _cancel(way, Reason.OBSOLETE, NoticeState.CANCELLED)
    if open_hold(session) is not None:
        return _hold(row)
    if row.channel == PRINT:
        return None
    seen = standing(session, row, way.day)
    return _not_there(way, seen) or _weighed(way, seen)


def _not_there(way: _Way, seen: Standing) -> Reason | None:
    """Asked of every mail, also one that passed before or was released: its receiver may have gone since."""
    if seen.left and not seen.never_there and not takes_back(way.row):
        give_up(way.session, way.row)
        return Reason.NOT_ACTIVE
    if seen.ended or (seen.away and _has_notices(way)):  # the next digest goes to whoever acts now
        return _cancel(way, Reason.NOT_ACTIVE, NoticeState.DUE)
    return None


def _weighed(way: _Way, seen: Standing) -> Reason | None:
    if way.session.get(MailRelease, way.row.id) is not None:
        _passed(way, counted=False)
        return None
    if _passed_on(way) == way.day:
        return None
    address = {"address": way.row.to_address or ""}
    if not seen.address_known:
        return _trip(way, Cause.ADDRESS, address)
    if seen.never_there or seen.foreign_matter:
        return _trip(way, Cause.OUTSIDER, address)
    if seen.too_high:
        return _trip(way, Cause.LEVEL, address)
    judges = {**dict.fromkeys(OPTIONAL, _optional), MailKind.INVITATION: _invitation}
    return judges.get(MailKind(way.row.kind), _obligatory)(way)


def _obligatory(way: _Way) -> Reason | None:
    """Counts in the run and in the day it passes first; a person's surplus, a second digest too, waits for the next one."""
    is_new = _passed_on(way) is None
    if is_new and (why := over(_traffic(way))) is not None:
        return _trip(way, *why)
    if _of_today(way) >= MOST_A_PERSON_A_DAY:
        return _surplus(way)
    if way.row.kind == MailKind.DIGEST and _today(way, [MailKind.DIGEST], way.row.person_id):
        return _surplus(way, flood=False)
    _passed(way, counted=is_new)
    return None


def _optional(way: _Way) -> Reason | None:
    """What nobody has to read never holds anything back, takes nobody's last place of a day and no room of a run.

    Where there is too much of it the rest waits for the next day.
    """
    mine = MOST_A_PERSON_A_DAY - 1
    if _of_today(way) >= mine or _today(way, OPTIONAL) >= most_a_run(_traffic(way).recipients):
        return _tomorrow(way)
    _passed(way, counted=False)
    return None


def _invitation(way: _Way) -> Reason | None:
    """Somebody has looked at exactly these mails: they have a limit of their own, and take no room of a run.

    They are not put off: a change that comes after its meeting is worth nothing.
    """
    traffic = _traffic(way)
    if (why := over_invited(replace(traffic, today=_today(way, [MailKind.INVITATION])))) is not None:
        return _trip(way, *why)
    _passed(way, counted=False)
    return None


def _trip(way: _Way, cause: Cause, facts: dict[str, Any]) -> Reason:
    hold = trip(way.session, Trip(cause, facts), way.now)
    if hold is not None:
        alert(way.session, hold, way.row, way.now)
    return _hold(way.row)


def _hold(row: MessageRow) -> Reason:
    _let_go(row, MessageState.HELD, Reason.HELD)
    return Reason.HELD


def _give_back(row: MessageRow) -> Reason:
    _let_go(row, MessageState.RETRY if row.attempts else MessageState.QUEUED, None)
    return Reason.HELD


def _let_go(row: MessageRow, to: MessageState, reason: Reason | None) -> None:
    row.state, row.reason = str(to), str(reason) if reason else None
    row.owner, row.lease_until = None, None


def _of_today(way: _Way) -> int:
    query = select(func.count()).where(
        col(MailPass.person_id) == way.row.person_id, col(MailPass.day) == way.day
    )
    return way.session.scalar(query) or 0


def _surplus(way: _Way, *, flood: bool = True) -> Reason:
    """To the next digest; a mail without notices, which no digest would take, waits for tomorrow.

    A person over the limit counts in the run once more: many such people at once are a flood.
    """
    if flood and not _is_over_already(way):
        way.switch.in_run += 1
        way.switch.last_passed_at = way.now
    if _has_notices(way):
        return _cancel(way, Reason.SURPLUS, NoticeState.DUE)
    return _tomorrow(way)


def _has_notices(way: _Way) -> bool:
    query = select(col(NoticeRow.id)).where(col(NoticeRow.message_id) == way.row.id)
    return way.session.scalar(query.limit(1)) is not None


def _tomorrow(way: _Way) -> Reason:
    _let_go(way.row, MessageState.RETRY, Reason.SURPLUS)
    way.row.next_at = way.now + timedelta(days=1)
    return Reason.SURPLUS


def _today(way: _Way, kinds: Iterable[MailKind], person: str | None = None) -> int:
    """How many mails of these kinds have passed on the day, to one person or to all."""
    query = (
        select(func.count())
        .select_from(MailPass)
        .join(MessageRow, col(MessageRow.id) == col(MailPass.message_id))
        .where(col(MessageRow.kind).in_([str(kind) for kind in kinds]), col(MailPass.day) == way.day)
    )
    if person is not None:
        query = query.where(col(MailPass.person_id) == person)
    return way.session.scalar(query) or 0


def _is_over_already(way: _Way) -> bool:
    query = select(col(MessageRow.id)).where(
        col(MessageRow.person_id) == way.row.person_id,
        col(MessageRow.reason) == str(Reason.SURPLUS),
        col(MessageRow.on) == way.row.on,
    )
    return way.session.scalar(query.limit(1)) is not None


def is_open(session: Session, _now: datetime) -> bool:
    """Whether anything may leave at all, before any message is looked at: nobody has stopped mail."""
    return not session.get_one(MailSwitch, ROW, populate_existing=True).stopped


def gate(most_quiet: timedelta | None = MOST_QUIET) -> Guard:
    """Everything that stands before a transport, whatever the mail mode: the clock, the switch and `may_send`."""

    def lets_out(session: Session, now: datetime) -> bool:
        return is_open(session, now) and doubt(session, now, most_quiet) is None

    return Guard(lets_out, may_send)


def _cancel(way: _Way, reason: Reason, notices: NoticeState) -> Reason:
    _let_go(way.row, MessageState.CANCELLED, reason)
    due = notices is NoticeState.DUE
    values = {"state": str(notices), "reason": None if due else str(reason)}
    way.session.execute(
        update(NoticeRow)
        .where(col(NoticeRow.message_id) == way.row.id, col(NoticeRow.state) == str(NoticeState.COLLECTED))
        .values(**values, **({"message_id": None} if due else {}))
    )
    return reason


def _traffic(way: _Way) -> Traffic:
    switch = way.switch
    if switch.counted_at is None or not timedelta(0) <= way.now - switch.counted_at < COUNT_AGAIN_AFTER:
        switch.recipients, switch.counted_at = recipients(way.session, way.day), way.now
    if switch.day != way.day:
        switch.day, switch.today = way.day, 0
    if switch.last_passed_at is None or way.now - switch.last_passed_at > RUN_ENDS_AFTER:
        switch.in_run = 0
    return Traffic(switch.recipients, switch.in_run, switch.today, _failed_today(way))


def _failed_today(way: _Way) -> int:
    """Invitations are held against invitations, all other mails against each other.

    Sought from the few that failed: to go through all that passed would make each mail of a day slower than the last.
    """
    invites = col(MessageRow.kind) == str(MailKind.INVITATION)
    alike = invites if way.row.kind == MailKind.INVITATION else ~invites
    passed = exists().where(col(MailPass.message_id) == col(MessageRow.id), col(MailPass.day) == way.day)
    query = select(func.count(col(MessageRow.id))).where(
        col(MessageRow.state) == str(MessageState.FAILED), alike, passed
    )
    return way.session.scalar(query) or 0


def _passed_on(way: _Way) -> date | None:
    """The last day on which the message passed; a new try on a later one takes a place of that day too."""
    known = way.session.get(MailPass, way.row.id)
    return None if known is None else known.day


def _passed(way: _Way, *, counted: bool) -> None:
    """Written down before the relay is asked: a crash counts too much, never too little."""
    if (known := way.session.get(MailPass, way.row.id)) is not None:
        known.day = way.day
    else:
        way.session.add(MailPass(message_id=way.row.id, person_id=way.row.person_id, day=way.day))
        way.switch.passed += 1
    if counted:
        way.switch.in_run += 1
        way.switch.today += 1
        way.switch.last_passed_at = way.now
    way.session.flush()
