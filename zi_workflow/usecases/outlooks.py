"""A programme as its coming mornings find it, read from the store; decides nothing and writes nothing."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session

from zi_workflow.domain.coming_mails import Outlook, Staff
from zi_workflow.domain.office_hours import MORNING
from zi_workflow.domain.programmes import ProgrammeState
from zi_workflow.storage.queries import outlooks, situations
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.usecases.ladder_rules import ladder_of
from zi_workflow.usecases.plans import load_plan


def first_morning(now: datetime, zone: str) -> date:
    """The first day whose notices are still to be decided; it may be a day off."""
    local = now.astimezone(ZoneInfo(zone))
    return local.date() if local.time() < MORNING else local.date() + timedelta(days=1)


def outlook(session: Session, facts: ProgrammeFacts, first: date, last: date) -> Outlook | None:
    """What the mornings from `first` to `last` go by; None for a programme that tells nobody anything."""
    if facts.state != ProgrammeState.ACTIVE or facts.activated_on is None:
        return None
    days = [first, *outlooks.days_of_change(session, facts.unit_id, first, last)]
    return Outlook(
        load_plan(session, facts.id),
        tuple(_staff(session, facts, day) for day in days),
        situations.history(session, facts.id),
        ladder_of(session, facts.id, facts.framework).ladder.rules,
        outlooks.greeted(session, facts.id),
    )


def _staff(session: Session, facts: ProgrammeFacts, day: date) -> Staff:
    people = directory(session, facts.unit_id, day)
    tasks = situations.ladder_tasks(session, facts.id, people)
    return Staff(day, tasks, situations.UnitOffices(people))
