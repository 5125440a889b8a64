"""What to say about a task of a plan, as message ids and facts; knows no language and formats nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from zi_workflow.domain.analysis import Analysis, TaskResult, waiting_on
from zi_workflow.domain.blockers import SLIP, Blocker, PlanState
from zi_workflow.domain.errors import N_
from zi_workflow.domain.holds import Followed, Holds
from zi_workflow.domain.plan_parts import Plan

AREA_NAMES: Mapping[str, str] = {
    "mp": N_("Change Management"),
    "tl": N_("Organisation of Procedures"),
    "sdm": N_("Human Resources Management"),
    "ak": N_("Strengthening of Accountability"),
    "pw": N_("Strengthening of Supervision"),
    "pp": N_("Quality of Public Services"),
    "um": N_("General and Evaluation"),
    "ext": N_("Parties outside the unit"),
}


class Area(NamedTuple):
    """An area named in a sentence."""

    code: str


class Days(NamedTuple):
    """A number of working days named in a sentence."""

    number: int


class Task(NamedTuple):
    """A task named in a sentence."""

    id: str


class Parts(NamedTuple):
    """Working days per area, the largest first."""

    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with named fields; dates, areas, tasks, days and parts are put in words by the edge."""

    message: str
    facts: Mapping[str, object] = field(default_factory=dict)


def rounded(parts: Mapping[str, float], decimals: int = 1) -> dict[str, float]:
    """Parts to so many decimals whose sum is the rounded sum: largest remainder, ties by name."""
    unit = 10**decimals
    exact = {name: round(part * unit, 6) for name, part in parts.items()}
    down = {name: int(value // 1) for name, value in exact.items()}
    missing = round(sum(exact.values())) - sum(down.values())
    order = sorted(exact, key=lambda name: (down[name] - exact[name], name))
    up = set(order[:missing])
    return {name: (down[name] + (name in up)) / unit for name in parts}


def explain(plan: Plan, analysis: Analysis, id: str) -> tuple[Sentence, ...]:
    """Why a task stands where it stands: state, lateness, whose share, whom it waits for, what a week costs.

    `analysis` is that of `plan`. KeyError when the plan has no such task.
    """
    task = analysis.task(id)
    return tuple(_explain(Holds(plan, analysis), task))


def _explain(holds: Holds, task: TaskResult) -> Iterator[Sentence]:
    yield _standing(task, holds.opens(task.id))
    yield _lateness(task)
    if task.because:
        yield Sentence(N_("Share of each area: {parts}."), {"parts": largest_first(task.because)})
    if task.state is PlanState.DONE:
        return
    yield _slack(task, dated=holds.plan.deadline is not None)
    followed = holds.followed(task.id)
    actor = task
    if followed is not None:
        actor = holds.analysis.task(followed.id)
        yield _following(followed, actor)
        yield from _behind(holds, actor)
    if task.blocked_by is not None:
        yield from _waiting(holds, task)
    elif followed is None:
        yield _free(task, holds.opens(task.id))
    yield from _cost(holds.analysis, holds.analysis.task(task.blocked_by or actor.blocked_by or actor.id))


def _standing(task: TaskResult, opens: date | None) -> Sentence:
    messages = {
        PlanState.DONE: N_("{task} of {area} is finished."),
        PlanState.RUNNING: N_("{task} of {area} is under way since {start}."),
        PlanState.READY: N_("{task} of {area} can begin."),
        PlanState.WAITING: N_("{task} of {area} cannot begin yet."),
    }
    facts = {"task": Task(task.id), "area": Area(task.area), "start": opens or task.forecast.start}
    if opens is not None:
        return Sentence(N_("{task} of {area} can begin from {start}."), facts)
    return Sentence(messages[task.state], facts)


def _free(task: TaskResult, opens: date | None) -> Sentence:
    facts = {"area": Area(task.area), "start": opens}
    if opens is not None:
        return Sentence(N_("It waits for nobody: {area} can act from {start}."), facts)
    return Sentence(N_("It waits for nobody: {area} can act now."), facts)


def _lateness(task: TaskResult) -> Sentence:
    facts = {
        "planned": task.planned.finish,
        "forecast": task.forecast.finish,
        "days": Days(abs(task.late_days)),
    }
    if task.state is PlanState.DONE:
        if task.late_days > 0:
            message = N_("It was finished on {forecast}, {days} after the plan ({planned}).")
        elif task.late_days < 0:
            message = N_("It was finished on {forecast}, {days} before the plan ({planned}).")
        else:
            message = N_("It was finished on {forecast}, as planned.")
    elif task.late_days > 0:
        message = N_("Planned to finish on {planned}, it is now expected on {forecast}: {days} late.")
    elif task.late_days < 0:
        message = N_("Planned to finish on {planned}, it is now expected on {forecast}: {days} early.")
    else:
        message = N_("It is expected to finish on {forecast}, as planned.")
    return Sentence(message, facts)


def _slack(task: TaskResult, *, dated: bool) -> Sentence:
    """Without a deadline (`dated`) the target is the finish that the programme is expected to have."""
    slack = task.slack_days or 0
    days = {"days": Days(abs(slack))}
    if slack > 0 and dated:
        return Sentence(N_("It can lose {days} more before the target is missed."), days)
    if slack > 0:
        return Sentence(N_("It can lose {days} more before the finish of the programme moves."), days)
    if slack == 0 and dated:
        return Sentence(N_("It lies on the critical path: every further day moves the target."))
    if slack == 0:
        message = N_("It lies on the critical path: every further day moves the finish of the programme.")
        return Sentence(message)
    message = N_("It lies on the critical path: {days} have to be won back to meet the target.")
    return Sentence(message, days)


def _following(followed: Followed, before: TaskResult) -> Sentence:
    message = N_("Its finish follows the finish of {task} of {area}, expected on {day}.")
    if followed.by_start:
        message = N_("Its finish follows the start of {task} of {area}, expected on {day}.")
    return Sentence(message, {"task": Task(before.id), "area": Area(before.area), "day": followed.expected})


def _waiting(holds: Holds, task: TaskResult) -> Iterator[Sentence]:
    direct = holds.direct(task.id)
    if direct is None or direct == task.blocked_by:
        messages = (
            N_(
                "It waits for {task} of {area}, which is under way and expected on {forecast}; {who} can act."
            ),
            N_(
                "It waits for {task} of {area}, which can begin and is expected on {forecast}; {who} can act."
            ),
            N_(
                "It waits for {task} of {area}, which can begin from {start} and is expected on {forecast}; "
                "{who} can act then."
            ),
        )
        yield _acting(holds, task, messages)
        return
    before = holds.analysis.task(direct)
    facts = {"task": Task(direct), "area": Area(before.area)}
    yield Sentence(N_("It waits for {task} of {area}, which cannot begin yet either."), facts)
    yield from _behind(holds, before)


def _behind(holds: Holds, before: TaskResult) -> Iterator[Sentence]:
    """Who can act for a predecessor that waits itself."""
    if before.blocked_by is not None:
        messages = (
            N_("That one waits for {task} of {area}, under way and expected on {forecast}; {who} can act."),
            N_(
                "That one waits for {task} of {area}, which can begin and is expected on {forecast}; {who} can act."
            ),
            N_(
                "That one waits for {task} of {area}, which can begin from {start} and is expected on "
                "{forecast}; {who} can act then."
            ),
        )
        yield _acting(holds, before, messages)


def _acting(holds: Holds, task: TaskResult, messages: tuple[str, str, str]) -> Sentence:
    """The task at the end of a chain of waiting: under way, ready, or ready from a later day on."""
    actor = holds.analysis.task(task.blocked_by or task.id)
    opens = holds.opens(actor.id)
    under_way, ready, later = messages
    message = under_way if actor.state is PlanState.RUNNING else ready if opens is None else later
    area = Area(actor.area)
    facts = {"task": Task(actor.id), "area": area, "who": area, "forecast": actor.forecast.finish}
    return Sentence(message, {**facts, "start": opens})


def _cost(analysis: Analysis, actor: TaskResult) -> Iterator[Sentence]:
    for blocker in analysis.blockers:
        if blocker.id == actor.id:
            yield price(blocker)
            held = waiting_on(analysis)[blocker.id]
            if held:
                tasks = tuple(Task(waiting) for waiting in held)
                yield Sentence(N_("Other areas wait for it with: {tasks}."), {"tasks": tasks})


def price(blocker: Blocker) -> Sentence:
    """What another week on an actionable task costs."""
    facts = {
        "task": Task(blocker.id),
        "slip": Days(SLIP),
        "finish": Days(blocker.finish_days),
        "others": Days(blocker.other_areas_days),
        "tasks": blocker.tasks,
    }
    if not blocker.tasks and not blocker.finish_days:
        return Sentence(N_("Another week ({slip}) on {task} moves nothing else."), facts)
    if not blocker.tasks:
        return Sentence(
            N_("Another week ({slip}) on {task} costs the programme {finish} and no other task."), facts
        )
    message = N_(
        "Another week ({slip}) on {task} costs the programme {finish} and other areas {others}; other tasks moved: {tasks}."
    )
    return Sentence(message, facts)


def largest_first(parts: Mapping[str, float]) -> Parts:
    """Parts of areas to one decimal with the sum kept, the largest first, zeros left out."""
    shown = [(area, part) for area, part in rounded(parts).items() if part]
    return Parts(tuple(sorted(shown, key=lambda item: (-item[1], item[0]))))
