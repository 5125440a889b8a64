"""The record in plain words: of a programme, and for the administrator of the whole service; with its chain."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter
from fastapi.responses import Response

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.storage.queries import pages, programmes, records
from zi_workflow.storage.queries.records import KIND, PERSON, TASK, RecordPage
from zi_workflow.usecases import events
from zi_workflow.web.listing import Asked, Column, Filter, FromAddress, Listing
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import records as views

COLUMNS = (Column("on", N_("Day"), sorts=False), Column("what", N_("What was done"), sorts=False))
CHECK = "periksa"
router = APIRouter()


@router.get("/programme/{code}/riwayat")
def show(code: str, asked: FromAddress, viewer: FromViewer, sources: FromRequest) -> Response:
    """What was done in the programme and in its unit, the newest first."""
    wanted = asked.wanted(COLUMNS, (TASK, PERSON, KIND))
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        found = records.of_programme(session, programme.id, programme.unit_id, wanted)
        people = records.people(session, programme.id, programme.unit_id)
        stages = {stage.key: stage.title for stage in pages.stages(session, programme.id)}
        agency = programmes.programme_facts(session, programme.id).agency
        checked = CHECK in asked.values
        chain = views.chain(events.chain_of(session, agency, checked=checked), checked=checked)
    kinds = [(key, _(title)) for key, title in views.KINDS.items()]
    filters = (Filter(KIND, _("Kind"), kinds), Filter(PERSON, _("Who"), people, folded=True))
    return page(
        "records/programme.html",
        programme=programme,
        list=_listing(f"/programme/{code}/riwayat", asked, found, filters),
        lines=views.lines(found.rows, viewer.person_id, stages, wanted.chosen.get(TASK, "")),
        chain=chain,
        check=CHECK,
        task=wanted.chosen.get(TASK, ""),
    )


@router.get("/riwayat")
def show_all(asked: FromAddress, viewer: FromViewer, sources: FromRequest) -> Response:
    """Everything that was ever recorded, for the administrator of the service."""
    wanted = asked.wanted(COLUMNS, (TASK, PERSON, KIND))
    with sources.store.reading() as session:
        found = records.of_service(session, wanted)
        report = events.verify(session) if CHECK in asked.values else None
    kinds = [(key, _(title)) for key, title in views.OF_SERVICE.items()]
    return page(
        "records/service.html",
        list=_listing("/riwayat", asked, found, (Filter(KIND, _("Kind"), kinds),)),
        lines=views.lines(found.rows, viewer.person_id),
        chains=[(each.agency, views.chain(each, checked=True)) for each in report.chains] if report else [],
        check=CHECK,
    )


def _listing(path: str, asked: Asked, found: RecordPage, filters: Sequence[Filter]) -> Listing:
    return Listing(path, COLUMNS, filters, asked.wanted(COLUMNS, (TASK, PERSON, KIND)), found.total)
