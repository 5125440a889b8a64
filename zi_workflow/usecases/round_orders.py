"""Carries an order to open rounds out, unit by unit; knows not how it was asked for.

Each unit is a transaction of its own, so that a kill between two leaves none half opened; whoever comes next goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow import i18n
from zi_workflow.domain.errors import N_, NotFoundError, Problem, RefusedError
from zi_workflow.domain.invitations import Meeting, meeting_from_json
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.people import Role
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.round_orders import MOST_UNITS, OrderState, UnitState
from zi_workflow.domain.scopes import CONSOLE, Viewer, at_console
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.queries.viewers import viewer_of_person
from zi_workflow.storage.tables import MonevOrder, MonevOrderUnit, MonevSession
from zi_workflow.usecases import conducting, matrices, round_teams
from zi_workflow.usecases.conducting import Conduct
from zi_workflow.usecases.invitation_room import room
from zi_workflow.usecases.round_openings import (
    Ground,
    OpenUnit,
    Refusals,
    asked_in,
    clock_of,
    open_unit,
    unit_opening,
)

Run = Callable[[Callable[[Session, Any, datetime], Any], Any, datetime], Any]
"""Runs a use case in a transaction of its own, as `bootstrap.do` with its store does."""
_MOST_REASON = 500


@dataclass(frozen=True, slots=True)
class OpenNext:
    """Open the next unit that waits in an order."""

    order_id: str
    letterhead: Letterhead = PLAIN


def open_next(session: Session, command: OpenNext, now: datetime) -> UnitState | None:
    """Open the next unit that waits, or note why it cannot be; None when none waits any more.

    Two who go on with the same order come one after the other.
    """
    order = session.get(MonevOrder, command.order_id, with_for_update=True, populate_existing=True)
    if order is None:
        raise NotFoundError(Problem(N_("There is no such order."), where=command.order_id))
    row = _next(session, order)
    if row is None:
        order.state = OrderState.DONE
        session.add(order)
        return None
    try:
        with session.begin_nested():
            _open(session, order, row, command.letterhead, now)
        row.state, row.reason = UnitState.OPENED, ""
    except Refusals as error:
        with i18n.using("id"):
            row.reason = " ".join(i18n.sentence(replace(each, where="")) for each in error.problems)[
                :_MOST_REASON
            ]
        row.state = UnitState.REFUSED
    row.done_at = now
    session.add(row)
    session.flush()
    if _next(session, order) is None:
        order.state = OrderState.DONE
        session.add(order)
    return UnitState(row.state)


def _next(session: Session, order: MonevOrder) -> MonevOrderUnit | None:
    found: MonevOrderUnit | None = session.scalars(
        select(MonevOrderUnit)
        .where(col(MonevOrderUnit.order_id) == order.id, col(MonevOrderUnit.state) == str(UnitState.WAITING))
        .order_by(col(MonevOrderUnit.position))
        .limit(1)
    ).first()
    return found


def _open(
    session: Session, order: MonevOrder, row: MonevOrderUnit, letterhead: Letterhead, now: datetime
) -> None:
    opening, meeting = opening_of(order), meeting_from_json(row.meeting or order.meeting)
    viewer = _viewer(session, order, row.programme_id, now)
    found = conducting.look(session, viewer, row.programme_id, order.quarter, now)
    session.refresh(found.round, with_for_update=True)
    held = _session(session, order) if order.joint else None
    ground = Ground(round_teams.viewers(session, opening.team, now), room(session, now))
    if held is not None:
        ground.asked, ground.clock = asked_in(session, held.id), clock_of(session, held.id)
    ask = OpenUnit(viewer=viewer, programme_id=row.programme_id, quarter=order.quarter, opening=opening,
                   meeting=meeting, letterhead=letterhead)  # fmt: skip
    opened = unit_opening(session, ask, ground, now)
    if row.seen and row.seen != opened.seen:
        message = N_("Its people or its round have changed since the order was shown; please open it again.")
        raise RefusedError(Problem(message, where=found.programme.code))
    held = held or _new_session(session, order, meeting, opening, now)
    plan = open_unit(session, opened, held.id, order.cutoff, now)
    areas = matrices.ask(session, opened.found.round, opened.found.programme, now)
    said = _said(order, held, meeting) | {"mails": len(plan.letters), "areas": areas}
    conduct = Conduct(viewer=viewer, programme_id=row.programme_id, quarter=order.quarter)
    conducting.record(session, "round.opened", conduct, opened.found, said, now)


def _said(order: MonevOrder, held: MonevSession, meeting: Meeting) -> dict[str, Any]:
    return {
        "order": order.id,
        "session": held.id,
        "joint": order.joint,
        "meeting": meeting.to_json(),
        "cutoff": order.cutoff,
        "documents": order.documents,
        "team": order.team,
        "letter": [order.letter_number, order.letter_date],
    }


def opening_of(order: MonevOrder) -> Opening:
    """What the rounds of an order are opened with."""
    return Opening(
        meeting_from_json(order.meeting),
        order.cutoff,
        tuple((each["person"], each["duty"]) for each in order.team),
        tuple(order.documents),
        order.letter_number,
        order.letter_date,
        order.joint,
    )


def _viewer(session: Session, order: MonevOrder, programme_id: str, now: datetime) -> Viewer:
    """Whoever gave the order, with the offices of now: what they may not do any more is not done for them."""
    if order.made_by != CONSOLE:
        return viewer_of_person(session, order.made_by, now)
    facts = programme_facts(session, programme_id)
    return at_console(Role.INSPECTORATE, facts.unit_id, facts.agency)


def _session(session: Session, order: MonevOrder) -> MonevSession | None:
    found: MonevSession | None = session.scalars(
        select(MonevSession).where(col(MonevSession.order_id) == order.id)
    ).first()
    return found


def _new_session(
    session: Session, order: MonevOrder, meeting: Meeting, opening: Opening, now: datetime
) -> MonevSession:
    row = MonevSession(
        id=new_id(session, now),
        order_id=order.id,
        agency=order.agency,
        quarter=order.quarter,
        joint=order.joint,
        meeting=meeting.to_json(),
        documents=list(order.documents),
        letter_number=order.letter_number,
        letter_date=order.letter_date,
        made_at=now,
    )
    session.add(row)
    session.flush()
    round_teams.save(session, row.id, opening.team)
    return row


def waiting(session: Session, _command: None, _now: datetime) -> Sequence[str]:
    """The orders of which some units still wait, the oldest first."""
    query = select(col(MonevOrder.id)).where(col(MonevOrder.state) == str(OrderState.OPEN))
    return session.scalars(query.order_by(col(MonevOrder.made_at), col(MonevOrder.id))).all()


def continue_order(
    run: Run, order_id: str, letterhead: Letterhead, now: Callable[[], datetime], most: int = MOST_UNITS
) -> int:
    """Open what an order still waits for, at most so many units, each in a transaction of its own; how many were done."""
    command, done = OpenNext(order_id, letterhead), 0
    while done < most and run(open_next, command, now()) is not None:
        done += 1
    return done


def continue_orders(run: Run, letterhead: Letterhead, now: Callable[[], datetime]) -> int:
    """The same for every order that was not finished, whoever was killed over it; how many units were done."""
    return sum(continue_order(run, each, letterhead, now) for each in run(waiting, None, now()))
