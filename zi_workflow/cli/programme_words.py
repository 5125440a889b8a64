"""Where a programme stands, gathered and put into words for the terminal; saves nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from zi_workflow import wording
from zi_workflow.domain.analysis import Analysis, Finish, PlanState, analyse
from zi_workflow.domain.analysis import to_json as analysis_json
from zi_workflow.domain.programmes import PROGRAMME_MEANINGS, ProgrammeState
from zi_workflow.i18n import _, language, ngettext
from zi_workflow.web.views import words

if TYPE_CHECKING:
    from datetime import date

    from zi_workflow.cli.desk import Desk
    from zi_workflow.cli.task_lists import Row
    from zi_workflow.storage.queries.programmes import ProgrammeFacts


@dataclass(frozen=True)
class View:
    """A programme, the engine's answer for today, its next rounds and its tasks."""

    facts: ProgrammeFacts
    analysis: Analysis
    rounds: tuple[tuple[str, date, str], ...]
    stages: tuple[tuple[str, str, str], ...]
    tasks: tuple[Row, ...]


def view(desk: Desk, code: str) -> View:
    """The programme as of today; the figures are computed, not saved."""
    from zi_workflow.cli.task_lists import rows
    from zi_workflow.storage.queries.programmes import rounds, stages
    from zi_workflow.usecases.plans import load_plan

    facts = desk.programme(code)
    with desk.store.reading() as session:
        plan = load_plan(session, facts.id)
        planned = tuple((each.quarter, each.planned_on, each.state) for each in rounds(session, facts.id))
        known = tuple((each.key, each.title, each.state) for each in stages(session, facts.id))
    today = desk.today(facts.zone)
    return View(facts, analyse(plan, today), planned, known, tuple(rows(desk, code, None, False)))


def to_json(view: View) -> dict[str, Any]:
    """Everything, for programs."""
    return {
        "programme": asdict(view.facts),
        "analysis": analysis_json(view.analysis),
        "stages": [{"key": key, "title": title, "state": state} for key, title, state in view.stages],
        "rounds": [
            {"quarter": quarter, "planned_on": on, "state": state} for quarter, on, state in view.rounds
        ],
        "tasks": [asdict(task) for task in view.tasks],
    }


def headline(facts: ProgrammeFacts) -> str:
    """The programme in one paragraph."""
    what = _(
        "{code}: {unit}, {target}, {state}; from {start} to {deadline}.",
        code=facts.code,
        unit=facts.unit_name,
        target=words.target(facts.target),
        state=words.programme_state(facts.state),
        start=facts.start,
        deadline=facts.deadline or "-",
    )
    return f"{what} {_(PROGRAMME_MEANINGS[ProgrammeState(facts.state)])}"


def lines(view: View) -> list[str]:
    """The programme for people: headline, finish, areas, next round."""
    finish = view.analysis.finish
    found = [headline(view.facts), _finish(finish), *_areas(view.analysis)]
    today = view.analysis.as_of
    coming = [(on, quarter) for quarter, on, state in view.rounds if on >= today and state != "cancelled"]
    if coming:
        on, quarter = min(coming)
        found.append(
            _(
                "Next monitoring round: {quarter}, {on}.",
                quarter=words.quarter(quarter),
                on=on,
            )
        )
    return found


def _finish(finish: Finish) -> str:
    message = _("Finish: planned {planned}, expected {forecast}, on time.")
    if finish.late_days > 0:
        message = _("Finish: planned {planned}, expected {forecast}, late by {days}.")
    elif finish.late_days < 0:
        message = _("Finish: planned {planned}, expected {forecast}, early by {days}.")
    return message.format(
        planned=wording.full_date(finish.planned, language()),
        forecast=wording.full_date(finish.forecast, language()),
        days=words.days(abs(finish.late_days)),
    )


def _areas(analysis: Analysis) -> list[str]:
    total = Counter(task.area for task in analysis.tasks)
    done = Counter(task.area for task in analysis.tasks if task.state is PlanState.DONE)
    late = Counter(
        task.area for task in analysis.tasks if task.late_days > 0 and task.state is not PlanState.DONE
    )
    return [
        ngettext(
            "{area}: {done} of {total} task done, {late} late.",
            "{area}: {done} of {total} tasks done, {late} late.",
            total[area],
            area=words.area(area),
            done=done[area],
            total=total[area],
            late=late[area],
        )
        for area in total
    ]
