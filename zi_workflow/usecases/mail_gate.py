"""Asked about messages before they may go to the relay; moves what may not, sends nothing and renders nothing.

The order of the questions: the switch, a hold, the receiver, the person's day, the volume. The row of the switch
stays locked until the caller's transaction ends, so several senders count as one.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, select, update
from sqlmodel import Session, col

from zi_workflow.domain.breaker import (
    MOST_A_PERSON_A_DAY,
    Cause,
    most_a_run,
    over,
    over_invited,
    over_refused,
)
from zi_workflow.domain.clock_doubts import MOST_QUIET
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import OPTIONAL, UNHELD, MailKind, NoticeState, Reason
from zi_workflow.storage.queries import plain
from zi_workflow.storage.queries.recipients import Standing, standings
from zi_workflow.storage.tables import MailHold, MailSwitch, MessageRow, NoticeRow
from zi_workflow.usecases.breaker import Trip, trip
from zi_workflow.usecases.clock_watch import doubt
from zi_workflow.usecases.fence import is_shut
from zi_workflow.usecases.invitation_checks import is_late, takes_back
from zi_workflow.usecases.mail_alerts import alert, why_not
from zi_workflow.usecases.mail_passes import Passes, passes
from zi_workflow.usecases.mail_switch import ROW
from zi_workflow.usecases.outbox import Guard
from zi_workflow.usecases.people_mail import give_up


@dataclass(frozen=True, slots=True)
class _Way:
    """A message on its way, and what has passed before it."""

    session: Session
    row: MessageRow
    passes: Passes
    now: datetime


def withheld(session: Session, rows: Sequence[MessageRow], now: datetime) -> dict[str, Reason]:
    """Those of the messages that may not go out now, and why; they are in no worker's hands any more.

    The others may, and count. Withheld ones are: stopped: as before they were claimed; held: `held`, their notices
    are told to nobody; over the person's three a day: `cancelled(surplus)`, their notices due again, so that the next
    digest takes them; to a receiver who left the unit or is away today: `cancelled(not-active)`; an invitation to
    what is over: `cancelled(obsolete)`.
    """
    so_far = passes(session, rows, now)
    if so_far.switch.stopped:
        return {row.id: _give_back(row) for row in rows}
    seen = standings(session, rows, so_far.day)
    reasons = {row.id: _judged(_Way(session, row, so_far, now), seen[row.id]) for row in rows}
    so_far.write()
    return {id: reason for id, reason in reasons.items() if reason is not None}


def _judged(way: _Way, seen: Standing) -> Reason | None:
    row = way.row
    if row.kind == MailKind.ALERT:
        return _alert(way)
    if row.kind in UNHELD:
        way.passes.switch.passed += 1  # for the fence; it takes no place of a run or a day
        return None
    if is_late(row, way.now):
        return _cancel(way, Reason.OBSOLETE, NoticeState.CANCELLED)
    if way.passes.held:
        return _hold(row)
    if row.channel == PRINT:
        return None
    return _not_there(way, seen) or _weighed(way, seen)


def _alert(way: _Way) -> Reason | None:
    """Passes the hold that it tells of, but no fence: what lies behind one may have gone out before."""
    if is_shut(way.session):
        return _hold(way.row)
    passed = way.row.id in way.passes.passed
    others = 0 if passed else way.passes.today([MailKind.ALERT])
    if (why := why_not(way.session, way.row, way.passes.day, others)) is not None:
        return _hold(way.row, why)
    way.passes.let(way.row, counted=False)
    return None


def _not_there(way: _Way, seen: Standing) -> Reason | None:
    """Asked of every mail, also one that passed before or was released: its receiver may have gone since."""
    if seen.left and not seen.never_there and not takes_back(way.row):
        give_up(way.session, way.row)
        return Reason.NOT_ACTIVE
    if seen.ended or (seen.away and _has_notices(way)):  # the next digest goes to whoever acts now
        return _cancel(way, Reason.NOT_ACTIVE, NoticeState.DUE)
    return None


def _weighed(way: _Way, seen: Standing) -> Reason | None:
    if way.row.id in way.passes.released:
        way.passes.let(way.row, counted=False)
        return None
    if way.passes.passed.get(way.row.id) == way.passes.day:
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
    row, passes = way.row, way.passes
    is_new = row.id not in passes.passed
    if is_new and (why := over(passes.traffic(row.kind))) is not None:
        return _trip(way, *why)
    if passes.of_person(row.person_id) >= MOST_A_PERSON_A_DAY:
        return _surplus(way)
    if row.kind == MailKind.DIGEST and passes.of_people[row.person_id][row.kind]:
        return _surplus(way, flood=False)
    passes.let(row, counted=is_new)
    return None


def _optional(way: _Way) -> Reason | None:
    """What nobody has to read never holds anything back, takes nobody's last place of a day and no room of a run.

    Where there is too much of it the rest waits for the next day.
    """
    passes, mine = way.passes, MOST_A_PERSON_A_DAY - 1
    most = most_a_run(passes.traffic(way.row.kind).recipients)
    if passes.of_person(way.row.person_id) >= mine or passes.today(OPTIONAL) >= most:
        return _tomorrow(way)
    passes.let(way.row, counted=False)
    return None


def _invitation(way: _Way) -> Reason | None:
    """Somebody has looked at exactly these mails: they have a limit of their own, and take no room of a run.

    They are not put off: a change that comes after its meeting is worth nothing.
    """
    traffic = way.passes.traffic(way.row.kind)
    today = way.passes.today([MailKind.INVITATION])
    if (why := over_invited(replace(traffic, today=today))) is not None:
        return _trip(way, *why)
    way.passes.let(way.row, counted=False)
    return None


def _trip(way: _Way, cause: Cause, facts: dict[str, Any]) -> Reason:
    hold = trip(way.session, Trip(cause, facts), way.now)
    way.passes.held = True
    if hold is not None:
        alert(way.session, hold, way.row, way.now)
    return _hold(way.row)


def _hold(row: MessageRow, reason: Reason = Reason.HELD) -> Reason:
    _let_go(row, MessageState.HELD, reason)
    return reason


def _give_back(row: MessageRow) -> Reason:
    _let_go(row, MessageState.RETRY if row.attempts else MessageState.QUEUED, None)
    return Reason.HELD


def _let_go(row: MessageRow, to: MessageState, reason: Reason | None) -> None:
    row.state, row.reason = str(to), str(reason) if reason else None
    row.owner, row.lease_until = None, None


def _surplus(way: _Way, *, flood: bool = True) -> Reason:
    """To the next digest; a mail without notices, which no digest would take, waits for tomorrow.

    A person over the limit counts in the run once more: many such people at once are a flood.
    """
    if flood and not _is_over_already(way):
        way.passes.switch.in_run += 1
        way.passes.switch.last_passed_at = way.now
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


def _is_over_already(way: _Way) -> bool:
    query = select(col(MessageRow.id)).where(
        col(MessageRow.person_id) == way.row.person_id,
        col(MessageRow.reason) == str(Reason.SURPLUS),
        col(MessageRow.on) == way.row.on,
    )
    return way.session.scalar(query.limit(1)) is not None


def is_stopped(session: Session) -> bool:
    """Whether somebody has stopped mail."""
    return bool(plain.rows(session, _STOPPED, {"row": ROW}).one().stopped)


def stops(session: Session, kinds: Collection[MailKind]) -> Collection[MailKind]:
    """Which kinds of mail may not leave any more: all once mail was stopped, all but a few while a hold is open."""
    row = plain.rows(session, _STOPPED, {"row": ROW}).one()
    if row.stopped:
        return kinds
    return set(kinds) - UNHELD if row.held else ()


_STOPPED = select(
    col(MailSwitch.stopped), exists().where(col(MailHold.ended_at).is_(None)).label("held")
).where(col(MailSwitch.id) == bindparam("row"))


def refused(session: Session, id: str, now: datetime) -> None:
    """Too many refusals hold everything at once, also what has passed and waits for its connection."""
    row = session.get_one(MessageRow, id)
    so_far = passes(session, [row], now)
    if so_far.held or row.kind in UNHELD or id not in so_far.passed:
        return
    traffic = so_far.traffic(row.kind)
    if row.kind == MailKind.INVITATION:
        traffic = replace(traffic, today=so_far.today([MailKind.INVITATION]))
    if (why := over_refused(traffic)) is not None and (hold := trip(session, Trip(*why), now)) is not None:
        alert(session, hold, row, now)


def gate(most_quiet: timedelta | None = MOST_QUIET) -> Guard:
    """Everything that stands before a transport, whatever the mail mode: the clock, the switch and `withheld`."""

    def lets_out(session: Session, now: datetime) -> bool:
        return not is_stopped(session) and doubt(session, now, most_quiet) is None

    return Guard(lets_out, withheld, stops, refused)


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
