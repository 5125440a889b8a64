"""Splitting a task in two, by whoever steers its area."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.storage.engine import Session
from zi_workflow.usecases import splits
from zi_workflow.usecases.splits import SplitTask
from zi_workflow.usecases.steering import Steered
from zi_workflow.web import steering
from zi_workflow.web.forms import splits as forms
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.steering import Before, Deed, Foreseen, seen
from zi_workflow.web.views import steering as views

router = APIRouter()


@router.get("/programme/{code}/task/{task}/pecah")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """Two titles and two spans, and who will wait for both."""
    return steering.show(SPLITTING, sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/pecah")
async def act(code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Split it."""
    return await steering.act(SPLITTING, request, sources, viewer, code, task)


def _foresee(session: Session, found: Steered, now: datetime) -> Foreseen:
    return Foreseen(views.splitting(splits.foresee(session, found), found))


def _command(before: Before, filled: Filled, version: int) -> SplitTask:
    return SplitTask(
        **seen(before, version),
        first=forms.part(filled, 1),
        second=forms.part(filled, 2),
        note=filled.value("note"),
    )


def _begins(before: Before) -> dict[str, str]:
    return forms.halves(before.row, before.found.on)


SPLITTING = Deed(
    "nudges/split.html",
    _foresee,
    _command,
    splits.split_task,
    lambda _filled: "pecah",
    texts=lambda _filled: ("title1", "title2", "note"),
    check=lambda _before, filled: forms.check(filled),
    begins=_begins,
)
