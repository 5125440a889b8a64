"""Puts the engine's sentences in the reader's words: dates, numbers, names of areas and tasks; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

from zi_workflow.domain.analysis import Analysis, Blocker, TaskResult
from zi_workflow.domain.blockers import PlanState
from zi_workflow.domain.errors import N_
from zi_workflow.domain.holds import Holds
from zi_workflow.domain.plan_parts import Plan
from zi_workflow.domain.sentences import AREA_NAMES, Area, Days, Parts, Sentence, Task, largest_first, price
from zi_workflow.i18n import _, language, ngettext

STATES: Mapping[PlanState, str] = {
    PlanState.DONE: N_("finished"),
    PlanState.RUNNING: N_("under way"),
    PlanState.READY: N_("can begin"),
    PlanState.WAITING: N_("waiting"),
}


class Words:
    """Fills sentences about one plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.titles = {task.id: task.title for task in plan.tasks}

    def sentence(self, sentence: Sentence) -> str:
        """A sentence of the engine in the language in use."""
        return _(sentence.message, **{name: self.fact(fact) for name, fact in sentence.facts.items()})

    def fact(self, fact: object) -> str:
        """One fact of a sentence."""
        match fact:
            case date():
                return format_date(fact, "d MMMM y", locale=language())
            case Area(code):
                return _(AREA_NAMES[code]) if code in AREA_NAMES else code
            case Task(id):
                return f"{id} ({self.titles[id]})" if self.titles.get(id) else id
            case Days(number):
                return ngettext("{n} working day", "{n} working days", number)
            case Parts(parts):
                return "; ".join(f"{self.fact(Area(area))} {_tenths(part)}" for area, part in parts)
            case tuple():
                return ", ".join(self.fact(one) for one in fact)
            case _:
                return str(fact)

    def overview(self, analysis: Analysis) -> Iterator[str]:
        """The lines of `zi plan check`: finish, areas, late tasks, who can act."""
        yield self.sentence(_finish(analysis))
        if analysis.because:
            parts = largest_first(analysis.because)
            yield self.sentence(
                Sentence(N_("Share of each area in working days: {parts}."), {"parts": parts})
            )
        holds = Holds(self.plan, analysis)
        late = [task for task in analysis.tasks if task.late_days > 0 and task.state is not PlanState.DONE]
        if late:
            yield ""
            yield _("Unfinished tasks that are late:")
            yield from (f"- {self._late(task, holds)}" for task in late)
        if analysis.blockers:
            yield ""
            yield _("Who can act today, the costliest first:")
            yield from (f"- {self._price(blocker, holds)}" for blocker in analysis.blockers)

    def _price(self, blocker: Blocker, holds: Holds) -> str:
        area, opens = self.fact(Area(blocker.area)), holds.opens(blocker.id)
        if opens is not None:
            area = self.sentence(Sentence(N_("{area}, from {start}"), {"area": area, "start": opens}))
        return f"{area}: {self.sentence(price(blocker))}"

    def _late(self, task: TaskResult, holds: Holds) -> str:
        opens, followed = holds.opens(task.id), holds.followed(task.id)
        state = Sentence(STATES[task.state])
        if opens is not None:
            state = Sentence(N_("can begin from {start}"), {"start": opens})
        facts = {
            "task": Task(task.id),
            "area": Area(task.area),
            "state": self.sentence(state),
            "days": Days(task.late_days),
            "forecast": task.forecast.finish,
        }
        message = N_("{task}, {area}: {state}; {days} late, expected {forecast}")
        if task.blocked_by is not None:
            message = N_("{task}, {area}: waits for {holder}; {days} late, expected {forecast}")
            facts["holder"] = Task(task.blocked_by)
        elif followed is not None:
            message = N_("{task}, {area}: {state}, finish follows {holder}; {days} late, expected {forecast}")
            facts["holder"] = Task(followed.id)
        return self.sentence(Sentence(message, facts))


def _finish(analysis: Analysis) -> Sentence:
    finish = analysis.finish
    facts = {
        "as_of": analysis.as_of,
        "planned": finish.planned,
        "forecast": finish.forecast,
        "days": Days(abs(finish.late_days)),
    }
    if finish.late_days > 0:
        message = N_("As of {as_of} the plan is expected to finish on {forecast}, {days} after {planned}.")
    elif finish.late_days < 0:
        message = N_("As of {as_of} the plan is expected to finish on {forecast}, {days} before {planned}.")
    else:
        message = N_("As of {as_of} the plan is expected to finish on {forecast}, as planned.")
    return Sentence(message, facts)


def _tenths(part: float) -> str:
    return str(format_decimal(part, "0.0", locale=language()))
