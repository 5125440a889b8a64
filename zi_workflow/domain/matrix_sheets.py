"""Matrices as a sheet: its columns, what a filled-in one says, and everything that is wrong with it; opens no file.

A cell is named as its writer sees it (`J7`). Columns are found by their headings, in whatever order they stand.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from zi_workflow.domain.errors import N_, Problem, Words
from zi_workflow.domain.matrices import DONE, MOST_LETTERS, TOLD, Told
from zi_workflow.domain.typed import printable, straight

COLUMNS: Mapping[str, str] = {
    "number": N_("No."),
    "task": N_("Code"),
    "area": N_("Area"),
    "activity": N_("Activity"),
    "target": N_("Target or indicator"),
    "output": N_("Output"),
    "starts": N_("Begins"),
    "finishes": N_("Ends"),
    "responsible": N_("PIC"),
    "realisation": N_("Realisation"),
    "percent": N_("%"),
    "obstacle": N_("Obstacle"),
    "solution": N_("Solution"),
    "evidence": N_("Links to evidence"),
}
"""In the order of the paper, with their headings as message ids."""
DATES = ("starts", "finishes")
OF_PLAN = ("activity", "target", "output", *DATES, "responsible")
"""What only the plan says: a sheet shows it, and changes none of it."""
_NEEDED = ("task", *TOLD)
SHEET = "Matriks"
"""The name of the sheet begins with this and goes on with the quarter, so that another round's file is noticed."""
MOST_ROWS = 5_000
CELL_PROBLEMS: Mapping[str, str] = {
    "formula": N_("The cell holds a formula; please paste its value."),
    "error": N_("The cell shows an error of its formula."),
    "joined": N_("These cells are joined; please take them apart."),
    "far": N_("The cell stands far to the right of the table."),
    "rows": N_("The sheet has more than 5,000 filled lines."),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One filled cell; `value` is text, number, date or truth as it was typed.

    `percent`: a number that its writer saw a hundredfold, with a per cent sign: 1 is 100%.
    """

    row: int
    column: int
    value: Any
    percent: bool = False

    @property
    def place(self) -> str:
        """`J7`."""
        return f"{letters(self.column)}{self.row}"

    @property
    def said(self) -> str:
        """What it says, as its writer saw it."""
        if not self.percent:
            return text(self.value)
        exact = Decimal(f"{self.value:.15g}") * 100  # a spreadsheet knows 15 digits of a number
        return f"{exact.normalize():f}%"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as it was opened; `wrong` are places and kinds of CELL_PROBLEMS."""

    name: str
    cells: tuple[Cell, ...]
    wrong: tuple[tuple[str, str], ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What a line of the sheet says about a task: the columns that were given, each with its place.

    `plan` is what stands in the columns of the plan.
    """

    task: str
    place: str
    told: Told = field(default_factory=Told)
    places: Mapping[str, str] = field(default_factory=dict)
    plan: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a workbook says, and everything that is wrong with it."""

    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]

    @property
    def told(self) -> dict[str, Told]:
        """The areas' own columns, by task."""
        return {each.task: each.told for each in self.entries}

    @property
    def plan(self) -> dict[str, Mapping[str, str]]:
        """What stands in the plan's columns, by task."""
        return {each.task: each.plan for each in self.entries}

    @property
    def places(self) -> dict[str, Mapping[str, str]]:
        """The cells in which a task stands, by task and column."""
        return {each.task: each.places for each in self.entries}


def letters(column: int) -> str:
    """The name of a column, counted from 1."""
    name = ""
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def read(sheets: Sequence[Sheet], quarter: str, headings: Mapping[str, str]) -> Reading:
    """What the one sheet of a workbook says about the tasks, with everything that is wrong at once.

    `headings` are the columns by their headings, lower case, in every language that was ever written.
    """
    problems = [
        Problem(N_("The sheet is hidden; please show it or take it out."), where=each.name)
        for each in sheets
        if each.hidden
    ]
    shown = [each for each in sheets if not each.hidden and (each.cells or each.wrong)]
    if len(shown) != 1:
        names = ", ".join(each.name for each in shown)
        message = N_("The workbook has several sheets ({names}); please leave only the one with the matrix.")
        none = Problem(N_("The file is empty."))
        return Reading((), (*problems, Problem(message, {"names": names}) if shown else none))
    sheet = shown[0]
    problems += [Problem(CELL_PROBLEMS[kind], where=place) for place, kind in sheet.wrong]
    problems += _of_another_round(sheet.name, quarter)
    entries = _entries(sheet, headings, problems)
    return Reading(entries, tuple(problems))


def _of_another_round(name: str, quarter: str) -> list[Problem]:
    said = name.removeprefix(SHEET).strip()
    if not name.startswith(SHEET) or not said or said.split()[0] == quarter:
        return []
    message = N_("This file is about {said}, not about {quarter}.")
    return [Problem(message, {"said": said, "quarter": quarter}, where=name)]


def _entries(sheet: Sheet, headings: Mapping[str, str], problems: list[Problem]) -> tuple[Entry, ...]:
    rows: dict[int, dict[int, Cell]] = {}
    for cell in sheet.cells:
        rows.setdefault(cell.row, {})[cell.column] = cell
    if not rows:
        return ()
    first = min(rows)
    columns = _columns(rows.pop(first), headings, problems)
    if not set(_NEEDED) <= set(columns.values()):
        return ()
    found: dict[str, Entry] = {}
    for number in sorted(rows):
        entry = _entry(number, rows[number], columns, problems)
        if entry is None:
            continue
        if entry.task in found:
            message = N_("The code {task!r} stands in the sheet twice, here and at {other}.")
            params = {"task": entry.task, "other": found[entry.task].place}
            problems.append(Problem(message, params, where=entry.place))
        found[entry.task] = entry
    return tuple(found.values())


def _columns(
    header: Mapping[int, Cell], headings: Mapping[str, str], problems: list[Problem]
) -> dict[int, str]:
    columns: dict[int, str] = {}
    for place, cell in sorted(header.items()):
        name = headings.get(text(cell.value).lower())
        if name is None:
            message = N_("There is no column {text!r}; please leave the headings as they were.")
            problems.append(Problem(message, {"text": text(cell.value)[:40]}, where=cell.place))
        elif name in columns.values():
            message = N_("The column {text!r} stands in the sheet twice.")
            problems.append(Problem(message, {"text": text(cell.value)}, where=cell.place))
        else:
            columns[place] = name
    missing = [name for name in _NEEDED if name not in columns.values()]
    if missing:
        message = N_("These columns are missing: {names}. Please leave the headings as they were.")
        names = Words(COLUMNS[name] for name in missing)
        row = min(cell.row for cell in header.values())
        problems.append(Problem(message, {"names": names}, where=f"A{row}"))
    return columns


def _entry(
    number: int, cells: Mapping[int, Cell], columns: Mapping[int, str], problems: list[Problem]
) -> Entry | None:
    by_name = {columns[place]: cell for place, cell in cells.items() if place in columns}
    places = {name: f"{letters(place)}{number}" for place, name in columns.items()}
    for place in sorted(cells.keys() - columns.keys()):
        message = N_("The cell stands in a column without a heading.")
        problems.append(Problem(message, where=cells[place].place))
    for name in DATES:
        if isinstance(getattr(by_name.get(name), "value", None), str):
            message = N_("The date is written as text; please leave it as it was or type it as a date.")
            problems.append(Problem(message, where=places[name]))
    task = text(by_name["task"].value) if "task" in by_name else ""
    if not task:
        if any(text(cell.value) for cell in by_name.values()):
            problems.append(Problem(N_("The line has no code of a task."), where=places["task"]))
        return None
    said = {name: _said(name, by_name.get(name), places[name], problems) for name in TOLD}
    plan = {name: _plain(by_name[name]) for name in OF_PLAN if name in by_name}
    return Entry(task, places["task"], Told(**said), places, plan)


def _plain(cell: Cell) -> str:
    return cell.value.isoformat() if isinstance(cell.value, date) else cell.said


def _said(name: str, cell: Cell | None, place: str, problems: list[Problem]) -> Any:
    if name == "percent":
        return _percent(cell, place, problems)
    said = _plain(cell) if cell is not None else ""
    if len(said) > MOST_LETTERS:
        message = N_("The text has {n} characters; at most {most}.")
        problems.append(Problem(message, {"n": len(said), "most": MOST_LETTERS}, where=place))
    return said


def _percent(cell: Cell | None, place: str, problems: list[Problem]) -> int:
    value = cell.value if cell is not None else None
    seen = "" if cell is None else cell.said
    said = seen.removesuffix("%").strip()
    typed = isinstance(value, str | int | float) and not isinstance(value, bool)
    if typed and said.isascii() and said.isdigit() and len(said) <= 3 and int(said) <= DONE:
        return int(said)
    message = N_("{text!r} is no percentage; please write a whole number from 0 to 100.")
    problems.append(Problem(message, {"text": seen[:40]}, where=place))
    return 0


def text(value: Any) -> str:
    """What a cell says, as its writer saw it; blanks around it and signs that turn its direction are no part of it."""
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return printable(straight(str(value)).replace("\r\n", "\n").replace("\r", "\n")).strip()
