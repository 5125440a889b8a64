"""An area's action plan against its realisation: which work belongs to a quarter and what has to be said; knows no table.

BPS's form of a quarterly round: plan and realisation, obstacle and solution per activity. The plan's columns come
from the plan, the others begin with what is known of the task and are the area's own words from then on.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from zi_workflow.domain.calendars import Quarter
from zi_workflow.domain.errors import N_, Problem, Word
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.tasks import FINISHED, State

AREAS = ("mp", "tl", "sdm", "ak", "pw", "pp", "um")
"""Who fills one in, in the order of the paper; outside parties do not."""
MOST_LETTERS = 1000
DONE = 100
FEWEST_LETTERS = 10
"""An obstacle is a sentence, not a sign."""


class MatrixState(StrEnum):
    """How far an area's matrix is."""

    ASKED = "asked"
    SENT = "sent"
    MISSING = "not_sent"  # the round was frozen and nobody had sent it


MATRIX_STATE_NAMES: Mapping[str, Word] = {
    MatrixState.ASKED: Word(N_("asked for, not sent yet")),
    MatrixState.SENT: Word(N_("sent")),
    MatrixState.MISSING: Word(N_("not sent before the figures were frozen")),
}
FILLABLE = frozenset({RoundState.PREPARING, RoundState.HELD})
"""Until the minutes are signed; what is sent after the freeze is late and changes no frozen figure."""


@dataclass(frozen=True, slots=True)
class Told:
    """The columns that an area writes itself; `percent` 0 to 100."""

    realisation: str = ""
    percent: int = 0
    obstacle: str = ""
    solution: str = ""


TOLD = ("realisation", "percent", "obstacle", "solution")


@dataclass(frozen=True, slots=True)
class Line:
    """One activity; `typed` says that somebody changed what it began with."""

    task: str
    area: str
    number: int
    activity: str
    target: str
    output: str
    starts: date
    finishes: date
    responsible: str
    told: Told
    evidence: tuple[str, ...] = ()
    typed: bool = False

    def is_late(self, on: date) -> bool:
        """Whether the plan's day has passed and the work is not done."""
        return self.finishes < on and self.told.percent < DONE


@dataclass(frozen=True, slots=True)
class Span:
    """When a task is planned, and what happened to it."""

    starts: date
    finishes: date
    state: State
    started: date | None = None
    finished: date | None = None


def belongs(work: Span, quarter: Quarter) -> bool:
    """Whether the work was planned for the quarter, done in it, or open since before it ended."""
    if work.finished is not None and quarter.first <= work.finished <= quarter.last:
        return True
    planned = work.starts <= quarter.last and work.finishes >= quarter.first
    begun = min(work.starts, work.started or work.starts) <= quarter.last
    return planned or (begun and work.state not in FINISHED)


def merged(kept: Iterable[Line], fresh: Iterable[Line]) -> tuple[Line, ...]:
    """The lines as the plan has them now, with the words that people wrote; a line with such words never goes away."""
    before = {line.task: line for line in kept}
    now = [_with_words(line, before.pop(line.task, None)) for line in fresh]
    return (*now, *(line for line in before.values() if line.typed))


def _with_words(line: Line, kept: Line | None) -> Line:
    return replace(line, told=kept.told, typed=True) if kept is not None and kept.typed else line


def filled(line: Line, told: Told, shown: Told) -> Line:
    """The line with what was written; what is still as it was `shown` or kept is not somebody's words."""
    return line if told in (line.told, shown) else replace(line, told=told, typed=True)


def unfit(place: str, told: Told) -> list[tuple[str, Problem]]:
    """What cannot be kept, by column; `place` says where it stands."""
    wrong = [
        (name, Problem(N_("Please write at most {n} characters."), {"n": MOST_LETTERS}, where=place))
        for name in ("realisation", "obstacle", "solution")
        if len(getattr(told, name)) > MOST_LETTERS
    ]
    if not 0 <= told.percent <= DONE:
        message = N_("Please write a whole number from 0 to 100.")
        wrong.append(("percent", Problem(message, where=place)))
    return wrong


def unsaid(lines: Iterable[Line], on: date) -> list[tuple[str, str, Problem]]:
    """What has to be written before a matrix is sent, by task and column: of late work the obstacle, in a sentence."""
    message = N_("This activity is late: please write in a sentence what stands in its way.")
    missing = [
        (line.task, "obstacle", Problem(message, where=line.task))
        for line in lines
        if line.is_late(on) and len(line.told.obstacle.strip()) < FEWEST_LETTERS
    ]
    empty = N_("Please write what was realised.")
    return missing + [
        (line.task, "realisation", Problem(empty, where=line.task))
        for line in lines
        if not line.told.realisation.strip()
    ]


def why_closed(state: str, matrix: str, *, over: bool) -> str | None:
    """Why nothing can be written into it any more, as a message id; None while it can. `over`: what is sent is late."""
    if state not in FILLABLE:
        return N_("A matrix is filled in from the opening of the round until its minutes are signed.")
    if over and matrix == MatrixState.SENT:
        return N_("The cutoff has passed or the figures are frozen: this matrix stays as it was sent.")
    return None
