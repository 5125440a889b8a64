"""The one page of a head of unit."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from zi_workflow.usecases.overviews import MOST, overviews_of
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import summary as views

router = APIRouter()


@router.get("/ringkasan")
def show(viewer: FromViewer, sources: FromRequest) -> HTMLResponse:
    """Are we on time, what do I have to decide, who is held up by whom."""
    with sources.store.reading() as session:
        found = overviews_of(session, viewer, sources.now())
    return page(
        "summary/show.html",
        decisions=views.decisions(found),
        standings=[views.standing(each) for each in found],
        perhaps_more=len(found) == MOST,
    )
