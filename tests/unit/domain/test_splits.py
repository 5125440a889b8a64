"""Splitting a task changes that task, adds one, and makes whoever waited for it wait for both; nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.programmes import plan, planned
from zi_workflow.domain.analysis import analyse
from zi_workflow.domain.plans import Dependency, Plan, Span, validate
from zi_workflow.domain.splits import Half, second_code, split

ON = date(2025, 1, 2)
KINDS = st.sampled_from(["", " SS", " FF", " SF", " +2", " SS-1"])


@st.composite
def chains(draw: st.DrawFn) -> Plan:
    """A plan in which each task may wait for any before it, in any way."""
    count = draw(st.integers(2, 6))
    tasks = []
    for number in range(count):
        before = draw(st.lists(st.integers(0, number - 1), unique=True)) if number else []
        links = ",".join(f"T-{each}{draw(KINDS)}" for each in before)
        area = draw(st.sampled_from(["tl", "pp"]))
        tasks.append(planned(f"T-{number}", draw(st.integers(1, 9)), links, area=area))
    return plan(*tasks)


def half(title: str, first: int, last: int) -> Half:
    """Working days of January 2025."""
    return Half(title, Span(date(2025, 1, first), date(2025, 1, last)), last - first + 1)


@given(chains(), st.data())
def test_only_the_task_its_twin_and_their_followers_differ(before: Plan, data: st.DataObject) -> None:
    """The plan stays sound; who waited waits for both in the same way, the twin for the task and what that waits for."""
    task = data.draw(st.sampled_from([each.id for each in before.tasks]))
    after = split(before, task, (half("satu", 6, 8), half("dua", 9, 10)), f"{task}-B")
    validate(after, ON)
    assert len(after.tasks) == len(before.tasks) + 1
    tasks = {each.id: each for each in after.tasks}
    assert tasks[f"{task}-B"].after == (*tasks[task].after, Dependency(task))
    for old in before.tasks:
        new = tasks[old.id]
        if old.id == task:
            assert (new.title, new.days, new.planned) == ("satu", 3, Span(date(2025, 1, 6), date(2025, 1, 8)))
            continue
        assert (new.days, new.planned, new.area) == (old.days, old.planned, old.area)
        for mine, twin in ((task, f"{task}-B"),):
            ties = [(each.kind, each.lag) for each in new.after if each.predecessor == mine]
            assert [(each.kind, each.lag) for each in new.after if each.predecessor == twin] == ties
        assert [each for each in new.after if each.predecessor != f"{task}-B"] == list(old.after)


@pytest.mark.parametrize(("first", "last", "waits"), [(9, 10, True), (8, 10, False), (6, 8, False)])
def test_a_second_half_waits_for_the_first_where_it_comes_after_it(
    first: int, last: int, waits: bool
) -> None:
    """One after the other is not expected at once; side by side is."""
    before = plan(planned("TL-01", 5))
    after = split(before, "TL-01", (half("satu", 6, 8), half("dua", first, last)), "TL-01-B")
    spans = {task.id: task.forecast for task in analyse(after, ON).tasks}
    assert (spans["TL-01-B"].start > spans["TL-01"].finish) is waits


def test_a_follower_begins_after_the_later_half() -> None:
    """Both have to be finished."""
    before = plan(planned("TL-01", 5), planned("TL-02", 2, "TL-01"))
    after = split(before, "TL-01", (half("satu", 2, 3), half("dua", 6, 17)), "TL-01-B")
    spans = {task.id: task.forecast for task in analyse(after, ON).tasks}
    assert spans["TL-02"].start > max(spans["TL-01"].finish, spans["TL-01-B"].finish)


def test_the_second_half_gets_the_next_free_letter() -> None:
    """B, then C; when the alphabet is used up there is none."""
    assert second_code("TL-01", ["TL-01"]) == "TL-01-B"
    assert second_code("TL-01", ["TL-01", "TL-01-B"]) == "TL-01-C"
    assert second_code("T", [f"T-{letter}" for letter in "BCDEFGHIJKLMNOPQRSTUVWXYZ"]) is None
