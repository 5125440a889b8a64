"""`zi tick` and `zi schedule` on a data folder."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.clocks import wib
from tests.support.going_programmes import going
from zi_workflow import bootstrap
from zi_workflow.cli.main import main


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder on the morning of 3 January 2025."""
    monkeypatch.setenv("ZI_DATA", str(tmp_path))
    monkeypatch.setenv("ZI_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("ZI_CLOCK_START", "2025-01-03T08:00+07:00")
    monkeypatch.setenv("ZI_LANG", "en")
    return tmp_path


@pytest.fixture
def programme(sqlite_url: str) -> None:
    """One active programme in western time."""
    with closing(bootstrap.open_store(sqlite_url)) as store:
        going(store, wib(2025, 1, 2, 6))


def _json(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    assert main([*words, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.mark.usefixtures("programme")
def test_a_tick_does_the_day_and_a_second_one_changes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    """Stages, notices, mails and their delivery; then nothing at all."""
    first = _json(capsys, "tick")
    (zone,) = first["zones"]
    assert first["changed"]
    assert (zone["zone"], zone["on"], zone["programmes"], zone["stages"]) == (
        "Asia/Jakarta",
        "2025-01-03",
        1,
        1,
    )
    assert zone["notices"] > 0
    assert zone["mails"] == zone["delivered"] > 0
    assert zone["problems"] == []
    second = _json(capsys, "tick", "--on", "2025-01-03")
    assert not second["changed"]
    assert second["zones"][0]["notices"] == second["zones"][0]["delivered"] == 0
    assert main(["tick"]) == 0
    assert "Friday, 3 January 2025, 1 programmes" in capsys.readouterr().out


@pytest.mark.usefixtures("programme")
def test_a_day_in_the_future_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    """Today by the clock, where the unit is."""
    assert main(["tick", "--on", "2025-01-04"]) == 2
    assert (
        capsys.readouterr().err
        == "--on: Saturday, 4 January 2025 lies in the future; today is Friday, 3 January 2025.\n"
    )
    assert main(["tick", "--on", "tomorrow"]) == 2
    assert "--on" in capsys.readouterr().err


def test_without_programmes_there_is_nothing_to_do(capsys: pytest.CaptureFixture[str]) -> None:
    """It says so."""
    assert main(["tick"]) == 0
    assert capsys.readouterr().out == "No programme is active yet; there is nothing to do.\n"
    assert main(["schedule", "next"]) == 0
    assert capsys.readouterr().out.startswith("No programme is active yet")


@pytest.mark.usefixtures("programme")
def test_the_next_firings_are_told_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    """In Indonesian by default, in the zone's time, the quarter's tenth working day included."""
    assert main(["--lang", "id", "schedule", "next", "--count", "1"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "Senin, 6 Januari 2025 pukul 07.00 WIB: pekerjaan harian" in "\n".join(lines)
    firings = _json(capsys, "schedule", "next", "--count", "1")
    assert [firing["job"] for firing in firings][3:] == ["weekly", "daily", "monev"]
    assert firings[-1]["at"] == "2025-01-15T08:00:00+07:00"
