"""Steps in which people work: begin, hand in, review, take up again, promise, give away, plan anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.stateful.model import Task, Work
from tests.stateful.opening import CEMPAKA, make
from tests.stateful.steps import ACTOR, REASON, Draw, Steps, step
from zi_workflow.domain.edits import AddDependency, Change, SetDates, SetDays
from zi_workflow.domain.plans import parse_dependency
from zi_workflow.usecases import editing, tasks
from zi_workflow.usecases.editing import EditProgramme
from zi_workflow.usecases.evidence import Handed

MOVES = ("start", "report", "submit", "submit", "verify", "complete", "return", "waive", "reopen", "reopen")
OPEN = ("planned", "in_progress", "returned")
EVIDENCE = (Handed("Berita acara", "rak 3"),)


class TaskSteps(Steps):
    """Work on tasks."""

    @step(20)
    def works(self, draw: Draw) -> None:
        """Somebody begins, hands in, reviews, waives or takes up again."""
        what, number = draw.of(MOVES), draw.number
        self.counts(what)
        if what == "start":
            self._moves(number, ("planned",), tasks.start, tasks.Start, ahead=number % 2 == 0, reason=REASON)
        elif what == "report":
            self._moves(number, ("in_progress",), tasks.report, tasks.Report, progress=number)
        elif what == "return":
            self._moves(number, ("submitted",), tasks.return_, tasks.Return, note=REASON)
        elif what == "reopen":
            self._moves(number, ("done", "not_applicable"), tasks.reopen, tasks.Reopen, reason=REASON)
        elif what == "waive":
            self.waives_some(number)
        else:
            if what != "verify":
                self.starts_and_submits(number)
            if what != "submit":
                self.verifies_some(number)

    @step(3)
    def promises(self, draw: Draw) -> None:
        """Another date is promised and accepted."""
        self.counts("promise")
        task = self.some_task(draw.number, *OPEN)
        if task is not None:
            until = self.today(self.world.model.tasks[task].unit) + timedelta(days=draw.by % 13)
            if self._does(task, tasks.promise, tasks.Promise, until=until, reason=REASON):
                self._does(task, tasks.accept_promise, tasks.AcceptPromise)

    @step(3)
    def reassigns(self, draw: Draw) -> None:
        """It is given to another person, or to nobody in particular."""
        self.counts("reassign")
        self.reassigns_some(draw.number, draw.by)

    @step(4)
    def plans_anew(self, draw: Draw) -> None:
        """It is planned for other days, takes longer, or waits for another one unless that would be a cycle."""
        what, by = draw.of(["date", "days", "dependency"]), draw.by // 3
        self.counts(f"edit_{what}")
        task = self.some_task(draw.number, *OPEN)
        if task is None:
            return
        if what == "date":
            start = self.today(self.world.model.tasks[task].unit) + timedelta(days=by - 5)
            self._edits(task, SetDates(task[1], start, start + timedelta(days=by % 7)))
        elif what == "days":
            self._edits(task, SetDays(task[1], by % 10))
        else:
            others = [code for programme, code in self.world.model.tasks if programme == task[0]]
            before = others[by % len(others)]
            if self._edits(task, AddDependency(task[1], parse_dependency(before))):
                self.world.model.tasks[task].after.add(before)

    def imports_a_programme(self) -> None:
        """Another unit begins, once."""
        world = self.world
        if f"ZI-{CEMPAKA.word}" not in world.model.programmes and world.dies_in is None:
            on = world.local(next(iter(world.model.agencies))).date()
            make(world.store, world.model, CEMPAKA, on, world.now)

    # -- also done while a mail is on its way

    def starts_and_submits(self, number: int) -> None:
        """As far as it is possible."""
        task = self.some_task(number, *OPEN)
        if task is None:
            return
        if self.world.model.tasks[task].state == "planned":
            self._does(task, tasks.start, tasks.Start, ahead=True, reason=REASON)
        self._does(task, tasks.submit, tasks.Submit, evidence=EVIDENCE)

    def verifies_some(self, number: int) -> None:
        """By the lead of the team, if there is one."""
        task = self.some_task(number, "submitted")
        if task is not None:
            work = self.world.model.tasks[task]
            leads = self.world.model.holders(work.unit, "team_lead", None, self.today(work.unit))
            self._does(task, tasks.verify, tasks.Verify, actor=leads[0] if leads else "nobody")

    def waives_some(self, number: int) -> None:
        """Whatever is not over."""
        self._moves(
            number, (*OPEN, "submitted"), tasks.waive, tasks.Waive, reason=REASON, approved_by="Kepala"
        )

    def reassigns_some(self, number: int, to: int) -> None:
        """To somebody who has a role in the unit, else refused."""
        task = self.some_task(number, *OPEN, "submitted")
        if task is not None:
            person = None if to % 5 == 0 else self.some_person(to)
            self._does(task, tasks.assign, tasks.Assign, person_id=person)

    def _moves(
        self, number: int, states: tuple[str, ...], verb: Callable[..., Any], command: type[Any], **more: Any
    ) -> None:
        task = self.some_task(number, *states)
        if task is not None:
            self._does(task, verb, command, **more)

    def _does(self, task: Task, verb: Callable[..., Any], command: type[Any], **more: Any) -> bool:
        """One move; the model follows where it was not refused."""
        work = self.world.model.tasks[task]
        programme, _unit = self.world.model.programmes[task[0]]
        values = {"actor": ACTOR, "on": self.today(work.unit), **more}
        made = command(programme_id=programme, task=task[1], **values)
        if self.world.does(verb, made) is None:
            return False
        follow(work, verb.__name__, values)
        return True

    def _edits(self, task: Task, change: Change) -> bool:
        programme, unit = self.world.model.programmes[task[0]]
        command = EditProgramme(
            programme_id=programme, changes=(change,), actor=ACTOR, on=self.today(unit), reason=REASON
        )
        return self.world.does(editing.apply, command) is not None


def follow(work: Work, verb: str, values: dict[str, Any]) -> None:
    """What a move that was done makes of a task."""
    match verb:
        case "start":
            work.state, work.begun = "in_progress", True
        case "submit":
            work.state, work.submitted, work.submitted_by = "submitted", values["on"], values["actor"]
        case "return_":
            work.state, work.submitted, work.submitted_by = "returned", None, None
        case "verify":
            work.state = "done"
        case "waive":
            work.state = "not_applicable"
        case "reopen":
            work.state = "in_progress" if work.begun else "planned"
            work.submitted, work.submitted_by = None, None
        case "assign":
            work.assignee = values["person_id"]
