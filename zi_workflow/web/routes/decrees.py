"""A new decree of days off: what it moves in every programme in reach, and then exactly that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow import i18n
from zi_workflow.bootstrap import do, try_out
from zi_workflow.domain.errors import ConflictError, InputError
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.frameworks import loader
from zi_workflow.i18n import _
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.plans import applied_decrees
from zi_workflow.usecases import decrees
from zi_workflow.usecases.decrees import AgreedImport, ImportDecrees, Imported
from zi_workflow.usecases.foresight import Foresight
from zi_workflow.web.forms import agreeing
from zi_workflow.web.forms import decrees as forms
from zi_workflow.web.forms.agreeing import Agreement
from zi_workflow.web.forms.decrees import FilledDecree
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import TooMuchError, UnreadableError, read_form
from zi_workflow.web.views import consequences, differences
from zi_workflow.web.views.consequences import Named
from zi_workflow.web.views.decrees import days_taken, programme_lines

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
NATION = "Asia/Jakarta"
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Wish:
    """Decrees that somebody asks about."""

    sources: Sources
    filled: FilledDecree
    agreement: Agreement
    command: ImportDecrees
    now: datetime


@router.get("/hari-libur")
def show(viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """The form, and the decrees that are in use."""
    thanks = _("The decree is in use; whoever it concerns is told.") if selesai == "libur" else ""
    return _form(sources, FilledDecree(), thanks=thanks)


@router.post("/hari-libur")
async def look(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """What the decree moves."""
    return await _with(request, viewer, sources, applying=False)


@router.post("/hari-libur/terapkan")
async def apply(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Take it into use, exactly as it was shown."""
    return await _with(request, viewer, sources, applying=True)


async def _with(request: Request, viewer: Viewer, sources: Sources, *, applying: bool) -> Response:
    try:
        form = await read_form(request)
    except TooMuchError as error:
        raise UnreadableError from error
    try:
        return await run_in_threadpool(_answer, sources, viewer, form, applying)
    finally:
        await form.close()


def _answer(sources: Sources, viewer: Viewer, form: FormData, applying: bool) -> Response:
    now, filled = sources.now(), forms.read(form)
    units: tuple[str | None, ...] = ()
    try:
        with sources.store.reading() as session:
            units = decrees.units_in(session, scope(Action.MANAGE_CALENDAR), filled.unit)
    except InputError as error:
        filled.problems["unit"] = " ".join(i18n.sentence(replace(each, where="")) for each in error.problems)
    if filled.problems:
        return _form(sources, filled, UNUSABLE)
    today = sources.today(NATION)
    agreement = agreeing.read(form) if applying else Agreement(0, "")
    command = ImportDecrees(
        decrees=filled.decrees,
        units=units,
        actor=viewer.person_id,
        on=today,
        reason=agreement.reason,
    )
    wish = Wish(sources, filled, agreement, command, now)
    return _apply(wish) if applying else _show(wish, 200)


def _apply(wish: Wish) -> Response:
    if not wish.agreement.seen:
        raise UnreadableError
    if wish.agreement.problems:
        return _show(wish, UNUSABLE)
    agreed = AgreedImport(wish.command, wish.agreement.seen, wish.agreement.basis)
    try:
        do(wish.sources.store, decrees.agree, agreed, wish.now)
    except (ConflictError, InputError):
        return _show(wish, CONFLICT)
    return RedirectResponse(link("/hari-libur", selesai="libur"), SEE_OTHER)


def _show(wish: Wish, status: int) -> Response:
    """What it does as things stand now; what is wrong with it stands above the form."""
    try:
        found = try_out(wish.sources.store, decrees.shown, wish.command, wish.now)
    except InputError as error:
        wish.filled.problems["form"] = " ".join(i18n.sentence(each) for each in error.problems)
        wish.filled.text = wish.filled.text or forms.written(wish.filled.decrees)
        return _form(wish.sources, wish.filled, CONFLICT if status == CONFLICT else UNUSABLE)
    return _page(wish, found, status)


def _page(wish: Wish, found: Foresight[Imported], status: int) -> Response:
    agreement, lines = wish.agreement, decrees.lines(found)
    by_id, by_code, units = _named(wish.sources, found)
    titles = Named({code: title for each in by_id.values() for code, title in each.titles.items()})
    other = status == CONFLICT
    return preview_page(
        "edits/decree_preview.html",
        status,
        result=found.result,
        taken=days_taken(found.result.off, wish.command.decrees),
        programmes=programme_lines(found.result.programmes, by_code, units),
        looked_at=len(found.sights),
        mails=consequences.mails(found, by_id),
        hidden={**wish.filled.carried, **agreeing.hidden(0, lines, found.basis)},
        agreement=agreement,
        differences=differences.differences(agreement.lines, lines, titles, found.names) if other else [],
        other=other,
    )


def _named(
    sources: Sources, found: Foresight[Imported]
) -> tuple[dict[str, Named], dict[str, Named], dict[str, str]]:
    """What tasks are called, by id and by code of the programmes that are touched; and the units' names by code."""
    wanted = {each.programme_id for each in found.told} | {each.programme_id for each in found.sights}
    moved = {each.code for each in found.result.programmes if each.moves}
    by_id, by_code, units = {}, {}, {}
    with sources.store.reading() as session:
        for row in pages.programmes(session, scope(Action.MANAGE_CALENDAR)):
            units[row.code] = row.unit
            if row.id in wanted or row.code in moved:
                by_id[row.id] = Named({task.code: task.title for task in pages.tasks(session, row.id)})
                by_code[row.code] = by_id[row.id]
    return by_id, by_code, units


def _form(sources: Sources, filled: FilledDecree, status: int = 200, thanks: str = "") -> Response:
    with sources.store.reading() as session:
        applied = applied_decrees(session, None)
    reach = scope(Action.MANAGE_CALENDAR)
    return page(
        "edits/decree.html",
        status,
        filled=filled,
        thanks=thanks,
        nation=reach.service,
        applied=sorted(applied, key=lambda decree: decree.signed, reverse=True),
        shipped=sorted(loader.decrees(), key=lambda decree: decree.signed, reverse=True),
    )
