"""The bench of sending measures mails that really arrive; here a few of them, at a relay of our own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.mail.__main__ import FREE, GUARDED, RIVAL, Contestant, report, write_letters
from tests.support.sinks import accepted, sink
from tests.support.sources import ROOT

MAILS = 8


def run(*words: str) -> dict[str, float]:
    """What a contestant says of itself."""
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=ROOT, capture_output=True, text=True, check=True
    )
    said: dict[str, float] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("guard", ["guarded", "free"])
def test_our_delivery_hands_over_every_mail_once(tmp_path: Path, guard: str) -> None:
    """Behind the guard and without it: as many mails at the relay as in the outbox."""
    with sink(tmp_path / "kept") as port:
        said = run("benchmarks.mail.ours", str(port), str(tmp_path), str(MAILS), guard, "4")
        assert said["sent"] == MAILS
        assert said["seconds"] > 0
        copies = accepted(tmp_path / "kept")
    assert (len(copies), copies.total()) == (MAILS, MAILS)


def test_bare_aiosmtplib_sends_the_same_letters(tmp_path: Path) -> None:
    """What the others get is rendered beforehand and complete."""
    letters = tmp_path / "letters.json"
    write_letters(letters, MAILS)
    with sink(tmp_path / "kept") as port:
        assert run("benchmarks.mail.bare", str(port), str(letters), "2")["sent"] == MAILS
        assert accepted(tmp_path / "kept").total() == MAILS


def test_a_contestant_that_sends_too_little_is_no_winner() -> None:
    """Neither is one that fails."""
    values = {"mails": "2"}
    lazy = [sys.executable, "-c", 'print(\'{{"seconds": 0.1, "sent": 1}}\')']
    with pytest.raises(RuntimeError, match="sent 1 of 2 mails"):
        Contestant("lazy", lazy).seconds(values)
    with pytest.raises(RuntimeError, match="broken failed"):
        Contestant("broken", [sys.executable, "-c", "raise SystemExit(1)"]).seconds(values)


def test_ratios_are_taken_round_by_round() -> None:
    """A slow round of the machine is slow for both."""
    taken = {GUARDED: [2.0, 4.0, 1.0], FREE: [1.0, 2.0, 1.0], RIVAL: [1.0, 2.0, 2.0]}
    lines = report(taken, 100)
    assert "25 /     50 /    100 a second    0.50 / 0.50 / 2.00 of Django's" in " ".join(lines)
    assert lines[-1] == "  the guard costs  1.00 / 2.00 / 2.00 times the time without it"
