"""Kills the service at random points with SIGKILL, while it decides and sends, against a relay that is never killed.

Run as `python -m tests.chaos.kills [N] [SEED]`: N kills with the archive lookup, N/2 with much mail (several connections,
batch after batch, composed beside) and N/4 without an archive. With it nothing is lost and nothing doubled; without it
nothing is lost silently, and no more is uncertain than was killed. Every guard stands before the relay; now and then
somebody stops mail, and nothing may leave then.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections import Counter
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from tests.chaos.ground import (
    Account,
    Stopwatch,
    account,
    at,
    is_working,
    more_mails,
    prepare,
    scratch,
    wait,
)
from tests.chaos.service import House, fork_service, live
from tests.chaos.ways import ALONE, ARCHIVED, CROWDED, Way
from tests.support import databases
from tests.support.sinks import AT_ONCE, copies, fresh, put_away, sink
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store, do
from zi_workflow.domain.messages import MessageState
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases import breaker, mail_switch
from zi_workflow.usecases.breaker import Release
from zi_workflow.usecases.mail_switch import Turn

START = date(2025, 1, 20)
MOST_A_DAY = 6
FEW, MANY = (
    6,
    20,
)  # single mails; with many of them the breaker holds the first morning, and one with many digests
STOPPED = 0.1  # of the children that are killed
RELAY_DELAY = 0.01  # a relay that answers at once would leave no time to be killed in


@dataclass
class Tally:
    """What a run did; `leaks` are mails that left while mail was stopped."""

    kills: int = 0
    mornings: int = 0
    stops: int = 0
    leaks: int = 0
    seconds: float = 0.4  # how long a child needs; the kill falls anywhere in it


@dataclass
class Trial:
    """A database, the service that is killed on it, and the chance that decides when."""

    house: House
    store: Store
    chance: random.Random
    day: date = START
    tally: Tally = field(default_factory=Tally)

    def trouble(self, kills: int) -> None:
        """A working morning with a few kills, up to so many in all, then a process that is left alone."""
        self.tally.mornings += 1
        many = self.house.crowded and self.tally.mornings > 1
        more_mails(self.store, self.day, MANY if many else FEW)
        step = 0
        for _ in range(min(self.chance.randint(1, MOST_A_DAY), kills - self.tally.kills)):
            if self.chance.random() < STOPPED:
                self._stopped(step)
            else:
                self._killed(step)
            step += 1
        begun = time.monotonic()
        self.peace(step)
        self.tally.seconds = 0.7 * self.tally.seconds + 0.3 * (time.monotonic() - begun)
        self._lets_go(step + 1)

    def _lets_go(self, step: int) -> None:
        """Somebody looks at what the breaker holds, if it does, and it goes."""
        with self.store.reading() as session:
            if mail_switch.open_hold(session) is None:
                return
            token = breaker.preview(session).token
        release = Release(token, "Citra", "percobaan", self.day)
        do(self.store, breaker.release, release, at(self.day, step))
        self.peace(step)

    def peace(self, *steps: int) -> None:
        """A process that lives to its end, at those steps of the morning."""
        assert wait(self._start(*steps)) == 0

    def over(self) -> None:
        """To the next working day; on days off the service is at work as well, and sends nothing."""
        put_away(self.house.kept, at(self.day))
        self.day += timedelta(days=1)
        while not is_working(self.day):
            self.peace(0)
            self.day += timedelta(days=1)

    def _start(self, *steps: int) -> int:
        instants, owner = [at(self.day, step) for step in steps], f"{self.day}-{steps[0]}"
        return fork_service(self.house, self.store, instants, owner)

    def _killed(self, step: int) -> None:
        pid = self._start(step)
        time.sleep(self.chance.uniform(0, self.tally.seconds))
        os.kill(pid, signal.SIGKILL)
        self.tally.kills += wait(pid) == -signal.SIGKILL

    def _stopped(self, step: int) -> None:
        """As `_killed`, between a stop and a resumption.

        What a killed child had handed over before the stop may reach the relay's folder after it, once.
        """
        turn, now = Turn("Citra", "percobaan", self.day), at(self.day, step)
        do(self.store, mail_switch.stop, turn, now)
        allowed = copies(fresh(self.house.kept)) + Counter(self._handed_over())
        self._killed(step)
        self.tally.leaks += (copies(fresh(self.house.kept)) - allowed).total()
        self.tally.stops += 1
        do(self.store, mail_switch.resume, turn, now)

    def _handed_over(self) -> list[str]:
        """The Message-IDs of which nobody knows yet whether they were accepted."""
        with self.store.reading() as session:
            query = select(col(MessageRow.message_id)).where(col(MessageRow.state) == str(MessageState.DATA))
            return list(session.scalars(query))


def run(kills: int, seed: int, folder: Path, way: Way) -> tuple[Account, Tally]:
    """So many kills, then mornings in peace; the account after them."""
    url, kept = databases.sqlite_url(folder / "zi.db"), folder / "kept"
    bootstrap.create_store(url, durable=False).close()
    prepare(url)
    with sink(kept, f"delay={RELAY_DELAY}", AT_ONCE) as port, closing(bootstrap.open_store(url)) as store:
        house = House(folder, url, port, kept, way.archived, crowded=way.crowded)
        trial = Trial(house, store, random.Random(seed))
        live(trial.house, store, [at(START, -1)], "first")  # here, so that its children find everything warm
        while trial.tally.kills < kills:
            trial.trouble(kills)
            trial.over()
        for _ in range(2):
            trial.peace(0, 1, 2)
            trial.over()
        return account(store, kept), trial.tally


def faults(found: Account, tally: Tally, way: Way) -> list[str]:
    """What does not hold."""
    return way.faults(found, tally.kills) + ["sent while stopped"] * bool(tally.leaks)


def main(words: list[str]) -> int:
    """All runs; 1 when something does not hold."""
    kills = int(words[0]) if words else 1000
    seed = int(words[1]) if len(words) > 1 else 1
    bad = 0
    for way, many in ((ARCHIVED, kills), (CROWDED, max(1, kills // 2)), (ALONE, max(1, kills // 4))):
        watch = Stopwatch()
        with scratch("zi-kills-") as folder:
            found, tally = run(many, seed, Path(folder), way)
        wrong = faults(found, tally, way)
        bad += bool(wrong)
        what = f"{tally.kills} kills on {tally.mornings} mornings, {tally.stops} of them with mail stopped"
        print(
            f"{way.name}: {what}: {found.line()} ({watch.each(tally.kills, 'kill')}) {wrong or ''}",
            flush=True,
        )
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
