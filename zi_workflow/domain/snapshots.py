"""What is frozen of a monev round, as plain JSON: how it is put together, sealed and read; knows no table and no clock.

What was recorded up to the end of the cutoff day counts, whenever the freezing ran; lateness is as seen on that day.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from zi_workflow.domain.analysis import Analysis, PlanState, TaskResult, analyse, to_json
from zi_workflow.domain.events import canonical, plain
from zi_workflow.domain.plans import Plan
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.shares import percent
from zi_workflow.domain.tasks import FINISHED, State

FORMAT = 1
NOT_SENT = "not_sent"
Facts = dict[str, Any]
_OF_TASK = ("area", "title", "stage", "period", "responsible", "items")
_OF_STATE = ("state", "started", "finished", "progress", "note", "obstacle", "promised", "promise_accepted")
_OF_PROGRAMME = ("code", "title", "target", "route", "start", "baseline")


@dataclass(frozen=True, slots=True)
class Known:
    """Everything that was known of a programme at the end of `cutoff` (the unit's date), which is the instant `until`.

    Rows are plain mappings: `tasks` in order, `standings` by task code, `matrices` by area; the others are lists.
    """

    programme: Mapping[str, Any]
    quarter: str
    cutoff: date
    until: datetime
    plan: Plan
    tasks: Sequence[Mapping[str, Any]]
    standings: Mapping[str, Mapping[str, Any]]
    matrices: Mapping[str, Any]
    recommendations: Sequence[Mapping[str, Any]]
    evidence: Sequence[Mapping[str, Any]]


def facts_of(known: Known) -> Facts:
    """The round's facts: figures that are computed on the cutoff day, and the lists as they stood."""
    result = analyse(known.plan, known.cutoff)
    shown = to_json(result)
    tasks = [
        _task(row, known.standings, found) for row, found in zip(known.tasks, shown["tasks"], strict=True)
    ]
    facts = {
        "format": FORMAT,
        "programme": {
            **{name: known.programme.get(name) for name in _OF_PROGRAMME}, "deadline": known.plan.deadline,
        },
        "quarter": known.quarter,
        "cutoff": known.cutoff,
        "until": known.until,
        "calendar": {"week": list(known.plan.week), "days_off": sorted(known.plan.days_off)},
        "finish": shown["finish"],
        "because": shown["because"],
        "areas": _areas(known, result),
        "tasks": tasks,
        "blockers": shown["blockers"],
        "matrices": known.matrices,
        "recommendations": list(known.recommendations),
        "evidence": list(known.evidence),
    }  # fmt: skip
    found: Facts = plain(facts)
    return found


def seal(facts: Mapping[str, Any]) -> str:
    """The SHA-256 (hex) over the one text of the facts."""
    return hashlib.sha256(canonical(facts).encode("ascii")).hexdigest()


def _task(
    row: Mapping[str, Any], standings: Mapping[str, Mapping[str, Any]], found: Mapping[str, Any]
) -> Facts:
    standing = standings.get(row["code"], {"state": State.PLANNED.value})
    return {
        "code": row["code"],
        **{name: row.get(name) for name in _OF_TASK},
        **{name: standing.get(name) for name in _OF_STATE},
        **{name: value for name, value in found.items() if name not in ("id", "area", "state")},
        "stands": found["state"],
    }


def _areas(known: Known, result: Analysis) -> dict[str, Facts]:
    found: dict[str, list[TaskResult]] = {}
    for task in result.tasks:
        found.setdefault(task.area, []).append(task)
    finished = {code for code, each in known.standings.items() if State(each["state"]) in FINISHED}
    return {area: _area(tasks, finished, known.cutoff) for area, tasks in found.items()}


def _area(tasks: Sequence[TaskResult], finished: set[str], cutoff: date) -> Facts:
    """Lateness is that of the open task that is longest behind, of those that should have begun (see `portfolio`)."""
    late = [
        task
        for task in tasks
        if task.late_days > 0 and task.state is not PlanState.DONE and task.planned.start <= cutoff
    ]
    longest = max(late, key=lambda task: (task.late_days, task.id), default=None)
    return {
        "done": sum(task.id in finished for task in tasks),
        "total": len(tasks),
        "planned": sum(task.planned.finish <= cutoff for task in tasks),
        "late": len(late),
        "late_days": longest.late_days if longest else 0,
        "because": dict(longest.because) if longest else {},
        "planned_finish": max(task.planned.finish for task in tasks),
        "forecast_finish": max(task.forecast.finish for task in tasks),
    }


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """An area at the cutoff: tasks finished, of all, of those planned until then; open ones that are late.

    `late_days` are the working days of the longest delay, `because` its parts by area.
    """

    done: int
    total: int
    planned: int
    late: int
    late_days: int
    because: Mapping[str, float]
    planned_finish: date
    forecast_finish: date

    @property
    def percent(self) -> int:
        """Tasks finished of all."""
        return percent(self.done, self.total)


@dataclass(frozen=True, slots=True)
class FrozenPiece:
    """A version of a piece of evidence that came by the cutoff; `sha256` is None for a reference without a file."""

    piece: str
    number: int
    name: str
    reference: str
    sha256: str | None
    quarter: str | None
    state: str
    withdrawn: bool
    serves: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Frozen:
    """The facts of a snapshot, read; `tasks`, `blockers`, `matrices` and `recommendations` stay as they were written."""

    quarter: str
    cutoff: date
    planned_finish: date
    forecast_finish: date
    late_days: int
    because: Mapping[str, float]
    areas: Mapping[str, AreaFigures]
    tasks: tuple[Facts, ...]
    blockers: tuple[Facts, ...]
    matrices: Mapping[str, Facts]
    recommendations: tuple[Facts, ...]
    evidence: tuple[FrozenPiece, ...]

    @property
    def done(self) -> int:
        """Tasks finished in all areas."""
        return sum(each.done for each in self.areas.values())

    @property
    def total(self) -> int:
        """Tasks in all areas."""
        return sum(each.total for each in self.areas.values())

    @property
    def open_recommendations(self) -> tuple[Facts, ...]:
        """Those of earlier rounds that were not closed, the oldest first."""
        still = (each for each in self.recommendations if each["state"] != RecommendationState.CLOSED.value)
        return tuple(sorted(still, key=lambda each: (-each["age"], each["number"])))

    @property
    def sent(self) -> int:
        """Matrices that had been sent."""
        return sum(each["state"] != NOT_SENT for each in self.matrices.values())


def read(facts: Mapping[str, Any]) -> Frozen:
    """What a snapshot says; KeyError or ValueError for anything that `facts_of` did not write."""
    finish = facts["finish"]
    return Frozen(
        facts["quarter"],
        date.fromisoformat(facts["cutoff"]),
        date.fromisoformat(finish["planned"]),
        date.fromisoformat(finish["forecast"]),
        finish["late_days"],
        facts["because"],
        {area: _read_area(each) for area, each in facts["areas"].items()},
        tuple(facts["tasks"]),
        tuple(facts["blockers"]),
        facts["matrices"],
        tuple(facts["recommendations"]),
        tuple(_read_piece(each) for each in facts["evidence"]),
    )


def _read_area(said: Mapping[str, Any]) -> AreaFigures:
    days = {name: date.fromisoformat(said[name]) for name in ("planned_finish", "forecast_finish")}
    return AreaFigures(**{**said, **days})


def _read_piece(said: Mapping[str, Any]) -> FrozenPiece:
    names = ("piece", "number", "name", "reference", "sha256", "quarter", "state", "withdrawn")
    return FrozenPiece(**{name: said[name] for name in names}, serves=tuple(said["serves"]))
