"""`zi round` shows exactly who would get what, and does just that when it is told to."""

from __future__ import annotations

from datetime import date, time

import pytest

from tests.integration.cli.conftest import Terminal
from zi_workflow.cli.desk import open_desk
from zi_workflow.domain.invitations import Meeting
from zi_workflow.usecases import invitations
from zi_workflow.usecases.invitation_commands import Invite

CHANGE = ("round", "change", "contoh-2025", "2025-Q1")
LATER = (*CHANGE, "--from", "10.00")


def invite(quarter: str = "2025-Q1", on: date = date(2025, 4, 30)) -> None:
    """Ask people to a round that nobody has opened, as it was done before rounds were opened."""
    with open_desk() as desk:
        facts = desk.programme("contoh-2025")
        meeting = Meeting(on, time(9), time(12), "Ruang Rapat", agenda="Capaian rencana aksi")
        command = Invite(
            programme_id=facts.id, quarter=quarter, actor="cli", on=desk.today(facts.zone), meeting=meeting
        )
        desk.do(invitations.invite, command)


def token(said: str) -> str:
    """The token at the end of a preview."""
    return said.split("--token ")[1].strip()


def test_rounds_are_opened_and_no_longer_invited_to(office: Terminal) -> None:
    """Whatever else is said; the sentence names the command that does it."""
    typed = ("round", "invite", "contoh-2025", "I 2025")
    for more in ((), ("--date", "2025-04-30", "--place", "Ruang Rapat", "--yes")):
        (said,) = office.refuses(*typed, *more)
        assert "zi round open contoh-2025 --quarter 2025-Q1" in said
    assert office.tells("mail", "list") == []


def test_a_preview_names_people_mails_and_dates_and_saves_nothing(office: Terminal) -> None:
    """Each with address or on paper, in which office; then the same for real."""
    invite()
    said = office.does(*LATER)
    for fact in (
        "contoh-2025, Dinas Contoh: Triwulan I 2025", "Hari dan tanggal: Rabu, 30 April 2025",
        "Waktu: pukul 10.00-12.00 WIB", "Tempat: Ruang Rapat", "Acara: Capaian rencana aksi",
        "3 orang diberi tahu; segera:", "undangan: Eka pada daftar cetak - Kepala Unit",
        "undangan: Citra <citra@contoh.go.id> - Ketua Tim Kerja",
        "undangan: Ayu, S.H. <ayu@contoh.go.id> - Koordinator Area Manajemen Perubahan", "Tidak ada yang disimpan.",
    ):  # fmt: skip
        assert fact in said, fact
    assert office.tells("round", "list", "contoh-2025")[0]["version"] == 1
    assert len(office.tells("mail", "list")) == 3
    done = office.does(*LATER, "--token", token(said))
    assert "Tersimpan." in done
    assert {mail["kind"] for mail in office.tells("mail", "list")} == {"invitation"}
    listed = office.tells("round", "list", "contoh-2025")[0]
    assert (listed["state"], listed["version"], listed["planned_on"]) == ("invited", 2, "2025-04-30")
    assert {person["state"] for person in listed["people"]} == {"queued"}


def test_yes_does_it_at_once_and_twice_is_once(office: Terminal) -> None:
    """The second time says that everybody knows."""
    invite()
    assert "Tersimpan." in office.does(*LATER, "--yes")
    mails = office.tells("mail", "list")
    assert "Tidak ada yang berubah" in office.does(*LATER, "--yes")
    assert office.tells("mail", "list") == mails


def test_a_token_of_something_else_is_refused(office: Terminal) -> None:
    """Another hour, or a round that moved on meanwhile."""
    invite()
    mark = token(office.does(*LATER))
    assert office.refuses(*CHANGE, "--from", "11.00", "--token", mark) == [
        "--token: Keadaannya berubah sejak pratinjau itu; lihat kembali."
    ]
    office.does(*LATER, "--yes")
    assert len(office.refuses(*LATER, "--token", mark)) == 1


def test_a_change_keeps_what_is_not_given(office: Terminal) -> None:
    """The quarter may be written as people write it; people come and go by name."""
    invite()
    change = ("round", "change", "contoh-2025", "TW I 2025")
    data = office.tells(*change, "--from", "10:30", "--with", "Budi", "--without", "Citra", "--yes")
    assert data["meeting"] == {
        "on": "2025-04-30", "begins": "10:30:00", "ends": "12:00:00", "place": "Ruang Rapat", "link": "",
        "agenda": "Capaian rencana aksi",
    }  # fmt: skip
    assert (data["applied"], data["sequence"], data["stopped"]) == (True, 1, 3)
    assert {(mail["name"], mail["news"]) for mail in data["mails"]} == {
        ("Eka", "new"), ("Ayu, S.H.", "new"), ("Budi", "new"),
    }  # fmt: skip
    back = office.does(*change, "--usual", "--place", "", "--link", "https://rapat.example.go.id/1")
    assert "Tempat" not in back
    assert "Rapat daring: https://rapat.example.go.id/1" in back


def test_who_never_heard_of_a_place_that_was_taken_back_is_not_counted(office: Terminal) -> None:
    """Citra's mail had not left: the list counts two people who are invited, and nobody of a round that is off."""
    invite()
    assert "Peserta yang diundang: menunggu 3" in office.does("round", "list", "contoh-2025")
    office.does("round", "change", "contoh-2025", "I 2025", "--without", "Citra", "--yes")
    assert "Peserta yang diundang: menunggu 2\n" in office.does("round", "list", "contoh-2025")
    assert {each["name"] for each in office.tells("round", "list", "contoh-2025")[0]["people"]} == {
        "Ayu, S.H.",
        "Eka",
    }
    office.does("round", "cancel", "contoh-2025", "I 2025", "--reason", "Tim berhalangan.", "--yes")
    assert office.tells("round", "list", "contoh-2025")[0]["people"] == []


def test_a_meeting_about_a_quarter_that_has_hardly_begun_is_pointed_out(office: Terminal) -> None:
    """In the preview, which somebody reads before they say yes; from its last month on nothing is said."""
    invite("2025-Q2", date(2025, 7, 10))
    early = ("round", "change", "contoh-2025", "2025-Q2", "--date")
    odd = "Mohon periksa triwulannya: triwulan itu baru berakhir pada Senin, 30 Juni 2025, sesudah rapat."
    assert odd in office.does(*early, "2025-05-28")
    assert odd not in office.does(*early, "2025-06-02")
    assert office.tells(*early, "2025-05-28")["quarter_ends_later"] == "2025-06-30"
    assert "Tersimpan." in office.does(*early, "2025-05-28", "--yes")


def test_a_cancelled_round_is_listed_as_such(office: Terminal) -> None:
    """With the reason in the mails; nobody who was not reached hears of it."""
    invite()
    cancel = ("round", "cancel", "contoh-2025", "I 2025")
    assert office.refuses(*cancel) == ["Alasan (--reason): Pembatalan monev memerlukan alasan."]
    said = office.does(*cancel, "--reason", "Tim berhalangan.", "--yes")
    assert "3 surel yang sedang menunggu tidak jadi dikirim." in said
    listed = office.does("round", "list", "contoh-2025").splitlines()
    assert listed[0] == "Triwulan I 2025: Rabu, 30 April 2025 - dibatalkan"
    assert "Triwulan II 2025" in office.does("programme", "show", "contoh-2025")


@pytest.mark.parametrize(
    ("words", "sentences"),
    [
        (
            ("--date", "2025-05-01"),
            ["Tanggal rapat (--date): Kamis, 1 Mei 2025 adalah hari libur unit: Hari Buruh Internasional."],
        ),
        (
            ("--date", "2025-01-31"),
            ["Tanggal rapat (--date): Jumat, 31 Januari 2025 pukul 09.00 sudah lewat."],
        ),
        (
            ("--date", "30-04-2025", "--until", "25.00"),
            [
                "Tanggal rapat (--date): '30-04-2025' bukan tanggal; tulis YYYY-MM-DD.",
                "Selesai (--until): '25.00' bukan waktu; tulis JJ.MM.",
            ],
        ),
        (
            ("--with", "Zeta"),
            ["Yang diundang juga (--with): Tidak ada orang dengan alamat atau nama 'Zeta'."],
        ),
        (("--until", "08.00"), ["Selesai (--until): Waktu selesai 08.00 tidak sesudah waktu mulai 09.00."]),
    ],
)
def test_what_cannot_be_is_said_in_one_sentence_each(
    office: Terminal, words: tuple[str, ...], sentences: list[str]
) -> None:
    """Days off by name, the past, and what cannot be read."""
    invite()
    assert office.refuses(*CHANGE, *words) == sentences


def test_what_is_missing_is_said(office: Terminal) -> None:
    """No such quarter, no such round, nothing to change, no right."""
    assert office.refuses("round", "change", "contoh-2025", "musim semi") == [
        "'musim semi' bukan triwulan; tulis 2025-Q1 atau 'I 2025'."
    ]
    assert "Tidak ada monev '2024-Q4'" in office.refuses("round", "change", "contoh-2025", "2024-4")[0]
    assert office.refuses("round", "change", "contoh-2025", "2025-1") == [
        "2025-Q1: Belum ada yang diundang ke monev ini."
    ]
    invite()
    assert len(office.refuses(*LATER, "--by", "Budi")) == 1
    assert "orang" not in office.does(*LATER, "--by", "Citra", "--lang", "en")


def test_a_programme_without_rounds_says_so(terminal: Terminal) -> None:
    """A plan file plans none."""
    plan = terminal.file("rencana.yaml", "start: 2025-01-02\ntasks:\n  - {id: A, area: tl, days: 3}\n")
    unit = ("--unit-name", "Dinas Contoh", "--unit", "contoh")
    terminal.does("programme", "create", *unit, "--plan", plan, "--on", "2025-01-02")
    assert terminal.does("round", "list", "contoh-2025") == "Program ini tidak memiliki monev.\n"
