"""Which mails of the ladder come, morning by morning, if nothing else happens; asks the ladder, words nothing.

"Nothing else" is meant: nobody begins, hands in or reviews anything, and every mail arrives on its day.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import zip_longest

from zi_workflow.domain import ladder
from zi_workflow.domain.analysis import analyse, calendar_for
from zi_workflow.domain.notices import About, NoticeKind, NoticeState
from zi_workflow.domain.offices import Offices
from zi_workflow.domain.plan_parts import Plan
from zi_workflow.domain.situations import LadderTask, Notice, Past, Rules, Situation, WorkState

WAITS = frozenset({NoticeState.DUE, NoticeState.COLLECTED})


@dataclass(frozen=True, slots=True)
class Staff:
    """Whose the tasks are and who holds which office, from a day on until the next one's."""

    since: date
    tasks: Mapping[str, LadderTask]
    offices: Offices


@dataclass(frozen=True, slots=True)
class Outlook:
    """A running programme as the coming mornings find it.

    `staffs` come in order, the first one's day not after the first morning; `greeted` was told once of all their tasks.
    """

    plan: Plan
    staffs: Sequence[Staff]
    history: Mapping[str, tuple[Past, ...]]
    rules: Rules
    greeted: frozenset[str]


@dataclass(frozen=True, slots=True)
class Coming:
    """Somebody is told something on a morning; without a task: of all that is theirs."""

    on: date
    kind: NoticeKind
    task: str | None
    recipient: str
    role: str
    about: About = About.WORK
    level: int | None = None
    rung: int | None = None

    @property
    def matter(self) -> tuple[str, str, str, int, int]:
        """What it says, whenever and to whomever."""
        none = -1
        level = none if self.level is None else self.level
        rung = none if self.rung is None else self.rung
        return self.task or "", str(self.kind), str(self.about), level, rung


@dataclass(frozen=True, slots=True)
class MailShift:
    """A mail that comes on another day or to somebody else; None: it does not come, or did not, in those days."""

    old: Coming | None
    new: Coming | None

    @property
    def known(self) -> Coming:
        """Whichever there is."""
        found = self.new or self.old
        if found is None:
            raise ValueError("a shift of no mail")
        return found


def coming(outlook: Outlook, first: date, last: date) -> tuple[Coming, ...]:
    """What the mornings of the working days from `first` to `last`, both included, tell.

    Raises InputError where the day's own decision would.
    """
    calendar = calendar_for(outlook.plan, last)
    days = calendar.days[calendar.start_index(first) : calendar.finish_index(last) + 1]
    book = _Book(outlook)
    found: list[Coming] = []
    for on in days:
        analysis = analyse(outlook.plan, on, calendar=calendar, impacts=False, causes=False)
        staff = _staff(outlook, on)
        situation = Situation(analysis, staff.tasks, staff.offices, book.past, outlook.rules)
        decision = ladder.decide(situation, on)
        book.close(decision.closed)
        found += book.write(decision.notices, on)
        found += book.greet(staff, on)
        book.deliver(on)
    return tuple(found)


def shifts(before: Sequence[Coming], after: Sequence[Coming]) -> tuple[MailShift, ...]:
    """The mails in which two outlooks differ, those of one matter side by side in the order of their days."""
    old, new = _by_matter(before), _by_matter(after)
    pairs = (
        MailShift(was, now)
        for matter in dict.fromkeys((*old, *new))
        for was, now in zip_longest(old.get(matter, ()), new.get(matter, ()))
        if was != now
    )
    return tuple(sorted(pairs, key=lambda shift: (shift.known.matter, shift.known.on)))


def _by_matter(mails: Sequence[Coming]) -> dict[tuple[str, str, str, int, int], list[Coming]]:
    found: dict[tuple[str, str, str, int, int], list[Coming]] = {}
    for each in mails:
        found.setdefault(each.matter, []).append(each)
    return found


def _staff(outlook: Outlook, on: date) -> Staff:
    return next(staff for staff in reversed(outlook.staffs) if staff.since <= on)


class _Book:
    """The notices written so far, as the store would keep them: one a key."""

    def __init__(self, outlook: Outlook) -> None:
        self.past: dict[str, tuple[Past, ...]] = dict(outlook.history)
        self.greeted = set(outlook.greeted)

    def close(self, closed: Sequence[tuple[str, About]]) -> None:
        """A lateness is over: what was told of it counts no more."""
        for task, about in closed:
            self.past[task] = tuple(
                replace(past, closed=True)
                if past.about is about and past.kind in ladder.LADDER_KINDS
                else past
                for past in self.past.get(task, ())
            )

    def write(self, notices: Sequence[Notice], on: date) -> Iterator[Coming]:
        """The notices that are new, or are due again after they came to nobody."""
        for notice in notices:
            past = self.past.get(notice.task, ())
            place = next((n for n, each in enumerate(past) if _key(notice.task, each) == notice.key), None)
            if place is None:
                self.past[notice.task] = (*past, _past(notice, on))
            elif ladder.rewrites(past[place].state, notice.state):
                moved = replace(past[place], state=notice.state, on=on)
                self.past[notice.task] = (*past[:place], moved, *past[place + 1 :])
            else:
                continue
            if notice.state is NoticeState.DUE and notice.recipient is not None:
                yield Coming(
                    on,
                    notice.kind,
                    notice.task,
                    notice.recipient,
                    notice.role,
                    notice.about,
                    notice.level,
                    notice.rung,
                )

    def greet(self, staff: Staff, on: date) -> Iterator[Coming]:
        """One line about all their open tasks to whoever had none before."""
        open_tasks = [task for task in staff.tasks.values() if task.state is not WorkState.DONE]
        for person, role in dict.fromkeys((task.charge.person, task.charge.role) for task in open_tasks):
            if person is not None and person not in self.greeted:
                self.greeted.add(person)
                yield Coming(on, NoticeKind.ASSIGNED, None, person, role)

    def deliver(self, on: date) -> None:
        """What was due went out."""
        for task, past in self.past.items():
            if any(each.state in WAITS for each in past):
                self.past[task] = tuple(
                    replace(each, state=NoticeState.TOLD, on=on) if each.state in WAITS else each
                    for each in past
                )


def _past(notice: Notice, on: date) -> Past:
    return Past(
        notice.kind, notice.about, notice.cycle, notice.level, notice.rung, notice.recipient, notice.role,
        notice.state, on,
    )  # fmt: skip


def _key(task: str, past: Past) -> str:
    same = Notice(
        past.kind,
        task,
        past.cycle,
        past.recipient,
        past.role,
        about=past.about,
        level=past.level,
        rung=past.rung,
    )
    return same.key
