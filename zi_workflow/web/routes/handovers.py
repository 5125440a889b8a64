"""Answering the wish that somebody else does a task: giving it to them or not, by whoever may."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import handover_answers
from zi_workflow.usecases.handover_answers import AnswerHandOver
from zi_workflow.usecases.steering import Steered
from zi_workflow.web import steering
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.forms.steering import free_note
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.steering import Before, Deed, Foreseen, seen
from zi_workflow.web.views import steering as views

router = APIRouter()
ANSWER, GRANTED, REFUSED, TO = "answer", "granted", "refused", "to"


@router.get("/programme/{code}/task/{task}/alih")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The wish that waits, and its answer."""
    return steering.show(_deed(viewer), sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/alih")
async def act(code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Answer it."""
    return await steering.act(_deed(viewer), request, sources, viewer, code, task)


def _deed(viewer: Viewer) -> Deed:
    def foresee(session: Session, found: Steered, now: datetime) -> Foreseen:
        handing = handover_answers.foresee(session, found, viewer.person_id)
        return Foreseen(views.handing_over(), {"handing": handing})

    return Deed(
        "nudges/handover.html",
        foresee,
        command=_command,
        usecase=handover_answers.answer,
        thanks=_thanks,
        texts=lambda filled: () if filled.value(ANSWER) == GRANTED else ("note",),
        check=_check,
        begins=lambda before: {TO: before.shown["handing"].wish.to or ""} if before.shown else {},
    )


def _check(_before: Before, filled: Filled) -> None:
    """One of the two buttons, and a person with the first; a word is free there."""
    if filled.value(ANSWER) not in (GRANTED, REFUSED):
        filled.problems["form"] = _("Please press one of the buttons of the form.")
        return
    free_note(filled)
    if filled.value(ANSWER) == GRANTED and not filled.value(TO):
        filled.problems[TO] = _("Please choose who takes the task over.")


def _command(before: Before, filled: Filled, version: int) -> AnswerHandOver:
    granted = filled.value(ANSWER) == GRANTED
    return AnswerHandOver(
        **seen(before, version), note=filled.value("note"), to=filled.value(TO) if granted else None
    )


def _thanks(filled: Filled) -> str:
    return "alih" if filled.value(ANSWER) == GRANTED else "tidak-alih"
