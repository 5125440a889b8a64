"""`zi mail stop|resume|status|release` from the command line: a preview first, then exactly that."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import select
from sqlmodel import col

from tests.support import floods
from tests.support.floods import Letter, Relay, put
from zi_workflow.bootstrap import Store
from zi_workflow.cli.main import main
from zi_workflow.storage.tables import MessageRow


@pytest.fixture(autouse=True)
def held(sqlite_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database in which two mails are held because of the address of one."""
    monkeypatch.setenv("ZI_DATABASE_URL", f"sqlite:///{sqlite_store.engine.url.database}")
    monkeypatch.setenv("ZI_LANG", "id")
    floods.settle(sqlite_store)
    with sqlite_store.writing() as session:
        put(session, Letter("bad", "ua-0", address="siapa@elsewhere.example"))
        put(session, Letter("good", "ua-1", address="siapa@elsewhere.example"))
    Relay(sqlite_store).run()


def test_a_preview_names_why_who_and_what_and_its_token_releases(capsys: pytest.CaptureFixture[str]) -> None:
    """The token of another preview is refused with one sentence."""
    assert main(["mail", "release"]) == 0
    said = capsys.readouterr().out
    assert "Semua surel ditahan: alamat siapa@elsewhere.example bukan alamat penerimanya" in said
    assert "2 surel ditahan." in said
    assert "[ZI 2025]" in said
    assert main(["mail", "release", "--json"]) == 0
    token = json.loads(capsys.readouterr().out)["token"]
    assert main(["mail", "release", "--token", "0" * 16, "--reason", "ya"]) == 2
    assert main(["mail", "release", "--token", token]) == 2
    capsys.readouterr()
    assert main(["mail", "release", "--token", token, "--reason", "diperiksa"]) == 0
    assert "2 surel dilepas." in capsys.readouterr().out
    assert main(["mail", "release"]) == 2


def test_a_reason_has_an_end(capsys: pytest.CaptureFixture[str]) -> None:
    """It stands on pages and in the record, whole; a longer one is refused and stops nothing."""
    assert main(["mail", "stop", "--reason", "x" * 201]) == 2
    assert capsys.readouterr().err == "--reason: Panjangnya 201 karakter; paling banyak 200.\n"
    assert main(["mail", "status"]) == 0
    assert "Surel tidak dihentikan." in capsys.readouterr().out
    assert main(["mail", "stop", "--reason", "x" * 200]) == 0
    assert main(["mail", "resume", "--reason", "selesai"]) == 0
    capsys.readouterr()


def test_status_tells_mode_switch_hold_and_counts(capsys: pytest.CaptureFixture[str]) -> None:
    """After a stop and after resuming."""
    assert main(["mail", "stop", "--reason", "sedang diperiksa"]) == 0
    assert main(["mail", "status"]) == 0
    said = capsys.readouterr().out
    assert "Surel dihentikan: sedang diperiksa" in said
    assert "  ditahan: 2" in said
    assert main(["mail", "status", "--lang", "en"]) == 0
    assert "  held: 2" in capsys.readouterr().out
    assert main(["mail", "resume", "--reason", "selesai"]) == 0
    assert main(["mail", "status", "--json"]) == 0
    out = capsys.readouterr().out
    data = json.loads(out[out.index("{") :])
    assert data["switch"]["stopped"] is False
    assert data["switch"]["hold"]["cause"] == "address"


def test_status_says_why_alerts_are_held(sqlite_store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    """In words, and by their reason for programs."""
    with sqlite_store.writing() as session:
        alert = session.scalars(select(MessageRow).where(col(MessageRow.kind) == "alert")).one()
        alert.state, alert.reason = "held", "alert-address"
    assert main(["mail", "status"]) == 0
    assert "bukan alamat administrator dalam daftar: 1." in capsys.readouterr().out
    assert main(["mail", "status", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["held_alerts"] == {"alert-address": 1}
