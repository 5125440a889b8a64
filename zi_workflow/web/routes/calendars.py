"""Calendars: files for calendar programs, a person's own month to read, and the addresses that they made or revoked."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from fastapi import APIRouter, Header, Request
from fastapi.responses import PlainTextResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import NotFoundError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.queries import bearers
from zi_workflow.usecases import agendas, personal_tokens
from zi_workflow.usecases.personal_tokens import MakeFeed, Revoke
from zi_workflow.web import calendars
from zi_workflow.web.forms.short import read_short, text
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import agendas as views

SEE_OTHER, CREATED, UNCHANGED, NOT_FOUND = 303, 201, 304, 404
_MONTH = re.compile(r"(20[0-9]{2})-(0[1-9]|1[0-2])")
router = APIRouter()


@router.get("/kalender")
def show_month(viewer: FromViewer, sources: FromRequest, bulan: str = "") -> Response:
    """The person's own month: what is due, the rounds, and the days off by name."""
    with sources.store.reading() as session:
        entries = agendas.personal(session, viewer, sources.now())
        off, today = agendas.days_off(session, viewer, sources.now())
    found = _MONTH.fullmatch(bulan)
    first = date(int(found[1]), int(found[2]), 1) if found else today.replace(day=1)
    return page("calendars/month.html", month=views.month(first, entries, off, today))


@router.get("/kalender/{token}.ics")
def give_file(
    token: str, sources: FromRequest, if_none_match: Annotated[str | None, Header()] = None
) -> Response:
    """The file, as its owner may see it at this moment; a bare 404 for every address that does not work."""
    try:
        with sources.store.reading() as session:
            entries = agendas.fetched(session, token, sources.now())
    except NotFoundError:
        return PlainTextResponse("", NOT_FOUND)
    base_url = sources.entrance.letterhead.base_url
    content = calendars.calendar_file(_("Integrity Zone"), entries, base_url)
    headers = {"ETag": calendars.etag(content), "Cache-Control": "private, no-cache"}
    if if_none_match == headers["ETag"]:
        return Response(status_code=UNCHANGED, headers=headers)
    return Response(content, headers=headers, media_type="text/calendar; charset=utf-8")


@router.get("/akun/kalender")
def show_addresses(viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """The calendars that the person takes along, and those that they could."""
    return _page(sources, viewer, revoked=bool(selesai))


@router.post("/akun/kalender")
async def make(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """A new address, of one's own work or of a unit; it is shown in this answer and never again."""
    unit_id = text(await read_short(request), "unit") or None
    return await run_in_threadpool(_make, request, sources, viewer, unit_id)


def _make(request: Request, sources: Sources, viewer: Viewer, unit_id: str | None) -> Response:
    if unit_id is not None:
        with sources.store.reading() as session:
            agendas.check_unit(session, viewer, unit_id)
    command = MakeFeed(viewer.account_id, viewer.person_id, unit_id)
    secret = do(sources.store, personal_tokens.make_feed, command, sources.now())
    base = sources.entrance.letterhead.base_url or f"{request.url.scheme}://{request.headers.get('host', '')}"
    return _page(sources, viewer, CREATED, made=f"{base.rstrip('/')}/kalender/{secret}.ics")


@router.post("/akun/kalender/{id}")
def revoke(id: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """It works no more; another person's is not there."""
    command = Revoke(viewer.account_id, viewer.person_id, id)
    do(sources.store, personal_tokens.revoke_feed, command, sources.now())
    return RedirectResponse(link("/akun/kalender", selesai="cabut"), SEE_OTHER)


def _page(
    sources: Sources, viewer: Viewer, status: int = 200, *, made: str = "", revoked: bool = False
) -> Response:
    with sources.store.reading() as session:
        held = bearers.feeds_of(session, viewer.account_id)
        units = agendas.units(session, viewer)
    names: dict[str | None, str] = {None: _("My own work"), **dict(units)}
    return page("calendars/addresses.html", status, feeds=held, names=names, made=made, revoked=revoked)
