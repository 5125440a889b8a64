"""Freezing a round by hand: its figures first, then exactly that, for good."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import RefusedError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.domain.snapshots import Frozen, read
from zi_workflow.storage.queries.monev import round_facts
from zi_workflow.usecases import freezing
from zi_workflow.usecases.freezing import Freeze
from zi_workflow.web.changing import change
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.handing_in import sentences
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import unnamed
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import round_figures as views

router = APIRouter()
VERSION = "versi"
_FIELDS = (VERSION,)


@router.get("/programme/{code}/monev/{quarter}/bekukan")
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The figures that would be sealed now."""
    return _form(sources, viewer, (code, quarter), Filled({}), 200)


@router.post("/programme/{code}/monev/{quarter}/bekukan")
async def freeze(
    code: str, quarter: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Seal them."""

    def attempt(filled: Filled) -> str:
        with sources.store.reading() as session:
            programme_id = programme_for(session, code).id
        version = filled.value(VERSION)
        command = Freeze(
            viewer=viewer,
            programme_id=programme_id,
            quarter=quarter,
            version=int(version) if version.isdecimal() else -1,
        )
        do(sources.store, freezing.freeze, command, sources.now())
        return link(f"/programme/{code}/monev/{quarter}/beku", selesai="beku")

    return await change(
        request,
        _read,
        attempt,
        lambda filled, status: _form(sources, viewer, (code, quarter), filled, status),
    )


def _read(form: FormData) -> Filled:
    return Filled({name: str(form.get(name, ""))[:10] for name in _FIELDS})


def _form(sources: Sources, viewer: Viewer, where: tuple[str, str], filled: Filled, status: int) -> Response:
    code, quarter = where
    said: Frozen | None = None
    refused = ""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        with unnamed(quarter):
            found = round_facts(session, programme.id, quarter)
        command = Freeze(viewer=viewer, programme_id=programme.id, quarter=quarter)
        freezing.allowed(session, command, sources.now())
        try:
            said = read(freezing.preview(session, command, sources.now()))
        except RefusedError as error:
            refused = sentences(error)
    return page(
        "rounds/freeze.html",
        status,
        programme=programme,
        round=found,
        base=f"/programme/{code}/monev/{quarter}",
        filled=filled,
        said=said,
        refused=refused,
        sentence=views.finish_sentence(said) if said else "",
        areas=views.area_lines(said) if said else [],
    )
