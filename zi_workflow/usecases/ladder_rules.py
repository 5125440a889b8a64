"""A programme's own ladder: which one holds, what another one would change in the coming days, and the change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session, col

from zi_workflow.domain import analysis as engine
from zi_workflow.domain.digests import SEPARATE_FROM_LEVEL
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.events import Event
from zi_workflow.domain.ladder import LADDER_KINDS, decide
from zi_workflow.domain.ladder_rules import ProgrammeLadder, ladder_problems
from zi_workflow.domain.notices import NoticeState
from zi_workflow.domain.situations import Decision, Notice, Past, Rules, Situation
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries import situations
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts, programme_facts
from zi_workflow.storage.queries.rules import own_ladder
from zi_workflow.storage.tables import ProgrammeRules
from zi_workflow.usecases import events
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.programmes import PLAN_FILE
from zi_workflow.usecases.task_moves import changed_meanwhile, wake

History = dict[str, tuple[Past, ...]]


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


@dataclass(frozen=True)
class MorningDifference:
    """What the morning of a day would tell only with the new ladder, and only with the present one."""

    on: date
    added: tuple[Notice, ...]
    dropped: tuple[Notice, ...]


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


def coming(
    session: Session, programme_id: str, ladder: ProgrammeLadder, on: date, days: int
) -> list[MorningDifference]:
    """How the next mornings from `on` would differ if nobody did anything meanwhile; saves nothing.

    What each morning tells counts as told on the next, as it does when the mails have left.
    """
    facts = programme_facts(session, programme_id)
    plan = load_plan(session, programme_id)
    known = ladder_of(session, programme_id, facts.framework).ladder
    before = after = situations.history(session, programme_id)
    found = []
    for index in range(days):
        calendar = engine.analyse(plan, on, impacts=False).calendar
        day = calendar.day(calendar.start_index(on) + index)
        ground = _ground(session, facts, day, engine.analyse(plan, day, impacts=False))
        one = decide(replace(ground, history=before, rules=known.rules), day)
        other = decide(replace(ground, history=after, rules=ladder.rules), day)
        found.append(_difference(day, one, other))
        before, after = _told(before, one, day), _told(after, other, day)
    return found


def _ground(session: Session, facts: ProgrammeFacts, day: date, analysis: engine.Analysis) -> Situation:
    people = directory(session, facts.unit_id, day)
    tasks = situations.ladder_tasks(session, facts.id, people)
    return Situation(analysis, tasks, situations.UnitOffices(people), {}, Rules())


def _difference(day: date, one: Decision, other: Decision) -> MorningDifference:
    present, new = {n.key: n for n in _spoken(one)}, {n.key: n for n in _spoken(other)}
    added = tuple(notice for key, notice in new.items() if key not in present)
    return MorningDifference(day, added, tuple(n for key, n in present.items() if key not in new))


def _spoken(decision: Decision) -> Iterator[Notice]:
    """What the morning tells somebody."""
    return (notice for notice in decision.notices if notice.state is NoticeState.DUE)


def _told(history: Mapping[str, tuple[Past, ...]], decision: Decision, day: date) -> History:
    """The history on the next morning."""
    found = dict(history)
    for task, about in decision.closed:
        found[task] = tuple(
            replace(past, closed=True) if past.about is about and past.kind in LADDER_KINDS else past
            for past in found.get(task, ())
        )
    for notice in decision.notices:
        state = NoticeState.TOLD if notice.state is NoticeState.DUE else notice.state
        past = Past(
            notice.kind,
            notice.about,
            notice.cycle,
            notice.level,
            notice.rung,
            notice.recipient,
            notice.role,
            state,
            day,
        )
        found[notice.task] = (*found.get(notice.task, ()), past)
    return found


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
