"""The weekly summary in words, its way out, and that no other mail has one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from notifications.gallery import WAY_OUT, samples
from notifications.message import UNSUBSCRIBE_HEADERS, Envelope, build
from notifications.registry import SAMPLES
from notifications.rendering import render
from zi_workflow.domain.notices import OPTIONAL, MailKind
from zi_workflow.domain.weekly import AreaWeek, Holding

FACTS = SAMPLES[MailKind.WEEKLY]
LONG = "https://" + "zona-integritas." * 6 + "example.go.id/berhenti/" + "AbCd_f-H" * 4
AT = datetime(2025, 4, 28, 1, tzinfo=UTC)


def envelope(unsubscribe: str = "") -> Envelope:
    """To Budi."""
    return Envelope("<a@x>", "zi@example.go.id", "Budi", "budi@example.go.id", AT, unsubscribe=unsubscribe)


def text(**week: object) -> str:
    """The text of the sample with another week."""
    assert FACTS.week is not None
    return render(replace(FACTS, week=replace(FACTS.week, **week))).text  # type: ignore[arg-type]


def test_the_summary_says_where_the_programme_stands() -> None:
    """Areas with done, total and late; who holds whom; the expected end; the next monev; that the service runs."""
    said = render(FACTS, "id", WAY_OUT)
    assert said.subject.startswith("[ZI 2025] Ringkasan mingguan Dinas Perpustakaan")
    for fact in (
        "Per Rabu, 30 April 2025, 75 dari 237 tugas selesai, 21 terlambat.",
        "Penataan Tatalaksana: 6 dari 28 tugas selesai, 9 terlambat.",
        "Tim Kerja: 9 dari 27 tugas selesai.",
        "Perkiraan selesai: Rabu, 15 Juli 2026",
        "11 hari kerja lebih lambat dari rencana.",
        "Monev berikutnya: Selasa, 22 Juli 2025.",
        "3 tugas Area Peningkatan Kualitas Pelayanan Publik dan Area Penguatan Pengawasan menunggu tugas ini.",
        "menandakan bahwa layanan berjalan",
        "https://zi.example.go.id/programme/dispusip-2025\n",
    ):
        assert fact in said.text


@pytest.mark.parametrize(
    ("days", "words"),
    [(0, "diperkirakan sesuai rencana."), (-3, "diperkirakan 3 hari kerja lebih cepat dari rencana.")],
)
def test_a_programme_in_time_is_called_so(days: int, words: str) -> None:
    """Early and punctual ends have words of their own."""
    assert words in text(late_days=days)


def test_nobody_who_holds_nobody_is_named_and_a_missing_round_is_left_out() -> None:
    """No empty headings."""
    said = text(holdings=(), round_on=None)
    assert "ditunggu area lain" not in said
    assert "Monev" not in said


def test_long_lists_end_with_how_many_others() -> None:
    """Five holders and twelve areas at most are named."""
    holders = tuple(Holding(f"TL-{n:02}", f"Tugas {n}", "tl", ("pp",), 1) for n in range(7))
    areas = tuple(AreaWeek(f"bidang {n}", 0, 1, 0) for n in range(15))
    said = text(holdings=holders, areas=areas)
    assert "dan 2 lainnya" in said
    assert "dan 3 lainnya" in said
    assert "Tugas yang ditunggu area lain (7)" in said
    assert ("Tugas 4" in said, "Tugas 5" in said) == (True, False)


@pytest.mark.parametrize("lang", ["id", "en"])
def test_the_way_out_stands_at_the_end_of_both_bodies(lang: str) -> None:
    """A link in the HTML, the address in the text; nothing of it where there is none."""
    said = render(FACTS, lang, WAY_OUT)
    assert said.text.rstrip().endswith(WAY_OUT)
    assert f'href="{WAY_OUT}"' in said.html
    without = render(FACTS, lang)
    assert "berhenti" not in (without.text + without.html).lower()


@pytest.mark.parametrize("kind", sorted(set(MailKind) - OPTIONAL))
def test_an_obligatory_mail_has_no_way_out(kind: MailKind) -> None:
    """Neither in its words, even if one were handed over, nor in its headers."""
    rendered = render(SAMPLES[kind], "id", WAY_OUT)
    assert WAY_OUT not in rendered.text + rendered.html
    message = message_from_bytes(build(envelope(), samples("id")[kind]), policy=policy.SMTP)
    assert [message[name] for name in UNSUBSCRIBE_HEADERS] == [None, None]


@pytest.mark.parametrize("url", [WAY_OUT, LONG])
def test_the_header_pair_stands_as_it_is_however_long(url: str) -> None:
    """An address longer than a line is neither broken nor made an encoded word."""
    raw = build(envelope(url), render(FACTS, "id", url))
    assert f"\r\nList-Unsubscribe: <{url}>\r\n".encode() in raw
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    parsed = message_from_bytes(raw, policy=policy.SMTP)
    assert str(parsed["List-Unsubscribe"]) == f"<{url}>"


def test_facts_without_a_week_are_no_summary() -> None:
    """Such a message fails alone instead of saying nothing."""
    with pytest.raises(ValueError, match="week"):
        render(replace(FACTS, week=None))
