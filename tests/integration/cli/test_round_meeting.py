"""`zi round hold|attend|check|finding|recommend|sign|report|close` at a terminal."""

from __future__ import annotations

from contextlib import closing

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.integration.cli.conftest import Terminal
from tests.support.evidence_samples import DOCX, document, opening
from tests.support.monev_rounds import CODE, QUARTER, opened_round
from zi_workflow.bootstrap import open_store
from zi_workflow.storage.evidence_folder import EvidenceFolder
from zi_workflow.storage.tables import Attendance

ROUND = (CODE, QUARTER)
SIGNERS = ("--team", "nip=198001012005011001", "--team", "title=Auditor Madya", "--unit", "nip=197505052000121002",
           "--unit", "title=Kepala Dinas", "--unit", "as=plt")  # fmt: skip


@pytest.fixture
def office(terminal: Terminal, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on the day of the meeting of the small unit's opened round."""
    with closing(open_store(sqlite_url)) as store:
        opened_round(store)
    monkeypatch.setenv("ZI_CLOCK_START", "2025-04-30T10:00+07:00")
    return terminal


def papers(office: Terminal) -> tuple[str, ...]:
    """The options that both papers need."""
    return ("--file", office.file("BA.pdf", document()), "--letter", "700/BA/45", "--dated", "2025-04-30")


def test_a_round_is_led_from_its_meeting_to_its_end(office: Terminal) -> None:
    """Each step by one command; what has consequences shows them first and changes nothing."""
    office.does("round", "attend", *ROUND, "--present", "Eka", "--guest", "Joko; Biro Organisasi")
    there = [each["name"] for each in office.tells("round", "attend", *ROUND) if each["present"]]
    assert there == ["Eka", "Joko"]
    office.does("round", "check", *ROUND, "TL-01", "belum-lengkap", "--note", "Belum ditandatangani.")
    office.does("round", "check", *ROUND, "TL-01", "sesuai")
    assert "1" in office.does("round", "finding", *ROUND, "--area", "tl", "--words", "SOP belum ada.")
    office.does("round", "recommend", *ROUND, "--finding", "1", "--words", "Tetapkan SOP.", "--days", "10")
    found = office.tells("round", "recommend", *ROUND)["findings"][0]
    assert found["recommendations"][0]["deadline"] == "2025-05-19"
    assert office.tells("round", "hold", *ROUND) == {
        "held": False,
        "on": "2025-04-30",
        "freezes": "2025-04-25",
    }
    office.does("round", "hold", *ROUND, "--yes")
    assert office.tells("round", "sign", *ROUND, *papers(office), *SIGNERS)["on_record"] is False
    signed = office.tells("round", "sign", *ROUND, *papers(office), *SIGNERS, "--yes")
    assert [each["capacity"] for each in signed["signers"]] == ["definitive", "plt"]
    assert EvidenceFolder(office.folder / "evidence").place(signed["sha256"]).read_bytes() == document()
    office.does("round", "report", *ROUND, *papers(office), *SIGNERS[:4], "--yes")
    assert len(office.tells("round", "close", *ROUND)["recommendations"]["carried"]) == 1
    assert office.tells("round", "close", *ROUND, "--yes")["closed"] is True


def correction(office: Terminal, reason: str) -> tuple[str, ...]:
    """The command that puts the minutes on record again."""
    return ("round", "sign", *ROUND, "--file", office.file("BA.pdf", document()), "--reason", reason)


def test_a_correction_keeps_what_is_on_record_and_names_every_field_it_changes(office: Terminal) -> None:
    """Letter, date and signers stay unless an option says otherwise; the offices of today change nothing."""
    office.does("round", "hold", *ROUND, "--yes")
    signers = (*SIGNERS, "--unit", "name=Citra Mahardika", "--team", "name=Gita, S.E.", "--signed-by", "Gita")
    office.does("round", "sign", *ROUND, *papers(office), *signers, "--yes")
    again = correction(office, "NIP salah ketik.")
    assert "sama dengan nomor 1." in office.does(*again)
    nip = ("--unit", "nip=198001012005012001")
    shown = office.does(*again, *nip)
    assert "NIP: semula 19750505 200012 1 002, menjadi 19800101 200501 2 001." in shown
    assert shown.count("semula") == 1
    assert "Citra Mahardika, Plt. Kepala Dinas" in shown
    assert "700/BA/45" in shown
    done = office.tells(*again, *nip, "--yes")
    assert [each["field"] for each in done["differs"]] == ["number"]
    assert done["signers"][1]["name"] == "Citra Mahardika"


def test_the_preview_of_closing_is_refused_like_closing_itself(office: Terminal) -> None:
    """Before its report is issued nothing is promised."""
    office.does("round", "hold", *ROUND, "--yes")
    assert office.refuses("round", "close", *ROUND) == office.refuses("round", "close", *ROUND, "--yes")


def test_a_finding_that_is_said_otherwise_stays_in_its_area(office: Terminal) -> None:
    """Unless another one is named."""
    office.does("round", "finding", *ROUND, "--area", "tl", "--words", "SOP belum ada.")
    office.does("round", "finding", *ROUND, "--number", "1", "--words", "SOP belum ditetapkan.")
    (row,) = office.tells("round", "finding", *ROUND)["findings"]
    assert (row["area"], row["words"]) == ("tl", "SOP belum ditetapkan.")
    office.does(
        "round", "finding", *ROUND, "--number", "1", "--area", "pp", "--words", "SOP belum ditetapkan."
    )
    (row,) = office.tells("round", "finding", *ROUND)["findings"]
    assert row["area"] == "pp"


def test_mistakes_are_sentences(office: Terminal) -> None:
    """Each says what is wrong; nothing is saved."""
    refused = [
        office.refuses("round", "check", *ROUND, "TL-99", "perhaps"),
        office.refuses("round", "finding", *ROUND, "--withdraw"),
        office.refuses("round", "hold", *ROUND, "--on", "2025-04-29"),
        office.refuses("round", "close", *ROUND, "--yes"),
        office.refuses("round", "attend", *ROUND, "--present", "Hana"),
        office.refuses("round", "sign", *ROUND, *papers(office), "--team", "nip"),
    ]
    assert [len(lines) for lines in refused] == [2, 1, 1, 1, 1, 2]  # it was not held yet either
    office.does("round", "finding", *ROUND, "--area", "tl", "--words", "SOP belum ada.")
    (line,) = office.refuses("round", "recommend", *ROUND, "--finding", "1", "--words", "x", "--days", "9")
    assert "10" in line


def places_of(lines: list[str]) -> list[str]:
    """Where each sentence stands."""
    return [line.split(": ")[0] for line in lines]


def test_everything_that_is_wrong_with_a_call_is_said_at_once(office: Terminal) -> None:
    """Whatever cannot be read or is not known hides nothing else; nothing of it is saved."""
    about = ("round", "recommend", *ROUND, "--finding", "5", "--words", " ", "--role", "zz", "--days", "99")
    assert places_of(office.refuses(*about, "--after", "QQ")) == [
        f"{CODE} {QUARTER}", "Uraian (--words)", "Penanggung jawab di unit (--role)", "Batas waktu (--days)",
        "Tugas yang ditunggu (--after)",
    ]  # fmt: skip
    lost = office.refuses("round", "hold", "nope", "zz", "--on", "x", "--by", "nobody")
    assert [sum(part in line for line in lost) for part in ("'x'", "'nope'", "'zz'", "'nobody'")] == [1] * 4
    office.does("round", "hold", *ROUND, "--yes")
    sign = ("round", "sign", *ROUND, "--file", "/nonexist", "--letter", "x" * 300, "--dated", "2026-01-01")
    said = office.refuses(*sign, "--team", "foo=1", "--unit", "as=zz", "--signed-by", "nobody", "--yes")
    assert {
        "/nonexist", "Nomor surat (--letter)", "Tanggal surat (--dated)", "--team", "Kedudukan (--unit as=)",
        "Anggota tim yang menandatangani (--signed-by)",
    } <= {*places_of(said)}  # fmt: skip
    office.does("round", "sign", *ROUND, *papers(office), *SIGNERS, "--yes")
    report = ("round", "report", *ROUND, "--file", "/nonexist", "--letter", "1", "--dated", "x", *SIGNERS[:4])
    assert places_of(office.refuses(*report)) == ["Tanggal surat (--dated)", "/nonexist"]


def test_an_attendance_with_anything_wrong_notes_nobody(office: Terminal) -> None:
    """Everybody who is not known, every guest without a name, and who would be there and not there."""
    attend = ("round", "attend", *ROUND)
    said = office.refuses(
        *attend, "--present", "Eka", "--present", "Nobody", "--absent", "Nix", "--guest", "", "--guest", "a" * 201,
        "--team-guest", ";x", "--absent", "Eka",
    )  # fmt: skip
    assert places_of(said) == [
        "Tamu (--guest)", "Tamu (--guest)", "Tamu (--team-guest)", "--present", "--absent", "Eka",
    ]  # fmt: skip
    assert not any(each["present"] for each in office.tells(*attend))
    assert len(office.refuses("round", "attend", CODE, "2031-Q1", "--guest", "")) == 2


def test_a_guest_comes_on_the_side_that_was_said(office: Terminal, sqlite_url: str) -> None:
    """As on the page: of the unit, or with the team."""
    office.does(
        "round", "attend", *ROUND, "--guest", "Joko; Biro Organisasi", "--team-guest", "Intan; Penilai"
    )
    with closing(open_store(sqlite_url)) as store, store.reading() as session:
        rows = session.scalars(select(Attendance).order_by(col(Attendance.position)))
        guests = [(row.name, row.office, row.programme_id is None) for row in rows if row.person_id is None]
    assert guests == [("Joko", "Biro Organisasi", False), ("Intan", "Penilai", True)]


def test_what_is_wrong_stands_at_its_option_in_the_reader_s_words(office: Terminal) -> None:
    """No field of the rules is named; of several at once each has its own."""
    office.does("round", "finding", *ROUND, "--area", "tl", "--words", "SOP belum ada.")
    recommend = ("round", "recommend", *ROUND, "--finding", "1", "--words", "x")
    for typed, places in (
        (("round", "finding", *ROUND, "--area", "xx"), ["Area (--area)", "Uraian (--words)"]),
        ((*recommend, "--days", "9"), ["Batas waktu (--days)"]),
        ((*recommend, "--role", "xx"), ["Penanggung jawab di unit (--role)"]),
        ((*recommend, "--office", "x" * 301), ["Jabatan (--office)"]),
        ((*recommend, "--after", "XX-1", "--before", "XX-2"),
         ["Tugas yang ditunggu (--after)", "Tugas yang menunggu (--before)"]),
        (("round", "attend", *ROUND, "--guest", f"; {'x' * 301}"), ["Tamu (--guest)"] * 2),
    ):  # fmt: skip
        assert [line.split(": ")[0] for line in office.refuses(*typed)] == places, typed
    office.does("round", "hold", *ROUND, "--yes")
    sign = ("round", "sign", *ROUND, "--file", office.file("BA.pdf", document()))
    wrong = ("--letter", "", "--dated", "2026-01-01", *SIGNERS[:2], "--signed-by", "Eka", "--unit", "as=x",
             "--unit", "title=")  # fmt: skip
    assert {line.split(": ")[0] for line in office.refuses(*sign, *wrong)} == {
        "Nomor surat (--letter)", "Tanggal surat (--dated)", "Jabatan pada saat itu (--unit title=)",
        "Jabatan pada saat itu (--team title=)",
        "NIP (--unit nip=)", "Kedudukan (--unit as=)", "Anggota tim yang menandatangani (--signed-by)",
    }  # fmt: skip
    office.does("round", "sign", *ROUND, *papers(office), *SIGNERS, "--yes")
    (said,) = office.refuses("round", "sign", *ROUND, *papers(office), *SIGNERS, "--yes")
    assert said.startswith("Alasan (--reason): ")


def test_a_recommendation_is_tied_to_tasks_and_stays_so_when_it_is_changed(office: Terminal) -> None:
    """An empty option takes the ties of its side away; a circle is one sentence."""
    office.does("round", "finding", *ROUND, "--area", "tl", "--words", "SOP belum ada.")
    about = ("round", "recommend", *ROUND, "--finding", "1", "--words", "Tetapkan SOP.")
    assert "PP-02" in office.does(*about, "--after", "TL-01", "--before", "PP-02")
    assert len(office.refuses(*about, "--after", "PP-01", "--before", "TL-01")) == 1
    office.does(*about, "--number", "1", "--before", "")
    (row,) = office.tells("round", "recommend", *ROUND)["findings"][0]["recommendations"]
    assert (row["after"], row["before"]) == (["TL-01"], [])


def test_what_is_not_said_of_a_recommendation_stays_as_it_was(office: Terminal) -> None:
    """Its finding, its words, who is responsible, the office and the deadline."""
    office.does("round", "finding", *ROUND, "--area", "tl", "--words", "SOP belum ada.")
    about = ("round", "recommend", *ROUND)
    office.does(*about, "--finding", "1", "--words", "Tetapkan SOP.", "--role", "head", "--office", "Bidang TL",
                "--days", "10")  # fmt: skip
    (before,) = office.tells(*about)["findings"][0]["recommendations"]
    office.does(*about, "--number", "1", "--words", "Tetapkan dan umumkan SOP.")
    (after,) = office.tells(*about)["findings"][0]["recommendations"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"words", "version"}
    office.does(*about, "--number", "1", "--role", "coordinator")
    (after,) = office.tells(*about)["findings"][0]["recommendations"]
    assert (after["responsible"], after["office"]) == ("coordinator", "Bidang TL")


def test_a_file_that_is_no_scan_goes_on_no_record(office: Terminal) -> None:
    """Neither by a form nor here."""
    office.does("round", "hold", *ROUND, "--yes")
    bad = office.file("aktif.pdf", opening("/JavaScript", JS="x"))
    warned = office.tells("round", "sign", *ROUND, *papers(office), *SIGNERS)["warnings"]
    assert len(warned) == 3  # nobody there, nothing looked at, nothing found
    options = ("--file", bad, "--letter", "1", "--dated", "2025-04-30", *SIGNERS, "--yes")
    assert len(office.refuses("round", "sign", *ROUND, *options)) == 1
    letter = ("--file", office.file("BA.docx", DOCX), "--letter", "1", "--dated", "2025-04-30")
    (said,) = office.refuses("round", "sign", *ROUND, *letter, *SIGNERS, "--yes")
    assert "BA.docx bukan berkas PDF, JPG, atau PNG" in said
    assert office.tells("round", "sign", *ROUND, *papers(office), *SIGNERS)["number"] == 1
    office.does("round", "sign", *ROUND, *papers(office), *SIGNERS, "--yes")
    (said,) = office.refuses("round", "report", *ROUND, *letter, *SIGNERS[:4], "--yes")
    assert "BA.docx bukan berkas PDF, JPG, atau PNG" in said


def test_the_same_words_in_a_later_call_are_said_anew(office: Terminal) -> None:
    """What was withdrawn comes again, and what was changed becomes what it was: no call is taken for an earlier one."""
    about = ("round", "finding", *ROUND)
    found = (*about, "--area", "tl", "--words", "SOP belum ada.")
    for said in (found, (*about, "--number", "1", "--withdraw"), found):
        office.does(*said)
    assert [row["number"] for row in office.tells(*about)["findings"]] == [2]
    for words in ("B", "A", "B"):
        office.does(*about, "--number", "2", "--words", words)
    assert office.tells(*about)["findings"][0]["words"] == "B"
    recommend = ("round", "recommend", *ROUND, "--finding", "2", "--words", "Tetapkan SOP.")
    office.does(*recommend)
    for days in ("10", "20", "10"):
        office.does(*recommend, "--number", "1", "--days", days)
    (row,) = office.tells(*about)["findings"][0]["recommendations"]
    assert row["deadline"] == "2025-05-19"


def test_a_record_is_corrected_back_to_what_it_said(office: Terminal) -> None:
    """The third correction has the words of the first, and is a number of its own."""
    office.does("round", "hold", *ROUND, "--yes")
    office.does("round", "sign", *ROUND, *papers(office), *SIGNERS, "--yes")
    correct = correction(office, "Salah.")
    numbers = [office.tells(*correct, "--letter", letter, "--yes")["number"] for letter in ("A", "B", "A")]
    assert numbers == [2, 3, 4]
