"""Workbooks of matrices as people fill them in and as they spoil them; holds no claim."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from openpyxl import Workbook, load_workbook

from zi_workflow.domain.matrices import Line, Told
from zi_workflow.domain.matrix_sheets import COLUMNS, Reading, read
from zi_workflow.i18n import _
from zi_workflow.storage import matrix_files
from zi_workflow.usecases.matrix_imports import headings

QUARTER = "2025-Q1"
LINES = (
    Line("TL-01", "tl", 1, "Peta proses bisnis", "Butir LKE: A.1", "Peta", date(2025, 1, 6), date(2025, 1, 31),
         "Kasubbag", Told("Selesai.", 100), ("peta.pdf",)),
    Line("TL-02", "tl", 2, "=SUM(A1)", "Butir LKE: A.2", "SOP", date(2025, 2, 3), date(2025, 3, 31), "Ayu",
         Told("Berjalan.", 40, "Pejabat cuti.", "Plt.")),
    Line("PP-01", "pp", 1, "Standar pelayanan", "", "SK", date(2025, 2, 3), date(2025, 2, 28), "Budi", Told()),
)  # fmt: skip
TITLES = {name: _(heading) for name, heading in COLUMNS.items()}


def book(lines: Iterable[Line] = LINES, change: Callable[[Workbook], None] | None = None) -> bytes:
    """The workbook as it is downloaded; `change` fills it in, or spoils it."""
    raw = matrix_files.workbook(lines, QUARTER, TITLES, {"tl": "Tatalaksana"})
    if change is None:
        return raw
    opened = load_workbook(io.BytesIO(raw))
    change(opened)
    kept = io.BytesIO()
    opened.save(kept)
    return kept.getvalue()


def typed(**cells: Any) -> Callable[[Workbook], None]:
    """Types into cells of the first sheet."""

    def change(opened: Workbook) -> None:
        for place, value in cells.items():
            opened.worksheets[0][place] = value

    return change


def reading(raw: bytes) -> Reading:
    """What the service reads out of it."""
    return read(matrix_files.read(raw), QUARTER, headings())
