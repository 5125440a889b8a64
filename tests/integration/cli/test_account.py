"""`zi account`: the first administrator, accounts, links, and ends of them; a password is never an argument."""

from __future__ import annotations

import io
import re
import sys

import pytest

from tests.integration.cli.conftest import Terminal
from zi_workflow.cli.account import app
from zi_workflow.cli.main import main

PASSWORD = "kuda baterai staples"
LINK = re.compile(r"http://127\.0\.0\.1:8000/masuk/[A-Za-z0-9_-]{32}")


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A password on standard input."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{PASSWORD}\n"))


@pytest.mark.usefixtures("typed")
def test_the_first_administrator_comes_from_the_command_line(terminal: Terminal) -> None:
    """Before there is any unit; there is no default password, the one on standard input is theirs."""
    assert "zi account admin" in terminal.does("account", "list")
    assert "Kata sandi ditetapkan." in terminal.does(
        "account", "admin", "dewi@contoh.go.id", "--name", "Dewi"
    )
    (line,) = terminal.tells("account", "list")
    assert (line["name"], line["administrator"], line["password"]) == ("Dewi", True, True)
    assert PASSWORD not in str(line)


def test_a_bad_password_is_refused_with_a_sentence(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The account is there, without one."""
    monkeypatch.setattr(sys, "stdin", io.StringIO("pendek\n"))
    said = terminal.refuses("account", "admin", "dewi@contoh.go.id", "--name", "Dewi")
    assert said == ["Kata sandi terdiri atas sekurang-kurangnya 12 karakter."]
    assert not terminal.tells("account", "list")[0]["password"]


def test_no_command_takes_a_password_as_an_argument() -> None:
    """It would stand in the history of the shell and in the list of processes."""
    options = [
        option.name
        for command in app.registered_commands
        for option in (command.callback.__annotations__ if command.callback else {})
        if hasattr(option, "name")
    ]
    assert options == []
    assert main(["account", "password", "Ayu", "--password", "x"]) == 2


def test_a_unit_s_people_get_accounts_and_links(office: Terminal) -> None:
    """Everybody with an address; the one without is left out; twice is once."""
    assert "3 orang kini dapat masuk" in office.does("account", "add", "--unit", "contoh")
    assert "0 orang" in office.does("account", "add", "--unit", "contoh")
    assert LINK.fullmatch(office.does("account", "link", "Budi").strip())
    names = [line["name"] for line in office.tells("account", "list")]
    assert names == ["Ayu, S.H.", "Budi", "Citra"]


def test_an_account_is_closed_mended_and_opened_again(office: Terminal) -> None:
    """Each in one line; a closed one is not found any more."""
    office.does("account", "add", "Budi")
    assert "aplikasi autentikator baru" in office.does("account", "reset-code", "Budi")
    assert "Akun ditutup." in office.does("account", "close", "Budi")
    assert "belum memiliki akun" in office.refuses("account", "link", "Budi")[0]
    assert "ditutup" in office.does("account", "list")
    office.does("account", "add", "Budi")
    assert LINK.fullmatch(office.does("account", "link", "budi@contoh.go.id").strip())


def test_mistakes_are_sentences(office: Terminal) -> None:
    """Both or neither of person and unit, somebody without an address, somebody unknown, an address that is none."""
    assert len(office.refuses("account", "add")) == 1
    assert len(office.refuses("account", "add", "Budi", "--unit", "contoh")) == 1
    assert office.refuses("account", "add", "--unit", "tiada") == ["tiada: Tidak ada unit tersebut."]
    assert "tidak memiliki alamat" in office.refuses("account", "add", "Eka")[0]
    assert "belum memiliki akun" in office.refuses("account", "link", "Budi")[0]
    assert len(office.refuses("account", "add", "Zul")) == 1
    assert len(office.refuses("account", "admin", "bukan alamat", "--link")) == 2


def test_whoever_holds_an_office_and_administers_is_warned(office: Terminal) -> None:
    """The separation of duties is said when it begins to matter."""
    said = office.does("account", "admin", "citra@contoh.go.id", "--link")
    assert "hanya dapat membaca" in said
    assert LINK.search(said)
