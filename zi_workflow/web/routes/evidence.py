"""The evidence of a programme: the list, one piece with its versions, and the files to save; changes nothing."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action, Place, Viewer, may
from zi_workflow.domain.tasks import IN_REVIEW, State
from zi_workflow.frameworks.loader import labelled
from zi_workflow.i18n import _
from zi_workflow.storage.queries import evidence as queries
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.evidence import piece_for
from zi_workflow.storage.queries.lists import PAGE
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.storage.queries.snapshots import frozen_in
from zi_workflow.usecases import evidence_pieces
from zi_workflow.web.downloads import sent
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download as download_list
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import evidence as views
from zi_workflow.web.views.evidence import PieceViews

router = APIRouter()


@router.get("/programme/{code}/bukti")
def show_all(code: str, viewer: FromViewer, sources: FromRequest, asked: FromAddress) -> Response:
    """Every piece with its state, validity, and what it serves; first the tasks that wait for the viewer's review."""
    wanted = asked.wanted(views.COLUMNS, views.FILTERS)
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        tasks = pages.tasks(session, programme.id)
        rows = queries.pieces(session, programme.id)
    shown = PieceViews(tasks, sources.today(programme.zone))
    found = [row for row in rows if shown.matches(row, wanted)]
    by = wanted.chosen.get(views.BY, "")
    headed = shown.headed(found, by)
    listing = views.listing(code, wanted, len(headed))
    if asked.file:
        return download_list(asked.file, f"bukti-{code}", listing, map(shown.line, found))
    cut = headed[(listing.number - 1) * PAGE : listing.number * PAGE]
    return page(
        "evidence/list.html",
        programme=programme,
        list=listing,
        lines=[(key, shown.line(row)) for key, row in cut],
        by=by,
        labels=dict(labelled(programme.framework, [key for key, _row in cut if key])),
        titles={row.code: row.title for row in tasks},
        waiting=[row for row in tasks if _waits(viewer, programme, row)],
        any=bool(rows),
    )


def _waits(viewer: Viewer, programme: ProgrammeRow, row: TaskRow) -> bool:
    """Whether a task was handed in and is in the viewer's reach to review."""
    place = Place(programme.unit_id, programme.agency, row.area)
    return State(row.state) in IN_REVIEW and may(viewer, Action.REVIEW, place).allowed


@router.get("/programme/{code}/bukti/{piece}")
def show(code: str, piece: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> HTMLResponse:
    """A piece: its versions, what each review said, and what it serves."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        row = piece_for(session, programme.id, piece)
        tasks = pages.tasks(session, programme.id)
        able = evidence_pieces.able(session, viewer, programme.id, row, sources.now())
        frozen = frozen_in(session, programme.id, piece)
    shown = PieceViews(tasks, sources.today(programme.zone))
    home = shown.tasks[row.task]
    return page(
        "evidence/show.html",
        programme=programme,
        row=row,
        line=shown.line(row),
        items=labelled(programme.framework, shown.items(row)),
        able=able,
        in_review=State(home.state) in IN_REVIEW,
        review=home.code if _waits(viewer, programme, home) else "",
        keeps_files=sources.evidence is not None,
        frozen=frozen,
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )


@router.get("/programme/{code}/bukti/{piece}/berkas/{number}")
def download(code: str, piece: str, number: int, sources: FromRequest) -> Response:
    """The file of a version, also of one that was replaced or withdrawn: what was decided on stays readable."""
    with sources.store.reading() as session:
        row = piece_for(session, programme_for(session, code).id, piece)
    version = next((each for each in row.versions if each.number == number), None)
    if version is None:
        raise NotFoundError(Problem(N_("There is no such version.")))
    return sent(sources.evidence, version.sha256, version.name)
