"""The tasks of a programme as a filtered list, and a task's page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action
from zi_workflow.domain.tasks import IN_REVIEW, State
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries import mail_pages, pages
from zi_workflow.storage.queries.evidence import pieces_of_task
from zi_workflow.storage.queries.formats import of_task
from zi_workflow.storage.queries.people import directory
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import programme_for, scope
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import tasks as views
from zi_workflow.web.views import words
from zi_workflow.web.views.evidence import PieceViews
from zi_workflow.web.views.paging import Paging

router = APIRouter()


@router.get("/programme/{code}/task")
def show_all(
    code: str,
    sources: FromRequest,
    area: str | None = None,
    stage: str | None = None,
    standing: views.Standing | None = None,
    number: Annotated[int, Query(alias="page", ge=1)] = 1,
) -> HTMLResponse:
    """The tasks of a programme, narrowed by area, stage and standing."""
    with sources.store.reading() as session:
        row = programme_for(session, code)
        tasks = pages.tasks(session, row.id)
        stages = pages.stages(session, row.id)
        today = sources.today(row.zone)
        people = directory(session, row.unit_id, today)
    found = [task for task in tasks if views.matches(task, area, stage, standing)]
    paging = Paging(number, len(found))
    lines = views.TaskViews(tasks, people, row.as_of or today)
    areas = [(key, words.area(key)) for key in words.in_order(each.area for each in tasks)]
    stage_names = [(each.key, each.title) for each in stages]
    return page(
        "tasks/list.html",
        programme=row,
        tasks=[lines.line(task) for task in paging.cut(found)],
        paging=paging,
        areas=areas,
        stages=stage_names,
        narrowed=", ".join(name for key, name in (*areas, *stage_names) if key in (area, stage)),
        chosen={"area": area, "stage": stage, "standing": standing},
    )


@router.get("/programme/{code}/task/{task}")
def show(code: str, task: str, sources: FromRequest) -> HTMLResponse:
    """What a task asks for, where it stands and who was told."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        tasks = pages.tasks(session, programme.id)
        row = next((each for each in tasks if each.code == task), None)
        if row is None:
            raise NotFoundError(Problem(N_("There is no such task."), where=f"{code}/{task}"))
        today = sources.today(programme.zone)
        people = directory(session, programme.unit_id, today)
        notices = mail_pages.notices_of_task(session, programme.id, task)
        ids = {each.message_id for each in notices if each.message_id is not None}
        readable = mail_pages.readable(session, ids, scope(Action.SEE_MAIL))
        stages = {stage.key: stage.title for stage in pages.stages(session, programme.id)}
        formats = of_task(session, programme.id, task)
        pieces = pieces_of_task(session, programme.id, task)
    lines = views.TaskViews(tasks, people, programme.as_of or today)
    line = lines.line(row)
    return page(
        "tasks/show.html",
        programme=programme,
        task=row,
        line=line,
        stage=stages.get(row.stage, row.stage),
        items=loader.labelled(programme.framework, row.items),
        cost=views.another_week(row),
        notices=notices,
        readable=readable,
        formats=formats,
        pieces=[PieceViews(tasks, today).line(each) for each in pieces],
        in_review=State(row.state) in IN_REVIEW,
        silence=views.why_no_reminder(row, programme, notices, line.holder is not None, today),
        today=today,
    )
