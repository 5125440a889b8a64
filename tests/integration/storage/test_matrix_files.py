"""Matrices go into a workbook and come back the same; every trap of a spreadsheet is named by its cell, all at once."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from tests.support.matrix_sheets import LINES, book, reading, typed
from tests.support.workbooks import rewritten
from zi_workflow.domain.errors import InputError
from zi_workflow.domain.matrices import Told
from zi_workflow.domain.matrix_changes import changed, differences, of_plan
from zi_workflow.domain.matrix_sheets import text
from zi_workflow.storage import matrix_files

SHEET = "xl/worksheets/sheet1.xml"
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60).map(text)
SAID = st.builds(Told, WORDS, st.integers(0, 100), WORDS, WORDS)


def wrong(raw: bytes) -> list[tuple[str, str]]:
    """Where and what."""
    return sorted((each.where, each.message) for each in reading(raw).problems)


def places(raw: bytes) -> list[str]:
    """The cells that are wrong."""
    return [where for where, _message in wrong(raw)]


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SAID, min_size=1, max_size=8))
def test_a_sheet_that_nobody_touched_changes_nothing(said: list[Told]) -> None:
    """Whatever stands in its cells: formulas, signs, lines, emptiness."""
    lines = [
        replace(LINES[0], task=f"TL-{n:02}", number=n, told=told) for n, told in enumerate(said, start=1)
    ]
    back = reading(book(lines))
    assert back.problems == ()
    assert changed(lines, back.told) == {}
    assert differences(lines, back.told, back.places) == ()
    assert of_plan(lines, back.plan, back.places) == ()


def test_texts_stay_texts_days_are_days_and_percentages_are_numbers() -> None:
    """A text that looks like a formula computes nothing."""
    sheet: Any = load_workbook(io.BytesIO(book())).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:4] == ["No.", "Kode", "Area", "Kegiatan"]
    assert rows[2][:4] == [2, "TL-02", "Tatalaksana", "=SUM(A1)"]
    assert sheet["D3"].data_type == "s"
    assert [day.date() for day in rows[2][6:8]] == [date(2025, 2, 3), date(2025, 3, 31)]
    assert rows[2][9:13] == ["Berjalan.", 40, "Pejabat cuti.", "Plt."]


def test_what_the_plan_says_is_locked_and_what_the_area_writes_is_open() -> None:
    """Under a heading that stays, in columns that can be read."""
    sheet: Any = load_workbook(io.BytesIO(book())).worksheets[0]
    open_cells = {cell.column_letter for cell in sheet[2] if not cell.protection.locked}
    assert (open_cells, sheet.protection.sheet, sheet.freeze_panes) == (set("JKLM"), True, "C2")
    assert all(sheet.column_dimensions[letter].width >= 5 for letter in "ABCDEFGHIJKLMN")


def test_only_cells_that_say_something_else_differ() -> None:
    """Each with what was and what will be."""
    back = reading(book(LINES, typed(J3="Ditetapkan.", K3="100%", L2="  ")))
    told = changed(LINES, back.told)
    found = [(each.task, each.column, each.before, each.after, each.place)
             for each in differences(LINES, told, back.places)]  # fmt: skip
    assert found == [
        ("TL-02", "realisation", "Berjalan.", "Ditetapkan.", "J3"),
        ("TL-02", "percent", "40", "100", "K3"),
    ]


def test_every_mistake_is_named_by_its_cell_at_once() -> None:
    """A percentage beyond its range, a date as text, joined cells, a formula, a text that is too long, no code, twice."""

    def spoil(opened: Workbook) -> None:
        typed(K2=101, G3="03/02/2025", J3="=A1", L3="x" * 1001, K4="empat")(opened)
        sheet = opened.worksheets[0]
        sheet.merge_cells("M2:M3")
        sheet.append([4, None, None, "tanpa kode"])
        sheet.append([5, "TL-01", None, None, None, None, None, None, None, "lagi", 1])

    assert places(book(LINES, spoil)) == sorted(["K2", "G3", "J3", "L3", "K4", "M2:M3", "B5", "B6"])


@pytest.mark.parametrize("value", [-1, 101, 0.4, "0,4", "banyak", None, True, date(2025, 1, 1)])
def test_a_percentage_is_a_whole_number_from_0_to_100(value: object) -> None:
    """Nothing is guessed."""
    assert places(book(LINES, typed(K2=value))) == ["K2"]


def test_cells_of_the_plan_that_say_something_else_are_named() -> None:
    """By their place; dates are compared as days, and an empty cell says nothing."""
    back = reading(book(LINES, typed(D2="Peta lain", E3="", H2=date(2025, 2, 28), I4="Eka")))
    found = of_plan(LINES, back.plan, back.places)
    assert [(each.where, each.params["task"]) for each in found] == [
        ("D2", "TL-01"),
        ("H2", "TL-01"),
        ("I4", "PP-01"),
    ]
    assert changed(LINES, back.told) == {}


def shown(value: object, number_format: str, place: str = "K2") -> Callable[[Workbook], None]:
    """Types a number and lets it be seen in a format."""

    def change(opened: Workbook) -> None:
        cell = opened.worksheets[0][place]
        cell.value, cell.number_format = value, number_format

    return change


@pytest.mark.parametrize(
    ("value", "number_format", "percent"),
    [
        (1, "0%", 100), (0.5, "0%", 50), (0.29, "0.00%", 29), (0.1 + 0.2, "0%", 30), (0, "0%", 0), (0.01, "0 %", 1),
        (1, "General", 1), (1, "0", 1), (50, '0"%"', 50), (50, "0\\%", 50),
    ],
)  # fmt: skip
def test_a_percentage_is_what_its_writer_saw(value: object, number_format: str, percent: int) -> None:
    """Who types 100% has a 1 in the cell that is shown a hundredfold; a sign that only stands there adds nothing."""
    back = reading(book(LINES, shown(value, number_format)))
    assert (back.problems, back.told["TL-01"].percent) == ((), percent)


@pytest.mark.parametrize(("value", "seen"), [(0.505, "50.5%"), (1.01, "101%"), (50, "5000%"), (-0.1, "-10%")])
def test_a_percentage_that_was_seen_beyond_the_range_or_in_parts_is_named_as_seen(
    value: float, seen: str
) -> None:
    """By its cell; nothing is rounded."""
    (problem,) = reading(book(LINES, shown(value, "0%"))).problems
    assert (problem.where, problem.params["text"]) == ("K2", seen)


def test_a_percentage_in_words_stays_what_its_writer_saw() -> None:
    """A realisation of 100% is no 1."""
    back = reading(book(LINES, shown(1, "0%", "J2")))
    assert (back.problems, back.told["TL-01"].realisation) == ((), "100%")


def test_columns_are_found_by_their_headings_wherever_they_stand() -> None:
    """Also in the other language."""

    def turn(opened: Workbook) -> None:
        sheet = opened.worksheets[0]
        sheet.protection.sheet = False
        sheet.move_range("J1:J4", cols=10)
        typed(T1="Realisation")(opened)

    back = reading(book(LINES, turn))
    assert back.problems == ()
    assert (changed(LINES, back.told), back.places["TL-01"]["realisation"]) == ({}, "T2")


def test_columns_that_are_missing_or_renamed_are_named() -> None:
    """And nothing is read from such a sheet."""
    found = reading(book(LINES, typed(J1="Hasil", K1=None)))
    assert next((each.where, dict(each.params)) for each in found.problems) == ("J1", {"text": "Hasil"})
    assert {each.where for each in found.problems} == {"J1", "A1"}
    assert found.entries == ()


def test_hidden_sheets_and_second_sheets_are_refused() -> None:
    """A hidden one is named; of two nobody knows which is meant."""

    def hide(opened: Workbook) -> None:
        opened.create_sheet("Lama").sheet_state = "hidden"

    def second(opened: Workbook) -> None:
        opened.create_sheet("Lama").append(["a"])

    assert places(book(LINES, hide)) == ["Lama"]
    assert len(wrong(book(LINES, second))) == 1


def test_the_file_of_another_quarter_is_noticed() -> None:
    """By the name of its sheet."""

    def rename(opened: Workbook) -> None:
        opened.worksheets[0].title = "Matriks 2025-Q2"

    assert places(book(LINES, rename)) == ["Matriks 2025-Q2"]


@pytest.mark.parametrize("claim", ["A1:A1", "A1:XFD1048576"])
def test_a_sheet_that_lies_about_its_size_is_read_as_it_is(claim: str) -> None:
    """Too small hides nothing; too large costs nothing."""
    raw = book(LINES, lambda _opened: None)
    lying = rewritten(raw, SHEET, '<dimension ref="A1:N4"', f'<dimension ref="{claim}"')
    assert sorted(reading(lying).told) == ["PP-01", "TL-01", "TL-02"]


def _macros(raw: bytes) -> bytes:
    main = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
    return rewritten(raw, "[Content_Types].xml", main, "application/vnd.ms-excel.sheet.macroEnabled.main+xml")


def _bomb(raw: bytes) -> bytes:
    import zipfile

    kept = io.BytesIO(raw)
    with zipfile.ZipFile(kept, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/x.xml", b"0" * 310_000_000)
    return kept.getvalue()


@pytest.mark.parametrize(
    "spoil",
    [_macros, _bomb, lambda _raw: b"PK\x03\x04 broken", lambda _raw: b"a;b", lambda raw: raw[:2000]],
    ids=["macros", "bomb", "broken", "csv", "cut"],
)
def test_what_is_no_plain_workbook_is_refused_in_words(spoil: Callable[[bytes], bytes]) -> None:
    """In one sentence, whatever it does to whoever opens it."""
    with pytest.raises(InputError) as caught:
        matrix_files.read(spoil(book()))
    assert len(caught.value.problems) == 1
