"""Lets the people of a rehearsal act through the production use cases; holds no rule of state, ladder or digest."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flows.behaviour import Behaviour, Habit, Script
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.analysis import PlanState
from zi_workflow.domain.calendars import WorkCalendar
from zi_workflow.domain.people import Directory, Duty, Person
from zi_workflow.domain.plans import Kind, Plan
from zi_workflow.domain.tasks import IN_HANDS, NOT_STARTED, State
from zi_workflow.storage.queries.digests import task_figures
from zi_workflow.storage.queries.people import directory
from zi_workflow.storage.queries.tasks import TaskLine, task_lines
from zi_workflow.usecases import tasks as moves
from zi_workflow.usecases.plans import load_plan

CONSOLE = "cli"
AHEAD = "Sesuai skenario gladi."
EVIDENCE = "Bukti gladi"


@dataclass(frozen=True, slots=True)
class Pace:
    """How one task will go: working days of delay, factor on its days, days its reviews lie."""

    delay: int
    factor: float
    review: int
    approval: int


def pace(code: str, area: str, behaviour: Behaviour, seed: int) -> Pace:
    """The pace of a task: the area's habit, or with a spread a seeded little more or less."""
    habit = behaviour.areas.get(area, Habit())
    if not behaviour.spread:
        return Pace(habit.start_delay, habit.duration_factor, 0, 0)
    rng = random.Random(f"{seed}:{code}")
    delay = rng.choices((0, 1, 2, 4), weights=(60, 20, 15, 5))[0]
    review = rng.choices((0, 1, 2, 5), weights=(70, 15, 10, 5))[0]
    return Pace(delay, rng.uniform(0.8, 1.25), review, rng.choice((0, 0, 0, 1)))


class People:
    """Everybody in a rehearsed programme."""

    def __init__(
        self, store: Store, programme_id: str, unit_id: str, behaviour: Behaviour, seed: int
    ) -> None:
        self.store, self.programme_id, self.unit_id = store, programme_id, unit_id
        self.behaviour, self.seed = behaviour, seed
        self._came: dict[str, int] = {}  # index of the day on which a task could first be started

    def act(self, on: date, now: datetime, calendar: WorkCalendar) -> int:
        """What people do on a day after the morning's mails; how many moves.

        On a day off, and while the service is down, only scripted moves happen. Nobody acts when frozen.
        """
        working = calendar.is_working(on) and not self.behaviour.is_down(on)
        if self.behaviour.is_frozen(on):
            return 0
        if not working and not self.behaviour.tasks:
            return 0
        with self.store.reading() as session:
            lines = list(task_lines(session, self.programme_id, unfinished=True))
            plan = load_plan(session, self.programme_id)
            people = directory(session, self.unit_id, on)
            states = {code: f.state for code, f in task_figures(session, self.programme_id).items()}
        day = _Day(self, on, now, calendar, people, plan)
        for line in lines:
            script = self.behaviour.tasks.get(line.code)
            if script is not None:
                day.follow(line, script)
            elif working:
                day.work(line, states.get(line.code, ""))
        return day.moves

    def waited(self, code: str, today: int) -> int:
        """Working days since the task could first be started."""
        return today - self._came.setdefault(code, today)


class _Day:
    """One day of acting."""

    def __init__(
        self, cast: People, on: date, now: datetime, calendar: WorkCalendar, people: Directory, plan: Plan
    ) -> None:
        self.cast, self.on, self.now, self.people = cast, on, now, people
        self.calendar = calendar
        self.today = calendar.finish_index(on)
        self.begins = plan.start
        self.plan = {task.id: task for task in plan.tasks}
        self.standings = {task.id: (task.started, task.finished) for task in plan.tasks}
        self.moves = 0

    # -- scripted

    def follow(self, line: TaskLine, script: Script) -> None:
        """Start and finish on the days the script says, at the latest now."""
        state = line.standing.state
        begin = min((d for d in (script.started, script.finished) if d is not None), default=None)
        if state in NOT_STARTED and begin is not None and begin <= self.on:
            self._start(line, begin, ahead=True)
            state = State.IN_PROGRESS
        if script.finished is not None and script.finished <= self.on and state in IN_HANDS:
            self._hand_in(line, script.finished)
            self._review(line, script.finished, line.duty)

    # -- by habit

    def work(self, line: TaskLine, plan_state: str) -> None:
        """What happens to a task today when people keep to their plan, at their pace."""
        its = pace(line.code, line.area, self.cast.behaviour, self.cast.seed)
        state = line.standing.state
        if not self._somebody_is_there(line.duty):
            return
        if state in NOT_STARTED and self._begins(line, plan_state, its):
            self._start(line, self.on)
            state = State.IN_PROGRESS
        if state in IN_HANDS and self._is_through(line, its):
            self._hand_in(line, self.on)
            state = State.DONE if line.duty.external else State.SUBMITTED
            lies_since = self.today
        else:
            lies_since = self.calendar.start_index(line.standing.submitted or self.on)
        if state is State.SUBMITTED and self.today >= lies_since + its.review:
            self._review(line, self.on, line.duty, finally_=its.approval == 0)
        elif state is State.VERIFIED:
            verified = self.calendar.start_index(line.standing.verified or self.on)
            if self.today >= verified + its.approval:
                self._approve(line, self.on)

    def _begins(self, line: TaskLine, plan_state: str, its: Pace) -> bool:
        planned = line.planned_start
        if plan_state != PlanState.READY or planned is None or max(planned, self.begins) > self.on:
            return False
        not_before = self.plan[line.code].not_before
        if not_before is not None and not_before > self.on:
            return False
        return self.cast.waited(line.code, self.today) >= its.delay

    def _is_through(self, line: TaskLine, its: Pace) -> bool:
        started = self.standings[line.code][0]
        if started is None or not self._others_allow(line.code):
            return False
        needed = max(1, math.ceil(line.days * its.factor - 1e-9))
        return self.today >= self.calendar.start_index(started) + needed - 1

    def _others_allow(self, code: str) -> bool:
        """FF and SF predecessors have come so far that the task may finish."""
        for bound in self.plan[code].after:
            started, finished = self.standings[bound.predecessor]
            if bound.kind is Kind.FF and not self._passed(finished, bound.lag):
                return False
            if bound.kind is Kind.SF and not self._passed(started or finished, bound.lag):
                return False
        return True

    def _passed(self, day: date | None, lag: int) -> bool:
        return day is not None and self.today >= self.calendar.finish_index(day) + lag

    # -- moves

    def _start(self, line: TaskLine, on: date, *, ahead: bool = False) -> None:
        command = moves.Start(
            **self._who(line, on, self._doer(line.duty)), ahead=ahead, reason=AHEAD if ahead else ""
        )
        do(self.cast.store, moves.start, command, self.now)
        self.standings[line.code] = (on, None)
        self.moves += 1

    def _hand_in(self, line: TaskLine, on: date) -> None:
        handed = (moves.Handed(EVIDENCE),)
        who = self._who(line, on, self._doer(line.duty))
        if line.duty.external:
            do(self.cast.store, moves.record_outcome, moves.RecordOutcome(**who, evidence=handed), self.now)
            self.standings[line.code] = (self.standings[line.code][0], on)
        else:
            do(self.cast.store, moves.submit, moves.Submit(**who, evidence=handed), self.now)
        self.moves += 1

    def _review(self, line: TaskLine, on: date, duty: Duty, *, finally_: bool = True) -> None:
        if duty.external:
            return
        submitter = self._doer(duty)
        verifier = self.people.verifier(duty, not_by=submitter)
        self._accept(line, on, verifier, submitter)
        if duty.approver is not None and finally_ and self.standings[line.code][1] is None:
            self._approve(line, on)

    def _approve(self, line: TaskLine, on: date) -> None:
        submitter = self._doer(line.duty)
        self._accept(line, on, self.people.approver(line.duty, not_by=submitter), submitter)

    def _accept(self, line: TaskLine, on: date, person: Person | None, submitter: str) -> None:
        actor = self._present(person) or CONSOLE
        state = do(
            self.cast.store,
            moves.verify,
            moves.Verify(**self._who(line, on, CONSOLE if actor == submitter else actor)),
            self.now,
        )
        if state["finished"] is not None:
            self.standings[line.code] = (self.standings[line.code][0], on)
        self.moves += 1

    # -- who

    def _who(self, line: TaskLine, on: date, actor: str) -> dict[str, Any]:
        return {"programme_id": self.cast.programme_id, "task": line.code, "actor": actor, "on": on}

    def _doer(self, duty: Duty) -> str:
        person = self.people.verifier(duty) if duty.external else self.people.assignee(duty)
        return self._present(person) or CONSOLE

    def _present(self, person: Person | None) -> str | None:
        """The person, or who acts for them today."""
        if person is None or not self.people.is_away(person.id):
            return person.id if person else None
        substitute = self.people.substitute_of(person.id)
        return substitute.id if substitute else None

    def _somebody_is_there(self, duty: Duty) -> bool:
        return self._doer(duty) != CONSOLE or not self.people.people or self.people.assignee(duty) is None
