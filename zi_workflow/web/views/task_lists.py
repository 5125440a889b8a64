"""The list of a programme's tasks as its page and its files show it; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from zi_workflow.domain.errors import N_
from zi_workflow.i18n import _
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.pages import StageRow, TaskRow
from zi_workflow.storage.queries.task_lists import AREA, STAGE, STANDING, Standing
from zi_workflow.web.listing import Column, Filter, Listing
from zi_workflow.web.views import words
from zi_workflow.web.views.tasks import TaskLine, TaskViews

FILTERS = (STANDING, AREA, STAGE)
STANDINGS = {Standing.LATE: N_("late"), Standing.OPEN: N_("not finished"), Standing.DONE: N_("done")}


class Line(NamedTuple):
    """A task and how it is shown."""

    row: TaskRow
    shown: TaskLine

    @property
    def expected(self) -> date | None:
        """When it is expected to be done, or was."""
        return self.shown.forecast_finish


COLUMNS = (
    Column("code", N_("Code"), lambda line: line.row.code, sorts=False, shown=False),
    Column("task", N_("Task"), lambda line: line.row.title),
    Column("area", N_("Area"), lambda line: line.shown.area, sorts=False, shown=False),
    Column("who", N_("With whom"), lambda line: line.shown.who, sorts=False),
    Column("status", N_("State"), lambda line: line.shown.status.word, sorts=False, shown=False),
    Column("plan", N_("Planned finish"), lambda line: line.shown.planned_finish),
    Column("finish", N_("Expected finish"), lambda line: line.expected),
    Column("late", N_("Working days late"), lambda line: line.row.late_days, number=True, most_first=True),
    Column("causes", N_("Cause"), lambda line: line.shown.causes, sorts=False, shown=False),
)


def listing(
    code: str, wanted: Wanted, total: int, areas: Iterable[str], stages: Sequence[StageRow]
) -> Listing:
    """The list of the programme with that code."""
    named = [(key, words.area(key)) for key in words.in_order(areas)]
    return Listing(
        path=f"/programme/{code}/task",
        columns=COLUMNS,
        filters=(
            Filter(STANDING, _("Standing"), [(str(key), _(text)) for key, text in STANDINGS.items()]),
            Filter(AREA, _("Area"), named, folded=True),
            Filter(STAGE, _("Stage"), [(stage.key, stage.title) for stage in stages], folded=True),
        ),
        wanted=wanted,
        total=total,
        searches=_("Task or code"),
    )


def lines(rows: Iterable[TaskRow], views: TaskViews) -> Iterator[Line]:
    """The tasks, each with how it is shown."""
    return (Line(row, views.line(row)) for row in rows)
