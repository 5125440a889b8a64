"""Addresses that get no mail, why, and the two ways back: another address, or a new chance for the same."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem, RefusedError
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.queries import addresses
from zi_workflow.storage.queries.addresses import Suppressed
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.usecases.address_fixes import Correct, correct
from zi_workflow.usecases.addresses import Trust, trust
from zi_workflow.web.forms.mail_control import Filled, read, refused
from zi_workflow.web.forms.short import read_short
from zi_workflow.web.language import link
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import mail_addresses as views

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
ZONE = "Asia/Jakarta"
SAID = {
    "baru": N_("The new address was taken over; mail goes there from now on."),
    "lagi": N_("Mail is sent to the address again, from the next one on."),
}
router = APIRouter()


@dataclass(frozen=True, slots=True)
class Stopped:
    """Somebody whose address gets no mail, and the unit in which the viewer may mend that."""

    who: Suppressed
    unit_id: str


@router.get("/surat/alamat")
def show_all(asked: FromAddress, sources: FromRequest, selesai: str = "") -> Response:
    """Whose address gets no mail, as far as the viewer sees mail or changes plans."""
    wanted = asked.wanted(views.COLUMNS, (), views.SORT)
    with sources.store.reading() as session:
        rows = addresses.withheld((scope(Action.SEE_MAIL), scope(Action.STEER)), wanted)
        listing = views.listing(wanted, rows.total(session))
        if asked.file:
            return download(asked.file, "alamat", listing, rows.every(session))
        found = rows.page(session, listing.number)
        mending = addresses.reached(session, {each.person_id for each in found}, scope(Action.STEER))
    said = _(SAID[selesai]) if selesai in SAID else ""
    return page("mails/addresses.html", list=listing, people=found, mending=mending, said=said)


@router.get("/surat/alamat/{person}")
def show(person: str, sources: FromRequest) -> Response:
    """The two ways back for one address."""
    return page("mails/address.html", who=_look(sources, person).who, filled=Filled())


@router.post("/surat/alamat/{person}")
async def mend(person: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Take over another address, or try the same again; what is wrong is said above the form."""
    filled = read(await read_short(request))
    return await run_in_threadpool(_mend, sources, viewer, person, filled)


def _mend(sources: Sources, viewer: Viewer, person: str, filled: Filled) -> Response:
    found, now, on = _look(sources, person), sources.now(), sources.today(ZONE)
    anew = filled.deed == "baru"
    try:
        if anew:
            command = Correct(person, found.unit_id, filled.address, viewer.person_id, on, viewer)
            do(sources.store, correct, command, now)
        else:
            do(sources.store, trust, Trust(found.who.address, filled.reason, viewer.person_id, on), now)
    except (InputError, RefusedError) as error:
        refused(filled, "alamat" if anew else "alasan", error)
        status = UNUSABLE if isinstance(error, InputError) else CONFLICT
        return page("mails/address.html", status, who=found.who, filled=filled)
    return RedirectResponse(link("/surat/alamat", selesai="baru" if anew else "lagi"), SEE_OTHER)


def _look(sources: Sources, person: str) -> Stopped:
    """NotFoundError for whoever gets mail, is out of reach, or is not there at all."""
    steered = scope(Action.STEER)
    with sources.store.reading() as session:
        known = addresses.withheld((steered,), Wanted(chosen={addresses.PERSON: person})).page(session, 1)
        places = [place for place in addresses.places_of(session, person) if steered.covers(place)]
    if not known or not places:
        raise NotFoundError(Problem(N_("There is no such person."), where=person))
    return Stopped(known[0], places[0].unit_id)
