"""Links in mails that act: what each may do, how long and for whom it works; knows no table, no page and no mail.

A link is a narrow capability, not a sign-in: one person, one task, one purpose, once. It never verifies, decides or
closes anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zi_workflow.domain.errors import N_, ZiError
from zi_workflow.domain.people import Directory, Duty
from zi_workflow.domain.tasks import IN_HANDS, NOT_STARTED, OPEN_WORK, State

LIFETIME = timedelta(days=14)
"""How long a link works: longer than a week between two digests, shorter than a quarter between two rounds."""

KEPT = timedelta(days=60)
"""How long a link that is over is kept, to be able to say what became of it."""


class Purpose(StrEnum):
    """The one thing that a link does."""

    START = "start"
    REPORT = "report"
    SUBMIT = "submit"
    MORE_TIME = "more_time"
    HAND_OVER = "hand_over"


PURPOSE_NAMES: Mapping[Purpose, str] = {
    Purpose.START: N_("Start the task"),
    Purpose.REPORT: N_("Report progress"),
    Purpose.SUBMIT: N_("Send the evidence"),
    Purpose.MORE_TIME: N_("Ask for more time"),
    Purpose.HAND_OVER: N_("Ask to hand it over"),
}

PURPOSE_MEANINGS: Mapping[Purpose, str] = {
    Purpose.START: N_("It notes that the work has begun."),
    Purpose.REPORT: N_("It notes how far the work is and what is in the way."),
    Purpose.SUBMIT: N_("It hands the work in for review, with its evidence."),
    Purpose.MORE_TIME: N_("It names a new date and the reason; the coordinator has yet to accept it."),
    Purpose.HAND_OVER: N_("It asks that somebody else does the work; the coordinator decides."),
}

# In which states of the task a purpose makes sense. What is reported or handed in before it was started is started
# by the same act.
STATES: Mapping[Purpose, frozenset[State]] = {
    Purpose.START: NOT_STARTED,
    Purpose.REPORT: OPEN_WORK,
    Purpose.SUBMIT: OPEN_WORK,
    Purpose.MORE_TIME: OPEN_WORK,
    Purpose.HAND_OVER: OPEN_WORK,
}


class Flaw(StrEnum):
    """Why a link does not work; for tests and the log of events, never told to whoever opens it."""

    UNKNOWN = "unknown"
    USED = "used"
    VOID = "void"
    EXPIRED = "expired"
    OUTDATED = "outdated"  # the task was given away, sent back, reopened, waived, finished or planned anew
    SETTLED = "settled"  # the task is in a state in which the purpose makes no sense
    NOT_THEIRS = "not_theirs"  # the person left, is no longer the assignee, or no longer acts for them
    NOT_RUNNING = "not_running"  # the programme is not active


class DeadLinkError(ZiError):
    """This link does not work any more."""

    code = "dead_link"

    def __init__(self, flaw: Flaw) -> None:
        self.flaw = flaw
        super().__init__(())


@dataclass(frozen=True, slots=True)
class Link:
    """A link as it was put into a mail; `version` is the task's at that moment."""

    id: str
    person_id: str
    task_id: str
    purpose: Purpose
    version: int
    expires_at: datetime
    used: bool = False
    void: bool = False


@dataclass(frozen=True, slots=True)
class Now:
    """The link's task at the moment of the look; `doers` may act on it as its assignee today."""

    state: State
    version: int
    running: bool
    doers: frozenset[str]


def flaw(link: Link, task: Now, at: datetime) -> Flaw | None:
    """Why the link does not work at that instant; None when it does."""
    found = {
        Flaw.USED: link.used,
        Flaw.VOID: link.void,
        Flaw.EXPIRED: at >= link.expires_at,
        Flaw.NOT_RUNNING: not task.running,
        Flaw.OUTDATED: link.version != task.version,
        Flaw.SETTLED: task.state not in STATES[link.purpose],
        Flaw.NOT_THEIRS: link.person_id not in task.doers,
    }
    return next((name for name, holds in found.items() if holds), None)


def usable(link: Link, task: Now, at: datetime) -> bool:
    """Whether the link works: person active and still in charge, task open, version equal, unused, unexpired."""
    return flaw(link, task, at) is None


def doers(people: Directory, duty: Duty) -> frozenset[str]:
    """Who may act on the task as its assignee on the directory's day: they themselves and their direct substitute.

    Nobody for an outside party's work. Only people who hold an office that day, or stand in for one who does, count.
    """
    if duty.external:
        return frozenset()
    person = people.assignee(duty)
    if person is None or not any(holding.person_id == person.id for holding in people.holdings):
        return frozenset()
    substitute = people.people.get(people.away.get(person.id) or "")
    return frozenset({person.id}) if substitute is None else frozenset({person.id, substitute.id})


def offered(state: State, *, waits: bool) -> tuple[Purpose, ...]:
    """What a mail offers for a task in this state, the main thing first; nothing where it waits for others."""
    if waits or state not in OPEN_WORK:
        return ()
    if state in IN_HANDS:
        return (Purpose.SUBMIT, Purpose.REPORT, Purpose.MORE_TIME, Purpose.HAND_OVER)
    return (Purpose.START, Purpose.SUBMIT, Purpose.MORE_TIME, Purpose.HAND_OVER)


PATH = "/t/"


@dataclass(frozen=True, slots=True)
class Way:
    """What a line of a mail offers: the purpose, and the address at which it can be done."""

    purpose: Purpose
    address: str


def address(base_url: str, token: str) -> str:
    """Where the page of a token is."""
    return f"{base_url.rstrip('/')}{PATH}{token}"
