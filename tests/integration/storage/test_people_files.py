"""A list of people from a workbook says what its writer saw; every trap of a spreadsheet is met or named by its cell."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook

from tests.support.workbooks import rewritten, workbook
from zi_workflow.domain.errors import InputError
from zi_workflow.storage.people_files import WHY, read_list

HEADER = ["Nama", "Telepon", "Surel", "Peran", "Area", "Mulai"]
AYU: list[Any] = ["Ayu", "0811", "ayu@contoh.go.id", "anggota", "tl", None]
SHEET = "xl/worksheets/sheet1.xml"


def wrong(raw: bytes) -> list[tuple[str, str]]:
    """Where and what, of a workbook that is refused."""
    with pytest.raises(InputError) as caught:
        read_list(raw)
    return [(problem.where, problem.message) for problem in caught.value.problems]


def test_numbers_and_dates_become_the_text_that_was_seen() -> None:
    """A telephone number that was kept as a number has its nought again; a date is one, formatted or as a serial."""
    days = (date(2026, 1, 5), 46_027, "05/01/2026", "2026-01-05")
    rows = [[f"Orang {n}", 81234567890, None, "ketua tim", None, day] for n, day in enumerate(days)]
    found = read_list(workbook([HEADER, *rows]))
    assert [row.phone for row in found] == ["081234567890"] * 4
    assert [row.start for row in found] == ["2026-01-05", "2026-01-05", "05/01/2026", "2026-01-05"]
    assert [row.line for row in found] == [2, 3, 4, 5]


def test_a_workbook_that_counts_days_from_1904_means_the_same_day() -> None:
    """Old Macs counted so."""

    def old(book: Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        book.epoch = CALENDAR_MAC_1904

    found = read_list(workbook([HEADER, ["Ayu", None, None, "ketua tim", None, 44_565]], old))
    assert found[0].start == "2026-01-05"


def test_joined_cells_of_a_column_all_mean_the_first() -> None:
    """An area that is written once over three people is that of all three."""

    def join(book: Workbook) -> None:
        book.worksheets[0].merge_cells("E2:E4")

    rows = [["Ayu", "", "", "anggota", "tl"], ["Budi", "", "", "anggota"], ["Citra", "", "", "anggota"]]
    assert [row.area for row in read_list(workbook([HEADER[:5], *rows], join))] == ["tl", "tl", "tl"]


def test_cells_joined_across_columns_and_formulas_without_a_result_are_named_at_once() -> None:
    """Each with its sheet and cell."""

    def spoil(book: Workbook) -> None:
        book.worksheets[0].title = "Daftar"
        book.worksheets[0].merge_cells("A3:B3")
        book.worksheets[0]["C2"] = '=LOWER("AYU@X.GO.ID")'

    raw = workbook([HEADER, AYU, ["Budi", None, None, "anggota", "tl"]], spoil)
    assert sorted(wrong(raw)) == [("Daftar!A3:B3", WHY["joined"]), ("Daftar!C2", WHY["formula"])]


def test_a_formula_that_was_computed_counts_by_its_result() -> None:
    """What the office program showed is what is read."""

    def compute(book: Workbook) -> None:
        book.worksheets[0]["C2"] = '=LOWER("AYU@X.GO.ID")'

    raw = workbook([HEADER, AYU], compute)
    raw = (
        rewritten(raw, SHEET, "<v />", "<v>ayu@x.go.id</v>")
        if b"<v />" in _part(raw)
        else rewritten(raw, SHEET, "<v></v>", "<v>ayu@x.go.id</v>")
    )
    raw = rewritten(raw, SHEET, '<c r="C2">', '<c r="C2" t="str">')
    assert read_list(raw)[0].email == "ayu@x.go.id"


def _part(raw: bytes) -> bytes:
    import io
    import zipfile

    return zipfile.ZipFile(io.BytesIO(raw)).read(SHEET)


def test_a_sheet_that_lies_about_its_size_is_read_as_it_is() -> None:
    """Too small hides nobody; too large costs nothing."""
    raw = workbook([HEADER, AYU, ["Budi", None, None, "anggota", "tl"]])
    for claim in ("A1:A1", "A1:XFD1048576"):
        lying = rewritten(raw, SHEET, '<dimension ref="A1:F3"', f'<dimension ref="{claim}"')
        assert [row.name for row in read_list(lying)] == ["Ayu", "Budi"]


def test_a_stray_cell_at_the_far_end_is_no_line() -> None:
    """A blank that somebody left in the last row is nobody."""

    def stray(book: Workbook) -> None:
        book.worksheets[0]["A1048576"] = " "

    assert len(read_list(workbook([HEADER, AYU], stray))) == 1


def test_of_several_sheets_the_one_with_a_list_is_read() -> None:
    """Notes beside it do no harm; two lists are refused with their names; a hidden one is not looked at."""

    def notes(book: Workbook) -> None:
        book.create_sheet("Catatan").append(["bebas"])

    def second(book: Workbook) -> None:
        book.create_sheet("Daftar lama").append(["Nama", "Peran"])

    def hidden(book: Workbook) -> None:
        second(book)
        book.worksheets[1].sheet_state = "hidden"

    for change in (notes, hidden):
        assert len(read_list(workbook([HEADER, AYU], change))) == 1
    with pytest.raises(InputError, match="Daftar lama"):
        read_list(workbook([HEADER, AYU], second))


@pytest.mark.parametrize("raw", [b"PK\x03\x04 broken", b"\xd0\xcf\x11\xe0 an old one"], ids=["broken", "old"])
def test_what_is_no_workbook_of_today_is_refused_in_words(raw: bytes) -> None:
    """With what to do instead."""
    assert len(wrong(raw)) == 1


def test_a_csv_file_is_read_as_ever() -> None:
    """The same door."""
    assert read_list(b"nama;peran\nAyu;ketua tim")[0].name == "Ayu"


def test_a_title_over_the_table_and_a_sheet_of_notes_are_no_mistake() -> None:
    """The title is joined across the columns, as offices do; the notes are no list."""

    def dress(book: Workbook) -> None:
        book.worksheets[0].merge_cells("A1:F1")
        book.create_sheet("Catatan").append(["Dicetak", "kemarin"])

    found = read_list(workbook([["DAFTAR TIM KERJA ZI"], HEADER, AYU], dress))
    assert [(row.line, row.name) for row in found] == [(3, "Ayu")]
