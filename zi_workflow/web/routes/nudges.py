"""Reminding whoever can act, and passing a matter on to the next office, by whoever steers the task's area."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import nudges
from zi_workflow.usecases.nudges import Escalate, Remind
from zi_workflow.usecases.steering import Steered
from zi_workflow.web import steering
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.steering import Before, Deed, Foreseen, seen
from zi_workflow.web.views import steering as views

router = APIRouter()


def _reminding(session: Session, found: Steered, now: datetime) -> Foreseen:
    return Foreseen(views.reminding(nudges.reminded(session, found)))


def _remind(before: Before, filled: Filled, version: int) -> Remind:
    return Remind(
        **seen(before, version),
        note=filled.value("note"),
    )


def _escalating(session: Session, found: Steered, now: datetime) -> Foreseen:
    to = nudges.escalated(session, found)
    return Foreseen(views.escalating(to), {"level": to.level, "to": to.person.id})


def _escalate(before: Before, filled: Filled, version: int) -> Escalate:
    level = filled.value("level")
    known = level.isascii() and level.isdigit() and len(level) < 3
    return Escalate(
        **seen(before, version),
        note=filled.value("note"),
        level=int(level) if known else None,
        to=filled.value("to") or None,
    )


def _please(_before: Before) -> dict[str, str]:
    return {"note": _("Please go on with this task, or say what is in the way.")}


REMINDING = Deed(
    "nudges/remind.html",
    _reminding,
    command=_remind,
    usecase=nudges.remind,
    thanks=lambda _filled: "ingatkan",
    begins=_please,
)
ESCALATING = Deed(
    "nudges/escalate.html",
    _escalating,
    command=_escalate,
    usecase=nudges.escalate,
    thanks=lambda _filled: "eskalasi",
)


@router.get("/programme/{code}/task/{task}/ingatkan")
def show_reminder(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """Who will be reminded, and the words to them."""
    return steering.show(REMINDING, sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/ingatkan")
async def remind(
    code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Write the one reminder of the day."""
    return await steering.act(REMINDING, request, sources, viewer, code, task)


@router.get("/programme/{code}/task/{task}/eskalasi")
def show_escalation(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """To whom the matter will be passed on, and the reason."""
    return steering.show(ESCALATING, sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/eskalasi")
async def escalate(
    code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Pass it on."""
    return await steering.act(ESCALATING, request, sources, viewer, code, task)
