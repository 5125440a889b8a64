"""On PostgreSQL the promises of mail and time hold, whatever happens in whatever order."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.stateful.databases import PostgresDatabases
from tests.stateful.machine import Run, run
from tests.support.databases import PostgresServer

PLAN = Run(examples=10, length=101)
STEPS = 1_000


@pytest.mark.timeout(600)
def test_promises_hold_over_a_thousand_steps(tmp_path: Path, postgres_server: PostgresServer) -> None:
    """The same steps each time; mails leave and levels rise."""
    drawn = run(PostgresDatabases(tmp_path, postgres_server), PLAN)
    assert sum(drawn.steps.values()) >= STEPS
    assert drawn.mails > 50
    assert drawn.rungs > 20
