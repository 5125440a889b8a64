"""The list of programmes and a programme's page."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from zi_workflow.domain.scopes import Action
from zi_workflow.storage.queries import pages, programme_lists
from zi_workflow.storage.queries.people import directory
from zi_workflow.usecases import nudges
from zi_workflow.usecases.overviews import mail_health
from zi_workflow.web.current import steers
from zi_workflow.web.listing import FromAddress
from zi_workflow.web.rendering import page
from zi_workflow.web.sheets import download
from zi_workflow.web.signed import FromViewer, programme_for, scope
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import programme_lists as lists
from zi_workflow.web.views import programmes as views
from zi_workflow.web.views.tasks import TaskViews

router = APIRouter()


@router.get("/")
def show_all(asked: FromAddress, sources: FromRequest) -> Response:
    """The programmes in sight, each with its sentence."""
    wanted = asked.wanted(lists.COLUMNS, lists.FILTERS, lists.SORT)
    with sources.store.reading() as session:
        rows = programme_lists.programmes(scope(Action.SEE_PROGRAMME), wanted)
        listing = lists.listing(wanted, rows.total(session))
        if asked.file:
            return download(asked.file, "program", listing, rows.every(session))
        found = rows.page(session, listing.number)
    lines = [(row, views.sentence(row)) for row in found]
    return page("programmes/list.html", list=listing, programmes=lines)


@router.get("/programme/{code}")
def show(code: str, viewer: FromViewer, sources: FromRequest) -> HTMLResponse:
    """Where a programme stands, why, and who can act."""
    with sources.store.reading() as session:
        row = programme_for(session, code)
        today = sources.today(row.zone)
        tasks = pages.tasks(session, row.id)
        stages = pages.stages(session, row.id)
        coming = pages.next_round(session, row.id, today)
        people = directory(session, row.unit_id, today)
        mails = mail_health(session, viewer, row)
        seen_on = row.as_of or today
        lines = TaskViews(tasks, people, seen_on)
        blockers = views.blocker_lines(tasks, lines)
        mine = [each.task.code for each in blockers if steers(row.unit_id, each.area)]
        others = nudges.others(session, row.id, mine, people, viewer)
    late = views.late_now(tasks, seen_on)
    return page(
        "programmes/show.html",
        programme=row,
        sentence=views.sentence(row),
        cards=views.area_cards(row, tasks, seen_on),
        stages=views.stage_lines(stages, tasks),
        late=[lines.line(task) for task in late[: views.LATE_SHOWN]],
        late_more=max(len(late) - views.LATE_SHOWN, 0),
        later=sum(task.late_days > 0 for task in tasks) - len(late),
        blockers=blockers,
        others=others,
        baseline=views.baseline_line(row),
        mail=views.mail_line(mails),
        round=coming,
        today=today,
    )
