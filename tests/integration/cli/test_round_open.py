"""`zi round propose|move|open|postpone|calloff|rearrange`: a look first, then exactly that, and once."""

from __future__ import annotations

import pytest

from tests.integration.cli.conftest import Terminal

TEAM = """nama;jabatan;surel;telepon;peran;area;mulai;sampai
Fajar;Auditor;fajar@contoh.go.id;;tim pendamping;;02/01/2025;
Gita;Auditor;gita@contoh.go.id;;inspektorat;;02/01/2025;
"""
OPEN = (
    "round", "open", "contoh-2025", "--quarter", "I 2025", "--date", "2025-04-30", "--place", "Ruang Rapat", "--cutoff",
    "2025-04-25", "--chair", "Fajar", "--member", "Gita", "--document", "SK Tim Kerja", "--letter", "700/1",
)  # fmt: skip


@pytest.fixture
def round_(office: Terminal) -> Terminal:
    """The office with its assistance team known."""
    office.does("people", "import", "contoh", office.file("tim.csv", TEAM))
    return office


def token(said: str) -> str:
    """The token at the end of a preview."""
    return said.split("--token ")[1].strip()


def test_a_round_is_shown_and_then_opened_once(round_: Terminal) -> None:
    """People, mails and day; the second time it was opened already."""
    shown = round_.does(*OPEN)
    for fact in (
        "Batas waktu: Jumat, 25 April 2025", "Tempat: Ruang Rapat", "Dokumen yang disiapkan: SK Tim Kerja",
        "Fajar: ketua tim pendamping; Gita: anggota tim pendamping", "Surat tugas: 700/1",
    ):  # fmt: skip
        assert fact in shown, fact
    for fact in ("Rabu, 30 April 2025", "Fajar <fajar@contoh.go.id>", "Eka <->", "1 dari 1 unit dibuka"):
        assert fact in shown, fact
    assert round_.tells("mail", "list") == []
    assert "contoh-2025: dibuka" in round_.does(*OPEN, "--token", token(shown))
    again = round_.tells(*OPEN)
    assert "sudah dibuka" in again["units"][0]["problems"][0]
    assert len(round_.tells("mail", "list")) == 5
    assert round_.tells("round", "open", "--resume") == {"units": 0}


def test_an_opening_of_which_every_unit_is_refused_fails_and_offers_no_token(round_: Terminal) -> None:
    """What is wrong stands at its unit; a look shows it all the same."""
    round_.does(*OPEN, "--yes")
    for how in ("--yes", "--token=x"):
        (said,) = round_.refuses(*OPEN, how)
        assert said.startswith("contoh-2025: ")
        assert "sudah dibuka" in said
    shown = round_.does(*OPEN)
    assert "Tidak ada yang disimpan." in shown
    assert "--token" not in shown
    assert round_.tells(*OPEN)["token"] == ""


def test_whoever_goes_on_with_what_was_interrupted_says_nothing_else(round_: Terminal) -> None:
    """Everything that would be ignored is named, also what could not be read."""
    resume = ("round", "open", "--resume")
    said = round_.refuses(*resume, "contoh-2025", "--date", "x", "--from", "09.00", "--chair", "Fajar")
    assert [line.split(": ")[0] for line in said] == [
        "PROGRAM", "Tanggal rapat (--date)", "Mulai (--from)", "Ketua tim (--chair)",
    ]  # fmt: skip
    assert "0" in round_.does(*resume, "--yes")


def test_the_token_of_one_preview_opens_no_round_with_other_terms(round_: Terminal) -> None:
    """Each thing that the preview names is held by its token; the same words open the round."""
    mark = token(round_.does(*OPEN))
    swapped = tuple({"Fajar": "Gita", "Gita": "Fajar"}.get(each, each) for each in OPEN)
    for other in (
        (*OPEN, "--cutoff", "2025-04-24"),
        (*OPEN, "--document", "Rencana Aksi"),
        (*OPEN, "--letter", "700/2"),
        (*OPEN, "--letter-date", "2025-04-01"),
        (*OPEN, "--date", "2025-04-29"),
        swapped,
    ):
        (said,) = round_.refuses(*other, "--token", mark)
        assert "lihat kembali" in said, other
    assert round_.tells("mail", "list") == []
    assert "contoh-2025: dibuka" in round_.does(*OPEN, "--token", mark)


def test_a_programme_that_is_named_twice_is_opened_once(round_: Terminal) -> None:
    """One unit, in the preview and when it is done."""
    twice = (*OPEN[:2], "contoh-2025", *OPEN[2:])
    assert "1 dari 1 unit dibuka" in round_.does(*twice)
    assert "contoh-2025: dibuka" in round_.does(*twice, "--yes")


def test_what_is_missing_is_said_at_once(round_: Terminal) -> None:
    """Programme, quarter, date, cutoff, chair."""
    assert [line.split(": ")[0] for line in round_.refuses("round", "open")] == [
        "PROGRAM", "Triwulan (--quarter)", "Tanggal rapat (--date)", "Batas waktu (--cutoff)", "Ketua tim (--chair)",
    ]  # fmt: skip


def test_what_is_wrong_with_an_opening_stands_at_its_option(round_: Terminal) -> None:
    """Also where the rule's field has another name than the option."""
    wrong = (
        "--letter-date",
        "2025-05-02",
        "--letter",
        "x" * 121,
        "--document",
        "x" * 201,
        "--member",
        "Fajar",
    )
    assert [line.split(": ")[0] for line in round_.refuses(*OPEN, *wrong)] == [
        "Tanggal surat tugas (--letter-date)", "Tim Pendamping (--chair, --deputy, --member)",
        "Dokumen yang disiapkan (--document)", "Nomor surat (--letter)",
    ]  # fmt: skip


def test_an_opened_round_is_changed_and_put_off_by_its_own_commands(round_: Terminal) -> None:
    """The commands of a mere invitation say which."""
    round_.does(*OPEN, "--yes")
    (said,) = round_.refuses("round", "cancel", "contoh-2025", "2025-Q1", "--reason", "Sakit")
    assert "zi round calloff" in said
    changed = round_.tells(
        "round", "rearrange", "contoh-2025", "2025-Q1", "--from", "13.00", "--until", "15.00", "--yes"
    )
    assert changed["applied"]
    assert changed["rounds"][0]["meeting"]["begins"] == "13:00:00"
    mark = token(round_.does("round", "postpone", "contoh-2025", "2025-Q1", "--reason", "Tim berhalangan."))
    put_off = ("round", "postpone", "contoh-2025", "2025-Q1", "--reason", "Tim berhalangan.", "--token", mark)
    assert "Tersimpan." in round_.does(*put_off)
    assert len(round_.refuses(*put_off)) == 1
    called_off = round_.does("round", "calloff", "contoh-2025", "2025-Q1", "--reason", "Tidak jadi.", "--yes")
    assert "Tersimpan." in called_off


def test_after_the_hour_it_is_said_that_nobody_is_written_to(
    round_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody noted the meeting as held: another letter and putting it off tell nobody, and opening goes on from there."""
    round_.does(*OPEN, "--yes")
    monkeypatch.setenv("ZI_CLOCK_START", "2025-04-30T13:00+07:00")
    place = ("contoh-2025", "2025-Q1")
    for command in (("rearrange", *place, "--letter", "700/2"), ("postpone", *place, "--reason", "Gempa")):
        assert "tidak ada yang disurati" in round_.does("round", *command)
    (said,) = round_.refuses("round", "rearrange", *place, "--date", "2025-05-01")
    assert "hari libur" in said
    round_.does("round", "postpone", *place, "--reason", "Gempa", "--yes")
    assert "contoh-2025: dibuka" in round_.does(
        *OPEN, "--date", "2025-05-06", "--cutoff", "2025-05-02", "--yes"
    )


def test_the_token_of_one_preview_does_no_other_change(round_: Terminal) -> None:
    """Another begin, another duty in the team, other words, another command: each is refused, and nothing is kept."""
    round_.does(*OPEN, "--yes")
    place = ("contoh-2025", "2025-Q1")
    later = token(round_.does("round", "rearrange", *place, "--from", "08.00"))
    off = token(round_.does("round", "postpone", *place, "--reason", "Tim berhalangan."))
    for other in (
        ("round", "rearrange", *place, "--from", "08.30", "--token", later),
        ("round", "rearrange", *place, "--from", "08.00", "--chair", "Gita", "--member", "Fajar", "--token", later),
        ("round", "postpone", *place, "--reason", "Unit berhalangan.", "--token", off),
        ("round", "calloff", *place, "--reason", "Tim berhalangan.", "--token", off),
        ("round", "postpone", *place, "--reason", "Tim berhalangan.", "--token", "1"),
    ):  # fmt: skip
        (said,) = round_.refuses(*other)
        assert "lihat kembali" in said, other
    assert "Tersimpan." in round_.does("round", "rearrange", *place, "--from", "08.00", "--token", later)
    (stale,) = round_.refuses("round", "postpone", *place, "--reason", "Tim berhalangan.", "--token", off)
    assert "lihat kembali" in stale


def test_lacking_rounds_are_proposed_and_one_is_moved(round_: Terminal) -> None:
    """A framework's programme has its own quarters; the day of one is looked at, then moved."""
    found = round_.tells("round", "propose", "--k", "10")
    assert found == [{"programme": "contoh-2025", "working_day": 10, "rounds": [], "saved": False}]
    move = ("round", "move", "contoh-2025", "2025-Q2", "--date", "2025-07-09")
    assert "Tidak ada yang disimpan." in round_.does(*move)
    assert "Tersimpan." in round_.does(*move, "--yes")
    again = round_.does(*move)
    assert "Sudah direncanakan pada Rabu, 9 Juli 2025; tidak ada yang berubah." in again
    assert "dipindahkan" not in again
    assert round_.tells("round", "list", "contoh-2025")[1]["planned_on"] == "2025-07-09"
    for far in ("2035-01-02", "2026-07-01", "2025-05-28"):
        (refused,) = round_.refuses("round", "move", "contoh-2025", "2025-Q2", "--date", far)
        assert "dari Minggu, 1 Juni 2025 sampai Selasa, 30 Juni 2026" in refused, refused
    assert "Tersimpan." in round_.does(
        "round", "move", "contoh-2025", "2025-Q2", "--date", "2026-06-30", "--yes"
    )
    for days in ("0", "-1", "61"):
        (refused,) = round_.refuses("round", "propose", "--k", days)
        assert "1 sampai 60" in refused
    (refused,) = round_.refuses("round", "move", "contoh-2025", "2025-Q2", "--date", "2025-04-18")
    assert refused.startswith("Tanggal rapat (--date): Jumat, 18 April 2025 adalah hari libur")


def test_everything_that_is_wrong_with_an_opening_is_said_at_once(round_: Terminal) -> None:
    """Of days, hours, quarter, programmes and people; what cannot be read hides nothing of the rest."""
    wrong = ("--date", "30/4/2025", "--from", "99.99", "--cutoff", "x", "--chair", "Nobody", "--member", "Nix",
             "--letter-date", "y")  # fmt: skip
    said = round_.refuses("round", "open", "contoh-2025", "nope", "--quarter", "Q9", *wrong, "--by", "Nul")
    parts = ("30/4/2025", "99.99", "'x'", "Nobody", "Nix", "'y'", "'nope'", "Q9", "Nul")
    assert [sum(part in line for line in said) for part in parts] == [1] * len(parts)
    assert len(round_.refuses("round", "open", "nope", "--quarter", "2025-Q1")) == 4
    assert (
        len(round_.refuses("round", "move", "contoh-2025", "2025-Q2", "--date", "bad", "--by", "nobody")) == 2
    )
    round_.does(*OPEN, "--yes")
    said = round_.refuses("round", "rearrange", "contoh-2025", "2025-Q1", *wrong)
    assert [sum(part in line for line in said) for part in parts[:6]] == [1] * 6


def test_the_list_says_how_far_each_round_is_and_on_which_day_it_meets_or_met(
    round_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the page of the round does: put off and called off there is no meeting, and one that was held has its day."""
    place = ("contoh-2025", "2025-Q1")

    def listed() -> list[str]:
        lines = round_.does("round", "list", "contoh-2025").split("Triwulan II 2025")[0].splitlines()
        return [line.strip() for line in lines if line.startswith("Triwulan") or "Hari dan tanggal" in line]

    round_.does(*OPEN, "--yes")
    assert listed() == [
        "Triwulan I 2025: Rabu, 30 April 2025 - dalam persiapan", "Hari dan tanggal: Rabu, 30 April 2025",
    ]  # fmt: skip
    round_.does("round", "postpone", *place, "--reason", "Tim berhalangan.", "--yes")
    assert listed() == ["Triwulan I 2025: Rabu, 30 April 2025 - ditunda"]
    round_.does("round", "calloff", *place, "--reason", "Tim berhalangan.", "--yes")
    assert listed() == ["Triwulan I 2025: Rabu, 30 April 2025 - dibatalkan"]
    assert round_.tells("round", "list", "contoh-2025")[0]["meeting"] is None
    round_.does(*OPEN, "--date", "2025-05-07", "--cutoff", "2025-05-05", "--yes")
    monkeypatch.setenv("ZI_CLOCK_START", "2025-05-06T15:00+07:00")
    round_.does("round", "hold", *place, "--early", "--yes")
    assert listed() == [
        "Triwulan I 2025: Selasa, 6 Mei 2025 - sudah dilaksanakan", "Hari dan tanggal: Selasa, 6 Mei 2025",
    ]  # fmt: skip
    (first, *_rest) = round_.tells("round", "list", "contoh-2025")
    assert (first["state"], first["held_on"], first["meeting"]["on"]) == ("held", "2025-05-06", "2025-05-06")


def test_a_round_is_moved_back_to_a_day_on_which_it_was_before(round_: Terminal) -> None:
    """The third call has the words of the first, and is no repetition of it."""
    for day in ("2025-07-09", "2025-07-10", "2025-07-09"):
        round_.does("round", "move", "contoh-2025", "2025-Q2", "--date", day, "--yes")
        assert round_.tells("round", "list", "contoh-2025")[1]["planned_on"] == day


def test_a_frozen_round_that_was_put_off_keeps_its_cutoff(
    round_: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another one is refused; not given, it is meant."""
    round_.does(*OPEN, "--yes")
    monkeypatch.setenv("ZI_CLOCK_START", "2025-04-28T09:00+07:00")
    round_.does("round", "freeze", "contoh-2025", "2025-Q1", "--yes")
    round_.does("round", "postpone", "contoh-2025", "2025-Q1", "--reason", "Tim berhalangan.", "--yes")
    again = [*OPEN[:4], "I 2025", "--date", "2025-05-07", "--place", "Aula", "--chair", "Fajar"]
    (refused,) = round_.refuses(*again, "--cutoff", "2025-05-05", "--yes")
    assert "sudah dibekukan per Jumat, 25 April 2025" in refused
    assert "Batas waktu: Jumat, 25 April 2025" in round_.does(*again, "--yes")
    assert round_.tells("round", "list", "contoh-2025")[0]["planned_on"] == "2025-05-07"
