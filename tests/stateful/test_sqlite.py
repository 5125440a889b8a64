"""On SQLite the promises of mail and time hold, whatever happens in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stateful.databases import SqliteFiles
from tests.stateful.machine import Run, run
from tests.stateful.relay import FAULTS
from tests.stateful.steps import WEIGHTS

PLAN = Run(examples=50, length=101)
STEPS = 5_000


@pytest.mark.timeout(900)
def test_promises_hold_over_five_thousand_steps(tmp_path: Path) -> None:
    """The same steps each time; they reach every kind of step and every fault of a relay, and mails leave."""
    drawn = run(SqliteFiles(tmp_path), PLAN)
    assert sum(drawn.steps.values()) >= STEPS
    assert drawn.faults.keys() >= FAULTS.keys() | {"crash_sql", "restore", "returned"}
    assert len(drawn.steps) >= len(WEIGHTS)
    assert drawn.mails > 500
    assert drawn.rungs > 200
