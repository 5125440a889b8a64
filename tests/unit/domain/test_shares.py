"""Percentages are rounded, and promise neither all nor nothing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.shares import percent


@pytest.mark.parametrize(
    ("part", "whole", "said"),
    [(33, 237, 14), (1, 3, 33), (1, 8, 13), (199, 200, 99), (200, 200, 100), (1, 237, 1), (0, 237, 0), (0, 0, 0)],
)  # fmt: skip
def test_a_part_is_rounded_half_up(part: int, whole: int, said: int) -> None:
    """33 of 237 are 13.92 per cent."""
    assert percent(part, whole) == said


@given(st.integers(1, 10_000).flatmap(lambda whole: st.tuples(st.integers(0, whole), st.just(whole))))
def test_all_and_nothing_are_said_only_when_they_are_so(drawn: tuple[int, int]) -> None:
    """And whatever is said is off by less than one."""
    part, whole = drawn
    said = percent(part, whole)
    assert (said == 100, said == 0) == (part == whole, part == 0)
    assert abs(said - 100 * part / whole) < 1
