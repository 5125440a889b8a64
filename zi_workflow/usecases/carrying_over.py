"""What is still open when a round closes, is called off or the next one is held is carried on; closes and holds none."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.calendars import quarter_named, working_calendar
from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.evidence import quarter_key
from zi_workflow.domain.follow_up import Followed
from zi_workflow.domain.papers import PaperKind
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.rounds import proposed_rounds
from zi_workflow.domain.signatures import CORRECTED
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.follow_up import followed
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.tables import RecommendationCarry, Round
from zi_workflow.usecases.build_up import ACTOR
from zi_workflow.usecases.conducting import Conducted, tell
from zi_workflow.usecases.plans import days_off
from zi_workflow.usecases.round_plans import usual_day

SIGNED = CORRECTED[PaperKind.MINUTES]
"""Rounds whose minutes say what was recommended, and what was carried in: nothing more comes into them."""
PASSED_BY = SIGNED | {RoundState.CANCELLED}
"""Rounds into which nothing is carried any more."""


def carry_over(session: Session, found: Conducted, now: datetime) -> int:
    """Carry everything of the round that is not closed into the programme's next one; how many.

    A programme without a later round gets one, proposed as the others were: what is open stays on somebody's table.
    A second time carries nothing more.
    """
    return _into_next(session, found, _staying(session, found), now)


def carry_on(session: Session, found: Conducted, now: datetime) -> int:
    """What earlier rounds left to one that is called off goes on into the next, as `carry_over`; how many.

    What was written down in the round itself never came on record, and stays.
    """
    left = {key: each for key, each in _staying(session, found).items() if each.rounds[0] != found.round.id}
    return _into_next(session, found, left, now)


def take_over(session: Session, found: Conducted, now: datetime) -> int:
    """Carry into a round that is held what is open of earlier signed ones, although nobody closed those yet; how many."""
    rows = session.scalars(select(Round).where(col(Round.programme_id) == found.programme.id))
    earlier = {row.id: row for row in rows if row.quarter < found.round.quarter}
    signed = {key for key, row in earlier.items() if row.state in SIGNED}
    waiting = defaultdict[str, dict[str, Followed]](dict)
    for key, each in followed(session, found.programme.id).items():
        if not each.closed and each.rounds[0] in signed and each.rounds[-1] in earlier:
            waiting[each.rounds[-1]][key] = each
    return sum(
        _carry(session, replace(found, round=earlier[home]), them, found.round, now)
        for home, them in sorted(waiting.items())
    )


def _staying(session: Session, found: Conducted) -> dict[str, Followed]:
    """What is open in the round and was carried no further, by id."""
    return {
        key: each
        for key, each in followed(session, found.programme.id).items()
        if not each.closed and each.rounds[-1] == found.round.id
    }


def _into_next(session: Session, found: Conducted, them: Mapping[str, Followed], now: datetime) -> int:
    if not them:
        return 0
    return _carry(session, found, them, _next(session, found) or _proposed(session, found, now), now)


def _carry(
    session: Session, found: Conducted, them: Mapping[str, Followed], into: Round, now: datetime
) -> int:
    ages = {key: len(each.rounds) for key, each in sorted(them.items())}
    for key, age in ages.items():
        session.add(RecommendationCarry(recommendation_id=key, round_id=into.id, age=age, carried_at=now))
    session.flush()
    said: dict[str, Any] = {
        "round": found.round.id,
        "into": into.id,
        "quarter": into.quarter,
        "recommendations": ages,
    }
    tell(session, "round.carried_over", found, ACTOR, said, now)
    return len(ages)


def _next(session: Session, found: Conducted) -> Round | None:
    return session.scalars(
        select(Round)
        .where(
            col(Round.programme_id) == found.programme.id,
            col(Round.quarter) > found.round.quarter,
            col(Round.state).not_in([str(state) for state in PASSED_BY]),
        )
        .order_by(col(Round.quarter))
    ).first()


def _proposed(session: Session, found: Conducted, now: datetime) -> Round:
    newest = session.scalars(
        select(col(Round.quarter))
        .where(col(Round.programme_id) == found.programme.id)
        .order_by(col(Round.quarter).desc())
    ).first()
    quarter = quarter_named(newest or found.round.quarter)
    if quarter is None:
        raise RefusedError(Problem(N_("No round follows this one."), where=found.place))
    following = quarter.next()
    row = Round(
        id=new_id(session, now),
        programme_id=found.programme.id,
        quarter=quarter_key(following),
        planned_on=_day(session, found.programme, following.first),
    )
    session.add(row)
    session.flush()
    said = {"round": row.id, "quarter": row.quarter, "planned_on": row.planned_on}
    tell(session, "round.added", found, ACTOR, said, now)
    return row


def _day(session: Session, programme: ProgrammeFacts, first: date) -> date:
    """When a round about the quarter that begins on `first` is proposed."""
    calendar = working_calendar(
        programme.week, days_off(session, programme.unit_id), first, first + timedelta(days=366)
    )
    return proposed_rounds(first, calendar, 1, usual_day(programme))[0].on
