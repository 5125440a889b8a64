"""While something can be noted in a meeting, by when a recommendation is due, and which tasks a round looks at."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.calendars import FIVE_DAYS, Quarter, working_calendar
from zi_workflow.domain.errors import RefusedError
from zi_workflow.domain.meetings import (
    FEWEST_DAYS,
    MOST_DAYS,
    UNSIGNED,
    Share,
    Verdict,
    concerns,
    offered,
    share,
    unsigned,
)
from zi_workflow.domain.round_states import ROUND_STATE_NAMES, RoundState

FIRST = Quarter(2025, 1)


@pytest.mark.parametrize("state", RoundState)
def test_something_is_noted_between_opening_and_signing_only(state: RoundState) -> None:
    """The refusal names the round and its state."""
    if state in UNSIGNED:
        unsigned("ZI-1 2025-Q1", state)
        return
    with pytest.raises(RefusedError) as refused:
        unsigned("ZI-1 2025-Q1", state)
    problem = refused.value.problems[0]
    assert (problem.where, problem.params["state"]) == ("ZI-1 2025-Q1", ROUND_STATE_NAMES[state])


@given(
    st.dates(date(2025, 1, 1), date(2025, 8, 1)),
    st.sets(st.dates(date(2025, 1, 1), date(2025, 12, 31)), max_size=20),
)
def test_every_offered_deadline_is_a_working_day_so_many_working_days_after_the_meeting(
    base: date, off: set[date]
) -> None:
    """Whatever days are off; they come in order."""
    calendar = working_calendar(FIVE_DAYS, off, date(2024, 12, 1), date(2026, 6, 1))
    found = offered(calendar, base)
    assert [each.days for each in found] == list(range(FEWEST_DAYS, MOST_DAYS + 1))
    assert all(calendar.is_working(each.on) for each in found)
    assert all(calendar.between(base, each.on) == each.days for each in found)


def test_an_area_s_share_counts_each_verdict() -> None:
    """What has no word yet is only part of the whole."""
    assert share([None, Verdict.FITS, Verdict.MISSING, Verdict.FITS]) == Share(4, 2, 0, 1)
    assert share([None, Verdict.FITS]).done == 1


@pytest.mark.parametrize(
    ("start", "finish", "finished", "looks"),
    [
        (date(2025, 2, 3), date(2025, 2, 7), None, True),
        (date(2025, 4, 1), date(2025, 4, 4), None, False),
        (date(2024, 11, 4), date(2024, 11, 8), None, True),
        (date(2024, 11, 4), date(2024, 11, 8), date(2025, 1, 2), True),
        (date(2024, 11, 4), date(2024, 11, 8), date(2024, 12, 30), False),
        (None, None, None, False),
    ],
)
def test_a_round_looks_at_what_was_planned_in_its_quarter_and_what_was_left_from_before(
    start: date | None, finish: date | None, finished: date | None, looks: bool
) -> None:
    """Not at what was done before it, nor at what comes later."""
    assert concerns(FIRST, start, finish, finished) is looks
