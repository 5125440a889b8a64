"""A terminal with a fresh database on a Monday morning, 3 February 2025 in western Indonesia."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.support import databases
from zi_workflow.cli.main import main
from zi_workflow.settings import Settings

PEOPLE = """nama;jabatan;surel;telepon;peran;area;mulai;sampai
"Ayu, S.H.";Kasubbag;ayu@contoh.go.id;;koordinator;mp;02/01/2025;
Budi;Arsiparis;budi@contoh.go.id;;anggota;mp;02/01/2025;
Citra;Sekretaris;citra@contoh.go.id;;ketua tim;;02/01/2025;
Eka;Kepala Dinas;;;kepala;;02/01/2025;
"""


@dataclass(frozen=True)
class Said:
    """What a command answered."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Terminal:
    """Types commands at one data folder."""

    folder: Path
    say: Callable[..., Said]

    def does(self, *words: str) -> str:
        """A command that has to work; what it printed."""
        said = self.say(*words)
        assert (said.status, said.err) == (0, ""), said
        return said.out

    def tells(self, *words: str) -> Any:
        """The JSON of a command that has to work."""
        return json.loads(self.does(*words, "--json"))

    def refuses(self, *words: str) -> list[str]:
        """The sentences of a command that has to be refused."""
        said = self.say(*words)
        assert (said.status, said.out) == (2, ""), said
        assert "Traceback" not in said.err
        return said.err.splitlines()

    def file(self, name: str, text: str | bytes) -> str:
        """A file in the folder; its path."""
        path = self.folder / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return str(path)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Terminal:
    """A terminal without a database."""
    for name in Settings.model_fields:
        monkeypatch.delenv(f"ZI_{name.upper()}", raising=False)
    monkeypatch.setenv("ZI_DATA", str(tmp_path))
    monkeypatch.setenv("ZI_CLOCK_START", "2025-02-03T08:00+07:00")

    def say(*words: str) -> Said:
        status = main(words)
        printed = capsys.readouterr()
        return Said(status, printed.out, printed.err)

    return Terminal(tmp_path, say)


@pytest.fixture
def terminal(bare: Terminal, sqlite_url: str) -> Terminal:
    """A terminal with an empty database (of `sqlite_url`, which lies in the same folder)."""
    assert sqlite_url == databases.sqlite_url(bare.folder / "zi.db")
    return bare


@pytest.fixture
def office(terminal: Terminal) -> Terminal:
    """A terminal with the active programme `contoh-2025` and its people."""
    unit = ("--unit-name", "Dinas Contoh", "--unit", "contoh")
    terminal.does("programme", "create", *unit, "--start", "2025-01-02", "--on", "2025-01-02")
    terminal.does("people", "import", "contoh", terminal.file("orang.csv", PEOPLE), "--on", "2025-01-02")
    terminal.does("programme", "activate", "contoh-2025", "--on", "2025-01-02")
    return terminal
