"""A downloaded list opens in a spreadsheet as what it is, and never as a formula."""

from __future__ import annotations

import csv
import io
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from zi_workflow.domain.errors import RefusedError
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.web.listing import Column, Listing
from zi_workflow.web.sheets import MOST_ROWS, download, harmless, write_csv, write_xlsx


class Row(NamedTuple):
    """A made-up row."""

    name: str
    days: int | None
    on: date | None


COLUMNS = [
    Column("name", "Unit", lambda row: row.name),
    Column("days", "Working days late", lambda row: row.days, number=True),
    Column("on", "Day", lambda row: row.on),
]


def as_csv(*rows: Row) -> list[list[str]]:
    """The cells of the file, read as a spreadsheet would."""
    held = io.BytesIO()
    write_csv(held, COLUMNS, rows)
    return list(csv.reader(io.StringIO(held.getvalue().decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+62 811", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    """In a CSV it gets a quotation mark in front; in an Excel file it is a text by type."""
    assert as_csv(Row(text, 1, None))[1][0].startswith("'")
    held = io.BytesIO()
    write_xlsx(held, COLUMNS, [Row(text, 1, None)])
    cell = load_workbook(held).active["A2"]  # type: ignore[index]
    assert cell.data_type == "s"


@given(st.text())
def test_whatever_the_text_no_cell_begins_like_a_formula(text: str) -> None:
    """But for plain numbers, which calculate nothing."""
    shown = harmless(text)
    assert shown in (text, f"'{text}")
    assert not shown.startswith(("=", "@", "\t", "\r", "+"))


def test_numbers_and_days_stay_numbers_and_days() -> None:
    """A negative number of days is no formula; what is not known is an empty cell."""
    assert as_csv(Row("Dinas", -3, date(2025, 4, 30)), Row("Badan", None, None)) == [
        ["Unit", "Terlambat (hari kerja)", "Hari"],
        ["Dinas", "-3", "2025-04-30"],
        ["Badan", "", ""],
    ]
    held = io.BytesIO()
    write_xlsx(held, COLUMNS, [Row("Dinas", -3, date(2025, 4, 30))])
    sheet = load_workbook(held).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:2] == ["Dinas", -3]
    assert sheet["C2"].is_date


def test_a_csv_carries_the_mark_that_excel_wants() -> None:
    """Without it names with accents are garbled."""
    held = io.BytesIO()
    write_csv(held, COLUMNS, [])
    assert held.getvalue().startswith(b"\xef\xbb\xbf")


@given(st.text())
def test_a_sheet_takes_any_name(name: str) -> None:
    """Control characters, which no XML may hold, are left out; nothing else is."""
    held = io.BytesIO()
    write_xlsx(held, COLUMNS, [Row(name, None, None)])
    load_workbook(held)


def test_a_list_too_long_for_a_file_is_refused() -> None:
    """Rather than cut without a word."""
    listing = Listing("/", COLUMNS, (), Wanted(), MOST_ROWS + 1)
    with pytest.raises(RefusedError):
        download("csv", "unit", listing, [])
