"""A programme's own ladder: which one holds, and the change to another; foresees nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from zi_workflow.domain.digests import SEPARATE_FROM_LEVEL
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.events import Event
from zi_workflow.domain.ladder_rules import ProgrammeLadder, ladder_problems
from zi_workflow.domain.situations import Rules
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.queries.rules import own_ladder
from zi_workflow.storage.tables import ProgrammeRules
from zi_workflow.usecases import events
from zi_workflow.usecases.programmes import PLAN_FILE
from zi_workflow.usecases.task_moves import changed_meanwhile, wake


@dataclass(frozen=True, kw_only=True)
class ChangeLadder:
    """Another ladder for a programme; `version` is that of the one the actor saw, 0 for the framework's."""

    programme_id: str
    ladder: ProgrammeLadder
    version: int
    actor: str
    on: date


@dataclass(frozen=True, slots=True)
class Known:
    """The ladder that holds, and its version."""

    ladder: ProgrammeLadder
    version: int


def ladder_of(session: Session, programme_id: str, framework: str) -> Known:
    """The programme's own ladder, else the one of its framework, else the shipped one's numbers."""
    own = own_ladder(session, programme_id)
    if own is not None:
        return Known(own.ladder, own.version)
    return Known(default_ladder(framework), 0)


def default_ladder(framework: str) -> ProgrammeLadder:
    """What a programme keeps that sets nothing."""
    if framework == PLAN_FILE:
        return ProgrammeLadder()
    found = loader.load(framework).ladder
    rules = Rules(found.rungs, found.thresholds, found.thresholds_holding, found.review_days)
    return ProgrammeLadder(rules, SEPARATE_FROM_LEVEL)


def change_ladder(session: Session, command: ChangeLadder, now: datetime) -> Known:
    """Keep another ladder, which the next morning decides by; the same again changes nothing.

    InputError with everything that is wrong, ConflictError where somebody changed it meanwhile.
    """
    if problems := ladder_problems(command.ladder):
        raise InputError(problems)
    facts = programme_facts(session, command.programme_id)
    known = ladder_of(session, facts.id, facts.framework)
    if known.ladder == command.ladder:
        return known
    if known.version != command.version:
        raise changed_meanwhile(facts.code)
    _write(session, facts, command, now)
    payload = {"before": asdict(known.ladder), "after": asdict(command.ladder), "version": known.version + 1}
    event = Event(
        "programme.ladder_changed", facts.code, command.actor, command.on, payload,
        unit_id=facts.unit_id, programme_id=facts.id,
    )  # fmt: skip
    events.record(session, facts.agency, event, now)
    wake(session, facts.id, now)
    return Known(command.ladder, known.version + 1)


def _write(session: Session, facts: ProgrammeFacts, command: ChangeLadder, now: datetime) -> None:
    rules = command.ladder.rules
    values: dict[str, Any] = {
        "rungs": list(rules.rungs),
        "thresholds": list(rules.thresholds),
        "thresholds_holding": list(rules.thresholds_holding),
        "review_days": rules.review_days,
        "separate_from": command.ladder.separate_from,
        "version": command.version + 1,
        "changed_at": now,
    }
    if command.version == 0:
        session.execute(insert(ProgrammeRules).values(programme_id=facts.id, **values))
        return
    done = session.execute(
        update(ProgrammeRules)
        .where(col(ProgrammeRules.programme_id) == facts.id, col(ProgrammeRules.version) == command.version)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if getattr(done, "rowcount", 0) != 1:
        raise changed_meanwhile(facts.code)
