"""What a monev meeting says of work and evidence, while it may be said, and by when a recommendation is due; no table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zi_workflow.domain.calendars import Quarter, WorkCalendar
from zi_workflow.domain.errors import N_, Problem, RefusedError, Word
from zi_workflow.domain.people import Role
from zi_workflow.domain.round_states import ROUND_STATE_NAMES, RoundState


class Verdict(StrEnum):
    """What the team says of a task or an item: Sesuai, Belum lengkap, Belum ada."""

    FITS = "fits"
    INCOMPLETE = "incomplete"
    MISSING = "missing"


VERDICT_NAMES: Mapping[str, Word] = {
    Verdict.FITS: Word(N_("fits")),
    Verdict.INCOMPLETE: Word(N_("not complete yet")),
    Verdict.MISSING: Word(N_("not there yet")),
}
_SAID = {"sesuai": Verdict.FITS, "belum lengkap": Verdict.INCOMPLETE, "belum ada": Verdict.MISSING}
UNSIGNED = frozenset({RoundState.PREPARING, RoundState.HELD})
"""While something can be noted: people are asked to come or came, and no Berita Acara seals what was found."""
FEWEST_DAYS, USUAL_DAYS, MOST_DAYS = 10, 20, 30
"""Working days that a unit has to answer a recommendation (Inspectorates set 10 to 30)."""
ANSWERING = (
    Role.COORDINATOR,
    Role.TEAM_LEAD,
    Role.SECRETARY,
    Role.HEAD,
    Role.CHANGE_AGENT,
    Role.MEMBER,
)
"""Offices of a unit that can be responsible for a recommendation, the usual one first."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A day that can be a deadline, and how many working days after the meeting it lies."""

    days: int
    on: date


@dataclass(frozen=True, slots=True)
class Share:
    """How much of an area's checklist was looked at, and what was said."""

    total: int = 0
    fits: int = 0
    incomplete: int = 0
    missing: int = 0

    @property
    def done(self) -> int:
        """How many have a verdict."""
        return self.fits + self.incomplete + self.missing


def verdict_named(text: str) -> str:
    """The verdict that somebody typed, in words of the regulation's forms or by its key; what is none stays."""
    words = " ".join(text.casefold().replace("-", " ").split())
    return _SAID.get(words, words)


def share(verdicts: Iterable[str | None]) -> Share:
    """Counts what was said of everything on a list; None: nothing yet."""
    said = list(verdicts)
    return Share(len(said), *(said.count(each) for each in Verdict))


def unsigned(place: str, state: str) -> None:
    """RefusedError unless something can be noted in that state; `place` says which round."""
    if state in UNSIGNED:
        return
    if state in (RoundState.SCHEDULED, RoundState.POSTPONED, RoundState.CANCELLED):
        message = N_("This round is {state!r}; nothing is noted before it is opened.")
    else:
        message = N_("This round is {state!r}: what was found is sealed, and a correction is a new record.")
    raise RefusedError(Problem(message, {"state": ROUND_STATE_NAMES[state]}, where=place))


def offered(calendar: WorkCalendar, base: date) -> tuple[Offered, ...]:
    """The days that can be a deadline, counted from the meeting's day; InputError past the known calendar."""
    return tuple(Offered(days, calendar.add(base, days)) for days in range(FEWEST_DAYS, MOST_DAYS + 1))


def concerns(quarter: Quarter, start: date | None, finish: date | None, finished: date | None) -> bool:
    """Whether a round about the quarter looks at a task: planned in it, or from before it and not finished then."""
    if start is None or finish is None or start > quarter.last:
        return False
    return finish >= quarter.first or finished is None or finished >= quarter.first
