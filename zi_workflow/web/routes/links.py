"""The page of a link from a mail: what it would do, and doing it once; never signs anybody in.

Looking changes nothing, however often and by whomever it is done; only a form with somebody's words or file acts.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.evidence import quarters_around
from zi_workflow.domain.links import DeadLinkError, Purpose
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.i18n import _
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases import links
from zi_workflow.usecases.links import Act, Seen
from zi_workflow.web.drafts import draft_key
from zi_workflow.web.forms import acting as forms
from zi_workflow.web.forms.acting import Asked, Filled
from zi_workflow.web.handing_in import filled_in, receiving, said, sentences
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.same_site import is_ours
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import acting as views
from zi_workflow.web.views.acting import ActPage

GONE, UNUSABLE, CONFLICT, FORBIDDEN, SEE_OTHER = 410, 422, 409, 403, 303
router = APIRouter()


@router.get("/t/selesai/{purpose}")
def show_done(purpose: Purpose) -> Response:
    """Thanks; says nothing about any task, so it needs no link."""
    return page("links/done.html", thanks=_(views.THANKS[purpose]))


@router.get("/t/{token}")
def show(token: str, sources: FromRequest) -> Response:
    """What the link would do, and the form for it."""
    try:
        shown, seen = _look(sources, token, sources.now())
    except DeadLinkError:
        return _dead()
    filled = forms.blank({"progress": str(seen.task.standing.progress)})
    return _form(shown, sources, filled, seen)


@router.post("/t/{token}")
async def act(token: str, request: Request, sources: FromRequest) -> Response:
    """Do it once. What is wrong is said above the form, which keeps what was typed; then the link still works."""
    if not is_ours(request):
        raise HTTPException(FORBIDDEN)
    now = sources.now()
    try:
        shown, seen = await run_in_threadpool(_look, sources, token, now)
    except DeadLinkError:
        return _dead()
    async with filled_in(request, partial(forms.read, asked=_asked(seen))) as filled:
        if filled.problems:
            return _form(shown, sources, filled, seen, UNUSABLE)
        try:
            purpose = await run_in_threadpool(_do, sources, token, filled, now)
        except DeadLinkError:
            return _dead()
        except (InputError, RefusedError, ConflictError) as error:
            filled.problems["form"] = sentences(error)
            status = UNUSABLE if isinstance(error, InputError) else CONFLICT
            return _form(shown, sources, filled, seen, status)
    return RedirectResponse(link(f"/t/selesai/{purpose}"), SEE_OTHER)


def _do(sources: Sources, token: str, filled: Filled, now: datetime) -> Purpose:
    with receiving(sources, filled) as received:
        command = Act(token=token, **said(filled, received))
        return do(sources.store, partial(links.act, received=received), command, now)


def _look(sources: Sources, token: str, now: datetime) -> tuple[ActPage, Seen]:
    with sources.store.reading() as session:
        seen = links.look(session, token, now)
        code = programme_facts(session, seen.task.programme_id).code
        programme = pages.programme(session, code, EVERYWHERE)
        assert programme is not None
        tasks = pages.tasks(session, programme.id)
        return views.act_page(seen.link.purpose, seen, programme, tasks), seen


def _asked(seen: Seen) -> Asked:
    return forms.by_link(seen.link.purpose, seen)


def _form(shown: ActPage, sources: Sources, filled: Filled, seen: Seen, status: int = 200) -> Response:
    keeps_files = sources.evidence is not None
    return page(
        "links/show.html",
        status,
        shown=shown,
        filled=filled,
        asked=_asked(seen),
        draft=draft_key(seen.task.id, shown.purpose, person_id=seen.person.id),
        quarters=quarters_around(seen.on),
        keeps_files=keeps_files,
        version=None,
    )


def _dead() -> Response:
    """One answer for every link that does not work, whatever the reason is."""
    return page("links/dead.html", GONE)
