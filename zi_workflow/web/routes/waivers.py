"""Proposing that a task is set aside, and deciding about it: two people, two forms at one address."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import waivers
from zi_workflow.usecases.steering import Steer, Steered
from zi_workflow.usecases.waivers import DecideWaiver, ProposeWaiver
from zi_workflow.web import steering
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.steering import Before, Deed, Foreseen, seen
from zi_workflow.web.views import steering as views

router = APIRouter()
PROPOSAL, ANSWER, GRANTED = "proposal", "answer", "granted"


@router.get("/programme/{code}/task/{task}/kesampingkan")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The proposal, or the one that waits and its answer."""
    return steering.show(_deed(viewer), sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/kesampingkan")
async def act(code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Propose it, or answer."""
    return await steering.act(_deed(viewer), request, sources, viewer, code, task)


def _deed(viewer: Viewer) -> Deed:
    def foresee(session: Session, found: Steered, now: datetime) -> Foreseen:
        waiving = waivers.foresee(session, found, viewer.person_id)
        own = waiving.proposal is not None and waiving.proposal.asked_by == viewer.person_id
        shown = {"waiving": waiving, "own": own}
        return Foreseen(views.setting_aside(waiving), shown)

    return Deed("nudges/waive.html", foresee, command=_command, usecase=_do, thanks=_thanks)


def _command(before: Before, filled: Filled, version: int) -> Steer:
    if not filled.value(PROPOSAL):
        return ProposeWaiver(
            **seen(before, version),
            note=filled.value("note"),
        )
    return DecideWaiver(
        **seen(before, version),
        note=filled.value("note"),
        proposal=filled.value(PROPOSAL),
        granted=filled.value(ANSWER) == GRANTED,
    )


def _do(session: Session, command: ProposeWaiver | DecideWaiver, now: datetime) -> None:
    if isinstance(command, DecideWaiver):
        waivers.decide(session, command, now)
    else:
        waivers.propose(session, command, now)


def _thanks(filled: Filled) -> str:
    if not filled.value(PROPOSAL):
        return "usul"
    return "kesampingkan" if filled.value(ANSWER) == GRANTED else "tetap"
