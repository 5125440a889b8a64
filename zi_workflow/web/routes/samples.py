"""The gallery: every kind of email as its sample reads, without a database."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from zi_workflow import i18n
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.web.headers import MAIL_POLICY
from zi_workflow.web.rendering import page
from zi_workflow.web.sources import FromRequest

router = APIRouter()


@router.get("/surat/contoh")
def show_all(sources: FromRequest) -> HTMLResponse:
    """Every kind: how it looks, and its text."""
    return page("mails/samples.html", samples=sources.samples(i18n.language()))


@router.get("/surat/contoh/{kind}")
def show_html(kind: str, sources: FromRequest) -> HTMLResponse:
    """A sample's own HTML, locked into a sandbox."""
    found = sources.samples(i18n.language()).get(kind)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such mail."), where=kind))
    return HTMLResponse(found.html, headers={"Content-Security-Policy": MAIL_POLICY})
