"""What a notice is, its key, and the facts a mail is made of; knows neither wording nor addresses' syntax.

A notice is the intention to tell a person about a thing. Its key is built from ids, never from wording, and
is unique for ever: deciding the same day a hundred times writes it once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from zi_workflow.domain.invitations import Summons, summons_from_json
from zi_workflow.domain.links import Way
from zi_workflow.domain.weekly import WeekFacts, week_from_json


class NoticeKind(StrEnum):
    """Why somebody is told."""

    ASSIGNED = "assigned"
    READY = "ready"
    WAITING = "waiting"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    ESCALATION = "escalation"
    SOLVED = "solved"
    RETURNED = "returned"
    VERIFY = "verify"
    PLAN_CHANGED = "plan_changed"
    HAND_OVER = "hand_over"  # whoever does a task asks that somebody else does it; told to who may decide
    UNDELIVERED = "undelivered"  # somebody's address was refused; told to their coordinator
    NUDGE = "nudge"  # somebody who steers asks whoever can act to go on, now
    DECISION = "decision"  # it was proposed to set a task aside; told to who may decide
    MORE_TIME = "more_time"  # whoever does a task asks for more time; told to who may answer
    ANSWERED = "answered"  # somebody's wish or proposal about a task was answered; told to them
    MATRIX = "matrix"  # an area's matrix of a monev round is awaited; told to its coordinator, late to the team lead


class NoticeState(StrEnum):
    """How far a notice got."""

    DUE = "due"  # decided, in no message yet
    COLLECTED = "collected"  # in a message of the outbox
    TOLD = "told"  # sent, captured or put on the printable list
    CANCELLED = "cancelled"  # the reason says why, e.g. obsolete
    SUPERSEDED = "superseded"  # a nearer reminder rung took its place
    PASSED_OVER = "passed_over"  # the receiver is responsible or below; counts as told
    FAILED = "failed"  # the message could not be delivered; does not count as told


class Reason(StrEnum):
    """Why nothing was sent; shown on the task."""

    NO_ADDRESS = "no-address"
    SUPPRESSED = "suppressed"
    NOT_ACTIVE = "not-active"
    ALREADY_TOLD = "already-told"
    OUTSIDE_WINDOW = "outside-window"
    OBSOLETE = "obsolete"
    HELD = "held"
    SUPERSEDED = "superseded"
    NO_RECEIVER = "no-receiver"
    SURPLUS = "surplus"  # more than a person's three mails of a day; the next digest takes it
    UNWANTED = "unwanted"  # an optional mail that its receiver does without
    ALERT_LIMIT = "alert-limit"  # more alerts than administrators could read in a day
    ALERT_ADDRESS = "alert-address"  # an alert to an address that is no administrator's


class MailKind(StrEnum):
    """The emails of the ladder, one folder each in notifications/emails."""

    DIGEST = "digest"  # one a person and day
    ESCALATION = "escalation"  # level 3 and above, a mail of their own
    ASSIGNED = "assigned"  # a single new task during the day
    RETURNED = "returned"  # evidence came back, at once
    INVITATION = "invitation"  # to a monev round, changed or taken back; for a calendar too, at once
    ALERT = "alert"  # all mail is held; to the administrators
    TEST = "test"  # an administrator tries the way; never in the outbox
    WEEKLY = "weekly"  # where a programme stands, once a week; optional
    SIGN_IN = "sign_in"  # the one-time link that somebody asked for, at once
    NUDGE = "nudge"  # a person's own reminder about one task, at once


OPTIONAL = frozenset({MailKind.WEEKLY})
"""Mails that a person may do without; all others can become a digest, never silence."""

UNHELD = frozenset({MailKind.ALERT, MailKind.SIGN_IN})
"""Mails that a hold does not keep back: the one about the hold, and the one that lets somebody in to end it."""

AT_ANY_HOUR = frozenset({MailKind.SIGN_IN})
"""Mails that somebody waits for at this moment, on a day off and at night too."""


class About(StrEnum):
    """Which ladder of a task a notice belongs to."""

    WORK = ""  # doing it
    REVIEW = "review"  # verifying what was submitted
    APPROVAL = "approval"  # approving what was verified


def notice_key(kind: NoticeKind, subject: str, cycle: int, level: int | None, recipient: str) -> str:
    """`kind:subject:cycle:level:recipient`; for a reminder the level is its rung."""
    return f"{kind}:{subject}:{cycle}:{'-' if level is None else level}:{recipient}"


@dataclass(frozen=True, slots=True)
class TaskRef:
    """A task as a mail names it."""

    task: str
    title: str
    area: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a mail. Days are working days; `clock` is the last day in time (docs/mail.md section 2)."""

    kind: NoticeKind
    task: str | None = None
    title: str = ""
    area: str = ""
    level: int | None = None
    rung: int | None = None
    cycle: int = 1
    repeat: bool = False
    review: bool = False  # the ladder of a submitted task: about its verification
    clock: date | None = None
    age: int | None = None  # working days after the clock, negative before it
    waits_for: TaskRef | None = None
    holds: tuple[TaskRef, ...] = ()  # some of the tasks that wait for it
    held: int | None = None  # how many wait in all, where that is more
    finish_days: int | None = None  # what another week costs the programme's finish
    other_areas_days: int | None = None  # ... and other areas' tasks together
    passed_on: str | None = None  # role the matter was passed on to (on the assignee's repeated line)
    unit: str = ""  # named when the mail is about several programmes
    programme_code: str = ""  # the line's own programme, for its link
    note: str = ""  # a person's words, e.g. why evidence was returned
    count: int | None = None  # collected lines (assigned at activation)
    theirs: bool = True  # of an answer: whether the task is still the receiver's to do
    quarter: str = ""  # of the round whose matrix is awaited, such as 2025-Q1
    notice: str | None = None  # id of the notice behind it; None on repeated lines
    ways: tuple[Way, ...] = ()  # links that act, the main one first; made for one rendering and never stored


@dataclass(frozen=True, slots=True)
class MailFacts:
    """Everything a mail says, before wording: enough to render it in any language."""

    kind: MailKind
    on: date
    unit: str
    programme: str
    programme_code: str
    year: int
    zone: str
    to_name: str
    office: str
    role: str
    area: str | None = None
    acting_for: str | None = None  # the office holder, when the receiver is the substitute
    base_url: str = ""
    lines: tuple[Line, ...] = ()
    week: WeekFacts | None = None  # of a weekly summary, which has no lines
    summons: Summons | None = None  # of an invitation, which has none either
    wanted: str = ""  # the page inside the product that its link leads on to
    door: str = ""  # the one-time link of a sign-in mail; made for one rendering and never stored

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        speaks = self.week is not None or self.summons is not None or self.kind is MailKind.SIGN_IN
        return not self.lines and not speaks

    def to_json(self) -> dict[str, Any]:
        """Plain values for the outbox row."""
        summons = self.summons.to_json() if self.summons else None
        plain = {key: _plain(value) for key, value in asdict(self).items()}
        lines = [{key: value for key, value in line.items() if key != "ways"} for line in plain["lines"]]
        del plain["door"]
        return {**plain, "lines": lines, "summons": summons}


def facts_from_json(data: Mapping[str, Any]) -> MailFacts:
    """The inverse of `MailFacts.to_json`."""
    values = dict(data)
    values["kind"] = MailKind(values["kind"])
    values["on"] = date.fromisoformat(values["on"])
    values["lines"] = tuple(_line(item) for item in values["lines"])
    values["week"] = week_from_json(values["week"]) if values.get("week") else None
    values["summons"] = summons_from_json(values["summons"]) if values.get("summons") else None
    return MailFacts(**values)


_LINE = [each.name for each in fields(Line)]


def _line(data: Mapping[str, Any]) -> Line:
    values = {name: data[name] for name in _LINE if name in data}
    values["kind"] = NoticeKind(values["kind"])
    values["clock"] = date.fromisoformat(values["clock"]) if values.get("clock") else None
    values["waits_for"] = TaskRef(**values["waits_for"]) if values.get("waits_for") else None
    values["holds"] = tuple(TaskRef(**item) for item in values.get("holds", ()))
    return Line(**values)


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
