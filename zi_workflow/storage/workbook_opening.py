"""Opens one workbook as its own process with limits of memory and time, and writes its cells as text; knows no people.

What a spreadsheet shows and what it holds differ: numbers that mean dates, formulas, cells that were joined. Here each
cell becomes the text that its writer saw, or a sentence about why it cannot; or, for a table of which every cell is
compared, what was typed into it (`storage/workbook_cells`).
"""

from __future__ import annotations

import io
import json
import os
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time
from typing import Any

from zi_workflow.domain.evidence_files import FileKind
from zi_workflow.domain.people_sheets import MOST_LINES_ABOVE, field_of, heading, trimmed
from zi_workflow.storage.evidence_opening import MOST_MEMORY, MOST_SECONDS, verdict
from zi_workflow.storage.workbook_cells import MOST_COLUMNS, MOST_ROWS, TYPED, typed_cells

_DATES = frozenset({"from", "to"})
_SERIALS = (20_000, 80_000)  # 1954 to 2119, as spreadsheets count days


def main() -> None:
    """Read a workbook from the standard input and write its sheets to the standard output."""
    for limit, most in ((resource.RLIMIT_AS, MOST_MEMORY), (resource.RLIMIT_CPU, MOST_SECONDS)):
        with suppress(ValueError, OSError):  # a system that knows no such limit
            resource.setrlimit(limit, (most, most))
    raw = sys.stdin.buffer.read()
    os.write(1, json.dumps(opened(raw, typed=sys.argv[1:] == [TYPED])).encode())


def opened(raw: bytes, *, typed: bool = False) -> dict[str, Any]:
    """`unfit` with why it is not opened, or `sheets`: of each its name, lines and problems; `typed`: its typed cells."""
    kind = verdict(io.BytesIO(raw))
    if kind is not FileKind.XLSX:
        return {"unfit": str(kind)}
    from openpyxl import load_workbook

    if typed:
        return {"sheets": [typed_cells(sheet) for sheet in load_workbook(io.BytesIO(raw)).worksheets]}
    shown = load_workbook(io.BytesIO(raw), data_only=True)
    written = load_workbook(io.BytesIO(raw))
    pairs = zip(shown.worksheets, written.worksheets, strict=True)
    sheets = [_Sheet(a, b, shown.epoch).read() for a, b in pairs if a.sheet_state == "visible"]
    return {"sheets": [sheet for sheet in sheets if sheet["lines"] or sheet["problems"]]}


class _Sheet:
    """One sheet: `shown` has the values that were last seen, `written` what was typed."""

    def __init__(self, shown: Any, written: Any, epoch: datetime) -> None:
        self.shown, self.written, self.epoch = shown, written, epoch
        self.problems: list[tuple[str, str]] = []
        self.fields: dict[int, str] = {}

    def read(self) -> dict[str, Any]:
        """Its name, its filled lines as number and cells, and the problems as place and kind."""
        rows: dict[int, dict[int, Any]] = {}
        for (row, column), cell in self._cells():
            rows.setdefault(row, {})[column] = cell
        filled = [row for row in sorted(rows) if any(self._text(cell) for cell in rows[row].values())]
        head = heading(
            [[self._text(cell) for cell in rows[row].values()] for row in filled[:MOST_LINES_ABOVE]]
        )
        first = filled[head] if filled else 0
        self._spread(rows, first)
        lines: list[tuple[int, list[str]]] = []
        for row in (each for each in sorted(rows) if each >= first):  # a title may stand above the header
            texts = {column: self._text(cell) for column, cell in rows[row].items()}
            if not any(texts.values()):
                continue
            if not lines:
                self.fields = {column: field_of(text) for column, text in texts.items()}
            lines.append((row, [texts.get(column, "") for column in range(1, max(texts) + 1)]))
        if len(lines) > MOST_ROWS:
            self.problems = [("", "rows")]
            lines = []
        return {"name": self.shown.title, "lines": lines, "problems": self.problems}

    def _cells(self) -> Iterator[tuple[tuple[int, int], Any]]:
        """The cells that are really there: a sheet may claim any size."""
        for place, cell in sorted(self.shown._cells.items()):
            typed = self.written._cells.get(place)
            if place[1] > MOST_COLUMNS:
                if cell.value is not None:
                    self.problems.append((cell.coordinate, "column"))
                continue
            if typed is not None and typed.data_type == "f" and cell.value is None:
                self.problems.append((cell.coordinate, "formula"))
            elif cell.data_type == "e":
                self.problems.append((cell.coordinate, "error"))
            elif cell.value is not None:
                yield place, cell

    def _spread(self, rows: dict[int, dict[int, Any]], header: int) -> None:
        """Cells that were joined all mean what the first one says; a block over several columns is unclear, but for a
        title above the header.
        """
        for joined in self.written.merged_cells.ranges:
            if joined.max_row < header:
                continue
            first = rows.get(joined.min_row, {}).get(joined.min_col)
            if first is None:
                continue
            if joined.max_col != joined.min_col or joined.max_row - joined.min_row > MOST_ROWS:
                self.problems.append((joined.coord, "joined"))
                continue
            for row in range(joined.min_row + 1, joined.max_row + 1):
                if row in rows:
                    rows[row][joined.min_col] = first

    def _text(self, cell: Any) -> str:
        value, field = cell.value, self.fields.get(cell.column, "")
        if isinstance(value, bool):
            return "ya" if value else "tidak"
        if isinstance(value, int | float):
            return self._number(value, field)
        if isinstance(value, datetime | date):
            return (value.date() if isinstance(value, datetime) else value).isoformat()
        return value.isoformat() if isinstance(value, time) else trimmed(str(value))

    def _number(self, value: float, field: str) -> str:
        from openpyxl.utils.datetime import from_excel

        if field in _DATES and _SERIALS[0] <= value <= _SERIALS[1]:
            found = from_excel(value, self.epoch)
            return found.date().isoformat() if isinstance(found, datetime) else str(found)
        text = f"{value:.0f}" if float(value).is_integer() else repr(value)
        # a number loses the nought in front of an Indonesian telephone number
        return f"0{text}" if field == "phone" and text.startswith("8") else text


if __name__ == "__main__":
    main()
