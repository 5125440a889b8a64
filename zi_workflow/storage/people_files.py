"""Reads a list of people from the bytes of a CSV file or a workbook; knows no unit."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.people_sheets import MOST_BYTES, SheetRow, field_of, heading, read_people, rows_from

OPENER = "zi_workflow.storage.workbook_opening"
MOST_SECONDS = 60.0
_ZIP = b"PK\x03\x04"
_OLD = b"\xd0\xcf\x11\xe0"
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
    if raw.startswith(_OLD):
        message = N_("This is a workbook of an old kind or with a password; please save it as .xlsx or CSV.")
        raise InputError(Problem(message))
    if not raw.startswith(_ZIP):
        return read_people(raw)
    if len(raw) > MOST_BYTES:
        raise InputError(Problem(N_("The file is larger than {most} bytes."), {"most": MOST_BYTES}))
    sheet = _the_sheet(_opened(raw))
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


def _opened(raw: bytes) -> list[dict[str, Any]]:
    """The sheets with something in them; a process that was ended says nothing."""
    command = [sys.executable, "-I", "-m", OPENER]
    message = N_(
        "The workbook cannot be read: it is damaged, has macros or a password, or is too large inside."
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own interpreter and module; it gets none of our secrets
            command, input=raw, capture_output=True, timeout=MOST_SECONDS, check=False, env={}
        )
        found = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        raise InputError(Problem(message)) from None
    if "unfit" in found:
        raise InputError(Problem(message))
    sheets: list[dict[str, Any]] = found["sheets"]
    return sheets


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
