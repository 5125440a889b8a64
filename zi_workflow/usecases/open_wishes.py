"""What somebody asked about one task and nobody answered yet, and whether the viewer may answer; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from zi_workflow.domain.permissions import Actor, may
from zi_workflow.domain.scopes import Action, Place, scope_of
from zi_workflow.domain.tasks import Verb
from zi_workflow.storage.queries import overviews
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.storage.queries.people import actor
from zi_workflow.storage.queries.promises import open_promises
from zi_workflow.storage.queries.waivers import proposal
from zi_workflow.usecases.decisions import Asked, Desk


@dataclass(frozen=True, slots=True)
class OpenWish:
    """A request that waits since a day; `name` is of who asked (empty: the console), `until` the date asked for."""

    asked: Asked
    name: str
    since: date
    reason: str
    answerable: bool
    until: date | None = None


def open_wishes(session: Session, desk: Desk, task: TaskRow) -> list[OpenWish]:
    """The requests about a task: more time, somebody else, setting it aside; each at most once."""
    if task.done:
        return []
    programme = desk.programme
    place = Place(programme.unit_id, programme.agency, task.area)
    steers = scope_of(desk.viewer, Action.STEER).covers(place)
    who = actor(session, programme.unit_id, desk.viewer.person_id, desk.on)
    return [*_asked(session, programme.id, task, who, steers)]


def _asked(
    session: Session, programme_id: str, task: TaskRow, who: Actor, steers: bool
) -> Iterator[OpenWish]:
    waiting = open_promises(session, programme_id, task.code) if task.promised is not None else []
    for each in waiting:
        able = steers and may(who, Verb.ACCEPT, each.duty, each.asked_by).allowed
        yield OpenWish(Asked.PROMISE, each.name, each.since, each.reason, able, each.until)
    if wish := overviews.open_wish(session, programme_id, task.code):
        able = steers and may(who, Verb.ASSIGN, task.duty).allowed
        yield OpenWish(Asked.HAND_OVER, wish.name, wish.since, wish.note, able)
    if known := proposal(session, programme_id, task.code):
        able = steers and known.asked_by not in who.acts_for and may(who, Verb.WAIVE, task.duty).allowed
        yield OpenWish(Asked.WAIVER, known.name, known.asked_on, known.reason, able)
