"""The matrices of a monev round: where each area stands, and the form in which an area fills in and sends its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.matrices import Line, MatrixState
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries.matrices import MatrixFacts
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.tables import Round
from zi_workflow.usecases.conducting import Conducted, look
from zi_workflow.usecases.matrices import fresh
from zi_workflow.usecases.matrix_filling import (
    FillMatrix,
    after_cutoff,
    all_current,
    closed,
    current,
    fill,
    may_fill,
)
from zi_workflow.web.changing import CONFLICT, change
from zi_workflow.web.forms import matrices as forms
from zi_workflow.web.forms.acting import Filled
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import matrices as views

PLACE = "/programme/{code}/monev/{quarter}/matriks"
_SAID: Mapping[str, str] = {
    "simpan": N_("Your draft was kept; it is not sent yet."),
    "kirim": N_("The matrix was sent."),
    "unggah": N_("The sheet was taken in; each matrix is still to be sent."),
}
router = APIRouter()


@router.get(PLACE)
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """Every area with where it stands."""
    now = sources.now()
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        found = look(session, viewer, programme.id, quarter, now, Action.SEE_PROGRAMME)
        known = all_current(session, found)
        lines = views.area_lines(known, {each.area: may_fill(viewer, found, each) for each in known})
        cutoff = found.round.cutoff
    own = next((each for each in lines if each.writes and each.facts.state is not MatrixState.SENT), None)
    return page(
        "matrices/list.html",
        programme=programme,
        quarter=quarter,
        areas=lines,
        own=own,
        lead=views.lead(known),
        cutoff=cutoff,
        said=_(_SAID[selesai]) if selesai in _SAID else "",
    )


@router.get(PLACE + "/{area}")
def show_area(
    code: str, quarter: str, area: str, viewer: FromViewer, sources: FromRequest, selesai: str = ""
) -> Response:
    """An area's matrix: the form for whoever works in it, the lines for everybody else."""
    before = _look(sources, viewer, code, quarter, area)
    return _shown(before, Filled({}), said=_(_SAID[selesai]) if selesai in _SAID else "")


@router.post(PLACE + "/{area}")
async def fill_area(
    code: str, quarter: str, area: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Keep it, or send it; what is wrong or was changed meanwhile is shown over what was typed."""
    now = sources.now()
    before = await run_in_threadpool(_look, sources, viewer, code, quarter, area, Action.WORK)

    def read(form: FormData) -> Filled:
        return forms.read(form, before.facts.lines, before.today)

    def attempt(typed: Filled) -> str:
        send = forms.sends(typed)
        command = FillMatrix(
            viewer=viewer, programme_id=before.programme.id, quarter=quarter, area=area,
            told=forms.told_of(typed), seen=int(typed.value("versi") or 0), send=send,
        )  # fmt: skip
        do(sources.store, fill, command, now)
        place = PLACE.format(code=code, quarter=quarter)
        return link(place if send else f"{place}/{area}", selesai="kirim" if send else "simpan")

    def again(typed: Filled, status: int) -> Response:
        newest = _look(sources, viewer, code, quarter, area)
        return _shown(newest, typed, status)

    return await change(request, read, attempt, again)


@dataclass(frozen=True, slots=True)
class Before:
    """An area's matrix before the viewer; `fresh` are its lines by task as they would be without anybody's words."""

    programme: ProgrammeRow
    quarter: str
    facts: MatrixFacts
    fresh: Mapping[str, Line]
    today: date
    cutoff: date | None
    late: bool
    writes: bool
    why: str | None


def _look(
    sources: Sources,
    viewer: Viewer,
    code: str,
    quarter: str,
    area: str,
    action: Action = Action.SEE_PROGRAMME,
) -> Before:
    now = sources.now()
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        found = look(session, viewer, programme.id, quarter, now, action, area)
        facts = _known(session, found, area)
        lines = {each.task: each for each in fresh(session, found.round, found.programme, found.on)}
        row: Round = found.round
        return Before(
            programme, quarter, facts, lines, found.on, row.cutoff, after_cutoff(row, found.on),
            may_fill(viewer, found, facts), closed(row, facts, found.on),
        )  # fmt: skip


def _known(session: Session, found: Conducted, area: str) -> MatrixFacts:
    try:
        return current(session, found.round, area, found)
    except NotFoundError:
        raise NotFoundError(Problem(N_("This round asks for no such matrix."), where=area)) from None


def _shown(before: Before, typed: Filled, status: int = 200, said: str = "") -> Response:
    lines = before.facts.lines
    typed.problems = views.moved_problems(typed, lines)
    rows = views.line_views(lines, before.fresh, typed, before.today, compare=status == CONFLICT)
    return page(
        "matrices/area.html",
        status,
        before=before,
        programme=before.programme,
        rows=rows,
        filled=typed,
        standing=views.status(before.facts),
        conflict=status == CONFLICT,
        said=said,
    )
