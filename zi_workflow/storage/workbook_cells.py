"""Cells of workbooks, as they are written so that no text becomes a formula and as they were typed; knows no table."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Any

from zi_workflow.domain.typed import printable

TYPED = "typed"
"""Asks the opener for the cells as they were typed."""
MOST_ROWS = 5_000
MOST_COLUMNS = 60
DATE, PLAIN, PERCENT = "date", "plain", "percent"
_LITERAL = re.compile(r'"[^"]*"|[\\_*].')
"""What a number format shows as it stands: a per cent sign in it multiplies nothing."""


def cell(sheet: Any, value: object, **style: Any) -> Any:
    """A cell to be written; every text is a text, whatever it begins with. `style` sets its attributes."""
    from openpyxl.cell import WriteOnlyCell

    if isinstance(value, (int, float, date)) or value is None:
        made = WriteOnlyCell(sheet, value=value)  # type: ignore[arg-type]
    else:
        made = WriteOnlyCell(sheet, value=printable(str(value)))
        made.data_type = "s"
    for name, each in style.items():
        setattr(made, name, each)
    return made


def typed_cells(sheet: Any) -> dict[str, Any]:
    """A sheet as it was typed: its cells as row, column, kind and value, and problems as place and kind.

    Only cells that are really there are seen: a sheet may claim any size. A formula is a problem even with a result:
    what its writer saw need not be what stands there the next time.
    """
    cells: list[tuple[int, int, str, Any]] = []
    problems: list[tuple[str, str]] = []
    for (row, column), each in sorted(sheet._cells.items()):
        kind = _problem(each, column)
        if kind:
            problems.append((each.coordinate, kind))
        elif each.value is not None and str(each.value).strip():
            cells.append((row, column, *_plain(each.value, each.number_format)))
    problems += [(str(joined.coord), "joined") for joined in sheet.merged_cells.ranges]
    if len({row for row, *_rest in cells}) > MOST_ROWS:
        cells, problems = [], [("", "rows")]
    hidden = sheet.sheet_state != "visible"
    return {"name": sheet.title, "hidden": hidden, "cells": cells, "problems": problems}


def _problem(each: Any, column: int) -> str:
    if each.data_type == "f":
        return "formula"
    if each.data_type == "e":
        return "error"
    return "far" if column > MOST_COLUMNS and each.value is not None else ""


def _plain(value: Any, shown_as: str) -> tuple[str, Any]:
    """Its kind and value as JSON can hold them; a number that is shown as per cent is held as its hundredth."""
    if isinstance(value, int | float) and not isinstance(value, bool) and "%" in _LITERAL.sub("", shown_as):
        return PERCENT, value
    if isinstance(value, datetime | date):
        return DATE, (value.date() if isinstance(value, datetime) else value).isoformat()
    if isinstance(value, bool | int | float | str):
        return PLAIN, value
    return PLAIN, value.isoformat() if isinstance(value, time) else str(value)
