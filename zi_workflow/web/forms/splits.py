"""What is typed to split a task: two titles and two spans, with everything that is wrong at once; computes no plan."""

from __future__ import annotations

from datetime import date

from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.i18n import _
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.usecases.splits import MOST_TITLE, Part
from zi_workflow.web.forms.acting import Filled

PARTS = (1, 2)
FIELDS = tuple(f"{name}{part}" for part in PARTS for name in ("title", "start", "finish"))


def halves(row: TaskRow, on: date, calendar: WorkCalendar) -> dict[str, str]:
    """What the form begins with: the task's own title twice, and its expected working days cut in the middle."""
    expected = row.forecast
    begins = calendar.start_index(max(expected.forecast_start if expected else row.planned_start or on, on))
    ends = max(
        begins, calendar.finish_index(expected.forecast_finish if expected else row.planned_finish or on)
    )
    middle = begins + (ends - begins) // 2
    first, second = (begins, middle), (min(middle + 1, ends), ends)
    spans = [[calendar.day(index).isoformat() for index in half] for half in (first, second)]
    title = row.title[: MOST_TITLE - 20]
    return {
        "title1": _("{title} (part {n})", title=title, n=1),
        "start1": spans[0][0],
        "finish1": spans[0][1],
        "title2": _("{title} (part {n})", title=title, n=2),
        "start2": spans[1][0],
        "finish2": spans[1][1],
    }


def check(filled: Filled) -> None:
    """Say what is wrong about titles and dates."""
    for number in PARTS:
        title = f"title{number}"
        if len(filled.value(title)) > MOST_TITLE:
            filled.problems[title] = _("Please write at most {n} characters.", n=MOST_TITLE)
        days = {name: filled.read_day(f"{name}{number}") for name in ("start", "finish")}
        if days["start"] and days["finish"] and days["finish"] < days["start"]:
            filled.problems[f"finish{number}"] = _("Please choose a last day that is not before the first.")


def part(filled: Filled, number: int) -> Part:
    """One half of a form that was checked."""
    start, finish = (date.fromisoformat(filled.value(f"{name}{number}")) for name in ("start", "finish"))
    return Part(title=filled.value(f"title{number}"), start=start, finish=finish)
