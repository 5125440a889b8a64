"""Laws that hold for every plan: sums, fairness, monotony, idempotence, invariance."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.plans import MONDAY, drawn_plans, plan, task
from zi_workflow.domain.analysis import Analysis, analyse, to_json, waiting_on
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.plans import Plan, PlanTask, Span

WEEK = timedelta(days=7)
Drawn = tuple[Plan, date]


def finishes(plan: Plan, on: date) -> list[date]:
    """Forecast finishes in file order."""
    return [task.forecast.finish for task in analyse(plan, on).tasks]


def shifted(day: date | None) -> date | None:
    """A week later."""
    return None if day is None else day + WEEK


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_parts_sum_to_the_lateness(drawn: Drawn) -> None:
    """What the areas are charged with is the lateness, of every task and of the programme."""
    analysis = analyse(*drawn)
    assert sum(analysis.because.values()) == pytest.approx(analysis.finish.late_days, abs=1e-9)
    for got in analysis.tasks:
        assert sum(got.because.values()) == pytest.approx(got.late_days, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_looking_twice_changes_nothing(drawn: Drawn) -> None:
    """The same plan on the same day has the same answer."""
    assert to_json(analyse(*drawn)) == to_json(analyse(*drawn))


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_writing_the_computed_plan_down_changes_nothing(drawn: Drawn) -> None:
    """A plan whose computed spans are given as its baseline has the same answer."""
    one, on = drawn
    analysis = analyse(one, on)
    pairs = zip(one.tasks, analysis.tasks, strict=True)
    written = replace(one, tasks=tuple(replace(t, planned=got.planned) for t, got in pairs))
    assert to_json(analyse(written, on)) == to_json(analysis)


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_everything_a_week_later_is_the_same_a_week_later(drawn: Drawn) -> None:
    """Moving all dates by whole weeks moves the answer by as much and changes no number."""
    one, on = drawn
    moved = [
        replace(
            t,
            not_before=shifted(t.not_before),
            planned=t.planned and Span(t.planned.start + WEEK, t.planned.finish + WEEK),
            started=shifted(t.started),
            finished=shifted(t.finished),
        )
        for t in one.tasks
    ]
    later = Plan(
        one.start + WEEK,
        tuple(moved),
        shifted(one.deadline),
        one.week,
        frozenset(d + WEEK for d in one.days_off),
    )
    first, second = analyse(one, on), analyse(later, on + WEEK)
    assert second.because == first.because
    assert second.blockers == first.blockers
    for a, b in zip(first.tasks, second.tasks, strict=True):
        assert b.forecast == Span(a.forecast.start + WEEK, a.forecast.finish + WEEK)
        assert b.planned == Span(a.planned.start + WEEK, a.planned.finish + WEEK)
        assert (b.late_days, b.slack_days, b.because, b.state) == (
            a.late_days,
            a.slack_days,
            a.because,
            a.state,
        )


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_a_length_never_changes_because_a_date_moved(drawn: Drawn) -> None:
    """Tasks that have not started last as long in the forecast as they say, 1 day for a milestone."""
    one, on = drawn
    analysis = analyse(one, on)
    for t, got in zip(one.tasks, analysis.tasks, strict=True):
        if t.started is None and t.finished is None:
            assert analysis.calendar.between(*got.forecast) + 1 == max(t.days, 1)


@settings(max_examples=40, deadline=None)
@given(drawn_plans(), st.data())
def test_a_later_start_never_helps(drawn: Drawn, data: st.DataObject) -> None:
    """Holding a task back longer improves no forecast."""
    one, on = drawn
    number = data.draw(st.integers(0, len(one.tasks) - 1))
    chosen = one.tasks[number]
    held = replace(
        chosen, not_before=(chosen.not_before or one.start) + timedelta(days=data.draw(st.integers(0, 30)))
    )
    after = replace(one, tasks=(*one.tasks[:number], held, *one.tasks[number + 1 :]))
    assert all(a <= b for a, b in zip(finishes(one, on), finishes(after, on), strict=True))


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_a_smaller_lag_never_hurts(drawn: Drawn) -> None:
    """Taking a day off every lag, or a dependency away, worsens no forecast."""
    one, on = drawn
    before = finishes(one, on)
    for change in (
        lambda t: tuple(replace(link, lag=link.lag - 1) for link in t.after),
        lambda t: t.after[1:],
    ):
        eased = replace(one, tasks=tuple(replace(t, after=change(t)) for t in one.tasks))
        assert all(a >= b for a, b in zip(before, finishes(eased, on), strict=True))


@settings(max_examples=40, deadline=None)
@given(drawn_plans())
def test_another_idle_day_never_helps(drawn: Drawn) -> None:
    """The same state seen a day later improves no forecast."""
    one, on = drawn
    later = finishes(one, on + timedelta(days=1))
    assert all(a <= b for a, b in zip(finishes(one, on), later, strict=True))


def test_an_area_that_kept_its_promises_is_charged_with_nothing() -> None:
    """Ayu's area (tl) waits for Budi's late one (mp); Budi has all of it."""
    late = task("mp-1", 2, started=MONDAY, finished=date(2025, 3, 7))
    got = analyse(plan(late, task("tl-1", 3, "mp-1")), date(2025, 3, 10)).task("tl-1")
    assert (got.late_days, got.because) == (3, {"mp": 3.0})


def test_two_areas_that_did_the_same_are_charged_the_same() -> None:
    """Of two equal delays in parallel each area has half, although either alone would have done the harm."""
    done = date(2025, 3, 7)
    twins = [task(twin, 2, started=MONDAY, finished=done) for twin in ("mp-1", "sdm-1")]
    got = analyse(plan(*twins, task("tl-1", 3, "mp-1, sdm-1")), date(2025, 3, 10)).task("tl-1")
    assert got.because == {"mp": 1.5, "sdm": 1.5}


def test_early_work_has_a_negative_part() -> None:
    """An area that was faster than its plan wins days back for those after it."""
    early = task("mp-1", 5, started=MONDAY, finished=date(2025, 3, 5))
    slow = task("sdm-1", 2, "mp-1", started=date(2025, 3, 6), finished=date(2025, 3, 12))
    got = analyse(plan(early, slow), date(2025, 3, 12)).task("sdm-1")
    assert got.because == {"mp": -2.0, "sdm": 3.0}


def many(areas: int) -> Plan:
    """One late task per area, each waiting for the one before it and the first."""
    tasks = [
        PlanTask(
            id=f"t{n}", area=f"area{n}", days=1, after=task(f"t{n}", 1, f"t{n - 1}, t0").after if n else ()
        )
        for n in range(areas)
    ]
    return plan(
        *(replace(t, planned=Span(MONDAY + n * WEEK, MONDAY + n * WEEK)) for n, t in enumerate(tasks))
    )


def test_twelve_deviating_areas_are_split_and_thirteen_refused() -> None:
    """Twelve areas come out with an exact sum; of more the engine says that it cannot."""
    on = MONDAY + 40 * WEEK
    analysis = analyse(many(12), on)
    assert sum(analysis.because.values()) == pytest.approx(analysis.finish.late_days, abs=1e-9)
    assert len(analysis.because) > 1
    with pytest.raises(InputError) as refused:
        analyse(many(13), on)
    assert refused.value.problems[0].params["count"] == 13


def test_thirteen_areas_that_keep_their_plan_cost_nothing() -> None:
    """Only areas that deviate count."""
    quiet = plan(*(PlanTask(id=f"t{n}", area=f"area{n}", days=1) for n in range(20)))
    assert analyse(quiet, MONDAY).because == {}


def test_blockers_know_who_waits_for_them() -> None:
    """Tasks of other areas are listed with the task at the end of their chain, those of its own area are not."""
    one = plan(
        task("mp-1", 2, started=MONDAY), task("mp-2", 2, "mp-1"), task("tl-1", 1, "mp-2"), task("pw-1", 1)
    )
    analysis: Analysis = analyse(one, MONDAY)
    assert waiting_on(analysis) == {"mp-1": ("tl-1",), "pw-1": ()}


def test_without_impacts_there_are_no_blockers() -> None:
    """The cheap answer leaves them out and is the same otherwise."""
    one = plan(task("mp-1", 2), task("tl-1", 1, "mp-1"))
    full, cheap = analyse(one, MONDAY), analyse(one, MONDAY, impacts=False)
    assert (cheap.blockers, cheap.tasks) == ((), full.tasks)
    assert full.blockers
