"""Collects a window's due notices into the outbox, one mail a person; words nothing and sends nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col

from zi_workflow.domain import office_hours
from zi_workflow.domain.calendars import WorkCalendar, working_calendar
from zi_workflow.domain.digests import Entry, Letter, letters, singles
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.notices import Line, MailFacts, NoticeKind, NoticeState
from zi_workflow.domain.people import Directory, Person
from zi_workflow.domain.tasks import FINISHED
from zi_workflow.storage.queries import digests as read
from zi_workflow.storage.queries.digests import Speaking
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.rules import hours_of_units, separate_levels
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.storage.tables import NoticeRow
from zi_workflow.usecases.ladder_rules import ladder_of
from zi_workflow.usecases.mail_lines import LineWriter
from zi_workflow.usecases.outbox import NewMessage, enqueue
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.windows import window_opens

_BACK, _AHEAD = (
    timedelta(days=1_000),
    timedelta(days=60),
)  # enough calendar for clocks long passed and reviews


@dataclass(frozen=True, slots=True)
class Collect:
    """Collect for all active programmes of a zone what is due by the morning of `on` (local date)."""

    zone: str
    on: date
    letterhead: Letterhead = PLAIN


def collect(session: Session, command: Collect, now: datetime) -> int:
    """Put one digest a person into the outbox, escalations apart; how many mails. None on a unit's day off.

    Nothing is collected twice: a notice in a message is no longer due, and a digest's key is person and day.
    """
    desk = _Window(session, command)
    if not desk.programmes:
        return 0
    due = read.due_entries(session, [p.id for p in desk.programmes], command.on)
    told = read.told_entries(session, [p.id for p in desk.programmes])
    owed = _owed(session, told, desk)
    apart = separate_levels(session, [p.id for p in desk.programmes])
    return sum(desk.send(letter, now) for letter in letters(due, told, desk.receivers, owed, apart))


def collect_now(session: Session, command: Collect, now: datetime) -> int:
    """Put single mails into the outbox: inside working hours they need not wait for the window; how many.

    Outside them they stay due and go with the next digest.
    """
    local = now.astimezone(ZoneInfo(command.zone))
    if local.date() != command.on or not office_hours.are_on(local.time()):
        return 0
    desk = _Window(session, command)
    due = read.due_entries(session, [p.id for p in desk.programmes], command.on)
    return sum(desk.send(letter, now) for letter in singles(due, desk.receivers))


class _Window:
    """The digest window of one zone and day: who receives, and what their mails say."""

    def __init__(self, session: Session, command: Collect) -> None:
        self.session, self.command, self.on = session, command, command.on
        self.calendars: dict[str, WorkCalendar] = {}
        self.directories: dict[str, Directory] = {}
        self.programmes = [
            p
            for p in read.speaking(session, command.zone, command.on)
            if self._calendar(p).is_working(self.on)
        ]
        for programme in self.programmes:
            if programme.unit_id not in self.directories:
                self.directories[programme.unit_id] = directory(session, programme.unit_id, self.on)
        self.hours = hours_of_units(session, self.directories.keys())
        self.receivers = dict(_receivers(self.directories.values()))
        self._writers: dict[str, LineWriter] = {}

    def _calendar(self, programme: Speaking) -> WorkCalendar:
        if programme.unit_id not in self.calendars:
            off = days_off(self.session, programme.unit_id)
            reach = (self.on - _BACK, self.on + _AHEAD)
            self.calendars[programme.unit_id] = working_calendar(programme.week, off, *reach)
        return self.calendars[programme.unit_id]

    def week_starts(self, programme: str) -> date:
        """The first working day of the day's week in the programme's calendar."""
        unit = next(p.unit_id for p in self.programmes if p.id == programme)
        calendar = self.calendars[unit]
        monday = self.on - timedelta(days=self.on.weekday())
        return calendar.day(calendar.start_index(monday))

    def send(self, letter: Letter, now: datetime) -> int:
        """Write the letter into the outbox and mark its notices collected; 0 when the outbox has it already."""
        first = next(p for p in self.programmes if p.id == letter.entries[0].programme)
        person = self._person(letter.receiver)
        facts = self._facts(letter, first, person)
        row = enqueue(
            self.session,
            NewMessage(
                key=letter.key(self.on),
                kind=letter.kind,
                unit_id=first.unit_id,
                programme_id=first.id,
                person_id=letter.receiver,
                role=letter.entries[0].role,
                on=self.on,
                to_name=person.name,
                to_address=person.email if person.suppressed is None else None,
                facts=facts,
                not_before=max(now, window_opens(self.on, first.zone, self.hours[first.unit_id])),
                mail_domain=self.command.letterhead.mail_domain,
            ),
            now,
        )
        if row is None:
            return 0
        _mark_collected(self.session, letter.entries, row.id)
        return 1

    def _person(self, person_id: str) -> Person:
        return next(d.people[person_id] for d in self.directories.values() if person_id in d.people)

    def _facts(self, letter: Letter, first: Speaking, person: Person) -> MailFacts:
        several = len({entry.programme for entry in letter.entries}) > 1
        holder = letter.entries[0].person
        return MailFacts(
            kind=letter.kind,
            on=self.on,
            unit=first.unit,
            programme=first.title,
            programme_code=first.code,
            year=first.year,
            zone=first.zone,
            to_name=person.name,
            office=person.office,
            role=letter.entries[0].role,
            area=self._area_of(letter.entries[0]),
            acting_for=self._person(holder).name if holder != letter.receiver else None,
            base_url=self.command.letterhead.base_url,
            lines=tuple(self._line(e, named=several) for e in letter.entries),
        )

    def _line(self, entry: Entry, *, named: bool) -> Line:
        """The entry's line; of an answer only what was said, where the task is not (or no longer) the receiver's."""
        line = self._writer(entry.programme).line(entry, named=named)
        if entry.kind is not NoticeKind.ANSWERED or self._does(entry):
            return line
        return replace(
            line,
            theirs=False,
            clock=None,
            age=None,
            holds=(),
            held=0,
            finish_days=None,
            other_areas_days=None,
        )

    def _does(self, entry: Entry) -> bool:
        task = task_facts(self.session, entry.programme, entry.task or "")
        doer = None if task.duty.external else self.directories[task.unit_id].assignee(task.duty)
        return task.standing.state not in FINISHED and doer is not None and doer.id == entry.person

    def _area_of(self, entry: Entry) -> str | None:
        programme = next(p for p in self.programmes if p.id == entry.programme)
        held = self.directories[programme.unit_id].holdings
        return next((h.area for h in held if h.person_id == entry.person and h.role == entry.role), None)

    def _writer(self, programme_id: str) -> LineWriter:
        if programme_id not in self._writers:
            programme = next(p for p in self.programmes if p.id == programme_id)
            self._writers[programme_id] = LineWriter(
                programme,
                read.task_figures(self.session, programme_id),
                read.highest_levels(self.session, programme_id),
                self._calendar(programme),
                self.on,
                ladder_of(self.session, programme.id, programme.framework).ladder.rules.review_days,
            )
        return self._writers[programme_id]


def _receivers(directories: Iterable[Directory]) -> Iterable[tuple[str, str]]:
    """Office holder -> who receives today: themselves, or their substitute when they are away."""
    for people in directories:
        for holder in {h.person_id for h in people.holdings}:
            if not people.is_away(holder):
                yield holder, holder
            elif (acting := people.substitute_of(holder)) is not None:
                yield holder, acting.id


def _owed(session: Session, told: Sequence[Entry], window: _Window) -> frozenset[str]:
    """Receivers for holders told before this week began to whose office no digest went in it yet."""
    starts: Mapping[str, date] = {p.id: window.week_starts(p.id) for p in window.programmes}
    last = read.last_digests(session, {entry.person for entry in told}, min(starts.values()), window.on)
    return frozenset(
        window.receivers[entry.person]
        for entry in told
        if entry.person in window.receivers
        and entry.told_on is not None
        and entry.told_on < starts[entry.programme]
        and last.get(entry.person, date.min) < starts[entry.programme]
    )


def _mark_collected(session: Session, entries: Iterable[Entry], message_id: str) -> None:
    ids = [entry.notice for entry in entries if entry.notice is not None]
    session.execute(
        update(NoticeRow)
        .where(col(NoticeRow.id).in_(ids))
        .values(state=str(NoticeState.COLLECTED), message_id=message_id)
    )
