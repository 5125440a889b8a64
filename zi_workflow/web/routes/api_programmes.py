"""For programs: programmes, their tasks and when the unit works; only what the token's person sees."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Response

from zi_workflow.domain.errors import ForbiddenError
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.frameworks.loader import labelled
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import pages, task_lists
from zi_workflow.storage.queries.calendars import rounds
from zi_workflow.storage.queries.histories import history
from zi_workflow.storage.queries.lists import Wanted, page_within
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.programmes import programme_facts
from zi_workflow.storage.queries.task_lists import Standing
from zi_workflow.storage.queries.tasks import task_facts
from zi_workflow.usecases import own_work
from zi_workflow.usecases.plans import named_off
from zi_workflow.web.api import answers, shapes
from zi_workflow.web.api.sight import REFUSALS, InSight, TaskInSight
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views.histories import history_lines
from zi_workflow.web.views.tasks import TaskViews

router = APIRouter(prefix="/api/v1", responses=REFUSALS, tags=["programmes"])
Word = Annotated[str | None, Query(max_length=60, pattern=r"^[^\x00]*$")]


@router.get("/tasks")
def own(viewer: FromViewer, sources: FromRequest) -> shapes.Tasks:
    """The tasks that are with the token's person today and not finished, in every running programme."""
    with sources.store.reading() as session:
        return answers.own_tasks(own_work.shares(session, viewer, sources.now()))


@router.get("/programmes")
def programmes(sources: FromRequest) -> shapes.Programmes:
    """Every programme in sight."""
    with sources.store.reading() as session:
        found = pages.programmes(session, scope(Action.SEE_PROGRAMME))
    return shapes.Programmes(items=[answers.programme(row) for row in found])


@router.get("/programmes/{code}")
def programme(row: InSight, sources: FromRequest, response: Response) -> shapes.ProgrammeInFull:
    """Where a programme stands and what holds it up; its version is the ETag."""
    today = sources.today(row.zone)
    with sources.store.reading() as session:
        version = programme_facts(session, row.id).version
        tasks, views = _views(session, sources, row)
        stages = pages.stages(session, row.id)
        coming = pages.next_round(session, row.id, today)
    response.headers["ETag"] = f'"{version}"'
    return answers.programme_in_full(row, version, stages, coming, tasks, views)


@router.get("/programmes/{code}/tasks")
def tasks(
    row: InSight,
    sources: FromRequest,
    area: Word = None,
    stage: Word = None,
    standing: Standing | None = None,
    page: Annotated[int, Query(ge=1, le=1_000_000)] = 1,
) -> shapes.Tasks:
    """The tasks of a programme in its order, 50 a page, narrowed by area, stage and standing."""
    chosen = {"area": area, "stage": stage, "standing": standing}
    wanted = Wanted(page=page, chosen={key: str(value) for key, value in chosen.items() if value})
    with sources.store.reading() as session:
        _known, views = _views(session, sources, row)
        rows = task_lists.tasks(row.id, wanted)
        total = rows.total(session)
        number = page_within(wanted, total)
        found = rows.page(session, number)
    lines = [answers.task_line(row.code, each, views) for each in found]
    return shapes.Tasks(items=lines, page=number, total=total)


@router.get("/programmes/{code}/tasks/{task}")
def task(
    row: InSight, task: TaskInSight, viewer: FromViewer, sources: FromRequest, response: Response
) -> shapes.Task:
    """A task with its analysis, why it is late, what can be done and what was done; its version is the ETag."""
    with sources.store.reading() as session:
        known, views = _views(session, sources, row)
        facts = task_facts(session, row.id, task)
        can = _can(session, sources, viewer, row, task)
        happened = history(session, row.id, task)
    found = next(each for each in known if each.code == task)
    lines = ((each.kind, line) for each in happened for line in history_lines([each], viewer.person_id))
    response.headers["ETag"] = f'"{facts.version}"'
    return answers.task(
        row.code,
        found,
        views,
        version=facts.version,
        can=can,
        items=labelled(row.framework, found.items),
        history=lines,
    )


@router.get("/programmes/{code}/calendar")
def calendar(row: InSight, sources: FromRequest) -> shapes.Calendar:
    """The unit's week, the days off that decrees give it, and the programme's monev rounds."""
    with sources.store.reading() as session:
        off = named_off(session, row.unit_id)
        held = rounds(session, row.id)
    return shapes.Calendar(
        zone=row.zone,
        week=list(row.week),
        days_off=[shapes.DayOff(day=day, name=name) for day, name in sorted(off.items())],
        rounds=[answers.monev(each) for each in held],
    )


def _views(session: Session, sources: Sources, row: ProgrammeRow) -> tuple[list[TaskRow], TaskViews]:
    today = sources.today(row.zone)
    known = pages.tasks(session, row.id)
    return known, TaskViews(known, directory(session, row.unit_id, today), row.as_of or today)


def _can(session: Session, sources: Sources, viewer: Viewer, row: ProgrammeRow, task: str) -> list[str]:
    try:
        situation = own_work.look(session, viewer, row.id, task, sources.now())
    except ForbiddenError:  # they see it and do not work on it
        return []
    return [str(each) for each in own_work.purposes(session, situation)]
