"""Two units whose rounds share one session, an ekspose together; Fajar assists both."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select
from sqlmodel import col

from tests.support.meetings import Meeting, meeting
from tests.support.monev_rounds import CUTOFF, HELD, NOW, QUARTER
from tests.support.programmes import MORNING, START, joins, plan
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.people import Role
from zi_workflow.storage.ids import new_id
from zi_workflow.storage.tables import MonevSession, Round
from zi_workflow.usecases.programmes import ActivateProgramme, CreateFromPlan, activate, create_from_plan
from zi_workflow.usecases.units import NewUnit


def joint(store: Store) -> tuple[Meeting, Meeting]:
    """The meeting of the small unit, and of another one in the same session."""
    first = meeting(store)
    unit = NewUnit("lain", "Dinas Lain", first.unit.agency)
    command = CreateFromPlan(code="ZI-2", unit=unit, plan=plan(), actor="cli", on=START)
    facts = do(store, create_from_plan, command, MORNING)
    head = joins(store, facts.unit_id, "Lina", Role.HEAD, None, "lina@lain.go.id")
    do(store, activate, ActivateProgramme(programme_id=facts.id, actor="cli", on=START), MORNING)
    office = replace(first.unit.office, programme_id=facts.id, unit_id=facts.unit_id)
    second = Meeting(replace(first.unit, office=office, eka=head))
    second.takes_office(first.unit.fajar, Role.ASSISTANCE_TEAM)
    _share(store, first, facts.id)
    return first, second


def _share(store: Store, first: Meeting, programme_id: str) -> None:
    shared = first.unit.round().session
    assert shared is not None
    with store.writing() as session:
        session.get_one(MonevSession, shared.id).joint = True
        known = select(Round).where(col(Round.programme_id) == programme_id, col(Round.quarter) == QUARTER)
        row = session.scalars(known).one_or_none()
        row = row or Round(
            id=new_id(session, NOW), programme_id=programme_id, quarter=QUARTER, planned_on=HELD
        )
        row.state, row.cutoff, row.session_id, row.planned_on = "preparing", CUTOFF, shared.id, HELD
        session.add(row)
