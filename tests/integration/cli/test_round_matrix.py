"""`zi round matrix` shows the matrices, writes them as a sheet, and takes exactly in what it showed."""

from __future__ import annotations

import io
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.integration.cli.conftest import Terminal
from zi_workflow import bootstrap, settings
from zi_workflow.storage.queries.invitations import round_of
from zi_workflow.storage.queries.programmes import all_programmes
from zi_workflow.usecases import matrices

MATRIX = ("round", "matrix", "contoh-2025", "I 2025")


@pytest.fixture
def asked(office: Terminal) -> Terminal:
    """The terminal of an office whose areas were asked for their matrices."""
    chosen = settings.load()
    store = bootstrap.open_store(chosen)
    with closing(store), store.writing() as session:
        programme = all_programmes(session)[0]
        row = round_of(session, programme.id, "2025-Q1")
        row.state, row.cutoff = "preparing", date(2025, 4, 25)
        session.add(row)
        matrices.ask(session, row, programme, bootstrap.clock_of(chosen).now())
    return office


def filled(terminal: Terminal, **cells: str | int) -> str:
    """The exported sheet of the area mp with other words in some cells; its path."""
    path = str(terminal.folder / "matriks.xlsx")
    terminal.does(*MATRIX, "--area", "mp", "--export", path)
    book = load_workbook(io.BytesIO(Path(path).read_bytes()))
    for place, value in cells.items():
        book.worksheets[0][place] = value
    book.save(path)
    return path


def test_it_shows_where_each_area_stands(asked: Terminal) -> None:
    """In words, and as JSON with every line."""
    said = asked.does(*MATRIX)
    assert "Penataan Tatalaksana (tl): diminta, belum dikirim" in said
    areas = asked.tells(*MATRIX, "--area", "mp")
    assert [each["area"] for each in areas] == ["mp"]
    assert areas[0]["lines"][0]["told"]["realisation"] == "Belum mulai."


def test_a_sheet_is_shown_first_and_taken_in_with_yes(asked: Terminal) -> None:
    """The same cells; a second time nothing is left to change."""
    path = filled(asked, J2="Rapat pertama terlaksana.", K2=10)
    seen = asked.does(*MATRIX, "--import", path)
    assert "J2" in seen
    assert "Belum mulai. -> Rapat pertama terlaksana." in seen
    assert "Tidak ada yang disimpan" in seen
    assert asked.tells(*MATRIX, "--area", "mp")[0]["lines"][0]["told"]["percent"] == 0
    done = asked.tells(*MATRIX, "--import", path, "--yes")
    assert [(each["place"], each["after"]) for each in done["changes"]] == [
        ("J2", "Rapat pertama terlaksana."),
        ("K2", "10"),
    ]
    assert asked.tells(*MATRIX, "--area", "mp")[0]["lines"][0]["told"]["percent"] == 10
    assert "tidak mengubah apa pun" in asked.does(*MATRIX, "--import", path, "--yes")


def test_a_changed_cell_of_the_plan_is_not_taken_over_and_named(asked: Terminal) -> None:
    """Whether or not anything else changes."""
    path = filled(asked, D2="Kegiatan lain")
    seen = asked.does(*MATRIX, "--import", path)
    assert "tidak mengubah apa pun" in seen
    assert "D2: Isi kolom Kegiatan untuk " in seen
    done = asked.tells(*MATRIX, "--import", filled(asked, D2="Kegiatan lain", K2=10), "--yes")
    assert (len(done["changes"]), len(done["notices"])) == (1, 1)
    assert asked.tells(*MATRIX, "--area", "mp")[0]["lines"][0]["activity"] != "Kegiatan lain"


def test_mistakes_are_named_by_their_cells_and_nothing_is_kept(asked: Terminal) -> None:
    """All at once, with --yes as well."""
    path = filled(asked, K2=300, J3="=A1")
    wrong = asked.refuses(*MATRIX, "--import", path, "--yes")
    assert len(wrong) == 2
    assert any("K2" in each for each in wrong)
    assert any("J3" in each for each in wrong)
    assert asked.tells(*MATRIX, "--area", "mp")[0]["version"] == 1


def test_what_cannot_be_meant_is_refused(asked: Terminal) -> None:
    """An area without a matrix, both directions at once, files that are none."""
    assert "ext" in asked.refuses(*MATRIX, "--area", "ext")[0]
    assert asked.refuses(*MATRIX, "--import", "a", "--export", "b")
    assert asked.refuses(*MATRIX, "--import", str(asked.folder / "tiada.xlsx"))
    assert asked.refuses(*MATRIX, "--import", asked.file("a.csv", "a;b"))
    assert asked.refuses(*MATRIX, "--export", str(asked.folder))
