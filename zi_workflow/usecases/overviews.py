"""What a head of unit has before them: their programmes as they stand, and what waits for their decision; writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from zi_workflow.domain.people import Directory, Role
from zi_workflow.domain.scopes import Action, Place, Scope, Viewer, scope_of
from zi_workflow.storage.queries import overviews, pages
from zi_workflow.storage.queries.pages import ProgrammeRow, RoundRow, TaskRow
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases.decisions import Desk, ToDecide, decisions
from zi_workflow.usecases.task_moves import local_date

MOST = 12
"""Programmes on the page; who reaches more has the list of programmes for them."""


@dataclass(frozen=True, slots=True)
class Overview:
    """One programme on a day; `mails` by state and transport, None for whoever does not see the unit's mail."""

    programme: ProgrammeRow
    tasks: list[TaskRow]
    people: Directory
    on: date
    round: RoundRow | None
    mails: Mapping[tuple[str, str | None], int] | None
    decisions: list[ToDecide]


def overviews_of(session: Session, viewer: Viewer, now: datetime) -> list[Overview]:
    """Of the units they head, else of every unit they see: the active programmes, the latest first, MOST of them."""
    headed = viewer.units(frozenset({Role.HEAD}))
    scope = Scope(units=headed) if headed else scope_of(viewer, Action.SEE_PROGRAMME)
    return [_overview(session, viewer, row, now) for row in overviews.running(session, scope, MOST)]


def _overview(session: Session, viewer: Viewer, programme: ProgrammeRow, now: datetime) -> Overview:
    on = local_date(now, programme.zone)
    people = directory(session, programme.unit_id, on)
    return Overview(
        programme,
        pages.tasks(session, programme.id),
        people,
        on,
        pages.next_round(session, programme.id, on),
        mail_health(session, viewer, programme),
        decisions(session, Desk(viewer, programme, people, on, above=True)),
    )


def mail_health(
    session: Session, viewer: Viewer, programme: ProgrammeRow
) -> Mapping[tuple[str, str | None], int] | None:
    """How the programme's mail stands, for whoever sees all of the unit's; None for others."""
    place = Place(programme.unit_id, programme.agency)
    seen = scope_of(viewer, Action.SEE_MAIL).covers(place)
    return overviews.mails_by_state(session, programme.id) if seen else None
