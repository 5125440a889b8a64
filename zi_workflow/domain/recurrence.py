"""From the template of a framework to the dated tasks of one programme; knows no people, no actuals, no store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from graphlib import TopologicalSorter

from zi_workflow.domain.calendars import FIVE_DAYS, WorkCalendar
from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.frameworks import (
    OUTSIDE,
    Framework,
    Link,
    Milestone,
    Recurrence,
    TaskTemplate,
    YearDay,
)
from zi_workflow.domain.periods import Period, period_of, periods, programme_quarter
from zi_workflow.domain.plans import Dependency, Plan, PlanTask, Span

YEARS_AHEAD, DAYS_BACK = 8, 800
EARLIEST, LATEST = date(1990, 1, 1), date(2199, 12, 31)


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInstance:
    """A dated task of a programme; `days` are working days, roles are keys of `people.Role`.

    `baseline` is the plan when everybody keeps to it; `due` is a date the calendar year fixes, where one does.
    `milestone` marks what outside parties do after the proposal. `serves` is the area that waits for outside work.
    """

    code: str
    template: str
    area: str
    stage: str
    title: str
    days: int
    after: tuple[Dependency, ...]
    responsible: str
    verifier: str
    evidence: tuple[str, ...]
    baseline: Span
    not_before: date | None = None
    due: date | None = None
    period: str | None = None
    occurrence: int = 1
    approver: str | None = None
    gate: bool = False
    external: bool = False
    milestone: bool = False
    serves: str | None = None
    items: tuple[str, ...] = ()

    @property
    def due_date(self) -> date:
        """The day it is wanted: the fixed one, else the finish of the baseline."""
        return self.due or self.baseline.finish


@dataclass(frozen=True, slots=True)
class _Slot:
    """An occurrence to come: its period and the index of the working day it is due."""

    period: Period
    due: int


@dataclass(frozen=True, slots=True)
class _Group:
    """One occurrence as planned: its instances (one, or one per area) and the index of its last day."""

    period: Period | None
    codes: tuple[str, ...]
    finish: int


def horizon(start: date) -> tuple[date, date]:
    """First and last day a calendar must cover for `instances`; InputError for a start in another age."""
    if not EARLIEST <= start <= LATEST:
        message = N_("A programme starts between {first} and {last}, not on {start}.")
        raise InputError(Problem(message, {"first": EARLIEST, "last": LATEST, "start": start}))
    return start - timedelta(days=DAYS_BACK), date(start.year + YEARS_AHEAD, 12, 31)


def instances(framework: Framework, start: date, calendar: WorkCalendar) -> tuple[TaskInstance, ...]:
    """The whole template as dated tasks, in template order; `framework` is a checked one (no cycle).

    Recurring tasks come back until the end of the edition's last quarter. Leading periods that end before the
    work they rest on can be done are left out, and so is the same period of what rests on them. A fixed due date
    is the first one, counted from its year, that the baseline meets. `#n` beyond the last occurrence means the
    last. The calendar must cover `horizon(start)`.
    """
    builder = _Builder(framework, start, calendar)
    entries = {entry.code: entry for entry in framework.entries}
    before = {code: [link.code for link in entry.after] for code, entry in entries.items()}
    for milestone in framework.milestones:
        before[milestone.code].append(framework.edition.proposal)
    sorter = TopologicalSorter(before)
    for code in sorter.static_order():
        builder.add(entries[code])
    return tuple(made for code in entries for made in builder.made[code])


def plan_of(
    tasks: Iterable[TaskInstance],
    start: date,
    deadline: date | None = None,
    week: tuple[str, ...] = FIVE_DAYS,
    days_off: frozenset[date] = frozenset(),
) -> Plan:
    """The instances as a plan for the engine.

    Milestones lie after the proposal: leave them out (`not task.milestone`) when the deadline is the proposal's.
    """
    return Plan(start, tuple(_planned(task) for task in tasks), deadline, week, days_off)


def _planned(task: TaskInstance) -> PlanTask:
    return PlanTask(task.code, task.area, task.days, task.title, task.after, task.not_before)


class _Builder:
    """Plans template after template, predecessors first, and remembers each occurrence's last day."""

    def __init__(self, framework: Framework, start: date, calendar: WorkCalendar) -> None:
        self.framework, self.start, self.calendar = framework, start, calendar
        self.templates = {task.code: task for task in framework.tasks}
        self.groups: dict[str, list[_Group]] = {}
        self.made: dict[str, list[TaskInstance]] = {}

    def add(self, entry: TaskTemplate | Milestone) -> None:
        self.groups[entry.code], self.made[entry.code] = [], []
        if isinstance(entry, Milestone):
            self._place(_outside(entry), self._opening(entry))
        elif entry.recur is None:
            later = entry.quarter > 1
            self._place(entry, programme_quarter(self.start, entry.quarter).first if later else None)
        else:
            slots = self._slots(entry, entry.recur)
            while len(slots) > 1 and not self._in_time(entry, slots[0]):
                slots.pop(0)
            for slot in slots:
                self._place(entry, self.calendar.day(slot.due - entry.days + 1), slot)

    # -- when

    def _opening(self, milestone: Milestone) -> date:
        proposal = self.made[self.framework.edition.proposal][0]
        opens = milestone.opens
        return date(proposal.due_date.year + opens.year, opens.month, opens.day)

    def _slots(self, task: TaskTemplate, recurrence: Recurrence) -> list[_Slot]:
        """The occurrences up to the last quarter; always one, even beyond it."""
        last = programme_quarter(self.start, task.recur_until or self.framework.edition.quarters).last
        if task.due is None:
            since = max(self.start, programme_quarter(self.start, task.quarter).first)
            chosen = list(periods(recurrence, since, last)) or [period_of(recurrence, since)]
            return [_Slot(period, self._after_period(period, task)) for period in chosen]
        due = list(self._fixed(task.due))
        first_end = self.calendar.start_index(self.start) + task.days - 1
        slots = [_Slot(period_of(recurrence, self.calendar.day(d)), d) for d in due if d >= first_end]
        within = [slot for slot in slots if self.calendar.day(slot.due) <= last]
        return within or slots[:1]

    def _after_period(self, period: Period, task: TaskTemplate) -> int:
        days = task.due_after or 0
        if days == 0:
            return self.calendar.finish_index(period.last)
        return self.calendar.start_index(period.last + timedelta(days=1)) + days - 1

    def _fixed(self, due: YearDay) -> Iterator[int]:
        for year in range(self.start.year + due.year, self.start.year + YEARS_AHEAD):
            yield self.calendar.finish_index(date(year, due.month, due.day))

    def _in_time(self, task: TaskTemplate, slot: _Slot) -> bool:
        """Whether what the occurrence rests on exists in its period and lets it end on its due day."""
        for link in task.after:
            recurs = self.templates[link.code].recur
            if recurs is task.recur and link.occurrence is None:
                ready = any(group.period == slot.period for group in self.groups[link.code])
            else:
                standing = recurs is None or link.occurrence is not None
                ready = not standing or self._group(link, slot.period).finish + task.days <= slot.due
            if not ready:
                return False
        return True

    # -- after what

    def _group(self, link: Link, period: Period | None) -> _Group:
        """The occurrence a dependency means; the nearest one where that does not exist."""
        groups = self.groups[link.code]
        if link.occurrence is not None:
            return groups[min(link.occurrence, len(groups)) - 1]
        mine = groups[0].period
        if period is None or mine is None or mine.longer_than(period):
            return groups[0]
        return next((g for g in reversed(groups) if g.period and g.period.last <= period.last), groups[0])

    # -- what

    def _place(self, task: TaskTemplate, not_before: date | None, slot: _Slot | None = None) -> None:
        period = slot.period if slot else None
        before = [self._group(link, period) for link in task.after]
        earliest = max(self.start, not_before or self.start)
        begin = max([self.calendar.start_index(earliest), *(group.finish + 1 for group in before)])
        finish = begin + task.days - 1
        common = TaskInstance(
            code=task.code if period is None else f"{task.code}.{period.label}",
            template=task.code,
            area=task.area,
            stage=task.stage,
            title=task.title,
            days=task.days,
            after=tuple(
                Dependency(code) for code in dict.fromkeys(c for group in before for c in group.codes)
            ),
            responsible=task.responsible,
            verifier=task.verifier,
            evidence=task.evidence,
            baseline=Span(self.calendar.day(begin), self.calendar.day(finish)),
            not_before=not_before,
            due=self._due(task, slot, finish),
            period=period.label if period else None,
            occurrence=len(self.groups[task.code]) + 1,
            approver=task.approver,
            gate=task.gate,
            external=task.external,
            milestone=task.code not in self.templates,
            serves=task.serves,
            items=task.items,
        )
        made = list(self._per_area(common)) if task.per_area else [common]
        self.made[task.code] += made
        self.groups[task.code].append(_Group(period, tuple(each.code for each in made), finish))

    def _due(self, task: TaskTemplate, slot: _Slot | None, finish: int) -> date | None:
        if task.due is None:
            return None
        if slot is not None:
            return self.calendar.day(slot.due)
        met = next((day for day in self._fixed(task.due) if day >= finish), None)
        return None if met is None else self.calendar.day(met)

    def _per_area(self, task: TaskInstance) -> Iterator[TaskInstance]:
        for area in self.framework.change_areas:
            code = f"{task.template}.{area}{task.code.removeprefix(task.template)}"
            yield replace(task, code=code, area=area)


def _outside(milestone: Milestone) -> TaskTemplate:
    return TaskTemplate(
        code=milestone.code,
        area=OUTSIDE,
        stage=milestone.stage,
        title=milestone.title,
        quarter=1,
        days=milestone.days,
        responsible=milestone.responsible,
        verifier=milestone.verifier,
        evidence=milestone.evidence,
        external=True,
        after=milestone.after,
    )
