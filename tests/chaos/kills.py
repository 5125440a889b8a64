"""Kills children that tick and deliver, at random points with SIGKILL, against a relay that is never killed.

Run as `python -m tests.chaos.kills [N] [SEED]`: N kills with the archive lookup and N/4 without. With it nothing
is lost and nothing doubled; without it nothing is lost silently, and no more is uncertain than was killed.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from notifications.archive import FolderArchive
from tests.chaos.ground import (
    Account,
    Morning,
    account,
    at,
    following,
    fork,
    more_mails,
    prepare,
    scratch,
    wait,
)
from tests.support import databases
from tests.support.sinks import sink
from zi_workflow import bootstrap

START = date(2025, 1, 20)
MOST_A_DAY, MAILS_A_DAY = 6, 12
RELAY_DELAY = 0.02  # a relay that answers at once would leave no time to be killed in


@dataclass
class Tally:
    """What a run did."""

    kills: int = 0
    mornings: int = 0
    seconds: float = 0.4  # how long a child needs; the kill falls anywhere in it


def run(kills: int, seed: int, folder: Path, *, archived: bool) -> tuple[Account, Tally]:
    """So many kills, then mornings in peace; the account after them."""
    chance, tally = random.Random(seed), Tally()
    url = databases.sqlite_url(folder / "zi.db")
    bootstrap.create_store(url, durable=False).close()
    prepare(url)
    kept = folder / "kept"
    archive = FolderArchive(kept) if archived else None
    with sink(kept, f"delay={RELAY_DELAY}") as port:
        day = START
        while tally.kills < kills:
            more_mails(url, day, MAILS_A_DAY)
            _troubled(Morning(url, port, at(day), archive), day, kills, chance, tally)
            day = following(day)
        for _ in range(2):
            for step in range(3):
                assert wait(fork(Morning(url, port, at(day, step), archive).work)) == 0
            day = following(day)
    with closing(bootstrap.open_store(url)) as store:
        return account(store, kept), tally


def _troubled(morning: Morning, day: date, kills: int, chance: random.Random, tally: Tally) -> None:
    """A few children that are killed, then one that is left alone."""
    tally.mornings += 1
    step = 0
    for _ in range(min(chance.randint(1, MOST_A_DAY), kills - tally.kills)):
        child = Morning(morning.url, morning.port, at(day, step), morning.archive, f"w{step}")
        pid = fork(child.work)
        time.sleep(chance.uniform(0, tally.seconds))
        os.kill(pid, signal.SIGKILL)
        tally.kills += wait(pid) == -signal.SIGKILL
        step += 1
    begun = time.monotonic()
    last = Morning(morning.url, morning.port, at(day, step), morning.archive, f"w{step}")
    assert wait(fork(last.work)) == 0
    tally.seconds = 0.7 * tally.seconds + 0.3 * (time.monotonic() - begun)


def faults(found: Account, tally: Tally, *, archived: bool) -> list[str]:
    """What does not hold."""
    checks = {
        "lost": found.lost == 0,
        "strange": found.strange == 0,
        "unsettled": found.unsettled == 0,
        "integrity": found.broken == 0,
        "nothing sent": found.sent > 0,
        "doubled": found.doubled == 0 if archived else found.doubled <= tally.kills,
        "uncertain": found.uncertain == 0 if archived else found.uncertain <= tally.kills,
    }
    return [name for name, holds in checks.items() if not holds]


def main(words: list[str]) -> int:
    """Both runs; 1 when something does not hold."""
    kills = int(words[0]) if words else 1000
    seed = int(words[1]) if len(words) > 1 else 1
    bad = 0
    for archived, many in ((True, kills), (False, max(1, kills // 4))):
        with scratch("zi-kills-") as folder:
            found, tally = run(many, seed, Path(folder), archived=archived)
        wrong = faults(found, tally, archived=archived)
        bad += bool(wrong)
        how = "with the archive" if archived else "without archive"
        print(f"{how}: {tally.kills} kills on {tally.mornings} mornings: {found.line()} {wrong or ''}")
    return bool(bad)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
