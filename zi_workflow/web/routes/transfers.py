"""Mutasi: everything that is with a person goes to another in one step, after what it does was read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow import i18n
from zi_workflow.bootstrap import do, try_out
from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries import pages
from zi_workflow.usecases import transfers
from zi_workflow.usecases.foresight import Foresight
from zi_workflow.usecases.form_marks import mark_of
from zi_workflow.usecases.plan_desk import PlanDesk
from zi_workflow.usecases.transfers import AgreedTransfer, Transfer, Transferred
from zi_workflow.web.forms import agreeing
from zi_workflow.web.forms import transfers as forms
from zi_workflow.web.forms.agreeing import Agreement
from zi_workflow.web.forms.transfers import FilledTransfer
from zi_workflow.web.language import link
from zi_workflow.web.reaching import desk_for, out_of_reach
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import UnreadableError, read_form
from zi_workflow.web.views import consequences, differences
from zi_workflow.web.views import edits as views
from zi_workflow.web.views.consequences import Named
from zi_workflow.web.views.transfers import transfer_lines

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Wish:
    """A transfer that somebody asks about, as it was typed and as it is meant."""

    sources: Sources
    desk: PlanDesk
    filled: FilledTransfer
    agreement: Agreement
    command: Transfer
    now: datetime


@router.get("/programme/{code}/orang/{person}/mutasi")
def show(code: str, person: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """To whom, and from which day."""
    desk = desk_for(sources, code, sources.now())
    refused = _refused(sources, viewer, desk, person)
    return refused or _form(sources, desk, person, forms.blank(desk.on))


@router.post("/programme/{code}/orang/{person}/mutasi")
async def look_or_apply(
    code: str, person: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """What the transfer does; or, sent with what was seen, exactly that."""
    form = await read_form(request)
    return await run_in_threadpool(_look_or_apply, sources, viewer, code, person, form)


def _refused(sources: Sources, viewer: Viewer, desk: PlanDesk, person: str) -> Response | None:
    """Who is not of the unit is not there; whoever steers an area only moves what lies in it."""
    with sources.store.reading() as session:
        if person not in transfers.known(session, desk.facts.unit_id):
            raise NotFoundError(Problem(N_("There is no such person."), where=person))
        areas = transfers.areas_of(session, desk.facts.id, person, desk.on)
    return out_of_reach(viewer, desk, areas or {None})


def _look_or_apply(sources: Sources, viewer: Viewer, code: str, person: str, form: FormData) -> Response:
    now = sources.now()
    desk = desk_for(sources, code, now)
    refused = _refused(sources, viewer, desk, person)
    if refused is not None:
        return refused
    filled = forms.read(form, _others(desk, person))
    if filled.problems or filled.day is None:
        return _form(sources, desk, person, filled, UNUSABLE)
    seen = bool(agreeing.value(form, "dilihat"))
    agreement = agreeing.read(form) if seen else Agreement(desk.facts.version, "")
    mark = mark_of(
        (viewer.person_id, desk.facts.id, person, filled.carried, agreement.version, agreement.seen)
    )
    command = Transfer(
        programme_id=desk.facts.id,
        person_id=person,
        to_id=filled.to,
        first=filled.day,
        actor=viewer.person_id,
        on=desk.on,
        offices=filled.offices,
        reason=agreement.reason,
        via=mark,
    )
    wish = Wish(sources, desk, filled, agreement, command, now)
    return _apply(wish) if seen else _show(wish, 200)


def _apply(wish: Wish) -> Response:
    agreement = wish.agreement
    if agreement.version is None or not agreement.seen:
        raise UnreadableError
    if agreement.problems:
        return _show(wish, UNUSABLE)
    agreed = AgreedTransfer(wish.command, agreement.seen, agreement.basis)
    try:
        do(wish.sources.store, transfers.agree, agreed, wish.now)
    except (ConflictError, InputError):
        return _show(wish, CONFLICT)
    return RedirectResponse(link(f"/programme/{wish.desk.facts.code}/ubah", selesai="mutasi"), SEE_OTHER)


def _show(wish: Wish, status: int) -> Response:
    """What it does as things stand now; what is wrong with it stands above the form."""
    try:
        found = try_out(wish.sources.store, transfers.shown, replace(wish.command, reason=""), wish.now)
    except InputError as error:
        for each in error.problems:
            wish.filled.problems.setdefault(each.where or "form", i18n.sentence(replace(each, where="")))
        wrong = CONFLICT if status == CONFLICT else UNUSABLE
        return _form(wish.sources, wish.desk, wish.command.person_id, wish.filled, wrong)
    return _page(wish, found, status)


def _page(wish: Wish, found: Foresight[Transferred], status: int) -> Response:
    desk, command, agreement = wish.desk, wish.command, wish.agreement
    names, named = {**desk.names, **found.names}, _named(wish.sources, desk, found)
    titles = {code: title for each in named.values() for code, title in each.titles.items()}
    lines = transfers.lines(found)
    other = status == CONFLICT
    return preview_page(
        "edits/transfer_preview.html",
        status,
        desk=desk,
        who=names.get(command.person_id, ""),
        to=names.get(command.to_id, ""),
        first=command.first,
        on=desk.on,
        action=f"/programme/{desk.facts.code}/orang/{command.person_id}/mutasi",
        shown=transfer_lines(found.result, titles, names),
        mails=consequences.mails(found, named),
        hidden={**wish.filled.carried, **agreeing.hidden(found.result.version, lines, found.basis)},
        agreement=agreement,
        differences=differences.differences(agreement.lines, lines, Named(titles), names) if other else [],
        other=other,
    )


def _named(sources: Sources, desk: PlanDesk, found: Foresight[Transferred]) -> dict[str, Named]:
    """What the tasks of every programme of the unit are called."""
    with sources.store.reading() as session:
        return {
            each.programme_id: Named({row.code: row.title for row in pages.tasks(session, each.programme_id)})
            for each in found.sights
        } or {desk.facts.id: views.named(desk)}


def _form(
    sources: Sources, desk: PlanDesk, person: str, filled: FilledTransfer, status: int = 200
) -> Response:
    with sources.store.reading() as session:
        who = transfers.known(session, desk.facts.unit_id)[person]
    return page(
        "edits/transfer.html",
        status,
        desk=desk,
        who=who,
        person=person,
        people=_others(desk, person),
        filled=filled,
    )


def _others(desk: PlanDesk, person: str) -> dict[str, str]:
    return {id: name for id, name in desk.candidates.items() if id != person}
