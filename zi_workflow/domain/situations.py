"""The ladder's view of a programme on a day, and what it answers; facts only, no rule.

All counts are working days of the unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zi_workflow.domain.analysis import Analysis
from zi_workflow.domain.notices import About, NoticeKind, NoticeState, Reason, notice_key
from zi_workflow.domain.offices import Charge, Offices


@dataclass(frozen=True, slots=True)
class Rules:
    """The ladder of a programme (ladders.toml); all in working days."""

    rungs: tuple[int, ...] = (7, 3, 1, 0)
    thresholds: tuple[int, ...] = (1, 3, 7, 12, 17)
    thresholds_holding: tuple[int, ...] = (1, 1, 3, 7, 12)
    review_days: int = 3


class WorkState(StrEnum):
    """Where a task stands for the ladder."""

    OPEN = "open"  # not handed in
    SUBMITTED = "submitted"  # waits for its verifier
    APPROVING = "approving"  # verified, waits for its approver
    DONE = "done"


@dataclass(frozen=True, slots=True)
class LadderTask:
    """What the ladder needs to know of a task beside the engine's result.

    `charge` is who does the work, `review` who verifies or approves it now; `since` is the day it came to
    them. `promised` is an accepted promise; `outside` marks work of a party outside the unit.
    """

    code: str
    state: WorkState
    charge: Charge
    review: Charge | None = None
    since: date | None = None
    cycle: int = 1
    not_before: date | None = None
    promised: date | None = None
    outside: bool = False

    @property
    def desk(self) -> tuple[About, Charge | None]:
        """Which ladder it is on, and who has to act there; nobody for work that is done."""
        match self.state:
            case WorkState.OPEN:
                return About.WORK, self.charge
            case WorkState.SUBMITTED:
                return About.REVIEW, self.review
            case WorkState.APPROVING:
                return About.APPROVAL, self.review
        return About.WORK, None


@dataclass(frozen=True, slots=True)
class Past:
    """A notice written earlier; `on` is the day it was told, or decided if it was not."""

    kind: NoticeKind
    about: About
    cycle: int
    level: int | None
    rung: int | None
    recipient: str | None
    role: str
    state: NoticeState
    on: date
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A notice that is due by the day it was decided for."""

    kind: NoticeKind
    task: str
    cycle: int
    recipient: str | None
    role: str
    about: About = About.WORK
    level: int | None = None
    rung: int | None = None
    state: NoticeState = NoticeState.DUE
    reason: Reason | None = None

    @property
    def key(self) -> str:
        """Unique for ever; the ladder of a review has a subject of its own."""
        subject = f"{self.task}/{self.about}" if self.about else self.task
        level = self.rung if self.kind is NoticeKind.REMINDER else self.level
        return notice_key(self.kind, subject, self.cycle, level, self.recipient or "-")


@dataclass(frozen=True, slots=True)
class Decision:
    """Notices due, and ladders (task, about) whose lateness has ended."""

    notices: tuple[Notice, ...]
    closed: tuple[tuple[str, About], ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A programme on a working day, as the ladder sees it."""

    analysis: Analysis
    tasks: Mapping[str, LadderTask]
    offices: Offices
    history: Mapping[str, tuple[Past, ...]]
    rules: Rules
