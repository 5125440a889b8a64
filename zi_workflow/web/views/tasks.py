"""A task as a line or a page shows it: status in word and shape, why it is late, whose it is; no query, no HTML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from zi_workflow.domain.blockers import PlanState
from zi_workflow.domain.people import Directory, Duty
from zi_workflow.domain.tasks import State
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries.mail_pages import NoticeItem
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.web.views import words

MOST_NAMED = 3


class Status(NamedTuple):  # tuples, as these three are made and looked up by the hundred for a page
    """Word, shape and colour role; the shape carries no meaning of its own."""

    shape: str
    word: str
    tone: str


class Holder(NamedTuple):
    """The task that holds another one back, and who can act on it."""

    code: str
    title: str
    area: str
    who: str


class TaskLine(NamedTuple):
    """One task in a list."""

    code: str
    title: str
    area: str
    who: str
    status: Status
    late: str
    planned_finish: date | None
    forecast_finish: date | None
    causes: str
    holder: Holder | None


class TaskViews:
    """Shows the tasks of one programme, each with the others around it and the people of the day."""

    def __init__(self, tasks: list[TaskRow], people: Directory, today: date) -> None:
        self.rows: Mapping[str, TaskRow] = {row.code: row for row in tasks}
        self.people = people
        self.today = today
        self._whose: dict[Duty, str] = {}

    def line(self, row: TaskRow) -> TaskLine:
        """A task as a line of a list."""
        forecast = row.forecast
        return TaskLine(
            code=row.code,
            title=row.title,
            area=words.area(row.area),
            who=self.who(row),
            status=self.status(row),
            late=self.late(row),
            planned_finish=row.planned_finish,
            forecast_finish=row.finished or (forecast.forecast_finish if forecast else None),
            causes=words.causes(forecast.because) if forecast and row.late_days else "",
            holder=self.holder(row),
        )

    def late(self, row: TaskRow) -> str:
        """How late it is against the plan; only expected to be as long as its last day has not passed."""
        if not row.late_days:
            return ""
        due, days = last_day(row), words.days(row.late_days)
        if not row.done and due is not None and due >= self.today:
            return _("expected {days} late", days=days)
        return _("{days} late", days=days)

    def status(self, row: TaskRow) -> Status:
        """The status of a task in a word and a shape."""
        fixed = _FIXED.get(State(row.state))
        if fixed is not None:
            return fixed()
        holder = self.rows.get(row.blocked_by or "")
        if holder is not None:
            return Status("‖", _("waits for {area}", area=words.area(holder.area)), "wait")
        if actionable(row, self.today):
            return Status("○", _("can be started"), "open")
        return Status("○", _("not started"), "open")

    def holder(self, row: TaskRow) -> Holder | None:
        """Who can act so that a waiting task may begin."""
        found = self.rows.get(row.blocked_by or "")
        if found is None:
            return None
        return Holder(found.code, found.title, words.area(found.area), self.who(found))

    def who(self, row: TaskRow) -> str:
        """Whose work it is: a name, or the office when nobody holds it."""
        if row.duty not in self._whose:
            self._whose[row.duty] = self._who(row.duty)
        return self._whose[row.duty]

    def _who(self, duty: Duty) -> str:
        if duty.external:
            person = self.people.people.get(duty.assignee_id or "") or self.people.holder(duty.responsible)
        else:
            person = self.people.assignee(duty)
        return person.name if person is not None else words.role(duty.responsible)


_FIXED = {
    State.DONE: lambda: Status("●", _("done"), "done"),
    State.NOT_APPLICABLE: lambda: Status("✕", _("does not apply"), "done"),
    State.IN_PROGRESS: lambda: Status("◐", _("under way"), "run"),
    State.RETURNED: lambda: Status("◐", _("returned for correction"), "run"),
    State.SUBMITTED: lambda: Status("◐", _("waits for review"), "run"),
    State.VERIFIED: lambda: Status("◐", _("waits for the decision"), "run"),
}


def actionable(row: TaskRow, today: date) -> bool:
    """Whether somebody can work on it today: begun, or held back by no task and by no date."""
    if row.forecast is None or row.done or row.forecast.state == PlanState.WAITING:
        return False
    return row.started is not None or row.forecast.forecast_start <= today


def another_week(row: TaskRow) -> str:
    """What another week on this task costs; empty where nobody can act on it now or nothing is known."""
    forecast = row.forecast
    if forecast is None or forecast.moves is None or row.done:
        return ""
    if not forecast.moves and not forecast.finish_days:
        return _("Another week would move nothing else.")
    losses = []
    if forecast.finish_days:
        losses.append(_("the programme's finish {days}", days=words.days(forecast.finish_days)))
    if forecast.other_areas_days:
        losses.append(_("tasks of other areas {days} in all", days=words.days(forecast.other_areas_days)))
    if forecast.moves:
        losses.append(ngettext("{n} task moves", "{n} tasks move", forecast.moves))
    return _("Another week costs: {losses}.", losses=", ".join(losses))


def last_day(row: TaskRow) -> date | None:
    """The day by which mails want it handed in."""
    return row.forecast.clock if row.forecast else row.planned_finish


def waiting(row: TaskRow, tasks: list[TaskRow]) -> str:
    """Which tasks wait for this one, the first of them by name."""
    held = [task for task in tasks if task.blocked_by == row.code]
    if not held:
        return ""
    named = [_waits(task) for task in held[:MOST_NAMED]]
    rest = len(held) - len(named)
    names = "; ".join([*named, *([_("and {n} others", n=rest)] if rest else [])])
    return ngettext(
        "{n} task waits for it: {names}.", "{n} tasks wait for it: {names}.", len(held), names=names
    )


def _waits(task: TaskRow) -> str:
    """A waiting task by title, code, area and day, by which tasks of one title are told apart."""
    title, area = f"{task.title} ({task.code})", words.area(task.area)
    if task.planned_start is None:
        return f"{title}, {area}"
    return _("{title}, {area}, planned from {day}", title=title, area=area, day=task.planned_start)


def why_no_reminder(
    row: TaskRow, programme: ProgrammeRow, notices: list[NoticeItem], waits: bool, today: date
) -> str:
    """Why nobody was reminded of this task; empty when somebody was told."""
    if any(notice.state == "told" for notice in notices):
        return ""
    if programme.state == "draft":
        return _("The programme is not active yet, so nothing is sent about it.")
    if row.done:
        return _("The task is finished, so nobody needs a reminder.")
    if waits:
        return _("The task waits for another one; that one is reminded instead.")
    if row.duty.external:
        return _(
            "An outside party does this; the unit can only wait, and its coordinator sees it as waiting outside."
        )
    if row.forecast is not None and row.forecast.clock > today:
        return _("It is not due yet: reminders begin seven working days before the last day.")
    return _("Nothing has fallen due so far.")
