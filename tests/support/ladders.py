"""One programme's ladder morning by morning, without a store: what is due, and what was told; knows no mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from tests.support.plans import plan, task
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.ladder import decide
from zi_workflow.domain.notices import NoticeKind, NoticeState
from zi_workflow.domain.offices import Charge
from zi_workflow.domain.plans import Plan, PlanTask
from zi_workflow.domain.situations import LadderTask, Notice, Past, Rules, Situation, WorkState

HOLDERS: Mapping[tuple[str, str | None], str] = {
    ("coordinator", "tl"): "ayu",
    ("coordinator", "pp"): "budi",
    ("team_lead", None): "citra",
    ("head", None): "head",
    ("assistance_team", None): "team",
}


@dataclass
class Offices:
    """Who holds which office, and who is away with nobody in their place."""

    holders: Mapping[tuple[str, str | None], str] = field(default_factory=lambda: HOLDERS)
    away: set[str] = field(default_factory=set)

    def holder(self, role: str, area: str | None) -> str | None:
        """The person in an office."""
        return self.holders.get((role, area))

    def can_receive(self, person: str) -> bool:
        """Whether the person is there."""
        return person not in self.away


@dataclass
class Mornings:
    """The decisions of successive mornings; what they tell is remembered as the store would."""

    plan: Plan
    tasks: dict[str, LadderTask] = field(default_factory=dict)
    offices: Offices = field(default_factory=Offices)
    past: dict[str, list[Past]] = field(default_factory=dict)

    def task(self, code: str) -> LadderTask:
        """A task as the ladder sees it; by default work of `member-<area>` in the area's hands."""
        of = next(task for task in self.plan.tasks if task.id == code)
        usual = LadderTask(code, WorkState.OPEN, Charge(f"member-{of.area}", "member", of.area))
        return self.tasks.get(code, replace(usual, not_before=of.not_before))

    def change(self, code: str, **values: object) -> None:
        """Something about the task is different from now on."""
        self.tasks[code] = replace(self.task(code), **values)  # type: ignore[arg-type]

    def replan(self, code: str, **values: object) -> None:
        """The plan or the actuals of a task are different from now on."""
        done = "finished" in values
        changed = [replace(t, **values) if t.id == code else t for t in self.plan.tasks]  # type: ignore[arg-type]
        self.plan = replace(self.plan, tasks=tuple[PlanTask, ...](changed))
        if done:
            self.change(code, state=WorkState.DONE)

    def decided(self, on: date, ends: NoticeState = NoticeState.TOLD) -> list[Notice]:
        """The notices of a morning; those that are due end in the given state."""
        history = {code: tuple(past) for code, past in self.past.items()}
        tasks = {task.id: self.task(task.id) for task in self.plan.tasks}
        situation = Situation(analyse(self.plan, on), tasks, self.offices, history, Rules())
        decision = decide(situation, on)
        for code, about in decision.closed:
            self.past[code] = [replace(p, closed=p.closed or p.about is about) for p in self.past[code]]
        for notice in decision.notices:
            self._remember(notice, ends, on)
        return list(decision.notices)

    def _remember(self, notice: Notice, ends: NoticeState, on: date) -> None:
        state = ends if notice.state is NoticeState.DUE else notice.state
        self.past.setdefault(notice.task, []).append(
            Past(
                notice.kind,
                notice.about,
                notice.cycle,
                notice.level,
                notice.rung,
                notice.recipient,
                notice.role,
                state,
                on,
            )
        )

    def told(self, on: date, ends: NoticeState = NoticeState.TOLD) -> list[str]:
        """What is due on a morning, in words: `overdue 1 TL-01 to member-tl`."""
        return [words(n) for n in self.decided(on, ends) if n.state is NoticeState.DUE]

    def late(self, on: date, ends: NoticeState = NoticeState.TOLD) -> list[str]:
        """The same without who may begin and who waits."""
        quiet = (NoticeKind.READY, NoticeKind.WAITING)
        notices = [n for n in self.decided(on, ends) if n.kind not in quiet]
        return [words(n) for n in notices if n.state is NoticeState.DUE]


def words(notice: Notice) -> str:
    """A notice in short."""
    number = notice.rung if notice.kind is NoticeKind.REMINDER else notice.level
    shown = [str(notice.kind), *([str(number)] if number is not None else []), notice.task]
    return f"{' '.join(shown)} to {notice.recipient}"


def march(day: int) -> date:
    """A day of March 2025."""
    return date(2025, 3, day)


def weekdays(first: int, last: int) -> list[date]:
    """Mondays to Fridays of March 2025."""
    days = [march(1) + timedelta(days=n - 1) for n in range(first, last + 1)]
    return [day for day in days if day.weekday() < 5]


def alone(days: int = 3) -> Mornings:
    """One task of area tl from Monday on."""
    return Mornings(plan(task("tl-1", days)))


def chain() -> Mornings:
    """A task of tl for three days, and one of pp that waits for it."""
    return Mornings(plan(task("tl-1", 3), task("pp-1", 2, "tl-1")))


def by_day(mornings: Mornings, first: int, last: int) -> dict[int, list[str]]:
    """Day of March -> what was told about late or nearly late work, quiet days left out."""
    found = {day.day: mornings.late(day) for day in weekdays(first, last)}
    return {day: told for day, told in found.items() if told}
