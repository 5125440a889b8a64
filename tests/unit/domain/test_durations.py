"""Dates and durations are said in step."""

from __future__ import annotations

from datetime import date

from tests.support.programmes import plan, planned
from zi_workflow.domain.durations import with_durations
from zi_workflow.domain.edits import SetDates, SetDays

PLAN = plan(planned("TL-01", 5), planned("TL-02", 0))
WEEK = SetDates("TL-01", date(2025, 1, 6), date(2025, 1, 10))
LONGER = SetDates("TL-01", date(2025, 1, 6), date(2025, 1, 13))


def test_new_dates_bring_their_working_days() -> None:
    """Weekends are not counted; where the length stays, nothing is added."""
    assert with_durations(PLAN, [LONGER]) == ((LONGER, SetDays("TL-01", 6)), [])
    assert with_durations(PLAN, [WEEK]) == ((WEEK,), [])
    assert with_durations(PLAN, [SetDays("TL-01", 7)]) == ((SetDays("TL-01", 7),), [])


def test_days_off_are_not_counted() -> None:
    """27 January 2025 is a day off by decree."""
    dates = SetDates("TL-01", date(2025, 1, 24), date(2025, 1, 30))
    assert with_durations(PLAN, [dates])[0] == (dates, SetDays("TL-01", 2))


def test_what_contradicts_is_a_problem_at_its_task() -> None:
    """Said alike, it is none."""
    _changes, (problem,) = with_durations(PLAN, [LONGER, SetDays("TL-01", 5)])
    assert (problem.where, problem.params["days"], problem.params["said"]) == ("TL-01", 6, 5)
    assert with_durations(PLAN, [LONGER, SetDays("TL-01", 6)])[1] == []


def test_a_milestone_that_moves_stays_one() -> None:
    """Until it is given more than a day."""
    day = date(2025, 1, 10)
    assert with_durations(PLAN, [SetDates("TL-02", day, day)])[0] == (SetDates("TL-02", day, day),)
    longer = SetDates("TL-02", day, date(2025, 1, 13))
    assert with_durations(PLAN, [longer])[0] == (longer, SetDays("TL-02", 2))


def test_what_the_plan_refuses_anyway_is_left_to_it() -> None:
    """No such task, an end before the start, a year of no programme, days without work."""
    wrong = [
        SetDates("XX-01", WEEK.start, WEEK.finish),
        SetDates("TL-01", WEEK.finish, WEEK.start),
        SetDates("TL-01", date(1, 1, 1), date(9999, 12, 31)),
        SetDates("TL-01", date(2025, 1, 11), date(2025, 1, 12)),
    ]
    for each in wrong:
        assert with_durations(PLAN, [each]) == ((each,), [])
