"""Lines say what is the matter, until when, who waits and what it costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from notifications.emails.lines import MatterView, view
from notifications.emails.matters import Matter, matters
from notifications.emails.samples import PROCEDURES
from notifications.names import area_name, area_phrase, office_title
from notifications.registry import SAMPLES
from zi_workflow import i18n
from zi_workflow.domain.notices import Line, MailKind, NoticeKind, TaskRef

FACTS = SAMPLES[MailKind.DIGEST]
LINE = Line(NoticeKind.REMINDER, "TL-03", "Penyusunan SOP", "tl", rung=3, clock=date(2025, 5, 6))


@pytest.fixture(autouse=True)
def _indonesian() -> Iterator[None]:
    with i18n.using("id"):
        yield


def shown(*lines: Line) -> MatterView:
    """One matter of these lines, in words."""
    return view(Matter(lines), FACTS)


def says(line: Line) -> str:
    """The line's sentences in a row."""
    return " ".join(shown(line).sentences)


@pytest.mark.parametrize(
    ("age", "words"),
    [
        (-3, "Jatuh tempo Selasa, 6 Mei 2025 pukul 16.00 WIB (3 hari kerja lagi)."),
        (-1, "Jatuh tempo Selasa, 6 Mei 2025 pukul 16.00 WIB (1 hari kerja lagi)."),
        (0, "Jatuh tempo hari ini, Selasa, 6 Mei 2025 pukul 16.00 WIB."),
        (2, "Jatuh tempo Selasa, 6 Mei 2025 pukul 16.00 WIB; terlambat 2 hari kerja."),
        (None, "Jatuh tempo Selasa, 6 Mei 2025 pukul 16.00 WIB."),
    ],
)
def test_due_dates_are_full_and_counted_in_working_days(age: int | None, words: str) -> None:
    """The distance to the due date is told where it is known."""
    assert says(replace(LINE, age=age)) == words


@pytest.mark.parametrize(
    ("line", "told"),
    [
        (replace(LINE, task="REK-2025Q1-01"), True),
        (replace(LINE, task="REK-2025Q1-01-B", kind=NoticeKind.OVERDUE), True),
        (replace(LINE, task="REK-2025Q1-01", kind=NoticeKind.VERIFY, review=True), False),
        (replace(LINE, task="REK-01"), False),
    ],
)
def test_the_task_of_a_recommendation_says_which_round_asks_for_it(line: Line, told: bool) -> None:
    """To who carries it out, not to who verifies it."""
    assert ("dalam Berita Acara Monev Triwulan I 2025" in says(line)) is told


def test_english_counts_one_day_in_the_singular() -> None:
    """Plural forms follow the language."""
    with i18n.using("en"):
        assert says(replace(LINE, age=-1)).endswith("(1 working day left).")
        assert says(replace(LINE, age=-2)).endswith("(2 working days left).")


def test_review_lines_speak_of_verification() -> None:
    """A verifier is not told that the work is unfinished."""
    line = replace(LINE, kind=NoticeKind.OVERDUE, review=True, age=2)
    assert says(line) == (
        "Bukti telah disampaikan dan belum diverifikasi. "
        "Batas verifikasi Selasa, 6 Mei 2025 pukul 16.00 WIB; terlambat 2 hari kerja."
    )


def test_what_is_to_be_verified_is_due_for_verification() -> None:
    """The day is the verifier's, not the work's."""
    assert "Batas verifikasi Selasa, 6 Mei 2025" in says(replace(LINE, kind=NoticeKind.VERIFY))


def test_links_lead_to_a_task_whatever_signs_its_code_has() -> None:
    """A code of an imported plan may hold a slash or a blank."""
    assert shown(replace(LINE, task="TL/03 a")).link.endswith("/task/TL%2F03%20a")


def test_blocking_lines_name_who_waits_and_what_another_week_costs() -> None:
    """Areas and tasks that wait stand together, then the price of waiting."""
    words = says(PROCEDURES)
    assert (
        "3 tugas menunggu tugas ini: “SK Standar Pelayanan dan Maklumat Pelayanan” (PP-03) dan "
        "“Penataan loket layanan <terpadu>” (PP-05) pada Area Peningkatan Kualitas Pelayanan Publik; "
        "“Pemetaan benturan kepentingan” (PW-09) pada Area Penguatan Pengawasan."
    ) in words
    assert "akhir program mundur 4 hari kerja dan tugas area lain mundur seluruhnya 31 hari kerja" in words
    assert "Hal ini telah diteruskan kepada Ketua Tim Kerja." in words


@pytest.mark.parametrize(
    ("finish", "others", "words"),
    [
        (4, 0, "Jika tertunda satu minggu lagi, akhir program mundur 4 hari kerja."),
        (0, 6, "Jika tertunda satu minggu lagi, tugas area lain mundur seluruhnya 6 hari kerja."),
        (0, 0, ""),
        (None, None, ""),
    ],
)
def test_only_real_costs_are_told(finish: int | None, others: int | None, words: str) -> None:
    """A delay that costs nothing is not dressed up."""
    line = replace(LINE, clock=None, finish_days=finish, other_areas_days=others)
    assert says(line) == words


def test_of_many_waiting_tasks_each_area_is_named_with_its_first() -> None:
    """No area that waits is hidden behind a number, though tasks are."""
    tasks = tuple(
        TaskRef(f"{area}-{n}", f"Tugas {n}", area.lower()) for n in (1, 2) for area in ("PP", "PW", "AK")
    )
    assert says(replace(LINE, clock=None, holds=tasks, held=24)) == (
        "24 tugas menunggu tugas ini: “Tugas 1” (PP-1) pada Area Peningkatan Kualitas Pelayanan Publik; "
        "“Tugas 1” (PW-1) pada Area Penguatan Pengawasan; “Tugas 1” (AK-1) pada Area Penguatan Akuntabilitas; "
        "dan 21 lainnya."
    )


def test_lines_about_one_task_are_told_as_one_matter() -> None:
    """`ready` and `reminder` of a task come on one day: one entry, and what both say stands once."""
    ready = replace(LINE, kind=NoticeKind.READY, rung=None, age=None)
    (matter,) = matters([replace(LINE, age=-3), ready], FACTS.on)
    assert view(matter, FACTS).sentences == (
        "Tugas ini sudah dapat dimulai: semua yang ditunggu telah tersedia.",
        "Jatuh tempo Selasa, 6 Mei 2025 pukul 16.00 WIB (3 hari kerja lagi).",
    )


def test_matters_of_different_programmes_or_headings_stay_apart() -> None:
    """The same code elsewhere is another task; late and finished are different news."""
    lines = [LINE, replace(LINE, programme_code="lain"), replace(LINE, kind=NoticeKind.SOLVED)]
    assert (
        len(
            matters(
                [*lines, Line(NoticeKind.ASSIGNED, count=2), Line(NoticeKind.ASSIGNED, count=3)], FACTS.on
            )
        )
        == 5
    )


def test_waiting_lines_say_for_whom_and_that_nothing_is_asked() -> None:
    """Blame follows the cause: the one who waits is not pressed."""
    line = Line(NoticeKind.WAITING, "PP-03", "Standar", "pp", waits_for=TaskRef("TL-03", "SOP utama", "tl"))
    assert says(line) == (
        "Tugas ini belum dapat dimulai karena menunggu “SOP utama” (TL-03) pada Area Penataan Tatalaksana. "
        "Anda tidak perlu melakukan apa pun; Anda akan diberi tahu ketika tugas ini dapat dimulai."
    )


def test_repeated_lines_are_marked() -> None:
    """Who was told before sees that the matter is still open."""
    assert shown(replace(LINE, repeat=True)).place == "TL-03 · Penataan Tatalaksana · masih berlaku"


def test_collected_assignments_are_a_count() -> None:
    """Activation gives one line, not ninety."""
    matter = shown(Line(NoticeKind.ASSIGNED, count=12))
    assert matter.title == "12 tugas"
    assert matter.sentences == ("Rincian dan jatuh temponya tercantum pada daftar tugas.",)
    assert matter.link == "https://zi.example.go.id/programme/dispusip-2025/task"


@pytest.mark.parametrize("kind", list(NoticeKind))
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_every_kind_of_line_has_words(kind: NoticeKind, lang: str) -> None:
    """No kind is mute, with or without a due date."""
    with i18n.using(lang):
        assert shown(replace(LINE, kind=kind, age=1)).brief
        assert shown(replace(LINE, kind=kind, clock=None, review=True)).title == "Penyusunan SOP"


@pytest.mark.parametrize(
    ("key", "name", "phrase"),
    [
        ("mp", "Manajemen Perubahan", "Area Manajemen Perubahan"),
        ("sdm", "Penataan Sistem Manajemen SDM", "Area Penataan Sistem Manajemen SDM"),
        ("ak", "Penguatan Akuntabilitas", "Area Penguatan Akuntabilitas"),
        ("um", "Tim Kerja", "Tim Kerja"),
        ("ext", "pihak luar", "pihak luar"),
        ("gudang", "gudang", "Area gudang"),
    ],
)
def test_areas_have_their_official_names_and_unknown_keys_stay(key: str, name: str, phrase: str) -> None:
    """A plan file may use any word as an area."""
    assert (area_name(key), area_phrase(key)) == (name, phrase)


def test_offices_are_named_with_their_area() -> None:
    """Members and coordinators belong to an area, the others to the unit."""
    assert office_title("coordinator", "tl") == "Koordinator Area Penataan Tatalaksana"
    assert office_title("member") == "Anggota"
    assert office_title("head", "tl") == "Kepala Unit Kerja"
    assert office_title("auditor_khusus") == "auditor_khusus"
