"""Answering a request for more time: what was asked and why, and agreeing or not, by whoever may."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import pages
from zi_workflow.usecases import promise_answers
from zi_workflow.usecases.promise_answers import AnswerPromise
from zi_workflow.usecases.steering import Steered
from zi_workflow.web import steering
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.forms.steering import free_note
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.steering import Before, Deed, Foreseen, seen
from zi_workflow.web.views import steering as views

router = APIRouter()
ANSWER, GRANTED, REFUSED = "answer", "granted", "refused"


@router.get("/programme/{code}/task/{task}/janji")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The request that waits, and its answer."""
    return steering.show(_deed(viewer), sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/janji")
async def act(code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Answer it."""
    return await steering.act(_deed(viewer), request, sources, viewer, code, task)


def _deed(viewer: Viewer) -> Deed:
    def foresee(session: Session, found: Steered, now: datetime) -> Foreseen:
        answering = promise_answers.foresee(session, found, viewer.person_id)
        (row,) = pages.tasks_named(session, found.task.programme_id, {found.task.code})
        return Foreseen(views.answering(answering, row), {"answering": answering})

    return Deed(
        "nudges/promise.html",
        foresee,
        command=_command,
        usecase=promise_answers.answer,
        thanks=_thanks,
        texts=lambda filled: () if filled.value(ANSWER) == GRANTED else ("note",),
        check=_check,
    )


def _check(_before: Before, filled: Filled) -> None:
    """One of the two buttons; a word is free where the date is agreed to."""
    if filled.value(ANSWER) not in (GRANTED, REFUSED):
        filled.problems["form"] = _("Please press one of the buttons of the form.")
    else:
        free_note(filled)


def _command(before: Before, filled: Filled, version: int) -> AnswerPromise:
    return AnswerPromise(
        **seen(before, version),
        note=filled.value("note"),
        granted=filled.value(ANSWER) == GRANTED,
    )


def _thanks(filled: Filled) -> str:
    return "janji" if filled.value(ANSWER) == GRANTED else "tolak"
