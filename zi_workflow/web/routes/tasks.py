"""The tasks of a programme as a filtered list, and a task's page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from zi_workflow.domain.scopes import Action, Place
from zi_workflow.domain.tasks import IN_REVIEW, State
from zi_workflow.frameworks import loader
from zi_workflow.storage.queries import mail_pages, pages, task_lists
from zi_workflow.storage.queries.evidence import pieces_of_task
from zi_workflow.storage.queries.follow_up import place_of_task
from zi_workflow.storage.queries.formats import of_task
from zi_workflow.storage.queries.histories import history
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases.decisions import Asked, Desk
from zi_workflow.usecases.open_wishes import open_wishes
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import FromViewer, programme_for, scope, task_among
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import task_lists as lists
from zi_workflow.web.views import tasks as views
from zi_workflow.web.views.decisions import wish_lines
from zi_workflow.web.views.evidence import PieceViews

router = APIRouter()


@router.get("/programme/{code}/task")
def show_all(code: str, asked: FromAddress, sources: FromRequest) -> Response:
    """The tasks of a programme, narrowed by area, stage, standing and words."""
    wanted = asked.wanted(lists.COLUMNS, lists.FILTERS)
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        rows = task_lists.tasks(programme.id, wanted)
        areas, stages = task_lists.areas(session, programme.id), pages.stages(session, programme.id)
        listing = lists.listing(code, wanted, rows.total(session), areas, stages)
        today = sources.today(programme.zone)
        people = directory(session, programme.unit_id, today)
        if asked.file:
            every = views.TaskViews(pages.tasks(session, programme.id), people, programme.as_of or today)
            return download(asked.file, f"tugas-{code}", listing, lists.lines(rows.every(session), every))
        found = rows.page(session, listing.number)
        holders = pages.tasks_named(
            session, programme.id, {row.blocked_by for row in found if row.blocked_by}
        )
    shown = views.TaskViews([*found, *holders], people, programme.as_of or today)
    return page("tasks/list.html", programme=programme, list=listing, tasks=[*lists.lines(found, shown)])


@router.get("/programme/{code}/task/{task}")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> HTMLResponse:
    """What a task asks for, where it stands and who was told."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        tasks = pages.tasks(session, programme.id)
        row = task_among(tasks, code, task)
        today = sources.today(programme.zone)
        people = directory(session, programme.unit_id, today)
        notices = mail_pages.notices_of_task(session, programme.id, task)
        ids = {each.message_id for each in notices if each.message_id is not None}
        readable = mail_pages.readable(session, ids, scope(Action.SEE_MAIL))
        stages = {stage.key: stage.title for stage in pages.stages(session, programme.id)}
        formats = of_task(session, programme.id, task)
        pieces = pieces_of_task(session, programme.id, task)
        recommendation = place_of_task(session, programme.id, task)
        done = history(session, programme.id, task)
        place = Place(programme.unit_id, programme.agency, row.area)
        wishes = open_wishes(session, Desk(viewer, programme, people, today), row)
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
        recommendation=recommendation,
        wishes=wish_lines(f"/programme/{code}/task/{task}", wishes),
        unagreed=any(each.asked is Asked.PROMISE for each in wishes),
        pieces=[PieceViews(tasks, today).line(each) for each in pieces],
        report=next((each for each in done if each.kind == "task.reported" and each.said), None),
        reviews=scope(Action.REVIEW).covers(place),
        in_review=State(row.state) in IN_REVIEW,
        silence=views.why_no_reminder(row, programme, notices, line.holder is not None, today),
        today=today,
    )
