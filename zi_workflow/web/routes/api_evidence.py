"""For programs: evidence, the agency's formats and what waits for a decision; only what the token's person sees."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Response

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries import evidence as queries
from zi_workflow.storage.queries import formats
from zi_workflow.storage.queries.evidence import PieceRow, piece_for
from zi_workflow.storage.queries.lists import PAGE
from zi_workflow.usecases import own_work
from zi_workflow.usecases.decisions import Desk, decisions
from zi_workflow.web.api import evidence_shapes as shapes
from zi_workflow.web.api.sight import REFUSALS, InSight, readable
from zi_workflow.web.downloads import sent
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest

router = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["evidence"])
Id = Annotated[str, Path(max_length=36)]
Number = Annotated[int, Path(ge=1, le=100_000)]
Page = Annotated[int, Query(ge=1, le=1_000_000)]
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {}}, "description": "The content, as a file to save."}
}


@router.get("/programmes/{code}/evidence")
def evidence(row: InSight, sources: FromRequest, page: Page = 1) -> shapes.Pieces:
    """Every piece of a programme, the newest first, 50 a page."""
    with sources.store.reading() as session:
        found = queries.pieces(session, row.id)
    cut = found[(page - 1) * PAGE : page * PAGE]
    return shapes.Pieces(items=[_piece(each) for each in cut], page=page, total=len(found))


@router.get("/programmes/{code}/evidence/{piece}")
def piece(row: InSight, piece: Id, sources: FromRequest) -> shapes.Piece:
    """One piece with its versions, their reviews and what it serves."""
    with sources.store.reading() as session:
        return _piece(piece_for(session, row.id, readable(piece)))


@router.get("/programmes/{code}/evidence/{piece}/files/{number}", response_class=Response, responses=FILE)
def content(row: InSight, piece: Id, number: Number, sources: FromRequest) -> Response:
    """The file of a version, also of one that was replaced or withdrawn."""
    with sources.store.reading() as session:
        versions = piece_for(session, row.id, readable(piece)).versions
    found = next((each for each in versions if each.number == number), None)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such version.")))
    return sent(sources.evidence, found.sha256, found.name)


@router.get("/formats")
def all_formats(sources: FromRequest) -> shapes.Formats:
    """The formats in force of every agency in sight, with the tasks and items to which they belong."""
    with sources.store.reading() as session:
        seen = formats.agencies(session, scope(Action.SEE_PROGRAMME))
        rows = [row for agency in seen for row in formats.formats(session, agency)]
    return shapes.Formats(items=[_format(row) for row in rows if row.withdrawn_at is None])


@router.get("/formats/{format}/files/{number}", response_class=Response, responses=FILE)
def format_file(format: Id, number: Number, sources: FromRequest) -> Response:
    """The file of a version of a format."""
    with sources.store.reading() as session:
        row = formats.format_(session, readable(format), scope(Action.SEE_PROGRAMME))
    found = next((each for each in row.files if each.number == number), None) if row else None
    if found is None:
        raise NotFoundError(Problem(N_("There is no such version.")))
    return sent(sources.evidence, found.sha256, found.name)


@router.get("/decisions")
def waiting(viewer: FromViewer, sources: FromRequest) -> shapes.Decisions:
    """What waits for the person's decision: reviews, approvals, more time, setting aside, handing over."""
    with sources.store.reading() as session:
        found = [
            shapes.Decision(
                programme=each.programme.code,
                task=one.task,
                title=one.title,
                area=one.area,
                asked=str(one.asked),
                since=one.since,
                until=one.until,
                said=one.said,
            )
            for each in own_work.shares(session, viewer, sources.now())
            for one in decisions(session, Desk(viewer, each.programme, each.people, each.on))
        ]
    return shapes.Decisions(items=sorted(found, key=lambda one: (one.since, one.programme, one.task)))


def _piece(row: PieceRow) -> shapes.Piece:
    versions = [
        shapes.Version(
            number=each.number,
            name=each.name,
            reference=each.reference,
            sha256=each.sha256,
            quarter=each.quarter,
            state=str(each.state),
            added_at=each.added_at,
            judged_at=each.judged_at,
            note=each.judged_note,
        )
        for each in row.versions
    ]
    return shapes.Piece(
        id=row.id,
        area=row.area,
        tasks=list(row.tasks),
        items=list(row.items),
        withdrawn_at=row.withdrawn_at,
        versions=versions,
    )


def _format(row: formats.FormatRow) -> shapes.Format:
    newest = row.files[0]
    return shapes.Format(
        id=row.id,
        title=row.title,
        legal_basis=row.legal_basis,
        tasks=list(row.tasks),
        items=list(row.items),
        file=newest.name,
        number=newest.number,
    )
