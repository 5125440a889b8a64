"""What a head of unit has before them: their programmes as they stand, and what waits for their decision; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session

from zi_workflow.domain.people import Directory, Role
from zi_workflow.domain.permissions import Actor, may
from zi_workflow.domain.scopes import Action, Place, Scope, Viewer, scope_of
from zi_workflow.domain.tasks import Verb
from zi_workflow.storage.queries import overviews, pages
from zi_workflow.storage.queries.pages import ProgrammeRow, RoundRow, TaskRow
from zi_workflow.storage.queries.people import actor, directory
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.queries.waivers import proposals
from zi_workflow.usecases.task_moves import local_date

MOST = 12
"""Programmes on the page; who reaches more has the list of programmes for them."""


class Asked(StrEnum):
    """What is to be decided."""

    APPROVAL = "approval"  # the review is done
    WAIVER = "waiver"  # it was proposed to set the task aside
    HAND_OVER = "hand_over"  # its doer asks that somebody else takes it


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One decision that waits for the viewer since a day."""

    asked: Asked
    task: str
    title: str
    area: str
    since: date
    said: str = ""


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
    return Overview(
        programme,
        pages.tasks(session, programme.id),
        directory(session, programme.unit_id, on),
        on,
        pages.next_round(session, programme.id, on),
        mail_health(session, viewer, programme),
        list(_decisions(session, viewer, programme, on)),
    )


def mail_health(
    session: Session, viewer: Viewer, programme: ProgrammeRow
) -> Mapping[tuple[str, str | None], int] | None:
    """How the programme's mail stands, for whoever sees all of the unit's; None for others."""
    agency = programme_facts(session, programme.id).agency
    seen = scope_of(viewer, Action.SEE_MAIL).covers(Place(programme.unit_id, agency))
    return overviews.mails_by_state(session, programme.id) if seen else None


def _decisions(session: Session, viewer: Viewer, programme: ProgrammeRow, on: date) -> Iterator[ToDecide]:
    who = actor(session, programme.unit_id, viewer.person_id, on)
    for each in overviews.verified(session, programme.id):
        if may(who, Verb.VERIFY, each.duty, each.by, final=True).allowed:
            yield ToDecide(Asked.APPROVAL, each.code, each.title, each.duty.area, each.since)
    yield from _waivers(session, who, programme)
    for each in overviews.hand_overs(session, programme.id, viewer.person_id):
        yield ToDecide(Asked.HAND_OVER, each.code, each.title, each.duty.area, each.since, each.said)


def _waivers(session: Session, who: Actor, programme: ProgrammeRow) -> Iterator[ToDecide]:
    known = proposals(session, programme.id)
    if not known:
        return
    rows = {row.code: row for row in pages.tasks(session, programme.id)}
    for each in known:
        row = rows[each.task]
        if each.asked_by not in who.acts_for and may(who, Verb.WAIVE, row.duty).allowed:
            said = f"{each.name}: {each.reason}"
            yield ToDecide(Asked.WAIVER, each.task, row.title, row.area, each.asked_on, said)
