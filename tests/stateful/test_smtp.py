"""The promises hold too where mails really go over SMTP to a relay that does whatever a relay may do."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stateful.databases import SqliteFiles
from tests.stateful.machine import Run, run
from tests.stateful.smtp_world import SmtpWorld

PLAN = Run(examples=6, length=51)
STEPS = 300


@pytest.mark.timeout(600)
def test_promises_hold_over_a_real_conversation(tmp_path: Path) -> None:
    """The same steps each time; mails are accepted, and refused."""
    drawn = run(SqliteFiles(tmp_path), PLAN, SmtpWorld)
    assert sum(drawn.steps.values()) >= STEPS
    assert drawn.mails > 30
    assert len(drawn.faults) > 5
