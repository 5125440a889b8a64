"""What a planner owes after a time without it: the latest firing, and only while it may still start."""

from __future__ import annotations

from datetime import date, datetime

from schedules.occurrences import latest
from schedules.table import Entry, Job, entries
from tests.support.clocks import wib
from zi_workflow.usecases.zones import Zone

WEEK = frozenset(range(5))
JAKARTA = Zone("Asia/Jakarta", ((WEEK, frozenset({date(2025, 5, 1)})),))


def _entry(job: Job) -> Entry:
    return next(entry for entry in entries([JAKARTA]) if entry.line.job is job)


def _latest(since: datetime | None, now: datetime, job: Job = Job.DAILY) -> datetime | None:
    return latest(_entry(job), since, now)


def test_the_morning_is_owed_once_it_has_come() -> None:
    """Nothing at 06:59, the day's work at 07:00."""
    seen = wib(2025, 4, 29, 7)
    assert _latest(seen, wib(2025, 4, 30, 6, 59)) is None
    assert _latest(seen, wib(2025, 4, 30, 7)) == wib(2025, 4, 30, 7)


def test_a_morning_that_was_seen_is_not_owed_again() -> None:
    """The cursor stands after it."""
    assert _latest(wib(2025, 4, 30, 7), wib(2025, 4, 30, 15)) is None


def test_three_weeks_of_silence_become_one_day() -> None:
    """On return there is one daily run, for today; missed days are not replayed."""
    assert _latest(wib(2025, 4, 2, 7), wib(2025, 4, 23, 9, 30)) == wib(2025, 4, 23, 7)


def test_a_return_after_office_hours_waits_for_the_next_morning() -> None:
    """Nobody gets a digest in the evening or on a day off."""
    assert _latest(wib(2025, 4, 25, 7), wib(2025, 4, 28, 16, 1)) is None
    assert _latest(wib(2025, 4, 25, 7), wib(2025, 5, 1, 9)) is None
    assert _latest(wib(2025, 4, 25, 7), wib(2025, 5, 3, 9)) is None


def test_a_first_start_in_office_hours_does_today() -> None:
    """Without a cursor what lies within the grace counts as not seen."""
    assert _latest(None, wib(2025, 4, 30, 10)) == wib(2025, 4, 30, 7)


def test_a_weekly_round_is_caught_up_within_two_days() -> None:
    """A service that returns on Tuesday still goes through every programme."""
    assert _latest(wib(2025, 4, 25), wib(2025, 4, 29, 12), Job.WEEKLY) == wib(2025, 4, 28, 6)
    assert _latest(wib(2025, 4, 25), wib(2025, 4, 30, 12), Job.WEEKLY) is None


def test_deliveries_that_were_missed_are_one_delivery() -> None:
    """An hour without us does not become twelve runs."""
    assert _latest(wib(2025, 4, 30, 8), wib(2025, 4, 30, 9, 3), Job.DELIVERY) == wib(2025, 4, 30, 9)


def test_proposals_that_were_missed_are_made_within_two_months() -> None:
    """They are made on the quarter's tenth working day; a service that was away then makes them when it is back."""
    assert _latest(wib(2025, 1, 10), wib(2025, 2, 20), Job.MONEV) == wib(2025, 1, 14, 8)
    assert _latest(wib(2025, 1, 14, 8), wib(2025, 2, 20), Job.MONEV) is None


def test_offices_of_one_zone_share_a_morning_when_any_of_them_works() -> None:
    """A six-day office brings Saturday; each programme asks its own calendar again."""
    six = Zone("Asia/Jakarta", ((WEEK, frozenset()), (WEEK | {5}, frozenset())))
    assert six.is_working(date(2025, 5, 3))
    assert not JAKARTA.is_working(date(2025, 5, 3))
    assert not six.is_working(date(2025, 5, 4))


def test_every_job_of_the_table_is_listed_once_for_what_it_concerns() -> None:
    """Lines that ask a zone exist per zone, the others once."""
    zones = [JAKARTA, Zone("Asia/Jayapura", ((WEEK, frozenset()),))]
    listed = sorted((str(entry.line.job), entry.scope) for entry in entries(zones))
    per_zone = [(job, zone.name) for job in ("daily", "monev", "weekly") for zone in zones]
    assert listed == sorted([("build_up", ""), ("delivery", ""), ("rounds", ""), *per_zone])
