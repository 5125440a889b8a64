"""`zi programme` as a coordinator types it."""

from __future__ import annotations

import pytest

from tests.integration.cli.conftest import Terminal

UNIT = ("--unit-name", "Dinas Contoh", "--start", "2025-01-02")
PLAN = """start: 2025-01-02
tasks:
  - {id: TL-01, area: tl, days: 5, started: 2025-01-02}
  - {id: PP-01, area: pp, days: 3, after: [TL-01]}
"""


def test_a_programme_is_created_and_says_what_comes_next(terminal: Terminal) -> None:
    """Codes are made from the unit's name and the year."""
    said = terminal.does("programme", "create", *UNIT)
    assert "dinas-contoh-2025: Dinas Contoh, Menuju WBK" in said
    assert "zi people import dinas-contoh BERKAS" in said


def test_what_is_missing_and_wrong_is_said_at_once(terminal: Terminal) -> None:
    """One sentence for each mistake."""
    assert len(terminal.refuses("programme", "create")) == 2
    wrong = ("--target", "wbx", "--route", "x", "--code", "a b", "--week", "mon,xx", "--framework", "y")
    assert len(terminal.refuses("programme", "create", *UNIT, *wrong)) == 5
    assert terminal.tells("programme", "list") == []


@pytest.mark.parametrize(
    ("option", "value"),
    [("--start", "2025-02-30"), ("--deadline", "besok"), ("--on", "2025-02-04"), ("--zone", "WXY")],
)
def test_a_value_that_cannot_be_is_one_sentence(terminal: Terminal, option: str, value: str) -> None:
    """Also a day that lies in the future."""
    assert len(terminal.refuses("programme", "create", *UNIT, option, value)) == 1


def test_a_plan_file_becomes_a_programme(terminal: Terminal) -> None:
    """Its work and actuals are those of the file; bad files list every error."""
    created = terminal.tells("programme", "create", *UNIT[:2], "--plan", terminal.file("plan.yaml", PLAN))
    assert (created["framework"], created["start"]) == ("plan-file", "2025-01-02")
    tasks = terminal.tells("task", "list", created["code"])
    assert [(task["task"], task["state"]) for task in tasks] == [
        ("TL-01", "in_progress"),
        ("PP-01", "planned"),
    ]
    bad = terminal.file("bad.yaml", PLAN.replace("TL-01]", "TL-09]").replace("days: 5", "days: -5"))
    assert len(terminal.refuses("programme", "create", "--unit-name", "Lain", "--plan", bad)) == 2


def test_a_second_programme_of_a_unit_needs_only_its_code(office: Terminal) -> None:
    """Its name, zone and week are known."""
    again = office.tells("programme", "create", "--unit", "contoh", "--start", "2026-01-02")
    assert (again["code"], again["unit_name"]) == ("contoh-2026", "Dinas Contoh")


def test_show_says_where_the_programme_stands(office: Terminal) -> None:
    """In words, and with every task for programs."""
    said = office.does("programme", "show", "contoh-2025")
    assert "Monev berikutnya: Triwulan I 2025, Rabu, 30 April 2025." in said
    told = office.tells("programme", "show", "contoh-2025")
    assert told["programme"]["state"] == "active"
    assert len(told["tasks"]) == len(told["analysis"]["tasks"]) > 200


def test_a_programme_is_activated_once(office: Terminal) -> None:
    """The second time is refused in one sentence."""
    assert len(office.refuses("programme", "activate", "contoh-2025")) == 1


def test_an_unknown_programme_names_the_known_ones(office: Terminal) -> None:
    """So that a typing mistake is seen."""
    (sentence,) = office.refuses("programme", "show", "contoh-2052")
    assert "contoh-2025" in sentence


def test_an_edit_is_previewed_and_applied(office: Terminal) -> None:
    """The dry run moves nothing, the edit exactly what it showed."""
    change = ("--days", "MP-02=6", "--assign", "MP-02=budi@contoh.go.id", "--reason", "Rapat tambahan")
    shown = office.tells("programme", "edit", "contoh-2025", *change, "--dry-run")
    assert (shown["applied"], shown["moves"][0]["task"]) == (False, "MP-02")
    saved = office.tells("programme", "edit", "contoh-2025", *change)
    assert saved["moves"] == shown["moves"]
    assert office.tells("programme", "edit", "contoh-2025", *change)["moves"] == []
    assert "Tersimpan." in office.does("programme", "edit", "contoh-2025", "--not-before", "MP-02=2025-03-03")


def test_an_edit_that_cannot_be_is_refused_whole(office: Terminal) -> None:
    """A circle as a path, unknown codes, negative days; and unreadable options, all of them."""
    edit = ("programme", "edit", "contoh-2025")
    circle = office.refuses(*edit, "--after", "MP-02=MP-06", "--days", "XX-1=3", "--days", "MP-05=-1")
    assert any("MP-02" in line and "->" in line for line in circle)
    assert any(line.startswith("XX-1") for line in circle)
    assert len(circle) >= 3
    unreadable = (
        "--dates",
        "MP-02=besok..lusa",
        "--days",
        "MP-02=x",
        "--after",
        "MP-02",
        "--assign",
        "MP-02=Zaki",
    )
    assert len(office.refuses(*edit, *unreadable[:6])) == 3
    assert len(office.refuses(*edit)) == 1
    assert len(office.refuses(*edit, "--rebaseline")) == 1


def test_a_new_baseline_is_previewed_and_applied(office: Terminal) -> None:
    """It needs a reason."""
    edit = ("programme", "edit", "contoh-2025", "--rebaseline", "--reason", "Disetujui kepala")
    shown = office.tells(*edit, "--dry-run")
    assert shown["moves"]
    assert office.tells(*edit)["moves"] == shown["moves"]
    assert office.tells("programme", "show", "contoh-2025")["programme"]["baseline"] == 2


@pytest.mark.parametrize(
    "words",
    [
        ("programme", "list"),
        ("programme", "create", *UNIT),
        ("programme", "show", "x"),
        ("people", "list", "x"),
        ("task", "list", "x"),
        ("task", "start", "x", "y"),
    ],
)
def test_without_a_database_every_command_says_what_to_do(bare: Terminal, words: tuple[str, ...]) -> None:
    """Run zi init first."""
    (sentence,) = bare.refuses(*words)
    assert "zi init" in sentence


def test_the_language_can_be_chosen(office: Terminal) -> None:
    """English for those who want it."""
    (sentence,) = office.refuses(
        "task", "start", "contoh-2025", "MP-02", "--on", "2026-01-01", "--lang", "en"
    )
    assert sentence == "--on: Thursday, 1 January 2026 lies in the future; today is Monday, 3 February 2025."
