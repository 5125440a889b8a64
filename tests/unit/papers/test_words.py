"""Numbers, dates and names as Indonesian official letters write them."""

from __future__ import annotations

from datetime import date, time

import pytest

from zi_workflow import i18n
from zi_workflow.domain.papers import Cause, Party
from zi_workflow.domain.recommendations import RECOMMENDATION_STATE_NAMES
from zi_workflow.domain.sentences import AREA_NAMES
from zi_workflow.papers import words

NUMBERS = {
    0: "nol", 1: "satu", 10: "sepuluh", 11: "sebelas", 12: "dua belas", 19: "sembilan belas", 20: "dua puluh",
    21: "dua puluh satu", 30: "tiga puluh", 100: "seratus", 101: "seratus satu", 111: "seratus sebelas",
    200: "dua ratus", 999: "sembilan ratus sembilan puluh sembilan", 1000: "seribu", 1001: "seribu satu",
    1945: "seribu sembilan ratus empat puluh lima", 2000: "dua ribu", 2025: "dua ribu dua puluh lima",
    11_000: "sebelas ribu", 100_000: "seratus ribu", 123_456: "seratus dua puluh tiga ribu empat ratus lima puluh enam",
}  # fmt: skip


@pytest.mark.parametrize(("value", "said"), NUMBERS.items())
def test_numbers_are_said_as_they_are_read(value: int, said: str) -> None:
    """One hundred and one thousand are `se-`; eleven to nineteen have their own ending."""
    assert words.number(value) == said


def test_every_number_of_a_date_is_said_differently() -> None:
    """No two numbers sound alike, or a date could be misread."""
    assert len({words.number(value) for value in range(3000)}) == 3000


@pytest.mark.parametrize("value", [-1, 1_000_000])
def test_what_is_no_number_of_a_date_is_refused(value: int) -> None:
    """Rather than being said wrongly."""
    with pytest.raises(ValueError, match="no number"):
        words.number(value)


def test_a_day_is_said_in_words_as_a_berita_acara_begins() -> None:
    """Day, date, month and year."""
    said = "Rabu tanggal tiga puluh bulan April tahun dua ribu dua puluh lima"
    assert words.day_in_words(date(2025, 4, 30)) == said
    assert words.weekday(date(2025, 4, 30)) == "Rabu, 30 April 2025"
    assert words.day(None) == words.BLANK


def test_a_meeting_without_an_end_goes_on_until_it_is_over() -> None:
    """Hours have a dot and the unit's zone."""
    assert words.clock(time(9), time(12, 30), "Asia/Jakarta") == "09.00 s.d. 12.30 WIB"
    assert words.clock(time(13), None, "WITA") == "13.00 WITA sampai selesai"


def test_quarters_are_roman_in_text_and_plain_in_file_names() -> None:
    """A key that is none stays as it is."""
    assert words.quarter("2025-Q1") == "Triwulan I Tahun 2025"
    assert words.quarter_short("2025-Q3") == "tw3-2025"
    assert words.period("2024-Q4") == "1 Oktober s.d. 31 Desember 2024"
    assert words.quarter("x") == "x"


def test_who_acts_for_somebody_signs_as_plt_or_plh() -> None:
    """The office is that of the one they act for."""
    assert words.title(Party("unit", "Citra", "Kepala Dinas", capacity="plt")) == "Plt. Kepala Dinas"
    assert words.title(Party("unit", "Citra", "Kepala Dinas")) == "Kepala Dinas"


def test_a_hundred_percent_is_only_said_when_it_is_all() -> None:
    """And all others are rounded as on the pages."""
    assert [words.percent(*each) for each in ((199, 200), (200, 200), (33, 237), (0, 0))] == [
        "99%", "100%", "14%", "0%",
    ]  # fmt: skip


def test_areas_stand_in_the_order_of_the_regulation() -> None:
    """Words of a plan's own come last, as they came."""
    assert words.in_order(["um", "b", "tl", "a", "mp", "tl", "ext"]) == ["mp", "tl", "um", "ext", "b", "a"]


def test_papers_and_pages_call_areas_and_states_the_same() -> None:
    """The papers have their own words, for they are Indonesian in every language of the pages."""
    with i18n.using("id"):
        assert dict(words.AREAS) == {key: i18n._(name) for key, name in AREA_NAMES.items()}
        assert dict(words.STATES) == {key: i18n._(name) for key, name in RECOMMENDATION_STATE_NAMES.items()}
        shown = words.causes((Cause("sdm", 9.0), Cause("tl", 1.5)))
    assert shown == "Penataan Sistem Manajemen SDM Aparatur 9 hari; Penataan Tatalaksana 1,5 hari"
