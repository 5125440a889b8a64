"""The page on which a person does without an optional mail, or takes it again (RFC 8058); never signs anybody in.

Looking changes nothing, however often and by whomever it is done. A mail provider sends its one click from its own
site and without a cookie, so the link alone is asked; it can do nothing else.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import NotFoundError
from zi_workflow.domain.subscriptions import PATH
from zi_workflow.storage.queries.subscriptions import Owner
from zi_workflow.usecases import subscriptions
from zi_workflow.usecases.subscriptions import AnswerByLink
from zi_workflow.web.forms.subscriptions import read_answer
from zi_workflow.web.rendering import page
from zi_workflow.web.sources import FromRequest

NOT_FOUND = 404
router = APIRouter()


@router.get(PATH + "{token}")
def show(token: str, sources: FromRequest) -> HTMLResponse:
    """How the link's owner stands, and the form to change that; names nobody."""
    try:
        with sources.store.reading() as session:
            owner = subscriptions.look(session, token)
    except NotFoundError:
        return _dead()
    return _page(owner, changed=False)


@router.post(PATH + "{token}")
async def answer(token: str, request: Request, sources: FromRequest) -> HTMLResponse:
    """Keep the answer; twice is once. Never a redirection: not every provider follows one with its click."""
    wanted = await read_answer(request)
    command = AnswerByLink(token, wanted)
    try:
        owner = await run_in_threadpool(
            do, sources.store, subscriptions.answer_by_link, command, sources.now()
        )
    except NotFoundError:
        return _dead()
    return _page(owner, changed=True)


def _page(owner: Owner, *, changed: bool) -> HTMLResponse:
    return page("subscriptions/show.html", owner=owner, changed=changed)


def _dead() -> HTMLResponse:
    """One answer for every link that never was, whatever it looks like."""
    return page("subscriptions/dead.html", NOT_FOUND)
