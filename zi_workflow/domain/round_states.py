"""How far a monev round is, and what may follow; knows no calendar, no people and no table."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from zi_workflow.domain.errors import N_, Problem, RefusedError, Word


class RoundState(StrEnum):
    """Where a round stands; its figures may be frozen or not in `preparing`, and are from `held` on."""

    SCHEDULED = "scheduled"  # planned for a day, nobody is asked yet
    PREPARING = "preparing"  # opened: people are invited, the areas fill in their matrix
    HELD = "held"
    BA_SIGNED = "ba_signed"  # the Berita Acara is on record as it was signed
    REPORT_ISSUED = "report_issued"
    CLOSED = "closed"  # every recommendation is closed or carried over
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


NEXT: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.SCHEDULED: frozenset({RoundState.PREPARING, RoundState.POSTPONED, RoundState.CANCELLED}),
    RoundState.PREPARING: frozenset({RoundState.HELD, RoundState.POSTPONED, RoundState.CANCELLED}),
    RoundState.POSTPONED: frozenset({RoundState.PREPARING, RoundState.CANCELLED}),
    RoundState.CANCELLED: frozenset({RoundState.PREPARING}),
    RoundState.HELD: frozenset({RoundState.BA_SIGNED}),
    RoundState.BA_SIGNED: frozenset({RoundState.REPORT_ISSUED}),
    RoundState.REPORT_ISSUED: frozenset({RoundState.CLOSED}),
    RoundState.CLOSED: frozenset(),
}
OVER = frozenset({RoundState.HELD, RoundState.BA_SIGNED, RoundState.REPORT_ISSUED, RoundState.CLOSED})
"""The meeting took place: nothing about it is planned any more."""

ROUND_STATE_NAMES: Mapping[str, Word] = {
    RoundState.SCHEDULED: Word(N_("planned, not opened yet")),
    RoundState.PREPARING: Word(N_("under preparation")),
    RoundState.HELD: Word(N_("meeting held")),
    RoundState.BA_SIGNED: Word(N_("minutes signed")),
    RoundState.REPORT_ISSUED: Word(N_("report issued")),
    RoundState.CLOSED: Word(N_("round closed")),
    RoundState.POSTPONED: Word(N_("postponed")),
    RoundState.CANCELLED: Word(N_("called off")),
}


def moved(place: str, state: str, to: RoundState) -> RoundState:
    """`to`, if a round may go there from `state`; RefusedError names both. `place` says which round."""
    if to not in NEXT[RoundState(state)]:
        message = N_("This round is {state!r} and cannot become {to!r}.")
        params = {"state": ROUND_STATE_NAMES[state], "to": ROUND_STATE_NAMES[to]}
        raise RefusedError(Problem(message, params, where=place))
    return to
