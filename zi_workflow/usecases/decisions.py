"""What waits for somebody's decision in a programme, from reviews to wishes to hand over; writes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from zi_workflow.domain.people import Directory
from zi_workflow.domain.permissions import Actor, may
from zi_workflow.domain.scopes import Action, Place, Scope, Viewer, scope_of
from zi_workflow.domain.tasks import State, Verb
from zi_workflow.storage.queries import overviews, pages
from zi_workflow.storage.queries.follow_up import deciding_teams
from zi_workflow.storage.queries.overviews import Waiting
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.people import actor
from zi_workflow.storage.queries.promises import open_promises
from zi_workflow.storage.queries.waivers import proposals


class Asked(StrEnum):
    """What is to be decided."""

    REVIEW = "review"  # it was handed in
    APPROVAL = "approval"  # the review is done
    PROMISE = "promise"  # its doer asks for more time
    WAIVER = "waiver"  # it was proposed to set the task aside
    HAND_OVER = "hand_over"  # its doer asks that somebody else takes it


@dataclass(frozen=True, slots=True)
class ToDecide:
    """One decision that waits for the viewer since a day; `until` is the date that was asked for."""

    asked: Asked
    task: str
    title: str
    area: str
    since: date
    said: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Desk:
    """A viewer before one programme on a day; `above`: they also see what an office below them may decide."""

    viewer: Viewer
    programme: ProgrammeRow
    people: Directory
    on: date
    above: bool = False


def decisions(session: Session, desk: Desk) -> list[ToDecide]:
    """Everything that waits, by kind: nearest to the work first."""
    who = actor(session, desk.programme.unit_id, desk.viewer.person_id, desk.on)
    return [
        *_reviews(session, desk, who),
        *_promises(session, desk, who),
        *_waivers(session, desk, who),
        *_hand_overs(session, desk, who),
    ]


def _reviews(session: Session, desk: Desk, who: Actor) -> Iterator[ToDecide]:
    """With whom the ladder finds them; an approval is also the head's, who may always give it."""
    reach = scope_of(desk.viewer, Action.REVIEW)
    waiting = overviews.in_review(session, desk.programme.id)
    of_chair = deciding_teams(session, desk.programme.id) if waiting else {}
    for each in waiting:
        if each.code in of_chair:
            continue
        final = each.state is State.VERIFIED
        if not may(who, Verb.VERIFY, each.duty, each.by, final).allowed or not _reached(reach, desk, each):
            continue
        whose = desk.people.approver if final else desk.people.verifier
        found = whose(each.duty, each.by)
        if (final and desk.above) or (found is not None and found.id in who.acts_for):
            asked = Asked.APPROVAL if final else Asked.REVIEW
            yield ToDecide(asked, each.code, each.title, each.duty.area, each.since)


def _reached(reach: Scope, desk: Desk, each: Waiting) -> bool:
    """Whether the page of the review exists for them."""
    return reach.covers(Place(desk.programme.unit_id, "", each.duty.area))


def _promises(session: Session, desk: Desk, who: Actor) -> Iterator[ToDecide]:
    for each in open_promises(session, desk.programme.id):
        nearest = desk.people.decider(each.duty.area, each.asked_by)
        theirs = nearest is not None and nearest[0].id in who.acts_for
        if (theirs or desk.above) and may(who, Verb.ACCEPT, each.duty, each.asked_by).allowed:
            said = f"{each.name}: {each.reason}" if each.name else each.reason
            yield ToDecide(Asked.PROMISE, each.code, each.title, each.duty.area, each.since, said, each.until)


def _waivers(session: Session, desk: Desk, who: Actor) -> Iterator[ToDecide]:
    known = proposals(session, desk.programme.id)
    if not known:
        return
    rows = {row.code: row for row in pages.tasks(session, desk.programme.id)}
    for each in known:
        row = rows[each.task]
        if each.asked_by not in who.acts_for and may(who, Verb.WAIVE, row.duty).allowed:
            said = f"{each.name}: {each.reason}"
            yield ToDecide(Asked.WAIVER, each.task, row.title, row.area, each.asked_on, said)


def _hand_overs(session: Session, desk: Desk, who: Actor) -> Iterator[ToDecide]:
    for person in sorted(who.acts_for):
        for each in overviews.hand_overs(session, desk.programme.id, person):
            yield ToDecide(Asked.HAND_OVER, each.code, each.title, each.duty.area, each.since, each.said)
