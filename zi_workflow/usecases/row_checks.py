"""Whether a frozen round's days, state and recommendations are what the chain of events says; changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.events import plain
from zi_workflow.domain.misfits import ROUND_SAID, Misfit, Part
from zi_workflow.storage.queries.follow_up import in_round
from zi_workflow.storage.tables import EventRow, Recommendation, Round, Snapshot
from zi_workflow.usecases.freezing import FROZEN
from zi_workflow.usecases.task_moves import local_date

_MET = ("round.opened", "round.rearranged", "round.postponed", "round.called_off")
_WENT_ON = ("round.held", "round.signed", "round.reported", "round.closed")
_WRITTEN = ("round.recommended", "round.recommendation_changed")
_FOLLOWED_UP = "programme.followed_up"
_KINDS = (*_MET, *_WENT_ON, *_WRITTEN, FROZEN, _FOLLOWED_UP)
_OF_RECOMMENDATION = ("responsible", "after", "before")
"""What the signed minutes leave out."""


def told(session: Session, row: Round) -> list[EventRow]:
    """Every event of a round that says how it or its recommendations stand, in order."""
    events = session.scalars(
        select(EventRow)
        .where(col(EventRow.programme_id) == row.programme_id, col(EventRow.kind).in_(_KINDS))
        .order_by(col(EventRow.number))
    )
    return [each for each in events if each.payload.get("round") == row.id]


def newest(events: Sequence[EventRow], *kinds: str) -> EventRow | None:
    """The last event of these kinds; None without any."""
    return next((each for each in reversed(events) if each.kind in kinds), None)


def misfits(
    session: Session, row: Round, snapshot: Snapshot, events: Sequence[EventRow], zone: str
) -> Iterator[Misfit]:
    """Everything that was touched; where no event says anything, nothing is compared."""
    said = _expected(events)
    now = plain({name: getattr(row, name) for name in said})
    wrong = [name for name, value in said.items() if now[name] != value]
    frozen = newest(events, FROZEN)
    if frozen is not None:
        wrong += _frozen(session, (row, snapshot), frozen, zone)
    for name in wrong:
        message = N_("{part} of this round is not what the chain of events says.")
        yield Misfit(Part.ROUND, Problem(message, {"part": ROUND_SAID[name]}))
    yield from _recommendations(session, row, events)


def _expected(events: Sequence[EventRow]) -> dict[str, Any]:
    """Of the round's own row, by column; a cutoff is told until the round is put or called off."""
    met, held, gone = newest(events, *_MET), newest(events, "round.held"), newest(events, *_WENT_ON)
    closed = newest(events, "round.closed")
    found = {"cutoff": met.payload["cutoff"]} if met is not None and "cutoff" in met.payload else {}
    if held is not None:
        found["held_on"] = held.payload.get("held_on")
    if gone is not None and "state" in gone.payload:
        found["state"] = gone.payload["state"]
        found["closed_on"] = plain(closed.occurred_on) if closed is not None else None
    return found


def _frozen(session: Session, of: tuple[Round, Snapshot], said: EventRow, zone: str) -> Iterator[str]:
    """An event is recorded when it happens, or with the one before it where the clock stood behind that."""
    row, snapshot = of
    if plain(snapshot.cutoff) != said.payload.get("cutoff"):
        yield "figures"
    before = session.scalar(
        select(col(EventRow.recorded_at)).where(
            col(EventRow.agency) == said.agency, col(EventRow.number) == said.number - 1
        )
    )
    at = snapshot.taken_at
    fits = (max(at, before or at), local_date(at, zone)) == (said.recorded_at, said.occurred_on)
    if not fits or row.frozen_at != at:
        yield "frozen_at"


def _recommendations(session: Session, row: Round, events: Sequence[EventRow]) -> Iterator[Misfit]:
    written: dict[int, Mapping[str, Any]] = {
        each.payload.get("number", 0): each.payload for each in events if each.kind in _WRITTEN
    }
    followed = newest(events, _FOLLOWED_UP)
    tasks = followed.payload.get("recommendations", {}) if followed is not None else None
    for each in in_round(session, row.id):
        if not _as_written(each, written.get(each.number, {}), tasks):
            message = N_("Recommendation {number} is not what the chain of events says.")
            yield Misfit(Part.FOUND, Problem(message, {"number": each.number}))


def _as_written(row: Recommendation, said: Mapping[str, Any], tasks: Mapping[str, str] | None) -> bool:
    if tasks is not None and row.task != tasks.get(row.id):
        return False
    return all(getattr(row, name) == said[name] for name in _OF_RECOMMENDATION if name in said)
