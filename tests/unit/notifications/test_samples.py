"""What the samples say of days agrees with the real calendar and the shipped ladder: people learn from them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from zoneinfo import ZoneInfo

from notifications.registry import SAMPLES
from zi_workflow.domain.calendars import FIVE_DAYS, working_calendar
from zi_workflow.domain.notices import Line, MailFacts, MailKind, NoticeKind
from zi_workflow.frameworks import loader

CALENDAR = working_calendar(FIVE_DAYS, loader.national_days_off(), date(2025, 1, 1), date(2026, 12, 31))
LADDER = loader.load().ladder
# The level from which a matter is told to the holder of an office.
TOLD_AT = {role: level for level, role in enumerate(LADDER.receivers, 1)}


def lines() -> Iterator[tuple[MailFacts, Line]]:
    """Every line of every sample, with its mail."""
    return ((facts, line) for facts in SAMPLES.values() for line in facts.lines)


def highest(line: Line) -> int:
    """The highest level whose time has come for the line."""
    assert line.age is not None
    thresholds = LADDER.thresholds_holding if line.holds else LADDER.thresholds
    return sum(days <= line.age for days in thresholds)


def test_every_age_is_counted_on_the_real_calendar() -> None:
    """Working days from the due date to the day of the mail, days off left out."""
    dated = [(facts.on, line) for facts, line in lines() if line.clock and line.age is not None]
    assert len(dated) >= 7
    for on, line in dated:
        assert line.clock is not None
        assert CALENDAR.between(line.clock, on) == line.age, line.task


def test_every_day_that_is_named_is_a_working_day() -> None:
    """Mails leave on one, work is due on one, and a meeting is held on one."""
    days = {facts.on for facts in SAMPLES.values()} | {line.clock for _facts, line in lines() if line.clock}
    days |= {facts.week.round_on for facts in SAMPLES.values() if facts.week and facts.week.round_on}
    for facts in SAMPLES.values():
        if facts.summons is not None:
            days |= {each.on for each in (facts.summons.meeting, facts.summons.before) if each is not None}
    assert [day for day in days if not CALENDAR.is_working(day)] == []


def test_every_reminder_stands_on_a_rung() -> None:
    """So many working days before."""
    rungs = [(line.rung, line.age) for _facts, line in lines() if line.kind is NoticeKind.REMINDER]
    assert rungs
    assert all(rung is not None and age == -rung for rung, age in rungs)
    assert {rung for rung, _age in rungs} <= {abs(rung) for rung in LADDER.rungs}


def test_every_escalation_has_the_level_of_its_age_and_goes_to_its_office() -> None:
    """No day earlier, and not yet the next level's."""
    found = [(facts, line) for facts, line in lines() if line.kind is NoticeKind.ESCALATION]
    assert found
    for facts, line in found:
        assert (line.level, TOLD_AT[facts.role]) == (highest(line), highest(line))


def test_a_matter_is_passed_on_to_somebody_above_its_receiver() -> None:
    """To the office whose level has come, never to the reader themselves."""
    found = [(facts, line) for facts, line in lines() if line.passed_on]
    assert found
    for facts, line in found:
        assert TOLD_AT[str(line.passed_on)] == highest(line)
        assert TOLD_AT[str(line.passed_on)] > TOLD_AT.get(facts.role, 1)


def test_the_weekly_summary_counts_its_delay_on_the_real_calendar() -> None:
    """Working days from the planned to the expected end; its sums are sums."""
    week = SAMPLES[MailKind.WEEKLY].week
    assert week is not None
    assert week.planned_finish is not None
    assert week.forecast_finish is not None
    assert CALENDAR.between(week.planned_finish, week.forecast_finish) == week.late_days
    assert week.as_of == SAMPLES[MailKind.WEEKLY].on
    assert all(area.done + area.late <= area.total for area in week.areas)


def test_an_invitation_is_sent_before_its_meetings() -> None:
    """On the day of its calendar entry."""
    facts = SAMPLES[MailKind.INVITATION]
    assert facts.summons is not None
    assert facts.summons.before is not None
    assert facts.summons.stamp.astimezone(ZoneInfo(facts.zone)).date() == facts.on
    assert facts.on < facts.summons.before.on < facts.summons.meeting.on
