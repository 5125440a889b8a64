"""Crashes the service once before every SQL and SMTP step of a morning, and after every answer of the relay.

Run as `python -m tests.chaos.crash_points [POINTS]`: all points, or so many spread evenly, in each of the ways in which
a service can send; what must hold is what holds for random kills.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from aiosmtplib import SMTPResponse
from sqlalchemy import Engine, event

from notifications.transports.dialogue import Dialogue
from tests.chaos.ground import (
    Account,
    Stopwatch,
    account,
    at,
    few_addresses,
    more_mails,
    prepare,
    scratch,
    wait,
)
from tests.chaos.service import House, fork_service, live
from tests.chaos.ways import ARCHIVED, WAYS, Way
from tests.support import databases
from tests.support.sinks import AT_ONCE, fresh, sink
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import MailSwitch

DAY, NEXT = date(2025, 1, 20), date(2025, 1, 21)
PEACE = (at(DAY, 1), at(DAY, 2), at(NEXT), at(NEXT, 1))
MAILS, ADDRESSES = 3, 7
MANY_MAILS = 12
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

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Every statement and commit, every line to the relay and every answer of it; how many there were."""
        event.listen(Engine, "before_cursor_execute", self.step)
        event.listen(Engine, "commit", self.step)
        write, read = Dialogue.write, Dialogue.answer

        def written(mine: Dialogue, content: bytes) -> None:
            self.step()
            write(mine, content)

        async def answered(mine: Dialogue, seconds: float) -> SMTPResponse:
            answer = await read(mine, seconds)
            self.step()
            return answer

        Dialogue.write = written  # type: ignore[method-assign, assignment]
        Dialogue.answer = answered  # type: ignore[method-assign, assignment]
        yield
        self.log.write_text(str(self.count))


@dataclass(frozen=True)
class Range:
    """A database to start from, where a copy of it is shot at, and the relay."""

    house: House
    store: Store
    template: Path

    def shoot(self, crash_at: int) -> tuple[Account, int]:
        """A service that crashes there, then one in peace; the account, and the steps of a service that lived."""
        self._clear()
        log = self.house.data / "steps"
        end = wait(fork_service(self.house, self.store, [at(DAY)], "w0", Steps(crash_at, log).watch))
        assert end == (0 if log.exists() else -signal.SIGKILL)
        assert wait(fork_service(self.house, self.store, PEACE, "w1")) == 0
        steps = int(log.read_text()) if log.exists() else crash_at
        log.unlink(missing_ok=True)
        return account(self.store, self.house.kept), steps

    def _clear(self) -> None:
        """As before the first shot: the database, the mark, and the relay's mails."""
        self.store.close()
        data = self.house.data
        for left in (*data.glob("zi.db-*"), *data.glob("mail.mark*"), *fresh(self.house.kept)):
            left.unlink()
        shutil.copyfile(self.template, databases.sqlite_path(self.house.url))


@contextmanager
def shooting_range(folder: Path, way: Way) -> Iterator[Range]:
    """A programme before its morning, with a few single mails; what it needs is loaded, so that its children are quick."""
    url, template, kept = databases.sqlite_url(folder / "zi.db"), folder / "template.db", folder / "kept"
    bootstrap.create_store(url, durable=False).close()
    prepare(url)
    with sink(kept, AT_ONCE) as port, closing(bootstrap.open_store(url)) as store:
        few_addresses(store, ADDRESSES)
        more_mails(store, DAY, MANY_MAILS if way.crowded else MAILS)
        house = House(folder, url, port, kept, way.archived, crowded=way.crowded)
        live(house, store, [at(DAY, -1)], "night")  # the build-up is done, as after any activation
        with (
            store.writing() as session
        ):  # each shot is another instance's first delivery: there is no mark yet
            switch = session.get_one(MailSwitch, "mail")
            switch.passed, switch.instance = 0, None
        store.close()
        shutil.copyfile(databases.sqlite_path(url), template)
        live(house, store, [at(DAY), *PEACE], "warm")
        yield Range(house, store, template)


def run(folder: Path, way: Way, points: int | None) -> tuple[int, int, list[str]]:
    """Steps in all, points tried, and what did not hold where."""
    with shooting_range(folder, way) as place:
        calm, steps = place.shoot(NEVER)
        assert not ARCHIVED.faults(calm, 0), calm.line()
        chosen = range(1, steps + 1, max(1, steps // points) if points else 1)
        wrong = []
        for point in chosen:
            found, _ = place.shoot(point)
            if bad := way.faults(found, 1):
                wrong.append(f"at step {point}: {found.line()} {bad}")
    return steps, len(chosen), wrong


def main(words: list[str]) -> int:
    """All points, or so many; 1 when something does not hold."""
    bad = 0
    for way in WAYS:
        watch = Stopwatch()
        with scratch("zi-crash-") as folder:
            steps, tried, wrong = run(Path(folder), way, int(words[0]) if words else None)
        bad += len(wrong)
        held = f"{tried - len(wrong)} held, {len(wrong)} did not"
        for line in wrong:
            print(line)
        print(
            f"{way.name}: {steps} steps, crashed at {tried} of them: {held} ({watch.each(tried, 'point')})",
            flush=True,
        )
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
