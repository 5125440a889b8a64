"""What a change does to people: every notice that it writes and every mail that comes on another day.

The change is made in the session's transaction and looked at from both sides. Who only wants to see it lets the
transaction go (`Store.trying`); who saw it and agrees makes it again, and it is kept only where the same is seen.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Generic, Protocol, TypeVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.coming_mails import MailShift, Outlook, coming, shifts
from zi_workflow.domain.digests import SINGLE_MAILS
from zi_workflow.domain.events import canonical
from zi_workflow.domain.notices import NoticeKind, NoticeState
from zi_workflow.domain.office_hours import CLOSE_OF_DAY, MORNING
from zi_workflow.domain.plans import Plan
from zi_workflow.storage.queries import outlooks as read
from zi_workflow.storage.queries.outlooks import NoticeFacts, Waiting
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.usecases.outlooks import first_morning, outlook
from zi_workflow.usecases.task_moves import changed_meanwhile, local_date
from zi_workflow.usecases.windows import office_calendar

Result = TypeVar("Result", covariant=True)
Answer = TypeVar("Answer")
Line = tuple[str, ...]
FEWEST_DAYS, MOST_DAYS, AFTER = 30, 100, 20
"""Working days that are looked ahead: at least, at most, and past the last planned day that moves."""


@dataclass(frozen=True, slots=True)
class Told:
    """A notice that the change writes; `on` is the day of the mail, which goes alone (`single`) or with the digest."""

    programme_id: str
    kind: str
    task: str | None
    recipient: str
    role: str
    on: date
    single: bool


@dataclass(frozen=True, slots=True)
class Dropped:
    """Something that would have gone out and does not, or goes to another address: a notice, or a mail (`mail`)."""

    programme_id: str | None
    kind: str
    task: str | None
    recipient: str
    mail: bool


@dataclass(frozen=True, slots=True)
class ProgrammeMails:
    """The coming mails of one programme that differ, among those of the mornings from `first` to `last`.

    `on` is the unit's date on which they are looked at.
    """

    programme_id: str
    on: date
    first: date
    last: date
    shifts: tuple[MailShift, ...]


@dataclass(frozen=True)
class Sight:
    """One programme from both sides of the change, for the mornings from `first` to `last`; `on` is the day there."""

    programme_id: str
    on: date
    first: date
    last: date
    before: Outlook | None
    after: Outlook | None

    def mails(self) -> ProgrammeMails:
        """The mails that come on another day or to somebody else; takes a second for a large programme."""
        if self.before is None or self.after is None:
            return ProgrammeMails(self.programme_id, self.on, self.first, self.first, ())
        old, new = (coming(side, self.first, self.last) for side in (self.before, self.after))
        return ProgrammeMails(self.programme_id, self.on, self.first, self.last, shifts(old, new))


@dataclass(frozen=True)
class Foresight(Generic[Result]):
    """What the change itself answers, and what it does to mail; `names` of everybody who is meant, by id."""

    result: Result
    told: tuple[Told, ...]
    dropped: tuple[Dropped, ...]
    sights: tuple[Sight, ...]
    names: Mapping[str, str]

    @cached_property
    def mails(self) -> tuple[ProgrammeMails, ...]:
        """Worked out when it is asked for, so that nobody waits for it in a transaction."""
        return tuple(sight.mails() for sight in self.sights)

    @property
    def basis(self) -> str:
        """The same where everything is the same that this was made of; then what is shown is the same too."""
        parts = repr((self.result, self.told, self.dropped, self.sights))
        return hashlib.sha256(parts.encode()).hexdigest()

    def lines(self) -> tuple[Line, ...]:
        """Everything about mail that is shown, as plain words without a language; equal when the same is shown."""
        told = (("told", each.programme_id, each.kind, each.task or "", each.recipient, each.on.isoformat())
                for each in self.told)  # fmt: skip
        dropped = (("dropped", each.programme_id or "", each.kind, each.task or "", each.recipient)
                   for each in self.dropped)  # fmt: skip
        return (*told, *dropped, *(line for each in self.mails for line in _mail_lines(each)))


def _mail_lines(mails: ProgrammeMails) -> list[Line]:
    return [
        ("day", mails.programme_id, mails.on.isoformat()),
        *(
            (
                "mail",
                mails.programme_id,
                *(str(part) for part in shift.known.matter),
                *(f"{end.on.isoformat()} {end.recipient}" if end else "" for end in (shift.old, shift.new)),
            )
            for shift in mails.shifts
        ),
    ]


def digest(lines: Sequence[Line]) -> str:
    """The same for the same lines."""
    return hashlib.sha256(canonical(lines).encode()).hexdigest()


class Seen(Protocol):
    """What somebody saw: the digest of its lines, and the basis of them."""

    @property
    def seen(self) -> str:
        """`digest` of the lines."""
        ...

    @property
    def basis(self) -> str:
        """`Foresight.basis`."""
        ...


def insist(found: Foresight[object], said: Callable[[], Sequence[Line]], agreed: Seen, what: str) -> None:
    """ConflictError, naming `what`, when it is not what was seen; its lines are asked for only where they may differ."""
    if found.basis != agreed.basis and digest(said()) != agreed.seen:
        raise changed_meanwhile(what)


def foresee(
    session: Session,
    programmes: Sequence[ProgrammeFacts],
    act: Callable[[], Answer],
    now: datetime,
    most: int | None = None,
) -> Foresight[Answer]:
    """Make the change in this session and say what it does to mail; raises what it raises.

    Of many programmes only the first `most` are looked at morning by morning.
    """
    ids = [facts.id for facts in programmes]
    desks = {facts.id: _Desk(session, facts, now) for facts in programmes}
    notices, waiting = read.notices(session, ids), read.waiting(session, ids)
    result = act()
    session.flush()
    session.expire_all()
    after, mails = read.notices(session, ids), read.waiting(session, ids)
    told = tuple(
        desks[each.programme_id].told(session, each)
        for each in after.values()
        if each.recipient is not None and each.state == NoticeState.DUE
        if each.id not in notices or notices[each.id].state != NoticeState.DUE
    )
    dropped = (*_cancelled(notices, after), *_withdrawn(waiting, mails))
    people = {each.recipient for each in told} | {each.recipient for each in dropped}
    names = read.names(session, people, {facts.unit_id for facts in programmes})
    return Foresight(
        result, told, dropped, tuple(desk.sight(session) for desk in tuple(desks.values())[:most]), names
    )


def _cancelled(before: Mapping[str, NoticeFacts], after: Mapping[str, NoticeFacts]) -> list[Dropped]:
    """Notices that nobody was told yet and nobody will be."""
    unsaid = (NoticeState.DUE, NoticeState.COLLECTED)
    return [
        Dropped(each.programme_id, each.kind, each.task, each.recipient, mail=False)
        for each in after.values()
        if each.recipient is not None and each.id in before and before[each.id].state in unsaid
        if each.state not in unsaid
    ]


def _withdrawn(before: Mapping[str, Waiting], after: Mapping[str, Waiting]) -> list[Dropped]:
    """Mails that are not sent any more, or go to another address."""
    return [
        Dropped(each.programme_id, each.kind, None, each.person, mail=True)
        for each in before.values()
        if each.id not in after or after[each.id].address != each.address
    ]


class _Desk:
    """One programme before the change: from which morning on its mails are compared, and how it looked."""

    def __init__(self, session: Session, facts: ProgrammeFacts, now: datetime) -> None:
        self.facts, self.now = facts, now
        self.today = local_date(now, facts.zone)
        self.first = first_morning(now, facts.zone)
        self.far = self.first + timedelta(days=2 * MOST_DAYS)
        self.before = outlook(session, facts, self.first, self.far)

    def told(self, session: Session, notice: NoticeFacts) -> Told:
        on, single = self._goes(session, notice.kind, notice.due_on)
        return Told(
            notice.programme_id, notice.kind, notice.task, notice.recipient or "", notice.role, on, single
        )

    def _goes(self, session: Session, kind: str, due: date) -> tuple[date, bool]:
        """On which day, by the calendar as it is after the change, and whether in a mail of its own."""
        if NoticeKind(kind) in SINGLE_MAILS and due <= self.today and self._open(session):
            return self.today, True
        earliest = max(self.first, due)
        calendar = self._calendar(session, earliest)
        return calendar.day(calendar.start_index(earliest)), False

    def _open(self, session: Session) -> bool:
        """Whether mail leaves now."""
        hour = self.now.astimezone(ZoneInfo(self.facts.zone)).time()
        return MORNING <= hour < CLOSE_OF_DAY and self._calendar(session, self.today).is_working(self.today)

    def _calendar(self, session: Session, day: date) -> WorkCalendar:
        """Around each day that is asked for: a notice may be due so late that one calendar would not hold today too."""
        return office_calendar(session, self.facts.unit_id, self.facts.week, day)

    def sight(self, session: Session) -> Sight:
        after = outlook(session, self.facts, self.first, self.far)
        if self.before is None or after is None:
            return Sight(self.facts.id, self.today, self.first, self.first, None, None)
        last = _last(self.before, after, self.first)
        return Sight(self.facts.id, self.today, self.first, last, self.before, after)


def _last(before: Outlook, after: Outlook, first: date) -> date:
    """Past the last planned day that moves, within bounds; counted in weeks, so that both calendars have it."""
    week = max(len(before.plan.week), 1)
    furthest = max(_moved(before.plan, after.plan), default=first)
    wanted = (furthest - first).days + AFTER * 7 // week
    return first + timedelta(days=min(max(wanted, FEWEST_DAYS * 7 // week), MOST_DAYS * 7 // week))


def _moved(before: Plan, after: Plan) -> list[date]:
    old, new = ({task.id: task.planned for task in plan.tasks} for plan in (before, after))
    return [
        span.finish
        for code in old | new
        for span in (old.get(code), new.get(code))
        if old.get(code) != new.get(code) and span is not None
    ]
