"""`zi mail optional`: a colleague says for somebody whether they want the weekly summary."""

from __future__ import annotations

from tests.integration.cli.conftest import Terminal


def test_it_says_how_it_stands_changes_it_once_and_takes_it_back(office: Terminal) -> None:
    """By address or name; the second time nothing is changed."""
    assert office.does("mail", "optional", "Citra") == "Ringkasan mingguan dikirimkan.\n"
    assert (
        office.does("mail", "optional", "citra@contoh.go.id", "off")
        == "Ringkasan mingguan tidak dikirimkan.\n"
    )
    again = office.tells("mail", "optional", "Citra", "off", "--by", "Budi")
    assert (again["kind"], again["wanted"], again["changed"]) == ("weekly", False, False)
    assert office.tells("mail", "optional", "Citra", "on")["changed"] is True
    assert office.tells("mail", "optional", "Citra")["wanted"] is True


def test_a_wrong_word_and_an_unknown_person_are_named(office: Terminal) -> None:
    """One sentence each, nothing changed."""
    assert office.refuses("mail", "optional", "Citra", "tidak") == [
        "on|off: harus on atau off, bukan 'tidak'."
    ]
    assert "Gita" in office.refuses("mail", "optional", "Gita", "off")[0]
