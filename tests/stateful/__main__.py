"""Draws as many steps as wanted with seeds of its own; run as `python -m tests.stateful [STEPS]` (`make stateful`).

Prints what was drawn on each database; ends with 1 and the falsifying example when a promise is broken.
"""

from __future__ import annotations

import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stateful.databases import Databases, PostgresDatabases, SqliteFiles
from tests.stateful.machine import Drawn, Run, run
from tests.support.databases import postgres_binaries, postgres_server

LENGTH = 100
MEMORY = Path("/dev/shm")
ON_POSTGRES = 5
"""Every so manieth step is drawn on PostgreSQL, where there is one."""


def main(words: list[str]) -> int:
    """0 when every promise held."""
    steps = int(words[0]) if words else 10_000
    held = _runs(SqliteFiles, steps)
    binaries = postgres_binaries()
    if binaries is None:
        print("postgres: not on this machine")
        return 0 if held else 1
    with postgres_server(binaries) as server:
        return (
            0 if _runs(lambda folder: PostgresDatabases(folder, server), steps // ON_POSTGRES) and held else 1
        )


def _runs(make: Callable[[Path], Databases], steps: int) -> bool:
    with _scratch() as folder:
        made = make(folder)
        drawn = Drawn()
        try:
            run(made, Run(max(1, steps // LENGTH), LENGTH, derandomize=False), drawn=drawn)
        except Exception:
            traceback.print_exc()
            print(f"{made.name}: a promise is broken")
            return False
        _tell(made.name, drawn)
        return True


def _tell(name: str, drawn: Drawn) -> None:
    steps = sum(drawn.steps.values())
    print(
        f"{name}: {steps} steps in {drawn.examples} runs, {drawn.mails} mails accepted, {drawn.rungs} levels decided"
    )
    for what, counts in (("steps", drawn.steps), ("faults", drawn.faults)):
        print(f"  {what}: " + ", ".join(f"{key} {number}" for key, number in sorted(counts.items())))


@contextmanager
def _scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix="zi-stateful-", dir=MEMORY if MEMORY.is_dir() else None
    ) as folder:
        yield Path(folder)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
