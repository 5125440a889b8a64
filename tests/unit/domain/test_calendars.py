"""Working days, quarters, decrees and zones."""

from __future__ import annotations

from datetime import date, timedelta

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zi_workflow.domain.calendars import (
    WEEKDAYS,
    DayKind,
    DayOff,
    Decree,
    DecreeStatus,
    Quarter,
    effective_days_off,
    quarter_of,
    working_calendar,
    zone_label,
)
from zi_workflow.domain.errors import InputError

FIRST, LAST = date(2024, 3, 4), date(2026, 3, 31)
some_day = st.dates(date(2025, 1, 10), date(2025, 5, 20))
weeks = st.sampled_from([WEEKDAYS[:5], WEEKDAYS[:6], ("tue", "sun"), ("wed",)])
days_off = st.sets(some_day, max_size=20)


@settings(max_examples=150, deadline=None)
@given(weeks, days_off, some_day, some_day, st.integers(-12, 12))
def test_working_days_are_those_of_numpy(
    week: tuple[str, ...], off: set[date], a: date, b: date, steps: int
) -> None:
    """Indexes, steps and distances agree with numpy's business days on weeks of any shape."""
    calendar = working_calendar(week, off, FIRST, LAST)
    oracle = numpy.busdaycalendar(" ".join(name.title() for name in week), sorted(off))
    forward = numpy.busday_offset(a, 0, "forward", busdaycal=oracle)
    assert calendar.day(calendar.start_index(a)) == forward.astype(date)
    backward = numpy.busday_offset(a, 0, "backward", busdaycal=oracle)
    assert calendar.day(calendar.finish_index(a)) == backward.astype(date)
    assert calendar.is_working(a) == bool(numpy.is_busday(a, busdaycal=oracle))
    assert calendar.add(a, steps) == numpy.busday_offset(forward, steps, busdaycal=oracle).astype(date)
    other = numpy.busday_offset(b, 0, "forward", busdaycal=oracle)
    assert calendar.between(a, b) == numpy.busday_count(forward, other, busdaycal=oracle)


@pytest.mark.parametrize("day", [FIRST - timedelta(days=1), LAST + timedelta(days=1)])
def test_a_day_outside_the_period_is_refused(day: date) -> None:
    """A calendar never guesses about days outside its period."""
    calendar = working_calendar(WEEKDAYS[:5], (), FIRST, LAST)
    for ask in (calendar.start_index, calendar.finish_index, calendar.is_working):
        with pytest.raises(InputError):
            ask(day)
    for index in (-1, len(calendar.days)):
        with pytest.raises(InputError):
            calendar.day(index)


def test_a_calendar_that_starts_or_ends_off_work_says_so() -> None:
    """Where no working day lies before (or after) a day inside the period, there is no index."""
    calendar = working_calendar(("wed",), (), date(2025, 3, 3), date(2025, 3, 9))
    with pytest.raises(InputError):
        calendar.finish_index(date(2025, 3, 4))
    with pytest.raises(InputError):
        calendar.start_index(date(2025, 3, 6))


def test_every_wrong_week_day_is_named() -> None:
    """Two wrong names give two problems."""
    with pytest.raises(InputError) as refused:
        working_calendar(("mon", "senin", "selasa"), (), FIRST, LAST)
    assert [problem.params["name"] for problem in refused.value.problems] == ["senin", "selasa"]


@given(st.dates(date(2024, 1, 1), date(2030, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    """Quarters hold their days and follow each other without a gap."""
    quarter = quarter_of(day)
    assert quarter.first <= day <= quarter.last
    assert quarter.next().first == quarter.last + timedelta(days=1)
    assert quarter < quarter.next()


def test_a_quarter_is_named_by_a_roman_number_and_its_year() -> None:
    """Triwulan II 2025 is April to June."""
    second = Quarter(2025, 2)
    assert (second.label(), second.first, second.last) == ("II 2025", date(2025, 4, 1), date(2025, 6, 30))


def decree(number: str, signed: date, status: str, *days: tuple[date, str]) -> Decree:
    """A decree about 2025."""
    entries = tuple(DayOff(day, DayKind(kind), "a day") for day, kind in days)
    return Decree(number, signed, "", "", DecreeStatus(status), 2025, entries)


NEW_YEAR, LEAVE, AUGUST = date(2025, 1, 1), date(2025, 1, 28), date(2025, 8, 18)


def test_a_later_decree_adds_days_and_takes_days_back() -> None:
    """The days off that hold follow the order of signature, whatever the order of reading."""
    first = decree("1", date(2024, 10, 14), "fixed", (NEW_YEAR, "national"), (LEAVE, "collective_leave"))
    later = decree("2", date(2025, 8, 7), "fixed", (AUGUST, "collective_leave"), (LEAVE, "working"))
    assert effective_days_off([later, first]) == {NEW_YEAR, AUGUST}


def test_decrees_of_one_day_hold_in_order_of_their_numbers() -> None:
    """The second of a day takes back what the first gave, whichever is read first."""
    first = decree("1", date(2024, 10, 14), "fixed", (LEAVE, "collective_leave"))
    second = decree("2", date(2024, 10, 14), "fixed", (LEAVE, "working"))
    assert effective_days_off([first, second]) == effective_days_off([second, first]) == frozenset()


def test_a_signed_year_puts_its_estimate_aside() -> None:
    """An estimate holds only until the decree of its year is signed; a local decree settles nothing."""
    estimate = decree("0", date(2024, 1, 1), "estimated", (LEAVE, "collective_leave"))
    local = decree("3", date(2025, 1, 1), "fixed", (AUGUST, "local"))
    signed = decree("1", date(2024, 10, 14), "fixed", (NEW_YEAR, "national"))
    guess = decree("4", date(2024, 1, 2), "estimated", (NEW_YEAR, "national"))
    assert effective_days_off([estimate, guess]) == {LEAVE, NEW_YEAR}
    assert effective_days_off([estimate, local]) == {LEAVE, AUGUST}
    assert effective_days_off([estimate, local, signed]) == {NEW_YEAR, AUGUST}


@pytest.mark.parametrize(
    ("zone", "label"),
    [
        ("WIB", "WIB"),
        ("Asia/Jakarta", "WIB"),
        ("Asia/Pontianak", "WIB"),
        ("Asia/Makassar", "WITA"),
        ("WIT", "WIT"),
    ],
)
def test_zones_have_their_indonesian_label(zone: str, label: str) -> None:
    """A zone is named WIB, WITA or WIT."""
    assert zone_label(zone) == label


def test_an_unknown_zone_is_refused() -> None:
    """Only Indonesian zones are known."""
    with pytest.raises(InputError):
        zone_label("Europe/Paris")
