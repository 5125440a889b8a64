"""A service that is killed while it opens rounds leaves none half opened, and whoever comes next goes on."""

from __future__ import annotations

from pathlib import Path

from tests.chaos import round_trigger
from tests.support import databases
from zi_workflow import bootstrap


def test_twelve_units_are_opened_once_each_however_often_the_service_is_killed(tmp_path: Path) -> None:
    """Every child but the last dies by SIGKILL in the middle; then all sixty mails leave, each once, and none is held."""
    url = databases.sqlite_url(tmp_path / "zi.db")
    bootstrap.create_store(url, durable=False).close()
    found = round_trigger.run(url, 12, seed=5)
    assert found.kills >= 3
    assert found.fine, found
    assert found.sent == 60
