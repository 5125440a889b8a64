"""Which work belongs to a quarter's matrix, whose words stay, and on which days somebody hears of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zi_workflow.domain.calendars import FIVE_DAYS, Quarter, working_calendar
from zi_workflow.domain.matrices import Line, Span, Told, belongs, filled, merged, unsaid
from zi_workflow.domain.matrix_reminders import ESCALATED, Step, due
from zi_workflow.domain.matrix_sheets import letters
from zi_workflow.domain.tasks import State

Q1 = Quarter(2025, 1)
JAN, MAR, APR = date(2025, 1, 10), date(2025, 3, 20), date(2025, 4, 10)
OLD, PAST = date(2024, 11, 4), date(2024, 12, 2)
LINE = Line("TL-01", "tl", 1, "Peta", "", "", JAN, MAR, "Ayu", Told("Berjalan.", 40))


@pytest.mark.parametrize(
    ("work", "expected"),
    [
        (Span(JAN, MAR, State.PLANNED), True),
        (Span(OLD, PAST, State.IN_PROGRESS), True),
        (Span(OLD, PAST, State.SUBMITTED), True),
        (Span(OLD, PAST, State.DONE, OLD, PAST), False),
        (Span(OLD, PAST, State.DONE, OLD, JAN), True),
        (Span(APR, APR, State.DONE, JAN, MAR), True),
        (Span(APR, APR, State.IN_PROGRESS, MAR), True),
        (Span(APR, APR, State.PLANNED), False),
        (Span(JAN, APR, State.DONE, JAN, APR), True),
    ],
)
def test_work_belongs_to_the_quarter_in_which_it_was_planned_done_or_still_open(
    work: Span, expected: bool
) -> None:
    """Planned in it, finished in it, or open since before it ended; neither what was over nor what comes later."""
    assert belongs(work, Q1) is expected


def test_a_line_with_somebody_s_words_never_goes_away() -> None:
    """Its plan follows, its words stay; a line without any goes with its task."""
    written = replace(LINE, told=Told("Kata kami.", 60), typed=True)
    now = replace(LINE, activity="Peta baru", told=Told("Selesai.", 100))
    assert merged([written], [now]) == (replace(now, told=written.told, typed=True),)
    assert merged([LINE], [now]) == (now,)
    assert merged([written], []) == (written,)
    assert merged([LINE], []) == ()


def test_what_was_not_changed_is_nobody_s_words() -> None:
    """Neither as it was kept nor as the page showed it."""
    assert not filled(LINE, LINE.told, LINE.told).typed
    assert not filled(LINE, Told("Dulu.", 1), Told("Dulu.", 1)).typed
    assert filled(LINE, Told("Kata kami.", 60), LINE.told).typed


def test_only_late_work_needs_an_obstacle() -> None:
    """From the day after its last; done work is not late."""
    columns = {
        on: [column for _task, column, _p in unsaid([LINE], on)] for on in (MAR, MAR + timedelta(days=1))
    }
    assert columns == {MAR: [], MAR + timedelta(days=1): ["obstacle"]}
    assert unsaid([replace(LINE, told=Told("Selesai.", 100))], APR) == []
    assert unsaid([replace(LINE, told=Told("Berjalan.", 40, "Pejabat sedang cuti."))], APR) == []


CALENDAR = working_calendar(FIVE_DAYS, frozenset({date(2025, 4, 18)}), date(2025, 1, 1), date(2025, 12, 31))
CUTOFF = date(2025, 4, 22)  # Tuesday after Good Friday


def test_reminders_count_working_days_and_the_lead_hears_of_it_afterwards() -> None:
    """Over a weekend and a day off."""
    asked = date(2025, 4, 7)
    steps = {day: due(CALENDAR, asked, CUTOFF, date(2025, 4, day)) for day in (15, 16, 17, 21, 22, 23)}
    assert steps == {
        15: None,
        16: Step(rung=3),
        17: Step(rung=3),  # caught up where the day before had no morning
        21: Step(rung=1),
        22: Step(rung=0),
        23: Step(level=ESCALATED),
    }


def test_whoever_was_just_asked_is_not_reminded_of_it() -> None:
    """Asked on the rung's day or after it."""
    asked = date(2025, 4, 17)
    assert due(CALENDAR, asked, CUTOFF, date(2025, 4, 17)) is None
    assert due(CALENDAR, asked, CUTOFF, date(2025, 4, 21)) == Step(rung=1)


@given(st.integers(1, 20_000))
def test_columns_are_named_as_spreadsheets_do(column: int) -> None:
    """A to Z, then AA."""
    number = 0
    for letter in letters(column):
        number = number * 26 + ord(letter) - ord("A") + 1
    assert number == column
