"""Crashes a child once before every SQL and SMTP step of tick and delivery, and after every answer of the relay.

Run as `python -m tests.chaos.crash_points [POINTS]`: all points, or so many spread evenly; what must hold is what
holds for random kills.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from aiosmtplib import protocol
from sqlalchemy import Engine, event

from notifications.archive import FolderArchive
from tests.chaos.ground import Account, Morning, account, at, fork, more_mails, prepare, scratch, wait
from tests.support import databases
from tests.support.sinks import sink
from zi_workflow import bootstrap

DAY, NEXT = date(2025, 1, 20), date(2025, 1, 21)
MAILS = 3
NEVER = 10**9


@dataclass
class Steps:
    """Counts the steps of this process and ends it at one of them."""

    crash_at: int
    log: Path
    count: int = 0

    def step(self, *_: Any) -> None:
        """One more; the last one where it is the chosen one."""
        self.count += 1
        if self.count == self.crash_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Every statement and commit, every line to the relay and every answer of it."""
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self.step)
        smtp = protocol.SMTPProtocol
        write, read = smtp.write, smtp.read_response

        def written(mine: protocol.SMTPProtocol, data: bytes) -> None:
            self.step()
            write(mine, data)

        async def answered(mine: protocol.SMTPProtocol, *words: Any, **options: Any) -> Any:
            answer = await read(mine, *words, **options)
            self.step()
            return answer

        smtp.write = written  # type: ignore[method-assign, assignment]
        smtp.read_response = answered  # type: ignore[method-assign, assignment]


def _watched(steps: Steps, morning: Morning) -> None:
    steps.watch()
    morning.work()
    steps.log.write_text(str(steps.count))


@dataclass(frozen=True)
class Range:
    """A database to start from, and where a copy is shot at."""

    folder: Path

    def template(self) -> Path:
        """A programme before its morning, with a few single mails."""
        file = self.folder / "template.db"
        if not file.exists():
            url = databases.sqlite_url(file)
            bootstrap.create_store(url, durable=False).close()
            prepare(url)
            more_mails(url, DAY, MAILS)
        return file

    def shoot(self, crash_at: int) -> tuple[Account, int]:
        """A child that crashes there, then mornings in peace; the account, and the steps of a child that lived."""
        place = self.folder / f"at-{crash_at}"
        place.mkdir()
        shutil.copyfile(self.template(), place / "zi.db")
        url, kept, log = databases.sqlite_url(place / "zi.db"), place / "kept", place / "steps"
        archive = FolderArchive(kept)
        with sink(kept) as port:
            first = Morning(url, port, at(DAY), archive)
            end = wait(fork(lambda: _watched(Steps(crash_at, log), first)))
            assert end == (0 if log.exists() else -signal.SIGKILL)
            for day, step in ((DAY, 1), (DAY, 2), (NEXT, 0), (NEXT, 1)):
                assert wait(fork(Morning(url, port, at(day, step), archive).work)) == 0
            with closing(bootstrap.open_store(url)) as store:
                found = account(store, kept)
        steps = int(log.read_text()) if log.exists() else crash_at
        shutil.rmtree(place)
        return found, steps


def holds(found: Account) -> bool:
    """Nothing lost, doubled, uncertain, strange or broken."""
    return found == Account(found.sent, 0, 0, 0, 0, 0, 0) and found.sent > 0


def run(folder: Path, points: int | None) -> tuple[int, int, Counter[str]]:
    """Steps in all, points tried, and what did not hold where."""
    place = Range(folder)
    calm, steps = place.shoot(NEVER)
    assert holds(calm), calm.line()
    chosen = range(1, steps + 1, max(1, steps // points) if points else 1)
    wrong = Counter[str]()
    for point in chosen:
        found, _ = place.shoot(point)
        if not holds(found):
            wrong[f"at step {point}: {found.line()}"] += 1
    return steps, len(chosen), wrong


def main(words: list[str]) -> int:
    """All points, or so many; 1 when something does not hold."""
    with scratch("zi-crash-") as folder:
        steps, tried, wrong = run(Path(folder), int(words[0]) if words else None)
    for line in wrong:
        print(line)
    print(f"{steps} steps, crashed at {tried} of them: {tried - wrong.total()} held, {wrong.total()} did not")
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
