"""Reads a list of people from the bytes of a CSV file or a workbook; knows no unit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.people_sheets import MOST_BYTES, SheetRow, field_of, heading, read_people, rows_from
from zi_workflow.storage.workbooks import is_old, is_packed, opened

_NEEDED = frozenset({"name", "role"})
WHY: Mapping[str, str] = {
    "formula": N_("The cell holds a formula without a result; please save the sheet with values."),
    "error": N_("The cell shows an error of its formula."),
    "joined": N_("These cells are joined across columns; please take them apart."),
    "column": N_("The cell stands far to the right of the table."),
    "rows": N_("The sheet has more than 5,000 filled lines."),
}


def read_list(raw: bytes) -> tuple[SheetRow, ...]:
    """The rows of a list, a workbook (.xlsx) or CSV; InputError with every mistake of its form at once."""
    if is_old(raw):
        message = N_("This is a workbook of an old kind or with a password; please save it as .xlsx or CSV.")
        raise InputError(Problem(message))
    if not is_packed(raw):
        return read_people(raw)
    if len(raw) > MOST_BYTES:
        raise InputError(Problem(N_("The file is larger than {most} bytes."), {"most": MOST_BYTES}))
    sheet = _the_sheet(opened(raw))
    problems = [
        Problem(WHY[kind], where=f"{sheet['name']}!{place}" if place else sheet["name"])
        for place, kind in sheet["problems"]
    ]
    try:
        rows = rows_from([(number, cells) for number, cells in sheet["lines"]])
    except InputError as error:
        raise InputError([*problems, *error.problems]) from None
    if problems:
        raise InputError(problems)
    return rows


def _the_sheet(sheets: list[dict[str, Any]]) -> dict[str, Any]:
    """The only one, or the only one whose header is that of a list of people, or comes nearest; others hold notes."""
    if len(sheets) > 1:
        headers = [set(_header(sheet)) - {""} for sheet in sheets]
        lists = [sheet for sheet, header in zip(sheets, headers, strict=True) if header >= _NEEDED]
        if not lists:
            lists = [sheet for sheet, header in zip(sheets, headers, strict=True) if len(header) > 1]
        if len(lists) != 1:
            names = ", ".join(sheet["name"] for sheet in sheets)
            message = N_(
                "The workbook has several sheets ({names}); please leave only the one with the list."
            )
            raise InputError(Problem(message, {"names": names}))
        sheets = lists
    if not sheets:
        raise InputError(Problem(N_("The file is empty.")))
    return sheets[0]


def _header(sheet: dict[str, Any]) -> Iterator[str]:
    lines = [cells for _number, cells in sheet["lines"]]
    return (field_of(cell) for cell in lines[heading(lines)]) if lines else iter(())
