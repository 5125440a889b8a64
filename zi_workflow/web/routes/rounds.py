"""The page of one monev round: where it stands, what comes next, who comes, and a section for every part of it."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from zi_workflow.domain.scopes import Action, Place, may
from zi_workflow.i18n import _
from zi_workflow.storage.queries.follow_up import counts_by_round
from zi_workflow.storage.queries.invitations import deliveries, invitation
from zi_workflow.storage.queries.monev import round_facts, tasks_about
from zi_workflow.storage.queries.pages import tasks_named
from zi_workflow.storage.queries.papers import records
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.usecases.follow_up_lists import before_round
from zi_workflow.usecases.round_steps import next_step
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import unnamed
from zi_workflow.web.signed import FromViewer, programme_for, scope
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import recommendations, round_papers
from zi_workflow.web.views import rounds as views
from zi_workflow.web.views.tasks import TaskViews

router = APIRouter()


@router.get("/programme/{code}/monev/{quarter}")
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """The round; `selesai` names what was just done to it."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        with unnamed(quarter):
            round_ = round_facts(session, programme.id, quarter)
        facts = programme_facts(session, programme.id)
        seen = invitation(session, round_.id, quarter)
        told = deliveries(session, round_.id)
        on_record = records(session, round_.id)
        today = sources.today(programme.zone)
        followed = before_round(session, scope(Action.SEE_PROGRAMME), round_.id, today)
        counts = counts_by_round(session, programme.id)[round_.id]
        about = tasks_named(session, programme.id, tasks_about(session, programme.id, quarter))
        people = directory(session, programme.unit_id, today)
        step = next_step(session, viewer, (facts, round_), followed, sources.now())
    conducts = may(viewer, Action.CONDUCT, Place(facts.unit_id, facts.agency)).allowed
    return page(
        "rounds/round.html",
        programme=programme,
        round=round_,
        base=f"/programme/{code}/monev/{quarter}",
        today=today,
        sentence=views.sentence(round_),
        step=views.step(step, round_, code),
        others=views.other_steps(round_, conducts, f"/programme/{code}/monev/{quarter}"),
        guests=views.guests(seen, told),
        team=views.team(round_),
        hours=views.hours(round_, programme.zone),
        conducts=conducts,
        about=list(map(TaskViews(about, people, today).line, about)),
        papers=round_papers.lines(on_record),
        followed=recommendations.lines(followed),
        follow_up=recommendations.of_round(counts),
        said=_(views.SAID[selesai]) if selesai in views.SAID else "",
    )
