"""Writes matrices as a workbook and reads one back; decides nothing about what it says."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from datetime import date
from typing import IO, Any

from zi_workflow.domain.errors import N_, InputError, Problem
from zi_workflow.domain.matrices import TOLD, Line
from zi_workflow.domain.matrix_sheets import COLUMNS, DATES, SHEET, Cell, Sheet, letters
from zi_workflow.domain.people_sheets import MOST_BYTES
from zi_workflow.storage.workbook_cells import DATE, PERCENT, TYPED, cell
from zi_workflow.storage.workbooks import is_packed, opened

_WIDTHS = {"number": 5, "task": 10, "area": 24, "starts": 12, "finishes": 12, "percent": 8, "responsible": 24}
_WIDE = 36
_HEAD, _PLAN = "D9E2F3", "F2F2F2"


def write(
    to: IO[bytes], lines: Iterable[Line], quarter: str, headings: Mapping[str, str], areas: Mapping[str, str]
) -> None:
    """One sheet with all lines; what the plan says is grey and locked, what the area writes is open.

    `headings` and `areas` are the names in the reader's language.
    """
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(f"{SHEET} {quarter}")
    sheet.freeze_panes = "C2"
    sheet.protection.sheet = True  # no password: it keeps from slips, not from intent
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    for number, name in enumerate(COLUMNS, start=1):
        sheet.column_dimensions[letters(number)].width = _WIDTHS.get(name, _WIDE)
    top = Alignment(vertical="top", wrap_text=True)
    head = {"font": Font(bold=True), "fill": PatternFill("solid", fgColor=_HEAD), "alignment": top}
    sheet.append([cell(sheet, headings[name], **head) for name in COLUMNS])
    grey = {"alignment": top, "fill": PatternFill("solid", fgColor=_PLAN)}
    opens = {"alignment": top, "protection": Protection(locked=False)}
    for line in lines:
        values = _values(line, areas)
        sheet.append(
            [_styled(sheet, name, values[name], opens if name in TOLD else grey) for name in COLUMNS]
        )
    book.save(to)


def _styled(sheet: Any, name: str, value: object, style: Mapping[str, Any]) -> Any:
    made = cell(sheet, value, **style)
    if name in DATES:
        made.number_format = "dd/mm/yyyy"
    elif name == "percent":  # of all formats this one alone becomes that of per cent when somebody types 100%
        made.number_format = "General"
    return made


def _values(line: Line, areas: Mapping[str, str]) -> dict[str, object]:
    told = line.told
    return {
        "number": line.number, "task": line.task, "area": areas.get(line.area, line.area),
        "activity": line.activity, "target": line.target, "output": line.output, "starts": line.starts,
        "finishes": line.finishes, "responsible": line.responsible, "realisation": told.realisation,
        "percent": told.percent, "obstacle": told.obstacle, "solution": told.solution,
        "evidence": "; ".join(line.evidence),
    }  # fmt: skip


def workbook(
    lines: Iterable[Line], quarter: str, headings: Mapping[str, str], areas: Mapping[str, str]
) -> bytes:
    """The same as bytes."""
    kept = io.BytesIO()
    write(kept, lines, quarter, headings, areas)
    return kept.getvalue()


def read(raw: bytes) -> tuple[Sheet, ...]:
    """The sheets of a workbook; InputError for what is none, or is a trap for whoever opens it."""
    if not is_packed(raw):
        raise InputError(Problem(N_("This is no workbook; please save it as .xlsx.")))
    if len(raw) > MOST_BYTES:
        raise InputError(Problem(N_("The file is larger than {most} bytes."), {"most": MOST_BYTES}))
    return tuple(_sheet(each) for each in opened(raw, TYPED))


def _sheet(found: Mapping[str, Any]) -> Sheet:
    cells = tuple(
        Cell(row, column, date.fromisoformat(value) if kind == DATE else value, kind == PERCENT)
        for row, column, kind, value in found["cells"]
    )
    wrong = tuple((place, kind) for place, kind in found["problems"])
    return Sheet(found["name"], cells, wrong, found["hidden"])
