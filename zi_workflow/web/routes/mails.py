"""The mails as they were captured or sent: a list, one mail, and its HTML and source on their own."""

from __future__ import annotations

from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, PlainTextResponse, Response

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries import mail_lists, mail_pages, told_lists
from zi_workflow.storage.queries.mail_pages import Mail
from zi_workflow.web.current import can
from zi_workflow.web.headers import MAIL_POLICY
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import guards
from zi_workflow.web.views import mails as views

router = APIRouter()


@router.get("/surat")
def show_all(asked: FromAddress, sources: FromRequest, on: date | None = None) -> Response:
    """The mails, the newest first, narrowed by the links above them; `on` is a day, refused in words if it is none."""
    wanted = asked.wanted(views.MAIL_COLUMNS, views.MAIL_FILTERS, views.NEWEST_MAIL)
    seen, person = scope(Action.SEE_MAIL), wanted.chosen.get(mail_lists.PERSON)
    with sources.store.reading() as session:
        rows = mail_lists.mails(seen, wanted)
        states = mail_lists.by_state(session, seen, wanted)
        listing = views.mail_listing(wanted, rows.total(session), states)
        if asked.file:
            return download(asked.file, "surat", listing, rows.every(session))
        found = rows.page(session, listing.number)
        name = mail_pages.person_name(session, person, seen) if person else None
        # what holds all mail may name an address of any unit
        whole = can(Action.SEE_HEALTH)
        guarded = guards.sentences(session, sources.now()) if whole else guards.in_short(session)
    return page(
        "mails/list.html", list=listing, mails=found, on=on, person=name, guarded=guarded, why=views.why
    )


@router.get("/surat/orang/{person}")
def show_told(person: str, asked: FromAddress, sources: FromRequest) -> Response:
    """What one person was told, and what they were not told and why."""
    wanted = asked.wanted(views.TOLD_COLUMNS, views.TOLD_FILTERS, views.NEWEST_NOTICE)
    seen = scope(Action.SEE_MAIL)
    with sources.store.reading() as session:
        who = told_lists.receiver(session, person, seen)
        if who is None:
            raise NotFoundError(Problem(N_("There is no such person."), where=person))
        rows = told_lists.told(person, seen, wanted)
        listing = views.told_listing(person, wanted, rows.total(session))
        if asked.file:
            return download(asked.file, "pemberitahuan", listing, rows.every(session))
        found = rows.page(session, listing.number)
        ids = {each.message_id for each in found if each.message_id is not None}
        readable = mail_pages.readable(session, ids, seen)
    return page("mails/told.html", list=listing, who=who, notices=found, readable=readable)


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
