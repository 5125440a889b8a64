"""What a programme is made from: areas, sheet, tasks, ladder, thresholds; knows no file and no unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property

OUTSIDE = "ext"


class AreaKind(StrEnum):
    """One of the six change areas, the unit's own work around them, or the work of outside parties."""

    CHANGE = "change"
    UNIT = "unit"
    OUTSIDE = "outside"


class Aspect(StrEnum):
    """The halves of the levers (pemenuhan, reform) and the results (hasil)."""

    FULFILMENT = "fulfilment"
    REFORM = "reform"
    RESULT = "result"


class Answer(StrEnum):
    """How an item is answered; the scores of each type are in `scores.OPTIONS`."""

    YES_NO = "yes_no"
    ABC = "abc"
    ABCD = "abcd"
    ABCDE = "abcde"
    PERCENT = "percent"
    INDEX = "index"


class Cadence(StrEnum):
    """How often the evidence of an item is renewed."""

    CONTINUOUS = "continuous"
    EVENT = "event"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMESTER = "semester"
    ANNUAL = "annual"


class Recurrence(StrEnum):
    """How often a task comes back, in calendar periods."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    SEMESTER = "semester"
    ANNUAL = "annual"


@dataclass(frozen=True, slots=True)
class Area:
    """A change area with its points, or one of the two areas without points (`um`, `ext`)."""

    key: str
    number: int
    kind: AreaKind
    title: str
    gloss: str = ""
    weight: Decimal = Decimal(0)
    fulfilment: Decimal = Decimal(0)
    reform: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class Component:
    """Levers (A) or results (B) of the sheet."""

    code: str
    key: str
    title: str
    weight: Decimal
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the programme; `parallel` ones run beside the others."""

    key: str
    number: int
    title: str
    gloss: str = ""
    parallel: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question of the sheet (LKE); `weight` is given only where the regulation gives items points.

    `inputs` are the two figures of a percentage: part and whole, or before and now when it is a `decrease`.
    """

    code: str
    answer: Answer
    cadence: Cadence
    label: str
    inputs: tuple[str, ...] = ()
    decrease: bool = False
    weight: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SubSection:
    """The smallest part of the sheet that has points; results belong to no area."""

    code: str
    aspect: Aspect
    title: str
    weight: Decimal
    items: tuple[Item, ...]
    area: str | None = None
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class YearDay:
    """A day of a year counted from another: 0 is the same year, 1 the next."""

    month: int
    day: int
    year: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """Finish-to-start on another template; `occurrence` picks the n-th of a recurring one."""

    code: str
    occurrence: int | None = None

    def __str__(self) -> str:
        return self.code if self.occurrence is None else f"{self.code}#{self.occurrence}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskTemplate:
    """Work to be planned; `days` and `due_after` (the end of its period) are working days, `quarter` counts from 1.

    Roles are keys of `people.Role`. `serves` is the unit's area that waits for outside work.
    """

    code: str
    area: str
    stage: str
    title: str
    quarter: int
    days: int
    responsible: str
    verifier: str
    evidence: tuple[str, ...]
    gloss: str = ""
    note: str = ""
    serves: str | None = None
    approver: str | None = None
    gate: bool = False
    external: bool = False
    per_area: bool = False
    recur: Recurrence | None = None
    recur_until: int | None = None
    due_after: int | None = None
    due: YearDay | None = None
    after: tuple[Link, ...] = ()
    items: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone:
    """What an outside party does after the proposal; `opens` counts from the year of the proposal."""

    code: str
    stage: str
    title: str
    days: int
    opens: YearDay
    responsible: str
    verifier: str
    evidence: tuple[str, ...]
    gloss: str = ""
    after: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Ladder:
    """Reminders and escalations (docs/mail.md section 2), in working days around a task's clock."""

    rungs: tuple[int, ...]
    thresholds: tuple[int, ...]
    thresholds_holding: tuple[int, ...]
    receivers: tuple[str, ...]
    review_days: int
    separate_from: int


@dataclass(frozen=True, slots=True)
class Threshold:
    """What a predicate asks for (PermenPANRB 90/2021, Annex II, table 6); all of it must hold.

    Points, except `area_percent` (of each area's weight) and the two indexes (scale 0-4).
    """

    predicate: str
    title: str
    total: Decimal
    lever: Decimal
    area_percent: Decimal
    clean: Decimal
    ipak_index: Decimal
    achievement: Decimal
    ipkp_index: Decimal
    requires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """Which rules these are and how long recurring work is repeated (`quarters`, from the start's)."""

    id: str
    version: str
    title: str
    regulation: str
    effective: date
    quarters: int
    proposal: str
    monev_task: str
    monev_day: int
    reference_start: date
    reference_week: tuple[str, ...]
    gloss: str = ""
    amended_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Framework:
    """One edition of the programme as data; loaders hand out only checked ones."""

    edition: Edition
    areas: tuple[Area, ...]
    components: tuple[Component, ...]
    stages: tuple[Stage, ...]
    subsections: tuple[SubSection, ...]
    tasks: tuple[TaskTemplate, ...]
    milestones: tuple[Milestone, ...]
    ladder: Ladder
    thresholds: tuple[Threshold, ...]

    @cached_property
    def change_areas(self) -> tuple[str, ...]:
        """Keys of the change areas, in the order of the sheet."""
        return tuple(area.key for area in self.areas if area.kind is AreaKind.CHANGE)

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """Every item of the sheet, in its order."""
        return tuple(item for section in self.subsections for item in section.items)

    @property
    def entries(self) -> tuple[TaskTemplate | Milestone, ...]:
        """Tasks, then milestones."""
        return (*self.tasks, *self.milestones)

    def area(self, key: str) -> Area:
        """The area with this key; KeyError when there is none."""
        return {area.key: area for area in self.areas}[key]

    def task(self, code: str) -> TaskTemplate:
        """The template with this code; KeyError when there is none."""
        return self._tasks[code]

    def threshold(self, predicate: str) -> Threshold:
        """What a predicate (wbk, wbbm) asks for; KeyError when there is none."""
        return {entry.predicate: entry for entry in self.thresholds}[predicate]

    @cached_property
    def _tasks(self) -> dict[str, TaskTemplate]:
        return {task.code: task for task in self.tasks}

    def edges(self) -> Iterator[tuple[str, Link]]:
        """Every dependency of the template: the waiting code and what it waits for, milestones last."""
        for entry in self.entries:
            yield from ((entry.code, link) for link in entry.after)
