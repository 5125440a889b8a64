"""The ladder: which reminders and escalations are due by a day; decides, neither words nor sends.

Semantics: docs/mail.md section 2. Blame follows the cause: a waiting task never climbs, the task that blocks it
does. All counts are working days of the unit. Everything is due *by* a day: a missed day heals the next
morning.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from datetime import date

from zi_workflow.domain.analysis import Analysis, PlanState, TaskResult
from zi_workflow.domain.notices import About, NoticeKind, NoticeState, Reason
from zi_workflow.domain.offices import TOP_LEVEL, Charge, Receiver, receiver_at
from zi_workflow.domain.situations import Decision, LadderTask, Notice, Past, Situation, WorkState

COUNTS_AS_TOLD = frozenset({NoticeState.TOLD, NoticeState.PASSED_OVER})
CLIMBING = frozenset({NoticeKind.OVERDUE, NoticeKind.ESCALATION, NoticeKind.VERIFY})
LADDER_KINDS = CLIMBING | {NoticeKind.REMINDER}
REVIVABLE = frozenset({NoticeState.CANCELLED, NoticeState.FAILED})
SETTLED = COUNTS_AS_TOLD | {NoticeState.DUE, NoticeState.COLLECTED, NoticeState.SUPERSEDED}


def decide(situation: Situation, on: date) -> Decision:
    """Everything due by the morning of working day `on` that was not written before."""
    holding = holding_other_areas(situation.analysis, on)
    notices: list[Notice] = []
    closed: list[tuple[str, About]] = []
    for result in situation.analysis.tasks:
        task = situation.tasks[result.id]
        desk = _Desk(situation, task, result, on, result.id in holding)
        notices.extend(desk.notices())
        closed.extend((task.code, about) for about in desk.ended)
    return Decision(tuple(notices), tuple(closed))


def next_step(situation: Situation, task: str, on: date, but: Container[str] = ()) -> Notice | None:
    """What goes to the next level above the highest one written so far, whatever the day and however late the task is.

    A level that would reach a person in `but` is left out. None for a task that is done or waits for another, and
    where nobody is left above.
    """
    desk = _Desk(situation, situation.tasks[task], situation.analysis.task(task), on, holds=False)
    return desk.next_step(but)


def rewrites(known: str, wanted: NoticeState) -> bool:
    """Whether a notice that was written before changes by being decided again."""
    if wanted is NoticeState.SUPERSEDED and known == NoticeState.DUE:
        return True
    return known in REVIVABLE and wanted is not NoticeState.CANCELLED


def holding_other_areas(analysis: Analysis, on: date) -> frozenset[str]:
    """Tasks that block a waiting task of another area whose planned start lies before `on`."""
    areas = {result.id: result.area for result in analysis.tasks}
    return frozenset(
        result.blocked_by
        for result in analysis.tasks
        if result.blocked_by is not None
        and result.planned.start < on
        and areas[result.blocked_by] != result.area
    )


class _Desk:
    """One task's ladder on one day."""

    def __init__(
        self, situation: Situation, task: LadderTask, result: TaskResult, on: date, holds: bool
    ) -> None:
        self.offices, self.rules = situation.offices, situation.rules
        self.calendar = situation.analysis.calendar
        self.past = situation.history.get(task.code, ())
        self.task, self.result, self.on = task, result, on
        self.thresholds = self.rules.thresholds_holding if holds else self.rules.thresholds
        self.ended: list[About] = []

    def notices(self) -> Iterator[Notice]:
        """What this task owes today."""
        match self.task.state:
            case WorkState.DONE:
                yield from self._solved(tuple(About))
            case WorkState.SUBMITTED:
                yield from self._review(About.REVIEW)
            case WorkState.APPROVING:
                yield from self._solved((About.REVIEW,))
                yield from self._review(About.APPROVAL)
            case WorkState.OPEN:
                yield from self._solved((About.REVIEW, About.APPROVAL))
                yield from self._work()

    # -- doing the work

    def _work(self) -> Iterator[Notice]:
        if self.task.outside and self.task.charge.person is None:
            return
        if self.result.state is PlanState.WAITING:
            self._end(About.WORK)
            yield from self._waiting()
            return
        yield from self._ready()
        age = self._age(self.result.clock)
        if age > 0:
            yield from self._climb(About.WORK, self.task.charge, age)
        else:
            self._end(About.WORK)
            yield from self._reminders(age)

    def _waiting(self) -> Iterator[Notice]:
        if self.result.planned.start < self.on and not self.task.outside:
            yield from self._once(NoticeKind.WAITING)

    def _ready(self) -> Iterator[Notice]:
        come = self.task.not_before is None or self.task.not_before <= self.on
        if self.result.state is PlanState.READY and come:
            yield from self._once(NoticeKind.READY)

    def _once(self, kind: NoticeKind) -> Iterator[Notice]:
        told = any(p.kind is kind and p.cycle == self.task.cycle and p.state in SETTLED for p in self.past)
        if not told:
            yield self._to_charge(kind, self.task.cycle)

    def _reminders(self, age: int) -> Iterator[Notice]:
        come = sorted(rung for rung in self.rules.rungs if -age <= rung)
        cycle = self._cycle(About.WORK)
        if come and come[0] not in {p.rung for p in self._rungs_written(cycle)}:
            yield self._to_charge(NoticeKind.REMINDER, cycle, rung=come[0])
        yield from self._superseded(come[1:], cycle)

    def _superseded(self, rungs: Iterable[int], cycle: int) -> Iterator[Notice]:
        """Rungs whose time went by before they came into a mail."""
        written = {p.rung: p for p in self._rungs_written(cycle)}
        for rung in rungs:
            past = written.get(rung)
            if past is None or past.state is NoticeState.DUE:
                yield Notice(
                    NoticeKind.REMINDER,
                    self.task.code,
                    cycle,
                    past.recipient if past else self.task.charge.person,
                    past.role if past else self.task.charge.role,
                    rung=rung,
                    state=NoticeState.SUPERSEDED,
                    reason=Reason.SUPERSEDED,
                )

    def _to_charge(self, kind: NoticeKind, cycle: int, rung: int | None = None) -> Notice:
        receiver = receiver_at(1, self.task.charge, self.offices)
        return self._notice(kind, About.WORK, cycle, receiver, rung=rung)

    def _notice(
        self,
        kind: NoticeKind,
        about: About,
        cycle: int,
        to: Receiver,
        *,
        level: int | None = None,
        rung: int | None = None,
    ) -> Notice:
        state, reason = NoticeState.DUE, None
        if to.passed_over:
            state = NoticeState.PASSED_OVER
        elif to.person is None:  # noted, but nobody was told: due again until somebody is there
            state, reason = NoticeState.CANCELLED, Reason.NO_RECEIVER
        return Notice(
            kind,
            self.task.code,
            cycle,
            to.person,
            to.role,
            about=about,
            level=level,
            rung=rung,
            state=state,
            reason=reason,
        )

    # -- climbing

    def _climb(self, about: About, charge: Charge, age: int) -> Iterator[Notice]:
        """At most one level a day above what was told before: nobody is escalated over the head of someone never told."""
        if about is About.WORK:
            yield from self._superseded(sorted(self.rules.rungs), self._cycle(about))
        if self.task.promised is not None and self.on <= self.task.promised and about is About.WORK:
            return
        highest = max((n for n, days in enumerate(self.thresholds, 1) if days <= age), default=0)
        level = min(highest, self._told(about, before=self.on) + 1, TOP_LEVEL)
        if level > self._told(about):
            yield self._at_level(about, charge, level)

    def next_step(self, but: Container[str]) -> Notice | None:
        """The first level above what was written that somebody receives who is not in `but`."""
        about, charge = self.task.desk
        waits = self.task.state is WorkState.OPEN and self.result.state is PlanState.WAITING
        if charge is None or waits:
            return None
        for level in range(max(self._written(about), 1) + 1, TOP_LEVEL + 1):
            notice = self._at_level(about, charge, level)
            if notice.state is NoticeState.DUE and notice.recipient not in but:
                return notice
        return None

    def _written(self, about: About) -> int:
        """The highest level of this lateness that was told or is on its way."""
        cycle = self._cycle(about)
        return max(
            (
                p.level or 1
                for p in self.past
                if p.about is about and p.kind in CLIMBING and p.state in SETTLED and p.cycle == cycle
            ),
            default=0,
        )

    def _at_level(self, about: About, charge: Charge, level: int) -> Notice:
        kind = NoticeKind.OVERDUE if level == 1 else NoticeKind.ESCALATION
        receiver = receiver_at(level, charge, self.offices)
        return self._notice(kind, about, self._cycle(about), receiver, level=level)

    def _review(self, about: About) -> Iterator[Notice]:
        """`verify` when it comes to the desk; levels 2-5 count from that day + review_days."""
        charge, since = self.task.review, self.task.since
        if charge is None or since is None:
            return
        if self._told(about) == 0:
            receiver = receiver_at(1, charge, self.offices)
            yield self._notice(NoticeKind.VERIFY, about, self._cycle(about), receiver)
            return
        come = self.calendar.start_index(since) + self.rules.review_days
        yield from self._climb(about, charge, self.calendar.start_index(self.on) - come)

    # -- ending

    def _solved(self, abouts: tuple[About, ...]) -> Iterator[Notice]:
        """Everyone told at level >= 2 hears once that it is over, also of work that was late only for a time."""
        rows = [p for p in self.past if p.about in abouts and p.kind in LADDER_KINDS]
        self.ended += [about for about in abouts if any(p.about is about and not p.closed for p in rows)]
        heard = {
            p.recipient: p.cycle
            for p in self.past
            if p.kind is NoticeKind.SOLVED and p.about is About.WORK and p.state in SETTLED
        }
        told = {
            p.recipient: p
            for p in sorted(rows, key=lambda p: p.about is About.WORK)
            if p.state is NoticeState.TOLD and (p.level or 0) >= 2 and p.recipient is not None
            if not p.closed or (p.about is About.WORK and p.cycle > heard.get(p.recipient, 0))
        }
        for p in told.values():
            yield Notice(NoticeKind.SOLVED, self.task.code, p.cycle, p.recipient, p.role, about=p.about)

    def _end(self, about: About) -> None:
        """The lateness is over though the task is not done: the next one starts from level 0."""
        if self._told(about) > 0:
            self.ended.append(about)

    # -- history

    def _told(self, about: About, before: date = date.max) -> int:
        """The highest level of this lateness that was told before a day; what was told before a reopening never counts."""
        levels = [
            p.level or 1
            for p in self.past
            if p.about is about and not p.closed and p.kind in CLIMBING and p.state in COUNTS_AS_TOLD
            if p.on < before and p.cycle >= self.task.cycle
        ]
        return max(levels, default=0)

    def _cycle(self, about: About) -> int:
        """The number of this lateness: grows when one has ended and when the task is reopened."""
        ended = [p.cycle for p in self.past if p.about is about and p.closed and p.kind in LADDER_KINDS]
        if about in self.ended:
            ended += [p.cycle for p in self.past if p.about is about and p.kind in LADDER_KINDS]
        return max([self.task.cycle, *(cycle + 1 for cycle in ended)])

    def _rungs_written(self, cycle: int) -> list[Past]:
        return [
            p for p in self.past if p.kind is NoticeKind.REMINDER and p.cycle == cycle and p.state in SETTLED
        ]

    def _age(self, clock: date) -> int:
        return self.calendar.start_index(self.on) - self.calendar.start_index(clock)
