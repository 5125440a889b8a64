"""What a plan is made of: tasks, dependencies, spans; knows neither calendars nor how it was written down."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from zi_workflow.domain.calendars import FIVE_DAYS
from zi_workflow.domain.errors import N_, InputError, Problem


class Kind(StrEnum):
    """Which end of the predecessor binds which end of the task: FS is finish to start."""

    FS = "FS"
    SS = "SS"
    FF = "FF"
    SF = "SF"


class Span(NamedTuple):
    """From start to finish, both included."""

    start: date
    finish: date


@dataclass(frozen=True, slots=True)
class Dependency:
    """A bound that a predecessor puts on a task; `lag` is in working days and may be negative."""

    predecessor: str
    kind: Kind = Kind.FS
    lag: int = 0

    def __str__(self) -> str:
        lag = f"{self.lag:+d}" if self.lag else ""
        kind = "" if self.kind is Kind.FS else self.kind.value
        return f"{self.predecessor} {kind}{lag}".rstrip()


@dataclass(frozen=True, slots=True)
class PlanTask:
    """One piece of work; `days` are working days (0: a milestone), `planned` is the baseline if given."""

    id: str
    area: str
    days: int
    title: str = ""
    after: tuple[Dependency, ...] = ()
    not_before: date | None = None
    planned: Span | None = None
    started: date | None = None
    finished: date | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A programme as the engine sees it: nothing starts before `start`; `week` holds names of WEEKDAYS."""

    start: date
    tasks: tuple[PlanTask, ...]
    deadline: date | None = None
    week: tuple[str, ...] = FIVE_DAYS
    days_off: frozenset[date] = frozenset()


_DEPENDENCY = re.compile(r"\s*(?P<id>\S+)(?:\s+(?P<kind>FS|SS|FF|SF)?(?P<lag>[+-][0-9]{1,9})?)?\s*")


def parse_dependency(text: str) -> Dependency:
    """`TL-01`, `TL-01 SS+2`, `TL-02 +3`: predecessor, kind (FS when left out), signed lag in working days.

    Raises InputError for anything else.
    """
    match = _DEPENDENCY.fullmatch(text)
    if match is None:
        message = N_("{text!r} is not a dependency; write for example 'TL-01', 'TL-01 SS+2' or 'TL-01 +3'.")
        raise InputError(Problem(message, {"text": text if len(text) <= 60 else text[:60] + "..."}))
    return Dependency(match["id"], Kind(match["kind"] or Kind.FS), int(match["lag"] or 0))
