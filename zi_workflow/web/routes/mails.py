"""The mails as they were captured or sent: a list, one mail, and its HTML and source on their own."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, PlainTextResponse

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries import mail_pages
from zi_workflow.storage.queries.mail_pages import Mail, MailFilter
from zi_workflow.web.current import can
from zi_workflow.web.headers import MAIL_POLICY
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import guards, words
from zi_workflow.web.views.mails import by_date
from zi_workflow.web.views.paging import Paging

router = APIRouter()


@router.get("/surat")
def show_all(
    sources: FromRequest,
    kind: str | None = None,
    role: str | None = None,
    state: str | None = None,
    on: date | None = None,
    person: str | None = None,
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> HTMLResponse:
    """The mails, the newest first, narrowed by the links above them."""
    chosen, seen = MailFilter(kind, role, state, on, person), scope(Action.SEE_MAIL)
    with sources.store.reading() as session:
        paging = Paging(number, mail_pages.count(session, chosen, seen))
        found = mail_pages.mails(session, chosen, paging.number, seen)
        choices = mail_pages.mail_choices(session, seen)
        name = mail_pages.person_name(session, person, seen) if person else None
        # what holds all mail may name an address of any unit
        guarded = guards.sentences(session, sources.now()) if can(Action.SEE_HEALTH) else []
    named = {
        "kind": [(key, words.mail_kind(key)) for key in choices["kind"]],
        "role": [(key, words.role(key)) for key in choices["role"]],
        "state": [(key, words.mail_state(key)) for key in choices["state"]],
    }
    return page(
        "mails/list.html",
        days=by_date(found),
        paging=paging,
        choices=named,
        narrowed=", ".join(text for key, text in (*named["role"], *named["state"]) if key in (role, state)),
        chosen=chosen,
        person=name,
        guarded=guarded,
    )


@router.get("/surat/{id}")
def show(id: str, sources: FromRequest) -> HTMLResponse:
    """One mail: how it looks, its text and its source."""
    mail = _mail(sources, id)
    with sources.store.reading() as session:
        notices = mail_pages.notices_of_message(session, id)
    return page("mails/show.html", mail=mail, notices=notices)


@router.get("/surat/{id}/html")
def show_html(id: str, sources: FromRequest) -> HTMLResponse:
    """The mail's own HTML, locked into a sandbox."""
    html = _mail(sources, id).html
    if html is None:
        raise NotFoundError(Problem(N_("There is no such mail."), where=id))
    return HTMLResponse(html, headers={"Content-Security-Policy": MAIL_POLICY})


@router.get("/surat/{id}/source")
def show_source(id: str, sources: FromRequest) -> PlainTextResponse:
    """The mail as it goes over the wire."""
    source = _mail(sources, id).source
    if source is None:
        raise NotFoundError(Problem(N_("There is no such mail."), where=id))
    return PlainTextResponse(source)


def _mail(sources: Sources, id: str) -> Mail:
    with sources.store.reading() as session:
        mail = mail_pages.mail(session, id, scope(Action.SEE_MAIL))
    if mail is None:
        raise NotFoundError(Problem(N_("There is no such mail."), where=id))
    return mail
