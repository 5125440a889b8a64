"""The engine agrees with a slow reference that shares no code with it, on plans of every kind."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings

from tests.support.plan_answers import Answers
from tests.support.plans import drawn_plans
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.plans import Plan


@settings(max_examples=60, deadline=None)
@given(drawn_plans())
def test_every_task_is_as_the_definition_says(drawn: tuple[Plan, date]) -> None:
    """Spans, lateness, state, slack, holder and clock of every task equal the reference's."""
    plan, on = drawn
    answers = Answers(plan, on)
    for task, got in zip(plan.tasks, analyse(plan, on).tasks, strict=True):
        slack = answers.slack(task)
        assert (got.id, got.area, got.state) == (task.id, task.area, answers.state(task))
        assert (got.planned.start, got.planned.finish) == answers.planned[task.id]
        assert (got.forecast.start, got.forecast.finish) == answers.forecast[task.id]
        assert (got.late_days, got.slack_days) == (answers.late(task.id), slack)
        assert got.critical == (None if slack is None else slack <= 0)
        assert got.blocked_by == answers.blocked_by(task)
        assert got.clock == answers.clock(task)


@settings(max_examples=60, deadline=None)
@given(drawn_plans())
def test_causes_are_shapley_values(drawn: tuple[Plan, date]) -> None:
    """The parts of every task and of the programme equal an average over all orders of the areas."""
    plan, on = drawn
    answers = Answers(plan, on)
    analysis = analyse(plan, on)
    for got in analysis.tasks:
        assert got.because == {area: float(part) for area, part in answers.because(got.id).items()}
    assert analysis.because == {area: float(part) for area, part in answers.because_of_all().items()}


@settings(max_examples=60, deadline=None)
@given(drawn_plans())
def test_another_week_costs_what_a_second_forecast_says(drawn: tuple[Plan, date]) -> None:
    """Impacts equal those of forecasting the whole plan again, and the costliest come first."""
    plan, on = drawn
    answers = Answers(plan, on)
    tasks = {task.id: task for task in plan.tasks}
    got = [(b.id, b.area, (b.finish_days, b.other_areas_days, b.tasks)) for b in analyse(plan, on).blockers]
    actionable = [task for task in plan.tasks if answers.state(task) in ("running", "ready")]
    wanted = [(task.id, task.area, answers.impact(task)) for task in actionable]
    assert got == sorted(wanted, key=lambda row: (-row[2][1], -row[2][0], row[0]))
    assert all(tasks[blocker].finished is None for blocker, _, _ in got)
