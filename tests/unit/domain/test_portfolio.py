"""Units are compared by what they caused themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.portfolio import Late, delay

AREAS = st.dictionaries(st.sampled_from(["mp", "tl", "pp", "um", "ext"]), st.integers(-20, 40).map(float))
LATE = AREAS.map(lambda because: Late(int(sum(because.values())), because)).filter(lambda task: task.days > 0)


@given(late=st.lists(LATE, min_size=1, max_size=6))
def test_own_and_inherited_days_sum_to_the_longest_delay(late: list[Late]) -> None:
    """Nothing is counted twice and nothing is lost."""
    found = delay(late)
    assert (found.tasks, found.days) == (len(late), max(task.days for task in late))
    assert found.own + found.inherited == found.days
    assert found.inherited in {task.because.get("ext", 0.0) for task in late if task.days == found.days}


@given(late=st.lists(LATE, max_size=6))
def test_the_cause_has_the_largest_part_of_all_delays(late: list[Late]) -> None:
    """One task may be latest because of one area, and most of them late because of another."""
    cause = delay(late).cause
    assert (cause is not None) is bool(late)
    sums = {area: sum(task.because.get(area, 0.0) for task in late) for task in late for area in task.because}
    if cause is not None:
        assert sums[cause] == max(sums.values())


@pytest.mark.parametrize(
    ("because", "own", "inherited"),
    [({"tl": 7.5, "mp": 3.5}, 11, 0), ({"tl": 2.5, "ext": 7.5}, 2.5, 7.5)],
)
def test_parties_outside_the_unit_are_its_inheritance(
    because: dict[str, float], own: float, inherited: float
) -> None:
    """A ministry that takes its time is not the unit's own delay."""
    found = delay([Late(int(sum(because.values())), because)])
    assert (found.own, found.inherited) == (own, inherited)


def test_who_has_no_late_task_has_no_delay() -> None:
    """However much of it is still to be done."""
    assert (delay([]).tasks, delay([]).days, delay([]).cause) == (0, 0, None)
