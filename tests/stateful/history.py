"""What was seen of the service from outside: mails at the relay, notices after each morning; judges nothing."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime

from tests.stateful.model import Task


class BrokenPromiseError(AssertionError):
    """An invariant does not hold; the sentence begins with its number."""


@dataclass(frozen=True, slots=True)
class Said:
    """One line of a mail. `notice` is the matter behind it, None for a repeated line."""

    kind: str
    task: Task | None = None
    notice: str | None = None
    cycle: int = 1
    review: bool = False
    clock: date | None = None


@dataclass(frozen=True, slots=True)
class Copy:
    """A mail whose content began to go out, and what was true at that instant.

    `number` orders everything that happened; `era` counts restores, `epoch` returns of a wrong clock. `doubtful`:
    the service could not know that it arrived; `returned`: it came back.
    """

    number: int
    at: datetime
    local: datetime
    message_id: str
    key: str
    kind: str
    person: str
    address: str
    unit: str
    lines: tuple[Said, ...] = ()
    accepted: bool = True
    open_hours: bool = True
    finished: frozenset[Task] = frozenset()
    in_office: bool = True
    known_address: bool = True
    foreign: tuple[str, ...] = ()
    away: bool = False
    may_leave: bool = True
    released: bool = False
    fenced: bool = False
    archived: bool = False
    era: int = 0
    epoch: int = 0
    doubtful: bool = False
    returned: bool = False

    @property
    def day(self) -> date:
        """The unit's date."""
        return self.local.date()


@dataclass(frozen=True, slots=True)
class Offer:
    """A mail that came to the relay for the first time; `at` it had passed the guards.

    `stretch` is the time since a person, a restore or a clock set the counters to naught; `recipients` is the most
    there can be.
    """

    at: datetime
    day: date
    kind: str
    released: bool
    stretch: int
    recipients: int


@dataclass(frozen=True, slots=True)
class Row:
    """A message as the outbox has it; `passes` is how often it is written down as let through."""

    message_id: str
    key: str
    state: str
    passes: int


@dataclass(frozen=True, slots=True)
class Hold:
    """All mail is held, for a cause that `explained` says was given; `noted` is how many events tell of it."""

    cause: str
    explained: bool
    noted: int
    open: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A rung of a ladder that counts as told on a day."""

    cycle: int
    level: int
    on: date


@dataclass(frozen=True, slots=True)
class Rung:
    """A level that a morning decided. `lag`: working days since the date; `least`: those that the level needs.

    `before` are the rungs of the same ladder that counted as told then, `today` the levels decided on that day;
    `skipped` names a lower office that could have been told instead.
    """

    task: Task
    about: str
    cycle: int
    level: int
    on: date
    lag: int
    least: int
    before: tuple[Told, ...] = ()
    today: tuple[int, ...] = ()
    receiver: str | None = None
    in_office: bool = True
    skipped: str | None = None
    noted: bool = True


@dataclass(frozen=True, slots=True)
class Twin:
    """What the same morning came to twice: elsewhere, at another hour, with another name, or once more."""

    how: str
    one: frozenset[tuple[object, ...]]
    other: frozenset[tuple[object, ...]]


@dataclass
class History:
    """Everything seen in one run, in order."""

    copies: list[Copy] = field(default_factory=list)
    offers: list[Offer] = field(default_factory=list)
    rungs: list[Rung] = field(default_factory=list)
    twins: list[Twin] = field(default_factory=list)
    offered: set[str] = field(default_factory=set)
    passed: dict[tuple[int, str], tuple[datetime, int]] = field(default_factory=dict)  # by era and message
    number: int = 0

    def next(self) -> int:
        """The number of what happens now."""
        self.number += 1
        return self.number

    def change(self, number: int, **values: bool) -> None:
        """What became known later of a copy."""
        place = next(n for n, copy in enumerate(self.copies) if copy.number == number)
        self.copies[place] = replace(self.copies[place], **values)  # type: ignore[arg-type]

    def change_mail(self, message_id: str, **values: bool) -> None:
        """What became known later of every copy of a mail."""
        for copy in [each for each in self.copies if each.message_id == message_id]:
            self.change(copy.number, **values)
