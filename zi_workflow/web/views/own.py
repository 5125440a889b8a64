"""A person's own tasks as their page shows them: one sentence, what is late, what comes, what waits; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from zi_workflow.domain.tasks import IN_REVIEW, State
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries.pages import TaskRow
from zi_workflow.usecases.own_work import Share
from zi_workflow.web.views import words
from zi_workflow.web.views.decisions import DecisionLine
from zi_workflow.web.views.tasks import TaskLine, TaskViews, last_day, waiting

SUNDAY = 6
NEAREST = 10


@dataclass(frozen=True, slots=True)
class OwnLine:
    """One task of somebody's: `waits` says who waits for it, `why` for whom it waits itself and why."""

    programme: str
    unit: str
    task: TaskLine
    due: date | None
    waits: str
    why: str


@dataclass(frozen=True, slots=True)
class Group:
    """Tasks that are due about then, and what to do when there are none."""

    key: str
    title: str
    lines: Sequence[OwnLine]
    empty: str
    shown: int | None = None

    @property
    def first(self) -> Sequence[OwnLine]:
        """Those that are seen at once; of what comes later only the nearest."""
        return self.lines[: self.shown]

    @property
    def rest(self) -> Sequence[OwnLine]:
        """Those under the fold."""
        return self.lines[self.shown :] if self.shown is not None else ()


@dataclass(frozen=True, slots=True)
class OwnTasks:
    """The page: `others` are the tasks that wait for somebody else."""

    sentence: str
    late: bool
    groups: Sequence[Group]
    others: Sequence[OwnLine]
    deciding: Sequence[DecisionLine] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing at all."""
        return not self.others and not self.deciding and not any(group.lines for group in self.groups)


def own_tasks(shares: Iterable[Share], person_id: str, deciding: Sequence[DecisionLine] = ()) -> OwnTasks:
    """Everything that is with somebody, those of each group by their day, and what waits for their decision."""
    found: dict[str, list[OwnLine]] = {"late": [], "today": [], "week": [], "next": [], "others": []}
    for share in shares:
        views = TaskViews(share.tasks, share.people, share.programme.as_of or share.on)
        for row in share.own:
            line = _line(share, views, row, person_id)
            found["others" if line.why else _when(line.due, share.on)].append(line)
    for lines in found.values():
        lines.sort(key=lambda line: (line.due or date.max, line.task.code))
    groups = (
        Group("late", _("Late"), found["late"], _("Nothing of yours is late.")),
        Group("today", _("Today"), found["today"], _("Nothing is due today.")),
        Group(
            "week", _("This week"), found["week"], _("Nothing is due this week. Go on with what comes next.")
        ),
        Group("next", _("Next"), found["next"], _("Nothing else is planned for you yet."), NEAREST),
    )
    sentence = _sentence(found, len(deciding))
    return OwnTasks(sentence, bool(found["late"]), groups, found["others"], deciding)


def _when(due: date | None, on: date) -> str:
    if due is None or due > on + timedelta(days=SUNDAY - on.weekday()):
        return "next"
    if due == on:
        return "today"
    return "late" if due < on else "week"


def _line(share: Share, views: TaskViews, row: TaskRow, person_id: str) -> OwnLine:
    task = views.line(row)
    programme = share.programme
    why = _why(share, row, task, person_id)
    return OwnLine(programme.code, programme.unit, task, last_day(row), waiting(row, share.tasks), why)


def _why(share: Share, row: TaskRow, task: TaskLine, person_id: str) -> str:
    """For whom a task waits, and why; empty when its doer can act."""
    holder = task.holder
    if holder is not None:
        facts = {"title": holder.title, "code": holder.code, "area": holder.area, "who": holder.who}
        return _("Waits for {title} ({code}) of {area}: {who} can act.", **facts)
    state = State(row.state)
    if state not in IN_REVIEW:
        return ""
    duty, decides = row.duty, state is State.VERIFIED
    found = share.people.approver(duty) if decides else share.people.verifier(duty, person_id)
    office = duty.approver if decides else duty.verifier
    who = found.name if found is not None else words.role(office or duty.verifier)
    return (
        _("{who} has yet to decide on it.", who=who) if decides else _("{who} has yet to review it.", who=who)
    )


def _sentence(found: dict[str, list[OwnLine]], deciding: int) -> str:
    """Where the person stands, and what is best done first."""
    late, today, week, later = found["late"], found["today"], found["week"], found["next"]
    first = next((line.task.title for line in (*late, *today, *week, *later)), "")
    if late:
        return ngettext(
            "{n} task of yours is late; please begin with “{title}”.",
            "{n} tasks of yours are late; please begin with “{title}”.",
            len(late),
            title=first,
        )
    if today:
        return ngettext(
            "{n} task of yours is due today; please begin with “{title}”.",
            "{n} tasks of yours are due today; please begin with “{title}”.",
            len(today),
            title=first,
        )
    if week:
        return ngettext(
            "{n} task of yours is due this week; please begin with “{title}”.",
            "{n} tasks of yours are due this week; please begin with “{title}”.",
            len(week),
            title=first,
        )
    if deciding:
        return ngettext(
            "Nothing of your own is due this week; {n} matter waits for your decision.",
            "Nothing of your own is due this week; {n} matters wait for your decision.",
            deciding,
        )
    if later and later[0].due is not None:
        return _("Nothing is due this week; next comes “{title}”, due {day}.", title=first, day=later[0].due)
    if later:
        return _("Nothing is due this week; next comes “{title}”.", title=first)
    if found["others"]:
        return _("There is nothing for you to do today: all your tasks wait for somebody else.")
    return _("You have no task today.")
