"""Proposed dates of quarterly rounds."""

from __future__ import annotations

from datetime import date

from tests.support.frameworks import weekdays
from zi_workflow.domain.rounds import proposed_rounds


def test_a_round_is_proposed_for_the_kth_working_day_after_its_quarter() -> None:
    """The first working day after March 2025 is Tuesday 1 April, the sixteenth Tuesday 22 April."""
    start = date(2025, 2, 3)
    first = proposed_rounds(start, weekdays(start), 5, 1)
    assert [(r.quarter.label(), r.on) for r in first[:2]] == [
        ("I 2025", date(2025, 4, 1)),
        ("II 2025", date(2025, 7, 1)),
    ]
    assert proposed_rounds(start, weekdays(start), 5, 16)[0].on == date(2025, 4, 22)


def test_days_off_move_the_round() -> None:
    """With the first of April off, everything comes a working day later."""
    start = date(2025, 2, 3)
    assert proposed_rounds(start, weekdays(start, date(2025, 4, 1)), 1, 16)[0].on == date(2025, 4, 23)


def test_there_is_one_round_for_each_quarter_of_the_programme() -> None:
    """Five quarters from November give five rounds, from the fourth quarter on."""
    start = date(2025, 11, 10)
    quarters = [r.quarter.label() for r in proposed_rounds(start, weekdays(start), 5, 16)]
    assert quarters == ["IV 2025", "I 2026", "II 2026", "III 2026", "IV 2026"]
