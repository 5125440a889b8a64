"""A programme's timeline: plan and forecast of every task as a drawing, and the same rows as a table."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from zi_workflow.frameworks import loader
from zi_workflow.storage.queries import pages, timelines
from zi_workflow.storage.queries.pages import ProgrammeRow, RoundRow, StageRow, TaskRow
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.timelines import Tie
from zi_workflow.usecases.plans import days_off
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import programmes as sentences
from zi_workflow.web.views import timeline as views
from zi_workflow.web.views import words
from zi_workflow.web.views.neighbours import neighbours
from zi_workflow.web.views.tasks import TaskViews, another_week

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Course:
    """A programme as its timeline needs it."""

    programme: ProgrammeRow
    tasks: list[TaskRow]
    stages: Sequence[StageRow]
    ties: Sequence[Tie]
    gates: Collection[str]
    rounds: Sequence[RoundRow]
    off: Collection[date]
    lines: TaskViews
    today: date


@router.get("/programme/{code}/linimasa")
def show(
    code: str,
    sources: FromRequest,
    area: str | None = None,
    stage: str | None = None,
    task: str | None = None,
    rapat: bool = False,
) -> HTMLResponse:
    """The tasks over time; `task` is the one whose arrows are drawn, `rapat` the narrow rows for paper."""
    course = _course(sources, code)
    programme = course.programme
    shown = [each for each in course.tasks if area in (None, each.area) and stage in (None, each.stage)]
    chosen = course.lines.rows.get(task or "")
    frame = views.Frame(course.today, chosen.code if chosen else None, rapat)
    areas = [(key, words.area(key)) for key in words.in_order(each.area for each in course.tasks)]
    stages = [(each.key, each.title) for each in course.stages]
    return page(
        "timeline/show.html",
        programme=programme,
        sentence=sentences.sentence(programme),
        chart=_chart(course, shown, frame),
        rounds=course.rounds,
        shown=len(shown),
        chosen=course.lines.line(chosen) if chosen else None,
        cost=another_week(chosen) if chosen else "",
        items=loader.labelled(programme.framework, chosen.items) if chosen else [],
        neighbours=neighbours(chosen.code, course.ties, course.lines) if chosen else None,
        areas=areas,
        stages=stages,
        narrowed=", ".join(name for key, name in (*areas, *stages) if key in (area, stage)),
        query={"area": area, "stage": stage, "task": frame.chosen, "rapat": int(rapat) or None},
    )


def _course(sources: Sources, code: str) -> Course:
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        today = sources.today(programme.zone)
        tasks = pages.tasks(session, programme.id)
        people = directory(session, programme.unit_id, today)
        return Course(
            programme,
            tasks,
            pages.stages(session, programme.id),
            timelines.ties(session, programme.id),
            timelines.gates(session, programme.id),
            timelines.rounds(session, programme.id),
            days_off(session, programme.unit_id),
            TaskViews(tasks, people, programme.as_of or today),
            today,
        )


def _chart(course: Course, shown: Sequence[TaskRow], frame: views.Frame) -> views.Chart | None:
    is_off = views.off_days(course.programme.week, course.off)
    return views.chart(shown, course.lines, frame, course.gates, course.ties, course.rounds, is_off)
