"""Why a programme and a task are late, who can act, and the ways to act."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from zi_workflow.domain.analysis import analyse
from zi_workflow.frameworks import loader
from zi_workflow.i18n import _
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases import nudges
from zi_workflow.usecases.decisions import Desk
from zi_workflow.usecases.open_wishes import open_wishes
from zi_workflow.usecases.plans import load_plan
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for, task_among
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import lateness as views
from zi_workflow.web.views import programmes as summaries
from zi_workflow.web.views.decisions import wish_lines
from zi_workflow.web.views.steering import THANKS
from zi_workflow.web.views.tasks import TaskViews, actionable, another_week

router = APIRouter()


@router.get("/programme/{code}/terlambat")
def show_programme(code: str, viewer: FromViewer, sources: FromRequest) -> HTMLResponse:
    """Each area's fair part of the delay, and who can act in order of what another week costs."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        tasks = pages.tasks(session, programme.id)
        today = sources.today(programme.zone)
        people = directory(session, programme.unit_id, today)
        blockers = summaries.blocker_lines(
            tasks, TaskViews(tasks, people, programme.as_of or today), most=None
        )
        others = nudges.others(session, programme.id, [each.task.code for each in blockers], people, viewer)
    return page(
        "lateness/programme.html",
        programme=programme,
        sentence=summaries.sentence(programme),
        split=views.split(programme.because, tasks),
        blockers=blockers,
        others=others,
    )


@router.get("/programme/{code}/task/{task}/terlambat")
def show_task(
    code: str, task: str, viewer: FromViewer, sources: FromRequest, selesai: str = ""
) -> HTMLResponse:
    """The same of one task: its parts, what the engine says, and who can act so that it goes on.

    `selesai` names the deed that was just done about it.
    """
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        tasks = pages.tasks(session, programme.id)
        row = task_among(tasks, code, task)
        today = sources.today(programme.zone)
        people = directory(session, programme.unit_id, today)
        plan = load_plan(session, programme.id)
        wishes = open_wishes(session, Desk(viewer, programme, people, today), row)
        lines = TaskViews(tasks, people, programme.as_of or today)
        acts = row if row.blocked_by is None else lines.rows[row.blocked_by]
        others = nudges.others(session, programme.id, [acts.code], people, viewer)
    return page(
        "lateness/task.html",
        programme=programme,
        task=row,
        line=lines.line(row),
        sentences=views.explained(plan, analyse(plan, programme.as_of or today), task),
        split=views.split(row.forecast.because if row.forecast else {}),
        acts=lines.line(acts),
        can_act=actionable(acts, lines.today),
        cost=another_week(acts),
        items=loader.labelled(programme.framework, row.items),
        wishes=wish_lines(f"/programme/{code}/task/{task}", wishes),
        thanks=_(THANKS.get(selesai, "")),
        acting_area=acts.area,
        others=others,
    )
