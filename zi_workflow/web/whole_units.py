"""Lets through whoever steers a whole unit: its people and its settings are no single area's."""

from __future__ import annotations

from zi_workflow.domain.errors import N_, ForbiddenError, Problem
from zi_workflow.domain.scopes import Action, Place
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.usecases.units import unit_of
from zi_workflow.web.signed import programme_for, scope


def steers(session: Session, programme: ProgrammeRow) -> bool:
    """Whether the viewer steers the programme's whole unit."""
    unit = unit_of(session, programme.unit_id)
    return scope(Action.STEER).covers(Place(unit.id, unit.agency))


def steered(session: Session, code: str) -> ProgrammeRow:
    """The programme with this code; NotFoundError out of sight, ForbiddenError where the viewer steers an area only."""
    programme = programme_for(session, code)
    if not steers(session, programme):
        message = N_("Only those who lead the working team and the organisation bureau change this.")
        raise ForbiddenError(Problem(message))
    return programme
