"""Matrices as a sheet: out for an office program, and in again after its changes were looked at cell by cell."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError
from zi_workflow.domain.matrix_sheets import COLUMNS, read
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.i18n import _, sentence
from zi_workflow.storage import matrix_files as files
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.usecases.conducting import look
from zi_workflow.usecases.matrix_filling import all_current
from zi_workflow.usecases.matrix_imports import ImportMatrix, Plan, apply, as_read, headings, preview
from zi_workflow.web.forms import matrices as forms
from zi_workflow.web.forms import setups as lists
from zi_workflow.web.forms.setups import Filled
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.sheets import TYPES
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import TooMuchError
from zi_workflow.web.views import matrices as views
from zi_workflow.web.views import words

PLACE = "/programme/{code}/monev/{quarter}/matriks"
UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
router = APIRouter()


@router.get(PLACE + ".xlsx")
def download(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, area: str = "") -> Response:
    """All matrices of the round as a workbook, or an area's."""
    now = sources.now()
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        found = look(session, viewer, programme.id, quarter, now, Action.SEE_PROGRAMME)
        known = all_current(session, found)
    lines = [line for each in known for line in each.lines if area in ("", each.area)]
    names = {name: _(heading) for name, heading in COLUMNS.items()}
    areas = {each.area: words.area(each.area) for each in known}
    content = files.workbook(lines, quarter, names, areas)
    name = "-".join(filter(None, ("matriks", quarter, area if area in areas else "")))
    headers = {"Content-Disposition": f'attachment; filename="{name}.xlsx"'}
    return Response(content, media_type=TYPES["xlsx"], headers=headers)


@router.get(PLACE + "/unggah")
def choose(code: str, quarter: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form for a filled-in sheet."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        look(session, viewer, programme.id, quarter, sources.now(), Action.SEE_PROGRAMME)
    return _form(programme, quarter, Filled({}))


@router.post(PLACE + "/unggah")
async def look_at(
    code: str, quarter: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """What the sheet would change; nothing is kept yet."""
    try:
        _form_fields, content = await lists.received(request)
    except TooMuchError:
        content = None
    return await run_in_threadpool(_look_at, code, quarter, content, viewer, sources)


def _look_at(code: str, quarter: str, content: bytes | None, viewer: Viewer, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        try:
            if not content:
                return _form(programme, quarter, Filled({}, {"file": _("Please choose a file.")}), UNUSABLE)
            seen = read(files.read(content), quarter, headings())
            command = as_read(seen, viewer, programme.id, quarter)
            plan = preview(session, command, sources.now(), seen.problems)
        except InputError as error:
            said = [sentence(each) for each in error.problems]
            return _form(programme, quarter, Filled({}, list_problems=said), UNUSABLE)
    return _preview(programme, quarter, plan)


@router.post(PLACE + "/unggah/terapkan")
async def take_in(
    code: str, quarter: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Keep exactly the changes that were looked at."""
    form, _file = await lists.received(request)
    return await run_in_threadpool(_take_in, code, quarter, form, viewer, sources)


def _take_in(code: str, quarter: str, form: FormData, viewer: Viewer, sources: Sources) -> Response:
    with sources.store.reading() as session:
        programme = programme_for(session, code)
    try:
        command = ImportMatrix(
            viewer=viewer, programme_id=programme.id, quarter=quarter, told=forms.read_carried(form),
            token=lists.text(form, "tanda"),
        )  # fmt: skip
        do(sources.store, apply, command, sources.now())
    except InputError as error:
        said = [sentence(each) for each in error.problems]
        return _form(programme, quarter, Filled({}, list_problems=said), UNUSABLE)
    except ConflictError as error:
        why = " ".join(sentence(each) for each in error.problems)
        with sources.store.reading() as session:
            plan = preview(session, command, sources.now())
        return _preview(programme, quarter, plan, why, CONFLICT)
    return RedirectResponse(link(PLACE.format(code=code, quarter=quarter), selesai="unggah"), SEE_OTHER)


def _form(programme: ProgrammeRow, quarter: str, filled: Filled, status: int = 200) -> Response:
    return page("matrices/upload.html", status, programme=programme, quarter=quarter, filled=filled)


def _preview(
    programme: ProgrammeRow, quarter: str, plan: Plan, said: str = "", status: int = 200
) -> Response:
    return preview_page(
        "matrices/preview.html", status, programme=programme, quarter=quarter, cells=views.cell_lines(plan.cells),
        carried=forms.carried(plan.told), token=plan.token, said=said,
        notices=[sentence(each) for each in plan.notices],
    )  # fmt: skip
