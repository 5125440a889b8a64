"""Pieces of evidence: what the review says of a version, until when it is valid, what is lost with one; knows no file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from zi_workflow.domain.calendars import Quarter, quarter_named, quarter_of
from zi_workflow.domain.errors import N_
from zi_workflow.domain.tasks import IN_REVIEW, State


class EvidenceState(StrEnum):
    """What the review said of a version."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REVISION_REQUESTED = "revision_requested"
    REPLACED = "replaced"  # a newer one came before anybody had judged it


COUNTING = frozenset({EvidenceState.SUBMITTED, EvidenceState.ACCEPTED})
"""A piece with such a version is something to show; one that was sent back is not."""


class UseKind(StrEnum):
    """What a piece serves."""

    TASK = "task"
    ITEM = "item"


Use = tuple[UseKind, str]
"""A task's code in the programme, or an item's on the sheet."""


class Effect(StrEnum):
    """What becomes of a task or an item that loses a piece."""

    KEEPS = "keeps"
    BARE = "bare"
    RETURNED = "returned"
    REOPENED = "reopened"


EFFECT_MEANINGS: Mapping[Effect, str] = {
    Effect.KEEPS: N_("other evidence stays; nothing else changes"),
    Effect.BARE: N_("no evidence is left; its state stays as it is"),
    Effect.RETURNED: N_("no evidence is left; the task goes back for correction"),
    Effect.REOPENED: N_("no evidence is left; the task is opened again"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """A task as far as evidence goes."""

    state: State
    wanted: bool


@dataclass(frozen=True, slots=True)
class Loss:
    """One thing that loses a piece: how many others it keeps, and what that does to it."""

    kind: UseKind
    target: str
    left: int
    effect: Effect


def losses(
    piece: str, serving: Mapping[str, frozenset[Use]], needs: Mapping[str, Need], lost: Iterable[Use]
) -> tuple[Loss, ...]:
    """What withdrawing a piece takes from whom, tasks first.

    `serving`: what each piece that counts serves; `lost`: what this one serves, whether it counts or not.
    """
    found = []
    for kind, target in sorted(lost, key=lambda use: (use[0] is UseKind.ITEM, use[1])):
        left = sum((kind, target) in uses for other, uses in serving.items() if other != piece)
        effect = Effect.KEEPS if left else Effect.BARE
        if not left and kind is UseKind.TASK and piece in serving:
            effect = _moved(needs[target])
        found.append(Loss(kind, target, left, effect))
    return tuple(found)


def _moved(need: Need) -> Effect:
    """What the state of a task becomes that has nothing to show any more."""
    if need.wanted and need.state in IN_REVIEW:
        return Effect.RETURNED
    return Effect.REOPENED if need.wanted and need.state is State.DONE else Effect.BARE


def expired(quarter: str | None, on: date) -> bool:
    """Whether evidence of that quarter (`2025-Q2`) is valid no more; without a quarter it always is.

    What shows a quarter is made when the quarter is over; it holds until the end of the next one, by which its
    successor has to be there.
    """
    found = quarter_named(quarter) if quarter else None
    return found is not None and found.next().last < on


def quarter_key(quarter: Quarter) -> str:
    """As it is stored, such as `2025-Q2`."""
    return f"{quarter.year}-Q{quarter.number}"


def quarters_around(on: date) -> tuple[str, ...]:
    """Those that evidence may be said to be for on a day: the three before, its own, the next."""
    own = quarter_of(on)
    found = [own.next(), own]
    for _each in range(3):
        first = found[-1].first
        found.append(quarter_of(date.fromordinal(first.toordinal() - 1)))
    return tuple(quarter_key(each) for each in found)
