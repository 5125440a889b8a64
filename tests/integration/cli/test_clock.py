"""`zi clock`: the clock in words, a doubt with its way out, and a person's word that ends it."""

from __future__ import annotations

import json
from contextlib import closing
from datetime import datetime

import pytest

from tests.support.clocks import standing_at, wib
from tests.support.going_programmes import going
from zi_workflow import bootstrap
from zi_workflow.cli.main import main
from zi_workflow.clock import FixedClock

MORNING = wib(2025, 1, 3, 8)


@pytest.fixture(autouse=True)
def clock(sqlite_url: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> FixedClock:
    """The service's clock, and one active programme that had its morning."""
    for name, value in (("DATA", str(tmp_path)), ("DATABASE_URL", sqlite_url), ("LANG", "en")):
        monkeypatch.setenv(f"ZI_{name}", value)
    shown = standing_at(MORNING)
    monkeypatch.setattr(bootstrap, "clock_of", lambda _settings: shown)
    with closing(bootstrap.open_store(sqlite_url)) as store:
        going(store, wib(2025, 1, 2, 6))
    assert main(["tick"]) == 0
    return shown


def _say(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    capsys.readouterr()
    status = main(words)
    said = capsys.readouterr()
    return status, said.out + said.err


@pytest.mark.parametrize(
    ("at", "why"),
    [
        (wib(2025, 1, 24, 8), "it was down, or the clock has jumped"),
        (wib(1970, 1, 1, 8), "has seen Friday, 3 January 2025 at 08.00 WIB already"),
    ],
)
def test_a_doubt_is_shown_refuses_the_day_and_ends_with_a_reason(
    at: datetime, why: str, clock: FixedClock, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence names both instants and the command; after the confirmation the day is done."""
    clock.set(at)
    assert why in _say(capsys, "clock", "show")[1].replace(":00", ".00")
    status, said = _say(capsys, "tick")
    assert (status, "zi clock accept" in said) == (2, True)
    assert _say(capsys, "clock", "accept", "--reason", " ")[0] == 2
    status, said = _say(capsys, "clock", "accept", "--reason", "sudah diperiksa", "--json")
    assert status == 0
    assert set(json.loads(said)["undone"]) == {"firings", "notices", "mails"}
    assert "not in doubt" in _say(capsys, "clock", "show")[1]
    assert _say(capsys, "clock", "accept", "--reason", "lagi")[0] == 2
    assert _say(capsys, "tick")[0] == 0


def test_the_mails_status_tells_of_the_doubt(clock: FixedClock, capsys: pytest.CaptureFixture[str]) -> None:
    """Nobody has to think of looking at the clock."""
    clock.set(wib(2025, 2, 24, 8))
    assert "zi clock accept" in _say(capsys, "mail", "status")[1]


def test_a_trial_clock_is_not_doubted_when_it_moves_on(
    clock: FixedClock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever sets a start or a speed wants days to go by."""
    monkeypatch.setenv("ZI_CLOCK_SPEED", "86400")
    clock.set(wib(2025, 2, 24, 8))
    assert _say(capsys, "tick")[0] == 0
