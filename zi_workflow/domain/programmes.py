"""The states of a programme, its targets and routes, as tables; knows neither tasks nor people."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from zi_workflow.domain.errors import N_, Problem, RefusedError, Word


class Target(StrEnum):
    """The predicate a unit builds towards (PermenPANRB 90/2021)."""

    WBK = "wbk"
    WBBM = "wbbm"


class Route(StrEnum):
    """Who evaluates in the end: the national assessors, or the agency itself (PermenPANRB 5/2024)."""

    TPN = "tpn"
    MANDIRI = "mandiri"


class ProgrammeState(StrEnum):
    """Where a programme stands; PROGRAMME_MEANINGS has a sentence for each."""

    DRAFT = "draft"
    ACTIVE = "active"
    TPI = "tpi"
    PROPOSED = "proposed"
    TPN = "tpn"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    REVOKED = "revoked"


PROGRAMME_MEANINGS: Mapping[ProgrammeState, str] = {
    ProgrammeState.DRAFT: N_("It is being prepared; nobody gets mail about it."),
    ProgrammeState.ACTIVE: N_("The unit builds up its integrity zone."),
    ProgrammeState.TPI: N_("The internal assessors evaluate the unit."),
    ProgrammeState.PROPOSED: N_("The unit is proposed to the national assessors."),
    ProgrammeState.TPN: N_("The national assessors evaluate the unit."),
    ProgrammeState.AWARDED: N_("The unit holds the predicate."),
    ProgrammeState.NOT_AWARDED: N_("The predicate was not awarded; the unit goes on building."),
    ProgrammeState.REVOKED: N_("The predicate was taken back."),
}

# What follows on what; a decision of an outside party or of the head moves a programme on.
NEXT: Mapping[ProgrammeState, frozenset[ProgrammeState]] = {
    ProgrammeState.DRAFT: frozenset({ProgrammeState.ACTIVE}),
    ProgrammeState.ACTIVE: frozenset({ProgrammeState.TPI}),
    ProgrammeState.TPI: frozenset({ProgrammeState.PROPOSED, ProgrammeState.ACTIVE}),
    ProgrammeState.PROPOSED: frozenset({ProgrammeState.TPN, ProgrammeState.ACTIVE}),
    ProgrammeState.TPN: frozenset({ProgrammeState.AWARDED, ProgrammeState.NOT_AWARDED}),
    ProgrammeState.NOT_AWARDED: frozenset({ProgrammeState.ACTIVE}),
    ProgrammeState.AWARDED: frozenset({ProgrammeState.REVOKED}),
    ProgrammeState.REVOKED: frozenset(),
}


STATE_NAMES: Mapping[str, Word] = {
    ProgrammeState.DRAFT: Word(N_("in preparation")),
    ProgrammeState.ACTIVE: Word(N_("running")),
    ProgrammeState.TPI: Word(N_("internal evaluation")),
    ProgrammeState.PROPOSED: Word(N_("proposed")),
    ProgrammeState.TPN: Word(N_("national evaluation")),
    ProgrammeState.AWARDED: Word(N_("awarded")),
    ProgrammeState.NOT_AWARDED: Word(N_("not awarded")),
    ProgrammeState.REVOKED: Word(N_("revoked")),
}


def moved(code: str, state: ProgrammeState, to: ProgrammeState) -> ProgrammeState:
    """`to`, if it may follow on `state`; RefusedError names both."""
    if to not in NEXT[state]:
        message = N_("The programme is {state!r} and cannot become {to!r}.")
        raise RefusedError(Problem(message, {"state": STATE_NAMES[state], "to": STATE_NAMES[to]}, where=code))
    return to
