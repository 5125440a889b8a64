"""The page of a link from a mail: what it would do, and doing it once; never signs anybody in.

Looking changes nothing, however often and by whomever it is done; only a form with somebody's words or file acts.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime
from functools import partial

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow import i18n
from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.links import DeadLinkError, Purpose
from zi_workflow.domain.scopes import EVERYWHERE
from zi_workflow.i18n import _
from zi_workflow.storage.evidence_folder import Received
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases import links
from zi_workflow.usecases.evidence import Handed
from zi_workflow.usecases.links import Act, Seen
from zi_workflow.web.forms import links as forms
from zi_workflow.web.forms.links import Filled
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.same_site import is_ours
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import TooMuchError, UnreadableError, read_form
from zi_workflow.web.views import links as views
from zi_workflow.web.views.links import LinkPage

GONE, UNUSABLE, CONFLICT, FORBIDDEN, SEE_OTHER = 410, 422, 409, 403, 303
NAME_LENGTH = 300
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
    return _form(shown, sources, forms.blank({"progress": str(seen.task.standing.progress)}))


@router.post("/t/{token}")
async def act(token: str, request: Request, sources: FromRequest) -> Response:
    """Do it once. What is wrong is said above the form, which keeps what was typed; then the link still works."""
    if not is_ours(request):
        raise HTTPException(FORBIDDEN)
    now = sources.now()
    try:
        shown, seen = await run_in_threadpool(_look, sources, token, now)
        form = await read_form(request)
    except DeadLinkError:
        return _dead()
    except TooMuchError:
        return _form(shown, sources, forms.too_large(), UNUSABLE)
    except UnreadableError:
        return _form(shown, sources, forms.unreadable(), UNUSABLE)
    try:
        filled = await run_in_threadpool(forms.read, form, seen)
        if filled.problems:
            return _form(shown, sources, filled, UNUSABLE)
        return await run_in_threadpool(_do, sources, token, shown, filled, now)
    finally:
        await form.close()


def _do(sources: Sources, token: str, shown: LinkPage, filled: Filled, now: datetime) -> Response:
    folder = sources.evidence
    try:
        with ExitStack() as stack:
            contents = [each.content for each in filled.files]
            received = stack.enter_context(folder.receiving(contents)) if folder is not None else []
            purpose = do(
                sources.store, partial(links.act, received=received), _command(token, filled, received), now
            )
    except DeadLinkError:
        return _dead()
    except (InputError, RefusedError, ConflictError) as error:
        filled.problems["form"] = " ".join(i18n.sentence(replace(each, where="")) for each in error.problems)
        return _form(shown, sources, filled, UNUSABLE if isinstance(error, InputError) else CONFLICT)
    return RedirectResponse(link(f"/t/selesai/{purpose}"), SEE_OTHER)


def _command(token: str, filled: Filled, received: Sequence[Received]) -> Act:
    return Act(
        token=token,
        note=filled.value("note"),
        evidence=_evidence(filled, received),
        progress=filled.progress,
        obstacle=filled.value("obstacle"),
        until=filled.until,
        to=filled.value("to") or None,
    )


def _evidence(filled: Filled, received: Sequence[Received]) -> tuple[Handed, ...]:
    """The files by the hashes of their contents, and what was written about evidence that lies elsewhere."""
    named = zip(filled.files, received, strict=False)  # a service without a folder takes no files
    kept = [Handed(each.name, sha256=content.digest) for each, content in named]
    reference = filled.value("reference")
    return (*kept, *([Handed(reference[:NAME_LENGTH], reference)] if reference else []))


def _look(sources: Sources, token: str, now: datetime) -> tuple[LinkPage, Seen]:
    with sources.store.reading() as session:
        seen = links.look(session, token, now)
        code = programme_facts(session, seen.task.programme_id).code
        programme = pages.programme(session, code, EVERYWHERE)
        assert programme is not None
        return views.link_page(seen, programme, pages.tasks(session, programme.id)), seen


def _form(shown: LinkPage, sources: Sources, filled: Filled, status: int = 200) -> Response:
    keeps_files = sources.evidence is not None
    return page("links/show.html", status, shown=shown, filled=filled, keeps_files=keeps_files)


def _dead() -> Response:
    """One answer for every link that does not work, whatever the reason is."""
    return page("links/dead.html", GONE)
