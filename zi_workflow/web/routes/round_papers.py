"""Hands out the papers of a monev round as files to save."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from zi_workflow.usecases import papers
from zi_workflow.web.downloads import saved
from zi_workflow.web.round_desk import unnamed
from zi_workflow.web.signed import programme_for
from zi_workflow.web.sources import FromRequest

router = APIRouter()


@router.get("/programme/{code}/monev/{quarter}/dokumen/{paper}.{ext}")
def show(code: str, quarter: str, paper: str, ext: str, sources: FromRequest) -> Response:
    """A paper as it stands, or as it was signed; whoever sees the programme may read it."""
    form, wanted = papers.form_named(ext), papers.kind_named(paper)
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        with unnamed(quarter):
            sheet = papers.sheet(session, programme.id, quarter, wanted, sources.today(programme.zone))
    return saved(papers.made(sheet, form, sources.evidence), papers.file_name(sheet.paper, form))
