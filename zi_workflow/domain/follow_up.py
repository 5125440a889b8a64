"""What becomes of recommendations: their tasks' codes, days late, counts of a round, the share followed up; no table.

A recommendation stands where the task that carries it out stands: there is one truth, and `FOLLOWS` is its wording.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.recommendations import RecommendationState
from zi_workflow.domain.splits import second_code
from zi_workflow.domain.tasks import State

MOST_TITLE = 120
"""Letters of a task's title; the recommendation has all the words."""
ITEM = "A.I.1.iii.c"
"""The item of the sheet that asks for the follow-up."""

FOLLOWS: Mapping[State, RecommendationState] = {
    State.PLANNED: RecommendationState.OPEN,
    State.IN_PROGRESS: RecommendationState.IN_PROGRESS,
    State.SUBMITTED: RecommendationState.RESPONDED,
    State.VERIFIED: RecommendationState.RESPONDED,
    State.RETURNED: RecommendationState.REJECTED,
    State.DONE: RecommendationState.CLOSED,
}
"""Where the recommendation is when its task is there; its task is never declared not applicable."""
ANSWERED = frozenset({RecommendationState.RESPONDED, RecommendationState.CLOSED})


@dataclass(frozen=True, slots=True)
class Followed:
    """A recommendation in the rounds it was before: its own first, then those it was carried into; was it closed."""

    rounds: tuple[str, ...]
    closed: bool


@dataclass(frozen=True, slots=True)
class Counts:
    """The recommendations of one round: carried + new = closed + still open."""

    carried: int = 0
    new: int = 0
    closed: int = 0
    still_open: int = 0

    @property
    def total(self) -> int:
        """All that lay before the round."""
        return self.carried + self.new

    @property
    def share(self) -> Fraction | None:
        """The part that was followed up; None where there was nothing to follow up."""
        return share(self.closed, self.total)

    @property
    def grade(self) -> str | None:
        """The answer to item A.I.1.iii.c that this share bears out."""
        return grade(self.closed, self.total)


def counts_of(round_id: str, recommendations: Iterable[Followed]) -> Counts:
    """The counts of a round: what was carried out of it is open in it for ever, whatever became of it later."""
    carried = new = closed = 0
    for each in recommendations:
        if round_id not in each.rounds:
            continue
        new += each.rounds[0] == round_id
        carried += each.rounds[0] != round_id
        closed += each.closed and each.rounds[-1] == round_id
    return Counts(carried, new, closed, carried + new - closed)


def share(closed: int, total: int) -> Fraction | None:
    """The part of recommendations that were followed up; None without any.

    Followed up is what the chair of the assistance team verified and closed (PermenPANRB 90/2021, item A.I.1.iii.c:
    "Hasil Monitoring dan Evaluasi telah ditindaklanjuti"); an answer that nobody looked at yet is none.
    """
    return Fraction(closed, total) if total else None


def grade(closed: int, total: int) -> str | None:
    """The answer to item A.I.1.iii.c of PermenPANRB 90/2021 that the figures bear out; None without recommendations.

    A: all notes and recommendations were followed up, B: most of them ("sebagian besar"), C: few of them ("sebagian
    kecil"), D: none yet. The regulation draws no line between most and few; here most is more than half.
    """
    part = share(closed, total)
    if part is None:
        return None
    if part == 1:
        return "A"
    if part > Fraction(1, 2):
        return "B"
    return "C" if part else "D"


def task_code(quarter: str, number: int, taken: Collection[str]) -> str | None:
    """The code of a recommendation's task, e.g. `REK-2025Q1-01`; with a letter where the plan has that code already."""
    code = f"REK-{quarter.replace('-', '')}-{number:02}"
    return code if code not in taken else second_code(code, taken)


_TASK = re.compile(r"REK-([0-9]{4})(Q[1-4])-[0-9]{2,}(?:-[A-Z])?")


def quarter_in(code: str) -> str | None:
    """The quarter (`2025-Q1`) of the round whose recommendation a task carries out, by its code; None for other tasks."""
    named = _TASK.fullmatch(code)
    return f"{named[1]}-{named[2]}" if named else None


def title_of(words: str) -> str:
    """The first line of a recommendation as a task's title, cut between words where it is long."""
    line = next((line.strip() for line in words.splitlines() if line.strip()), "")
    if len(line) <= MOST_TITLE:
        return line
    cut = line[: MOST_TITLE - 1]
    return f"{cut.rsplit(' ', 1)[0].rstrip(' ,;:')}…"


def days_late(
    state: RecommendationState, deadline: date, answered_on: date | None, on: date, calendar: WorkCalendar
) -> int:
    """Working days after the deadline on which it was answered, or `on` while there is no answer that may do; 0: in time.

    An answer that was rejected is none, so the days go on.
    """
    until = answered_on if state in ANSWERED and answered_on is not None else on
    return max(calendar.between(deadline, until), 0) if until > deadline else 0
