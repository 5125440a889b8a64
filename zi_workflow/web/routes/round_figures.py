"""All rounds of a programme with their trend, the frozen figures of one, and two beside each other."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter
from fastapi.responses import Response

from zi_workflow.domain.scopes import Action, Place, may
from zi_workflow.domain.snapshots import read
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import follow_up
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.storage.queries.programmes import programme_facts, rounds
from zi_workflow.storage.queries.snapshots import late_versions, snapshot_of
from zi_workflow.storage.tables import Snapshot
from zi_workflow.usecases.freezing import end_of_day
from zi_workflow.usecases.frozen_rounds import all_frozen, beside
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import unnamed
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import round_figures as views

router = APIRouter()


@router.get("/programme/{code}/monev")
def show_all(code: str, sources: FromRequest) -> Response:
    """Every round, the latest first, and how the areas went from one frozen round to the next."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        rows = rounds(session, programme.id)
        frozen = all_frozen(session, programme.id)
        counts = follow_up.counts_by_round(session, programme.id)
        lines = views.round_lines(rows, frozen, counts)
    said = list(frozen.values())
    return page(
        "rounds/all.html",
        programme=programme,
        rounds=lines,
        quarters=[each.quarter for each in said],
        progress=views.progress_trends(said),
        late=views.late_trends(said),
        latest=said[-1] if said else None,
        sentence=views.finish_sentence(said[-1]) if said else "",
        size=(views.WIDTH, views.HEIGHT),
    )


@router.get("/programme/{code}/monev/{quarter}/beku")
def show_frozen(
    code: str, quarter: str, viewer: FromViewer, sources: FromRequest, selesai: str = ""
) -> Response:
    """The figures as they were sealed, with the seal; files that came after the cutoff stand apart."""
    with sources.store.reading() as session:
        programme, found = _round(session, code, quarter)
        facts = programme_facts(session, programme.id)
        snapshot = snapshot_of(session, found.id)
        late = []
        if snapshot is not None:
            until = _until(found, facts.zone, sources.now())
            since = datetime.fromisoformat(snapshot.facts["until"])
            late = late_versions(session, programme.id, since, until)
        kept = _copy(session, snapshot)
    said = read(kept.facts) if kept else None
    return page(
        "rounds/frozen.html",
        programme=programme,
        round=found,
        base=f"/programme/{code}/monev/{quarter}",
        snapshot=kept,
        said=said,
        sentence=views.finish_sentence(said) if said else "",
        areas=views.area_lines(said) if said else [],
        recommendations=views.open_lines(said) if said else [],
        late=late,
        done=_(views.SAID[selesai]) if selesai in views.SAID else "",
        short=views.SHORT,
        conducts=may(viewer, Action.CONDUCT, Place(facts.unit_id, facts.agency)).allowed,
    )


@router.get("/programme/{code}/monev/{quarter}/banding")
def show_compared(code: str, quarter: str, sources: FromRequest, dengan: str = "") -> Response:
    """The round beside another (`dengan`; the frozen one before it), area by area, and what became of promises."""
    with sources.store.reading() as session:
        programme, found = _round(session, code, quarter)
        shown = beside(session, programme.id, quarter, dengan)
    return page(
        "rounds/compared.html",
        programme=programme,
        round=found,
        base=f"/programme/{code}/monev/{quarter}",
        found=shown.found if shown else None,
        pairs=views.pair_lines(shown.found, shown.verdicts) if shown else [],
        promises=views.promise_lines(shown.found) if shown else [],
        others=shown.others if shown else (),
        chosen=shown.chosen if shown else "",
    )


def _round(session: Session, code: str, quarter: str) -> tuple[ProgrammeRow, RoundFacts]:
    programme = programme_for(session, code)
    with unnamed(quarter):
        return programme, round_facts(session, programme.id, quarter)


def _until(found: RoundFacts, zone: str, now: datetime) -> datetime:
    """What came until the meeting was held concerns the round; until then, what came so far."""
    return end_of_day(found.held_on, zone) if found.held_on else now


def _copy(session: Session, snapshot: Snapshot | None) -> Snapshot | None:
    if snapshot is not None:
        session.expunge(snapshot)
    return snapshot
