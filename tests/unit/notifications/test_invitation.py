"""An invitation's mail says what, when, where, why and what to bring, in a form of its own for each kind of news."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from notifications.emails.invitation.context import event_words
from notifications.registry import SAMPLES
from notifications.rendering import render, render_to_paste
from zi_workflow import i18n
from zi_workflow.domain.invitations import News
from zi_workflow.domain.notices import MailFacts, MailKind
from zi_workflow.domain.round_terms import Terms

SAMPLE = SAMPLES[MailKind.INVITATION]


def facts(**changes: object) -> MailFacts:
    """The sample about other news."""
    assert SAMPLE.summons is not None
    return replace(SAMPLE, summons=replace(SAMPLE.summons, **changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("news", "subject"),
    [
        (News.NEW, "Undangan monev triwulan I"),
        (News.CHANGED, "Perubahan undangan monev triwulan I"),
        (News.UNINVITED, "Pencabutan undangan monev triwulan I"),
        (News.CANCELLED, "Pembatalan monev triwulan I"),
        (News.HELD, "Pencabutan undangan monev triwulan I"),
    ],
)
def test_the_subject_says_which_news(news: News, subject: str) -> None:
    """With the day of the meeting."""
    assert render(facts(news=news)).subject == f"[ZI 2025] {subject} - Rabu, 30 April 2025"


@pytest.mark.parametrize("news", News)
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_the_longest_subject_fits(news: News, lang: str) -> None:
    """The third round on a Wednesday in September."""
    assert SAMPLE.summons is not None
    meeting = replace(SAMPLE.summons.meeting, on=date(2025, 9, 24))
    assert len(render(facts(news=news, quarter="2025-Q3", meeting=meeting), lang).subject) <= 78


@pytest.mark.parametrize("news", News)
@pytest.mark.parametrize("lang", i18n.LANGUAGES)
def test_both_bodies_hold_every_fact(news: News, lang: str) -> None:
    """Day in full, hours with the zone, place, link, agenda, reason; the text to paste has them too."""
    made = facts(news=news, before=None)
    rendered, short = render(made, lang), render_to_paste(made, lang)
    day = {"id": "Rabu, 30 April 2025", "en": "Wednesday, 30 April 2025"}[lang]
    time_of_day = {"id": "pukul 09.00-12.00 WIB", "en": "09:00-12:00 WIB"}[lang]
    for fact in (
        day, time_of_day, "Ruang Rapat Lantai 2, Dinas Perpustakaan & Kearsipan",
        "https://rapat.example.go.id/monev-1", "Capaian rencana aksi triwulan I; kendala <SOP>; tindak lanjut",
        "Menyesuaikan jadwal Tim Pendamping.",
    ):  # fmt: skip
        assert fact in rendered.text, fact
        escaped = fact.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        assert escaped in rendered.html, fact
        assert fact in short, fact


def test_an_invitation_says_what_to_bring_and_a_withdrawal_asks_for_nothing() -> None:
    """The matrix and the evidence; else only the calendar is to be tidied."""
    bring = "matriks rencana aksi dan realisasi beserta data dukung enam area perubahan"
    for news in News:
        text = render(facts(news=news)).text
        assert (bring in text) == (news in (News.NEW, News.CHANGED))
        assert ("mohon hapus acara ini dari kalender Anda" in text) == (
            news in (News.UNINVITED, News.CANCELLED, News.HELD)
        )
    assert "kegiatan tetap dilaksanakan tanpa kehadiran Anda" in render(facts(news=News.UNINVITED)).text
    held = "sudah dilaksanakan; undangan untuk Rabu, 30 April 2025, pukul 09.00-12.00 WIB, dicabut"
    assert held in " ".join(render(facts(news=News.HELD)).text.split())


@pytest.mark.parametrize("news", [News.NEW, News.CHANGED])
def test_what_the_round_is_opened_with_stands_in_both_bodies_and_the_calendar(news: News) -> None:
    """Cutoff, letter, that it is together, and every document; nothing of it in a withdrawal."""
    made = facts(news=news, before=None)
    rendered, short = render(made), render_to_paste(made)
    with i18n.using("id"):
        shown = event_words(made).description
    for fact in ("Ekspose bersama", "Jumat, 25 April 2025", "700/123/ITPROV tanggal Jumat, 11 April 2025",
                 "SK Tim Kerja", "Notula rapat <internal>"):  # fmt: skip
        for body in (rendered.text, short, shown):
            assert fact in body, fact
        assert fact.replace("<", "&lt;").replace(">", "&gt;") in rendered.html, fact
    assert "Dokumen yang disiapkan unit (3)" in rendered.text


def test_other_terms_of_the_same_meeting_stand_beside_what_was_told_before() -> None:
    """Only what is another one now: an earlier cutoff and the list as it was, not the letter, which stayed."""
    terms = SAMPLE.summons.terms if SAMPLE.summons else None
    assert terms is not None
    told = replace(terms, cutoff=date(2025, 4, 28), documents=("SK Tim Kerja",))
    text = render(facts(before=None, before_terms=told)).text
    before = text.partition("Sebelumnya")[2]
    assert "Senin, 28 April 2025" in before
    assert "Dokumen: SK Tim Kerja" in before
    assert "700/123/ITPROV" not in before
    assert "Ruang Rapat" not in before
    lead = "berubah; hari, waktu, dan tempatnya tetap: Rabu, 30 April 2025, pukul 09.00-12.00 WIB."
    assert lead in " ".join(text.split())
    assert "pelaksanaannya menjadi" not in text
    assert "pelaksanaannya menjadi" in render(facts()).text
    assert "Sebelumnya" not in render(facts(before=None)).text


def test_of_many_documents_the_first_ten_are_named() -> None:
    """And how many others there are."""
    terms = Terms(documents=tuple(f"Dokumen ke-{n}." for n in range(1, 14)))
    text = render(facts(terms=terms)).text
    assert "Dokumen ke-10." in text
    assert "Dokumen ke-11." not in text
    assert "dan 3 lainnya" in text


def test_the_team_is_asked_to_come_with_its_letter_and_prepares_nothing_for_the_unit() -> None:
    """Neither registered in the programme nor addressed as of the unit."""
    mail = replace(SAMPLE, role="assistance_team", area=None, office="Auditor Muda")
    text = render(mail).text
    assert "hadir sebagai tim pendamping dengan membawa surat tugas 700/123/ITPROV" in text
    assert "menyiapkan matriks" not in text
    assert "untuk monev pada Dinas Perpustakaan dan Kearsipan" in text
    assert "termasuk dalam tim pendamping" in text
    assert SAMPLE.summons is not None
    bare = replace(mail, summons=replace(SAMPLE.summons, terms=None))
    assert "membawa surat tugas Anda" in render(bare).text


def test_a_change_names_what_it_was_before() -> None:
    """Under a heading of its own; a first invitation has none."""
    changed = render(SAMPLE).text
    before = changed.split("Sebelumnya", 1)[1]
    assert "Selasa, 29 April 2025" in before
    assert "pukul 13.00-15.00 WIB" in before
    assert "Sebelumnya" not in render(facts(news=News.NEW, before=None)).text


def test_a_round_about_the_last_quarter_is_of_that_year() -> None:
    """Held in January 2026, about 2025."""
    assert SAMPLE.summons is not None
    meeting = replace(SAMPLE.summons.meeting, on=date(2026, 1, 26))
    rendered = render(facts(quarter="2025-Q4", meeting=meeting, news=News.NEW, before=None))
    assert rendered.subject == "[ZI 2025] Undangan monev triwulan IV - Senin, 26 Januari 2026"
    assert "Triwulan IV 2025" in rendered.text


def test_a_substitute_is_asked_in_the_office_acted_for() -> None:
    """The salutation and the reason say for whom."""
    text = render(replace(facts(), acting_for="Ayu Lestari", office="Arsiparis")).text
    assert "Yth. Koordinator Area Penataan Tatalaksana" in text
    assert text.count("Ayu Lestari") == 2
    assert "Arsiparis" not in text


def test_without_pages_there_is_no_button() -> None:
    """A service without an address of its own."""
    assert 'class="button"' not in render(replace(SAMPLE, base_url="")).html
