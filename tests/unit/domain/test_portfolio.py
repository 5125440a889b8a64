"""Units are compared by what they caused themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.portfolio import delay

AREAS = st.dictionaries(st.sampled_from(["mp", "tl", "pp", "um", "ext"]), st.integers(-20, 40).map(float))


@given(because=AREAS)
def test_own_and_inherited_days_sum_to_the_delay(because: dict[str, float]) -> None:
    """Nothing is counted twice and nothing is lost."""
    late = int(sum(because.values()))
    parts = delay(late, because)
    assert parts.own + parts.inherited == late
    assert parts.inherited == because.get("ext", 0.0)


@given(because=AREAS)
def test_the_cause_has_the_largest_part_of_a_delay_that_there_is(because: dict[str, float]) -> None:
    """A programme that is not late in all has none."""
    late = int(sum(because.values()))
    cause = delay(late, because).cause
    assert (cause is not None) is (late > 0)
    if cause is not None:
        assert because[cause] == max(because.values())


@pytest.mark.parametrize(
    ("late", "because", "own", "inherited"),
    [(11, {"tl": 7.5, "mp": 3.5}, 11, 0), (10, {"tl": 2.5, "ext": 7.5}, 2.5, 7.5), (0, {}, 0, 0)],
)
def test_parties_outside_the_unit_are_its_inheritance(
    late: int, because: dict[str, float], own: float, inherited: float
) -> None:
    """A ministry that takes its time is not the unit's own delay."""
    parts = delay(late, because)
    assert (parts.own, parts.inherited) == (own, inherited)
