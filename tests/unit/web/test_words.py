"""The short words of the pages, in Indonesian unless asked otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import pytest

from zi_workflow import i18n
from zi_workflow.domain.notices import MailKind, NoticeKind, NoticeState, Reason
from zi_workflow.usecases.editing import AreaEffect
from zi_workflow.web.views import words
from zi_workflow.web.views.consequences import area_lines

TODAY = date(2025, 4, 30)


def test_causes_are_named_the_largest_first_with_one_decimal_comma() -> None:
    """The split of a delay reads as a list; what an area won back is said as such."""
    because = {"mp": 3.5, "tl": 7.5, "sdm": -1.0, "pw": 0.0}
    assert words.causes(because) == (
        "7,5 hari karena Penataan Tatalaksana, 3,5 hari karena Manajemen Perubahan, "
        "1 hari lebih cepat berkat Penataan Sistem Manajemen SDM Aparatur"
    )


def test_causes_keep_the_sum_when_rounded() -> None:
    """Three thirds of a day are still a day."""
    because = {"mp": 1 / 3, "tl": 1 / 3, "pw": 1 / 3}
    assert words.causes(because).count("0,3") == 2
    assert words.causes(because).count("0,4") == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (TODAY, "hari ini"),
        (date(2025, 5, 12), "12 hari lagi"),
        (date(2025, 4, 28), "2 hari yang lalu"),
    ],
)
def test_a_date_has_its_distance_from_today(day: date, said: str) -> None:
    """Relative words stand beside the full date."""
    assert words.away(day, TODAY) == said


@pytest.mark.parametrize(
    ("key", "said"), [("2025-Q1", "Triwulan I 2025"), ("2026Q4", "Triwulan IV 2026"), ("?", "?")]
)
def test_a_quarter_is_named_as_offices_name_it(key: str, said: str) -> None:
    """A key that is no quarter stays as it is."""
    assert words.quarter(key) == said


def test_the_six_areas_come_first_in_their_order() -> None:
    """The order of the regulation, whatever the order of the plan; a plan's own words follow."""
    assert words.in_order(["ext", "pp", "humas", "mp", "pp", "um"]) == ["mp", "pp", "ext", "humas", "um"]


@pytest.mark.parametrize(
    ("kind", "rung", "level", "said"),
    [
        ("reminder", 7, None, "pengingat, 7 hari kerja sebelumnya"),
        ("reminder", 0, None, "pengingat, pada harinya"),
        ("escalation", None, 3, "eskalasi, tingkat 3"),
        ("ready", None, None, "dapat dimulai"),
    ],
)
def test_a_notice_is_named_with_its_rung_or_level(
    kind: str, rung: int | None, level: int | None, said: str
) -> None:
    """A reader sees how far the ladder has climbed."""
    assert words.notice_kind(kind, rung, level) == said


def test_words_nobody_knows_stay_as_they_are() -> None:
    """A plan file's own area and a state of a later version are shown, not hidden."""
    assert words.area("humas") == "humas"
    assert words.mail_state("terbang") == "terbang"


def test_english_is_the_second_language() -> None:
    """The same words in English, on demand."""
    with i18n.using("en"):
        assert words.causes({"tl": 7.5}).startswith("7.5 days because of ")
        assert words.away(TODAY, TODAY) == "today"


@pytest.mark.parametrize("kind", NoticeKind)
def test_every_kind_of_notice_has_a_word_of_its_own(kind: NoticeKind) -> None:
    """No page shows the name that the database knows; every kind has a word, in Indonesian too."""
    assert kind in words.NOTICE_KINDS
    with i18n.using("id"):
        assert words.notice_kind(kind) != words.NOTICE_KINDS[kind]


@pytest.mark.parametrize(
    ("table", "keys"),
    [(words.NOTICE_STATES, NoticeState), (words.REASONS, Reason), (words.MAIL_KINDS, MailKind)],
)
def test_states_reasons_and_mails_have_words_too(table: Mapping[str, str], keys: Iterable[str]) -> None:
    """What became of a notice, why nothing was sent, and what a mail is."""
    assert {str(key) for key in keys} <= table.keys()


def test_an_area_is_said_to_move_a_way_and_never_by_a_number_below_nought() -> None:
    """Sixteen days forward, and what stays."""
    (line,) = area_lines({"tl": AreaEffect(tasks=2, planned_days=-16, forecast_days=0)})
    said = "rencana selesai 16 hari kerja lebih cepat dan perkiraan selesai tetap."
    assert line.sentence.endswith(said)
