"""`zi init` and `zi audit verify` as an operator types them."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from tests.integration.cli.conftest import Terminal
from tests.support import chains
from zi_workflow import bootstrap
from zi_workflow.cli.main import main
from zi_workflow.settings import Settings

Zi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def zi(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Zi:
    """Run a command line on an own data folder: exit status, output, errors."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ZI_{name.upper()}", raising=False)
    monkeypatch.setenv("ZI_DATA", str(tmp_path / "data"))

    def run(*words: str) -> tuple[int, str, str]:
        status = main(words)
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def _write_and_damage(data: Path) -> None:
    with closing(bootstrap.open_store(f"sqlite:///{data}/zi.db")) as store:
        chains.write(store, 3)
        with store.engine.begin() as connection:
            connection.execute(text("DROP TRIGGER event_no_update"))
            connection.execute(text("UPDATE event SET actor = 'dewi' WHERE number = 2"))


def test_init_makes_the_database_and_says_where(zi: Zi, tmp_path: Path) -> None:
    """Twice is once, and the second time says the same."""
    first = zi("init")
    assert first[0] == 0
    assert f"Basis data: {tmp_path}/data/zi.db" in first[1]
    assert (tmp_path / "data" / "zi.db").exists()
    assert zi("init") == first


def test_init_tells_programs_in_json(zi: Zi, tmp_path: Path) -> None:
    """The names are fixed, whatever the language."""
    told = json.loads(zi("init", "--json")[1])
    assert told == {
        "data": f"{tmp_path}/data",
        "database": f"{tmp_path}/data/zi.db",
        "schema": told["schema"],
    }


def test_init_refuses_settings_that_are_wrong(
    zi: Zi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every wrong one has its line, exit status 2, and nothing is made."""
    monkeypatch.setenv("ZI_PORT", "nol")
    monkeypatch.setenv("ZI_MAIL_MODE", "on")
    status, _output, errors = zi("init")
    assert (status, len(errors.splitlines())) == (2, 2)
    assert "ZI_PORT: harus berupa bilangan bulat" in errors
    assert not (tmp_path / "data").exists()


def test_audit_before_init_says_what_to_run(zi: Zi) -> None:
    """No database is made on the way."""
    status, output, errors = zi("audit", "verify", "--lang", "en")
    assert (status, output) == (2, "")
    assert errors.endswith("There is no database yet; run: zi init\n")


def test_audit_shows_each_chain_and_its_head(zi: Zi, tmp_path: Path) -> None:
    """The head is printed to compare it with one kept elsewhere."""
    zi("init")
    assert zi("audit", "verify") == (0, "Belum ada peristiwa.\n", "")
    with closing(bootstrap.open_store(f"sqlite:///{tmp_path}/data/zi.db")) as store:
        chains.write(store, 3)
    status, output, _errors = zi("audit", "verify", "--json")
    told = json.loads(output)
    assert (status, told["intact"], told["chains"][0]["count"]) == (0, True, 3)
    line = zi("audit", "verify", "--lang=en")[1]
    assert line == f"{chains.AGENCY}: 3 events, intact; head {told['chains'][0]['head']}\n"


def test_audit_names_the_event_where_the_chain_breaks(zi: Zi, tmp_path: Path) -> None:
    """Somebody changed who did it: exit status 1, with agency and number."""
    zi("init")
    _write_and_damage(tmp_path / "data")
    status, output, errors = zi("audit", "verify")
    assert (status, errors) == (1, "")
    assert output == f"{chains.AGENCY}: rantai peristiwa putus pada peristiwa 2.\n"
    status, output, _errors = zi("audit", "verify", "--json")
    assert (status, json.loads(output)["chains"][0]["broken"]) == (1, 2)


def test_a_file_that_is_no_database_is_called_by_its_name(bare: Terminal) -> None:
    """In the reader's language, not the database's."""
    file = bare.file("zi.db", "bukan basis data, hanya teks biasa " * 100)
    assert bare.refuses("programme", "list") == [f"{file}: Berkas ini bukan basis data."]
