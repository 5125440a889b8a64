"""Lists of people as office programs write them."""

from __future__ import annotations

from datetime import date

import pytest

from zi_workflow.domain.errors import InputError, Problem
from zi_workflow.domain.people import ROLE_NAMES, Role
from zi_workflow.domain.people_sheets import BEGINS, ENDS, Entry, SheetRow, entry, read_people
from zi_workflow.i18n import LANGUAGES, sentence, translations, using

AREAS = {"tl": "tl", "penataan tatalaksana": "tl"}


def refusal(raw: bytes) -> list[tuple[int | None, str]]:
    """Line and message id of every problem of a file."""
    with pytest.raises(InputError) as refused:
        read_people(raw)
    return [(problem.line, problem.message) for problem in refused.value.problems]


def meant(**cells: str) -> tuple[Entry | None, list[Problem]]:
    """What a row means."""
    return entry(SheetRow(2, **{"name": "Ayu", "role": "coordinator", "area": "tl", **cells}), AREAS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_dialect_is_read(encoding: str, delimiter: str) -> None:
    """Whatever the office program chose, the name is whole."""
    cell = '"Ayu Andréa, S.H., M.Si."' if delimiter == "," else "Ayu Andréa, S.H., M.Si."
    text = delimiter.join(["nama", "peran"]) + "\r\n" + delimiter.join([cell, "kepala"]) + "\r\n"
    assert read_people(text.encode(encoding)) == (SheetRow(2, "Ayu Andréa, S.H., M.Si.", role="kepala"),)


def test_indonesian_and_english_headers_mean_the_same() -> None:
    """Both languages fill the same fields."""
    english = read_people(
        b"name,office,email,phone,role,area,from,to\nAyu,Kasubbag,a@b.id,08,member,tl,x,y\n"
    )
    local = read_people(
        b"Nama;Jabatan;Surel;Telepon;Peran;Area;Mulai;Sampai\nAyu;Kasubbag;a@b.id;08;member;tl;x;y\n"
    )
    assert english == local == (SheetRow(2, "Ayu", "Kasubbag", "a@b.id", "08", "member", "tl", "x", "y"),)


def test_blanks_that_cannot_be_seen_are_trimmed() -> None:
    """No-break spaces come from web pages and spreadsheets."""
    (row,) = read_people("name,role\n\u00a0Ayu\u00a0 Andini ,head\n".encode())
    assert row.name == "Ayu Andini"


def test_empty_lines_count_but_say_nothing() -> None:
    """The line number is that of the file."""
    rows = read_people(b"\nname,role\n\nAyu,head\n,,\nBudi,member\n")
    assert [(row.line, row.name) for row in rows] == [(4, "Ayu"), (6, "Budi")]


def test_marks_that_turn_a_text_are_left_out() -> None:
    """A name reads as it is stored."""
    (row,) = read_people("name,role\n\u202eAy\u2066u\u2069,head\n".encode())
    assert row.name == "Ayu"


def test_every_mistake_of_the_header_is_named_at_once() -> None:
    """Unknown, doubled and missing columns together."""
    found = refusal(b"nama,name,umur\nAyu,Ayu,3\n")
    assert [message.split(" ", 2)[:2] for _line, message in found] == [
        ["Unknown", "column"],
        ["The", "column"],
        ["The", "column"],
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentence_about_an_unknown_column_ends_in_one_full_stop(language: str) -> None:
    """The column of ordinals is called “no.”, so it is not the last of those that are named."""
    with pytest.raises(InputError) as refused:
        read_people(b"name,role,umur\nAyu,head,3\n")
    with using(language):
        (said,) = map(sentence, refused.value.problems)
    assert "no." in said.casefold()
    assert not said.endswith("..")


@pytest.mark.parametrize(
    "raw", [b"", b"\n\n", b"\xff\xfe\x00", b'name,role\n"Ayu"x,head\n', b"PK\x03\x04\x00\x00binary"]
)
def test_what_is_no_list_is_refused_in_a_sentence(raw: bytes) -> None:
    """Never a traceback, whatever somebody uploads."""
    assert refusal(raw)


def test_a_line_with_too_many_cells_is_refused() -> None:
    """An unquoted comma in a name would shift every cell."""
    assert refusal(b"name,role\nAyu, S.H.,head\n") == [(2, "The line has {n} cells, the header {known}.")]


def test_a_row_becomes_a_person_in_a_role() -> None:
    """Area titles and Indonesian words are understood; addresses are lower case."""
    found, problems = meant(role="Koordinator Area", area="Penataan Tatalaksana", email="Ayu@Contoh.GO.ID")
    assert problems == []
    assert found == Entry(2, "Ayu", "", "ayu@contoh.go.id", None, Role.COORDINATOR, "tl", None, None)


@pytest.mark.parametrize("text", ["31/12/2025", "2025-12-31", "31-12-2025", "31.12.2025"])
def test_dates_are_read_day_first_or_iso(text: str) -> None:
    """Nobody here writes the month first."""
    found, _problems = meant(start=text)
    assert found is not None
    assert found.start == date(2025, 12, 31)


@pytest.mark.parametrize("text", ["31/04/2026", "12/31/2025", "2025-02-29", "45992", "31/12/25", "besok"])
def test_a_wrong_date_is_an_error_not_a_guess(text: str) -> None:
    """31 April is nobody's last day."""
    found, problems = meant(end=text)
    assert found is None
    assert problems[0].params["text"] == text


def test_every_mistake_of_a_row_is_named_at_once() -> None:
    """Name, role and date together, each with its line."""
    _found, problems = meant(name="", role="raja", start="31/04/2026")
    assert [problem.line for problem in problems] == [2, 2, 2]


@pytest.mark.parametrize("area", ["", "xx"])
def test_a_coordinator_needs_a_known_area(area: str) -> None:
    """A head needs none."""
    assert meant(area=area)[0] is None
    assert meant(area="", role="kepala unit")[0] is not None


def test_a_role_cannot_end_before_it_starts() -> None:
    """Both days are named."""
    _found, problems = meant(start="02/01/2025", end="01/01/2025")
    assert [problem.message for problem in problems] == [
        "The role ends on {end}, before it starts on {start}."
    ]


@pytest.mark.parametrize("text", ["9999-12-31", "31/12/9999", "2100-01-01", "1944-12-31", "0001-01-01"])
def test_a_day_of_another_age_is_refused_and_an_end_that_nobody_knows_is_left_empty(text: str) -> None:
    """As exports of personnel files write an open end; both days of a line are named at once."""
    found, problems = meant(start=text, end=text)
    assert found is None
    assert [problem.message for problem in problems] == [BEGINS, ENDS]
    assert meant(start="01/01/1945", end="31/12/2099")[1] == []


def test_every_name_of_a_role_that_the_pages_show_is_understood() -> None:
    """In both languages, in capitals too."""
    for lang in LANGUAGES:
        for role, name in ROLE_NAMES.items():
            found, problems = meant(role=translations(lang).gettext(name).upper(), area="tl")
            assert problems == [], (lang, name)
            assert found is not None
            assert found.role == role


def test_a_title_above_the_header_and_a_column_of_ordinals_are_no_mistake() -> None:
    """As offices write their lists; the line number is still that of the file."""
    raw = b"DAFTAR TIM KERJA; 2026, Dinas Contoh\n\nNo,Nama,Peran\n1,Ayu,kepala unit\n"
    assert [(row.line, row.name, row.role) for row in read_people(raw)] == [(4, "Ayu", "kepala unit")]


def test_what_is_refused_names_columns_and_roles_as_the_reader_knows_them() -> None:
    """No code of ours."""
    with pytest.raises(InputError) as caught:
        read_people(b"nama,umur\nAyu,3\n")
    _found, problems = meant(role="raja", area="")
    with using("id"):
        said = " ".join(sentence(problem) for problem in (*caught.value.problems, *problems))
    assert "Kolom \u201cperan\u201d tidak ada." in said
    assert "yang dikenal: no., nama, jabatan, surel" in said
    assert "anggota, koordinator area" in said
    assert "coordinator" not in said
