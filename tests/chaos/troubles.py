"""What disturbs nodes at work: kills, a writer that does not let go of SQLite, a restart of PostgreSQL; judges nothing."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing

from tests.chaos.crew import Crew
from tests.chaos.ground import fork, wait
from tests.support import databases

BRIEF, LONG = 2.0, 8.0  # seconds; within and beyond the patience of a writer


def killing(many: int) -> Callable[[Crew], None]:
    """So many nodes with SIGKILL, one after the other; each is started anew."""

    def kill(crew: Crew) -> None:
        for _ in range(many):
            crew.kill()

    return kill


def locking(seconds: float) -> Callable[[Crew], None]:
    """A process that holds the write lock of the SQLite file for so long."""

    def lock(crew: Crew) -> None:
        time.sleep(crew.chance.uniform(0, 0.5))
        assert wait(fork(lambda: _hold(crew.url, seconds))) == 0

    return lock


def _hold(url: str, seconds: float) -> None:
    with closing(sqlite3.connect(databases.sqlite_path(url), timeout=60, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        time.sleep(seconds)
        holder.execute("ROLLBACK")


def restarting(server: databases.PostgresServer, mode: str) -> Callable[[Crew], None]:
    """PostgreSQL is stopped at a random point, by order (`fast`) or as if it crashed (`immediate`), and started."""

    def restart(crew: Crew) -> None:
        time.sleep(crew.chance.uniform(0, 0.5))
        server.restart(mode)

    return restart
