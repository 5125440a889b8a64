"""For programs: whose token it is, and the description of the interface."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request

from zi_workflow.domain.scopes import Action, may
from zi_workflow.web.api.shapes import Me, Office
from zi_workflow.web.api.sight import REFUSALS
from zi_workflow.web.signed import FromVisit

router = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["token"])


@router.get("/me")
def me(visit: FromVisit) -> Me:
    """Whose token it is, their offices of the day, and what they may do anywhere."""
    viewer = visit.viewer
    offices = [Office(role=each.role, unit_id=each.unit_id, area=each.area) for each in viewer.offices]
    able = [str(action) for action in Action if may(viewer, action).allowed]
    return Me(name=viewer.name, address=visit.address, offices=offices, may=able)


@router.get("/openapi.json")
def description(request: Request) -> dict[str, Any]:
    """This description (OpenAPI 3.1)."""
    found: dict[str, Any] = request.app.state.description()
    return found
