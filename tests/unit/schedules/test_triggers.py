"""When offices' days fall due: the triggers against a plain count of days."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from schedules.triggers import (
    LocalDays,
    WeekOpening,
    WorkingDayOfQuarter,
    WorkingMorning,
    between,
    every,
)
from zi_workflow.frameworks import loader

ZONES = ["Asia/Jakarta", "Asia/Pontianak", "Asia/Makassar", "Asia/Jayapura"]
OFF = loader.national_days_off()
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
DAYS = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]


def _is_working(day: date) -> bool:
    return day.weekday() < 5 and day not in OFF


def _fired(trigger: LocalDays, zone: str) -> list[datetime]:
    """Every firing of the years, in local time."""
    start = datetime.combine(FIRST, time(), ZoneInfo(zone)) - timedelta(microseconds=1)
    end = datetime.combine(LAST, time.max, ZoneInfo(zone))
    return [at.astimezone(ZoneInfo(zone)) for at in between(trigger, start, end)]


@pytest.mark.parametrize("zone", ZONES)
def test_every_working_morning_fires_once_at_the_local_hour(zone: str) -> None:
    """Over four years and in every zone, working days and nothing else."""
    fired = _fired(WorkingMorning(zone, time(7), _is_working), zone)
    assert [at.date() for at in fired] == [day for day in DAYS if _is_working(day)]
    assert {at.time() for at in fired} == {time(7)}


@pytest.mark.parametrize("zone", ZONES)
@pytest.mark.parametrize("k", [1, 10])
def test_the_kth_working_day_of_each_quarter_is_counted_from_its_first_day(zone: str, k: int) -> None:
    """Four firings a year, each on the k-th working day."""
    expected = []
    for year in range(2024, 2028):
        for month in (1, 4, 7, 10):
            quarter = [day for day in DAYS if (day.year, day.month) >= (year, month) and day.year == year]
            expected.append([day for day in quarter if _is_working(day)][k - 1])
    fired = _fired(WorkingDayOfQuarter(zone, time(8), _is_working, k), zone)
    assert [at.date() for at in fired] == expected


def test_a_week_opens_on_its_first_working_day() -> None:
    """A holiday on Monday moves it to Tuesday; a week without working days has none."""
    weeks: dict[tuple[int, int], date] = {}
    for day in DAYS:
        if _is_working(day):
            weeks.setdefault(day.isocalendar()[:2], day)
    fired = _fired(WeekOpening("Asia/Jakarta", time(6), _is_working), "Asia/Jakarta")
    assert [at.date() for at in fired] == list(weeks.values())
    assert any(at.weekday() == 1 for at in fired)


def test_a_morning_in_jayapura_is_the_evening_before_in_utc() -> None:
    """The local date names the firing, not the server's."""
    trigger = WorkingMorning("Asia/Jayapura", time(7), _is_working)
    (at,) = between(trigger, datetime(2025, 4, 29, 12, tzinfo=UTC), datetime(2025, 4, 30, 12, tzinfo=UTC))
    assert at.astimezone(UTC) == datetime(2025, 4, 29, 22, tzinfo=UTC)
    assert at.date() == date(2025, 4, 30)


def test_apscheduler_asks_for_one_firing_after_the_other() -> None:
    """From now on the first one includes this instant; after a firing comes the next one."""
    trigger = WorkingMorning("Asia/Jakarta", time(7), _is_working)
    friday = datetime(2025, 5, 2, 7, tzinfo=ZoneInfo("Asia/Jakarta"))
    assert trigger.get_next_fire_time(None, friday) == friday
    assert trigger.get_next_fire_time(friday, friday) == friday + timedelta(days=3)


def test_a_calendar_without_working_days_never_fires() -> None:
    """It is asked for an answer, not for ever."""
    never = WorkingMorning("Asia/Jakarta", time(7), lambda day: False)
    assert never.get_next_fire_time(None, datetime(2025, 1, 1, tzinfo=UTC)) is None


def test_an_interval_fires_on_the_same_instants_for_every_node() -> None:
    """Its firings do not depend on when a node was started."""
    since = datetime(2025, 1, 1, 3, 2, 11, tzinfo=UTC)
    fired = list(between(every(minutes=5), since, since + timedelta(minutes=12)))
    assert [at.minute for at in fired] == [5, 10]
    assert {at.second for at in fired} == {0}
