"""Whether the service is alive: last work, next jobs, queue, version."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries.health_pages import health
from zi_workflow.web.current import can
from zi_workflow.web.rendering import page
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import guards

router = APIRouter()


@router.get("/kesehatan")
def show(request: Request, sources: FromRequest) -> HTMLResponse:
    """What ran last, what comes next, and how many mails wait; to anybody else only that the service answers."""
    if not can(Action.SEE_HEALTH):
        return page("health/short.html")
    with sources.store.reading() as session:
        found = health(session)
        guarded = guards.sentences(session, sources.now())
    return page(
        "health/show.html", health=found, guarded=guarded, now=sources.now(), version=request.app.version
    )
