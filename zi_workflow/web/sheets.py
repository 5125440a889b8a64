"""Writes a whole list as CSV or as an Excel file; knows no list, and lets no cell become a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from fastapi.responses import StreamingResponse
from openpyxl import Workbook
from openpyxl.styles import Font

from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.typed import printable
from zi_workflow.storage.workbook_cells import cell
from zi_workflow.web.listing import Column, Listing

MOST_ROWS = 50_000
IN_MEMORY = 2_000_000  # bytes; what is larger waits on the disk
_CHUNK = 65_536
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""With these a spreadsheet begins to calculate, or to start programs; so do their full-width twins."""
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def download(kind: str, name: str, listing: Listing, rows: Iterable[Any]) -> StreamingResponse:
    """The rows as a file of that kind (csv or xlsx); RefusedError when there are more than a spreadsheet can bear."""
    if listing.total > MOST_ROWS:
        message = N_(
            "This list has {n} rows, and a file holds {most} at most. Please narrow it by a filter first."
        )
        raise RefusedError(Problem(message, {"n": listing.total, "most": MOST_ROWS}))
    columns = [column for column in listing.columns if column.value is not None]
    held: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 closed when it was sent
    (write_csv if kind == "csv" else write_xlsx)(held, columns, rows)
    length = held.tell()
    held.seek(0)
    headers = {
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
        "Content-Length": str(length),
    }
    return StreamingResponse(_sent(held), headers=headers, media_type=TYPES[kind])


def _sent(held: IO[bytes]) -> Iterator[bytes]:
    with held:
        while chunk := held.read(_CHUNK):
            yield chunk


def write_csv(to: IO[bytes], columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """UTF-8 with its mark, without which Excel reads it as something else; text that looks like a formula is quoted."""
    text = io.TextIOWrapper(to, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([harmless(column.label) for column in columns])
    for row in rows:
        writer.writerow([harmless(_plain(value)) for value in _values(columns, row)])
    text.detach()


def write_xlsx(to: IO[bytes], columns: Sequence[Column], rows: Iterable[Any]) -> None:
    """A sheet with a frozen bold heading; every text is a text, whatever it begins with."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Data")
    sheet.freeze_panes = "A2"
    for number, column in enumerate(columns):
        sheet.column_dimensions[chr(ord("A") + number)].width = 14 if column.number else 28
    sheet.append([cell(sheet, column.label, font=Font(bold=True)) for column in columns])
    for row in rows:
        sheet.append([cell(sheet, value) for value in _values(columns, row)])
    book.save(to)


def harmless(value: str) -> str:
    """A text that no spreadsheet takes for a formula; numbers that we wrote as numbers stay what they are."""
    return f"'{value}" if value.startswith(_FORMULA) and not _number(value) else value


def _number(value: str) -> bool:
    return bool(re.fullmatch(r"-?[0-9]+(?:\.[0-9]+)?", value))


def _values(columns: Sequence[Column], row: Any) -> list[Any]:
    return [column.value(row) if column.value is not None else None for column in columns]


def _plain(value: object) -> str:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return "" if value is None else printable(str(value))
