"""Dates, times, quarters and numbers read as in official Indonesian letters."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from zi_workflow import wording


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2025, 4, 30), "Rabu, 30 April 2025"),
        (date(2025, 6, 5), "Kamis, 5 Juni 2025"),
        (date(2025, 8, 17), "Minggu, 17 Agustus 2025"),
        (date(2025, 12, 31), "Rabu, 31 Desember 2025"),
    ],
)
def test_full_dates_name_day_and_month_without_a_leading_zero(day: date, words: str) -> None:
    """Text spells the date out as a letter does."""
    assert wording.full_date(day) == words


def test_short_dates_are_for_tables() -> None:
    """Tables abbreviate day and month."""
    assert wording.short_date(date(2025, 4, 30)) == "Rab, 30 Apr 2025"
    assert wording.short_date(date(2025, 8, 1)) == "Jum, 1 Agu 2025"


def test_english_readers_get_english_dates() -> None:
    """The language decides names and separators."""
    assert wording.full_date(date(2025, 4, 30), "en") == "Wednesday, 30 April 2025"
    assert wording.deadline(date(2025, 4, 30), "WIB", "en") == "Wednesday, 30 April 2025 at 16:00 WIB"


@pytest.mark.parametrize(
    ("zone", "label"),
    [("Asia/Jakarta", "WIB"), ("Asia/Pontianak", "WIB"), ("Asia/Makassar", "WITA"), ("Asia/Jayapura", "WIT")],
)
def test_a_deadline_is_the_end_of_the_office_day_in_the_units_zone(zone: str, label: str) -> None:
    """Hours are written with a dot and the zone by its Indonesian name."""
    assert wording.deadline(date(2025, 4, 30), zone) == f"Rabu, 30 April 2025 pukul 16.00 {label}"


def test_an_instant_is_told_on_the_units_clock() -> None:
    """Half past eleven at night in London is the next morning in Jayapura."""
    at = datetime(2025, 4, 29, 23, 5, tzinfo=UTC)
    assert wording.instant(at, "Asia/Jayapura") == "Rabu, 30 April 2025 pukul 08.05 WIT"


@pytest.mark.parametrize(("month", "number"), [(1, "I"), (3, "I"), (4, "II"), (9, "III"), (12, "IV")])
def test_quarters_have_roman_numbers(month: int, number: str) -> None:
    """Quarters of the fiscal year, which is the calendar year."""
    assert wording.quarter(date(2025, month, 1)) == f"Triwulan {number} 2025"


def test_numbers_have_a_decimal_comma() -> None:
    """7.5 working days are 7,5 in Indonesian and 7.5 in English; whole numbers have no decimals."""
    assert [wording.decimal(value) for value in (7.5, 3.0, -1.25, 1234.5)] == ["7,5", "3", "-1,2", "1.234,5"]
    assert wording.decimal(7.5, "en") == "7.5"


def test_lists_end_with_dan() -> None:
    """Enumerations as Indonesian has them."""
    assert wording.listing(["SOP"]) == "SOP"
    assert wording.listing(["SOP", "SKM"]) == "SOP dan SKM"
    assert wording.listing(["SOP", "SKM", "SPIP"]) == "SOP, SKM, dan SPIP"
