"""A round's figures are frozen at its cutoff, once and for good; knows neither forms nor pages.

What was recorded up to the end of the cutoff day in the unit's zone counts; of a meeting that was held before it, up to
then: the snapshot names that day, and the round keeps the cutoff that people were told. A freezing that runs late,
because the service was down, finds the same figures as one that ran in time: it asks the log of events what was known.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.snapshots import NOT_SENT, Known, facts_of, seal
from zi_workflow.storage.queries.chains import chain_end
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.queries.snapshots import (
    evidence_known,
    matrices_known,
    recommendations_known,
    snapshot_of,
)
from zi_workflow.storage.tables import Matrix, Programme, Round, Snapshot, Unit
from zi_workflow.usecases.conducting import Conduct, Conducted, about_round, begin, look, place_of, tell
from zi_workflow.usecases.past_plans import Calendar, calendar_known, past_plan
from zi_workflow.usecases.task_moves import local_date

FROZEN = "round.frozen"
SERVICE = "system"
_INSTANT = timedelta(microseconds=1)
Facts = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Freeze(Conduct):
    """Somebody who conducts the round freezes it by hand, on its cutoff day or later."""


@dataclass(frozen=True, kw_only=True)
class FreezeDue:
    """The service freezes a round whose cutoff day is over."""

    round_id: str


@dataclass(frozen=True, slots=True)
class DueRound:
    """A round that waits to be frozen, and how it is called."""

    id: str
    code: str
    unit_code: str
    quarter: str

    @property
    def place(self) -> str:
        """How sentences name it."""
        return place_of(self.code, self.quarter)


@dataclass(frozen=True, slots=True)
class Cutoff:
    """The last day that counts and the last instant of it (or now, while it lasts)."""

    on: date
    until: datetime


def end_of_day(day: date, zone: str) -> datetime:
    """The last instant of a unit's day."""
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), ZoneInfo(zone)) - _INSTANT


def cutoff_of(row: Round, zone: str, now: datetime) -> Cutoff:
    """What a round that is frozen now freezes: its cutoff day, or today where that lies ahead or was never set."""
    today = local_date(now, zone)
    on = min(row.cutoff or today, today)
    return Cutoff(on, min(end_of_day(on, zone), now))


def known_facts(
    session: Session, facts: ProgrammeFacts, row: Round, cutoff: Cutoff, calendar: Calendar | None = None
) -> Facts:
    """What was known of a round at its cutoff, from the events; on `calendar` where it was sealed before.

    RefusedError where the programme's beginning is not on record.
    """
    calendar = calendar or calendar_known(session, facts, cutoff.until)
    past = past_plan(session, facts, cutoff.until, calendar)
    known = Known(
        past.programme,
        row.quarter,
        cutoff.on,
        cutoff.until,
        past.plan,
        past.tasks,
        past.standings,
        matrices_known(session, facts.id, row.id, cutoff.until),
        recommendations_known(session, facts.id, row.quarter, (cutoff.on, cutoff.until), past.standings),
        evidence_known(session, facts.id, cutoff.until),
    )
    return facts_of(known)


def freeze_now(session: Session, found: Conducted, now: datetime, by: str = SERVICE) -> Snapshot:
    """The round's snapshot, made now if there is none; inside the transaction of whoever has the round to itself."""
    row = found.round
    known = snapshot_of(session, row.id)
    if known is not None:
        return known
    cutoff = cutoff_of(row, found.programme.zone, now)
    facts = known_facts(session, found.programme, row, cutoff)
    number, head = chain_end(session, found.programme.agency)
    snapshot = Snapshot(
        round_id=row.id,
        cutoff=cutoff.on,
        taken_at=now,
        facts=facts,
        sha256=seal(facts),
        event_number=number,
        chain_head=head,
    )
    session.add(snapshot)
    row.cutoff, row.frozen_at = row.cutoff or cutoff.on, now
    row.version += 1
    session.add(row)
    _close_matrices(session, row.id)
    session.flush()
    _record(session, found, snapshot, by, now)
    return snapshot


def allowed(session: Session, command: Freeze, now: datetime) -> None:
    """ForbiddenError or NotFoundError where the viewer may not freeze the round, whatever its state."""
    look(session, command.viewer, command.programme_id, command.quarter, now)


def preview(session: Session, command: Freeze, now: datetime) -> Facts:
    """What freezing would seal, without doing it; errors as `freeze`."""
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    known = snapshot_of(session, found.round.id)
    if known is not None:
        return known.facts
    _check(found)
    return known_facts(
        session, found.programme, found.round, cutoff_of(found.round, found.programme.zone, now)
    )


def freeze(session: Session, command: Freeze, now: datetime) -> Snapshot:
    """Freeze by hand; a round that is frozen stays as it is.

    RefusedError before the cutoff day, or where the round is not under preparation; else as `conducting.begin`.
    """
    found = begin(session, command, now)
    if found is None:
        found = look(session, command.viewer, command.programme_id, command.quarter, now)
    if snapshot_of(session, found.round.id) is None:
        _check(found)
    return freeze_now(session, found, now, command.viewer.person_id)


def freeze_due(session: Session, command: FreezeDue, now: datetime) -> Snapshot | None:
    """Freeze a round whose cutoff day has ended; None where that is not so any more."""
    row = session.get_one(Round, command.round_id, with_for_update=True)
    facts = programme_facts(session, row.programme_id)
    on = local_date(now, facts.zone)
    if (
        row.frozen_at is not None
        or row.state != RoundState.PREPARING
        or row.cutoff is None
        or row.cutoff >= on
    ):
        return None
    return freeze_now(session, Conducted(facts, row, on), now)


def due_rounds(session: Session, now: datetime) -> tuple[DueRound, ...]:
    """Rounds that wait to be frozen: opened, not frozen, their cutoff day over where the unit is; the oldest first."""
    tomorrow = (now + timedelta(days=1)).date()
    rows = session.execute(
        select(Round, col(Programme.code), col(Unit.code).label("unit"), col(Unit.zone))
        .join(Programme, col(Programme.id) == col(Round.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(
            col(Round.frozen_at).is_(None),
            col(Round.state) == RoundState.PREPARING,
            col(Round.cutoff).is_not(None),
            col(Round.cutoff) <= tomorrow,
        )
        .order_by(col(Round.cutoff), col(Round.id))
    )
    return tuple(
        DueRound(row.id, code, unit, row.quarter)
        for row, code, unit, zone in rows
        if row.cutoff is not None and row.cutoff < local_date(now, zone)
    )


def _check(found: Conducted) -> None:
    row = found.round
    if row.state != RoundState.PREPARING or row.cutoff is None:
        message = N_("Only a round that was opened and not held yet can be frozen.")
        raise RefusedError(Problem(message, where=found.place))
    if found.on < row.cutoff:
        message = N_("The figures can be frozen from the cutoff day {cutoff} on.")
        raise RefusedError(Problem(message, {"cutoff": row.cutoff}, where=found.place))


def _close_matrices(session: Session, round_id: str) -> None:
    """An area that sent nothing is noted as such; it can still send, which is then late."""
    session.execute(
        update(Matrix)
        .where(col(Matrix.round_id) == round_id, col(Matrix.state) == "asked")
        .values(state=NOT_SENT)
        .execution_options(synchronize_session=False)
    )


def _record(session: Session, found: Conducted, snapshot: Snapshot, by: str, now: datetime) -> None:
    said = {
        "cutoff": snapshot.cutoff,
        "sha256": snapshot.sha256,
        "event_number": snapshot.event_number,
        "chain_head": snapshot.chain_head,
    }
    tell(session, FROZEN, found, by, about_round(found, said), now)
