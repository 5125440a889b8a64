"""Turns a notice into the facts of a mail's line; knows figures and names, no wording."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from zi_workflow.domain.analysis import PlanState
from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.digests import Entry
from zi_workflow.domain.notices import About, Line, NoticeKind, TaskRef
from zi_workflow.storage.queries.digests import Speaking, TaskFigures

MOST_HELD = 10  # tasks named in one line


class LineWriter:
    """Writes the lines about one programme's tasks on one day."""

    def __init__(
        self,
        programme: Speaking,
        tasks: Mapping[str, TaskFigures],
        levels: Mapping[tuple[str, About], tuple[int, str]],
        calendar: WorkCalendar,
        on: date,
        review_days: int,
    ) -> None:
        self.programme, self.tasks, self.levels = programme, tasks, levels
        self.calendar, self.on, self.review_days = calendar, on, review_days

    def line(self, entry: Entry, *, named: bool) -> Line:
        """The line of a notice; `named` when the mail is about several programmes."""
        task = self.tasks.get(entry.task or "")
        clock = self._clock(entry, task) if task else entry.clock
        waiting = self._waiting_for(task) if task else []
        return Line(
            kind=entry.kind,
            task=entry.task,
            title=task.title if task else "",
            area=task.area if task else entry.area,
            level=entry.level,
            rung=entry.rung,
            cycle=entry.cycle,
            repeat=entry.repeat,
            review=entry.about is not About.WORK,
            clock=clock,
            age=self._age(clock) if clock else None,
            waits_for=self._waits_for(entry, task) if task else None,
            holds=tuple(TaskRef(other.code, other.title, other.area) for other in waiting[:MOST_HELD]),
            held=len(waiting),
            finish_days=task.finish_days if task else None,
            other_areas_days=task.other_areas_days if task else None,
            passed_on=self._passed_on(entry),
            unit=self.programme.unit if named else "",
            programme_code=self.programme.code,
            note=entry.note,
            count=entry.count,
            quarter=entry.quarter,
            notice=entry.notice,
        )

    def _clock(self, entry: Entry, task: TaskFigures) -> date | None:
        if entry.about is About.WORK:
            return task.clock
        since = task.submitted if entry.about is About.REVIEW else task.verified
        return self.calendar.add(since, self.review_days) if since else None

    def _age(self, clock: date) -> int | None:
        reached = self.calendar.first <= clock <= self.calendar.last
        return self.calendar.between(clock, self.on) if reached else None

    def _waits_for(self, entry: Entry, task: TaskFigures) -> TaskRef | None:
        blocker = self.tasks.get(task.blocked_by or "")
        if entry.kind is not NoticeKind.WAITING or blocker is None:
            return None
        return TaskRef(blocker.code, blocker.title, blocker.area)

    def _waiting_for(self, task: TaskFigures) -> list[TaskFigures]:
        """Tasks that wait for this one: each area's first before any area's second, other areas before its own."""
        waiting = [
            other
            for other in self.tasks.values()
            if other.blocked_by == task.code and other.state == PlanState.WAITING
        ]
        seen: Counter[str] = Counter()
        places = {}
        for other in waiting:
            places[other.code] = (seen[other.area], other.area == task.area)
            seen[other.area] += 1
        return sorted(waiting, key=lambda other: places[other.code])

    def _passed_on(self, entry: Entry) -> str | None:
        """To whom the matter went beyond this receiver."""
        if not entry.repeat or entry.task is None:
            return None
        level, role = self.levels.get((entry.task, entry.about), (0, ""))
        return role if level > (entry.level or 1) else None
