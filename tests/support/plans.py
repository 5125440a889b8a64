"""Small plans for tests, by hand and by hypothesis."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from zi_workflow.domain.calendars import WEEKDAYS
from zi_workflow.domain.plans import Dependency, Kind, Plan, PlanTask, Span, parse_dependency

MONDAY = date(2025, 3, 3)
AREAS = ("mp", "tl", "sdm", "pw")


def task(id: str, days: int = 1, after: str = "", **more: Any) -> PlanTask:
    """A task of the area its id names (`tl-1` is of tl) after dependencies written with commas between."""
    links = tuple(parse_dependency(link) for link in after.split(",") if link.strip())
    return PlanTask(id=id, area=more.pop("area", id.partition("-")[0]), days=days, after=links, **more)


def plan(*tasks: PlanTask, start: date = MONDAY, **more: Any) -> Plan:
    """A plan on a five-day week without days off, unless told otherwise."""
    return Plan(start=start, tasks=tasks, **more)


def near(low: int = -20, high: int = 40) -> st.SearchStrategy[date]:
    """Days around the start of a drawn plan, days off included."""
    return st.integers(low, high).map(lambda n: MONDAY + timedelta(days=n))


@st.composite
def links(draw: st.DrawFn, earlier: list[str]) -> tuple[Dependency, ...]:
    """Dependencies of all kinds on earlier tasks."""
    if not earlier:
        return ()
    chosen = draw(st.lists(st.sampled_from(earlier), max_size=3))
    kinds = st.sampled_from([Kind.FS, Kind.FS, *Kind])
    return tuple(Dependency(one, draw(kinds), draw(st.integers(-3, 4))) for one in chosen)


@st.composite
def actuals(draw: st.DrawFn, on: date) -> dict[str, Any]:
    """Nothing, a start, a finish, or both, none after the day looked at."""
    low = (MONDAY - on).days - 20
    back = st.integers(low, 0).map(lambda n: on + timedelta(days=n))
    which = draw(st.sampled_from(["", "", "started", "finished", "both", "both"]))
    if which == "both":
        started, finished = sorted([draw(back), draw(back)])
        return {"started": started, "finished": finished}
    return {which: draw(back)} if which else {}


@st.composite
def spans(draw: st.DrawFn) -> Span | None:
    """Mostly nothing, else a day or more, working days or not."""
    if draw(st.integers(0, 3)):
        return None
    first = draw(near())
    return Span(first, first + timedelta(days=draw(st.integers(0, 15))))


@st.composite
def drawn_plans(draw: st.DrawFn, areas: tuple[str, ...] = AREAS, most: int = 8) -> tuple[Plan, date]:
    """A valid plan with everything a plan can have, and a day to look at it."""
    on = draw(near(-5, 35))
    tasks: list[PlanTask] = []
    for number in range(draw(st.integers(1, most))):
        tasks.append(
            PlanTask(
                id=f"t{number}",
                area=draw(st.sampled_from(areas)),
                days=draw(st.integers(0, 6)),
                after=draw(links([t.id for t in tasks])),
                not_before=draw(st.none() | near()),
                planned=draw(spans()),
                **draw(actuals(on)),
            )
        )
    week = draw(
        st.sampled_from([("mon", "tue", "wed", "thu", "fri"), ("mon", "tue", "wed", "thu", "fri", "sat")])
    )
    drawn = Plan(
        start=draw(near(-3, 3)),
        deadline=draw(st.none() | near(-10, 60)),
        week=week,
        days_off=frozenset(draw(st.lists(near(), max_size=4))),
        tasks=tuple(draw(st.permutations(tasks))),
    )
    return _without_idle_spans(drawn), on


def _without_idle_spans(drawn: Plan) -> Plan:
    """A baseline without a working day is no baseline."""
    week = [WEEKDAYS.index(name) for name in drawn.week]
    tasks = []
    for one in drawn.tasks:
        days = (one.planned.finish - one.planned.start).days + 1 if one.planned else 0
        dates = [one.planned.start + timedelta(days=n) for n in range(days)] if one.planned else []
        works = any(day.weekday() in week and day not in drawn.days_off for day in dates)
        tasks.append(one if works else replace(one, planned=None))
    return replace(drawn, tasks=tuple(tasks))
