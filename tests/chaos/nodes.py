"""Two to four nodes on one database, all woken at the same instants: one effect a date, no mail lost or doubled.

Run as `python -m tests.chaos.nodes [DATES] [SEED]`: on SQLite and, where it is installed, on PostgreSQL; in peace, with
nodes that are killed, with a database that is locked or restarted, and with senders that are stopped and go on.
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from tests.chaos import pauses
from tests.chaos.crew import Crew
from tests.chaos.ground import (
    BEFORE_ANY_MAIL,
    Account,
    account,
    at,
    few_addresses,
    following,
    more_mails,
    scratch,
)
from tests.chaos.service import House
from tests.chaos.troubles import BRIEF, LONG, killing, locking, restarting
from tests.support import databases
from tests.support.going_programmes import going
from tests.support.sinks import sink
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.storage.engine import Session
from zi_workflow.storage.tables import EventRow, MessageRow, NoticeRow, OccurrenceRow, Programme

START = date(2025, 1, 20)
ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}
MAILS_A_DAY = 12
NIGHT = at(START) - timedelta(hours=5)  # no morning has begun anywhere
HABITS = ("idle=0.3", "limit=mail:5", "delay=0.01")  # as relays do
CALM = (timedelta(0), timedelta(minutes=10), timedelta(minutes=30))
LATER = tuple(
    timedelta(minutes=300 + 40 * step) for step in range(3)
)  # of the last date, for what was put back
TROUBLED = tuple(timedelta(minutes=95) * step for step in range(4))  # longer than the lease of a day's work
Trouble = Callable[[Crew], object]
Server = databases.PostgresServer | None
"""Where databases are made; None: SQLite files."""


@dataclass(frozen=True, slots=True)
class Plan:
    """How many nodes, over how many dates, what disturbs each of them but the last, and how much mail there is."""

    nodes: int
    dates: int = 3
    trouble: Trouble | None = None
    seed: int = 1
    addresses: int = 99  # in each unit
    singles: int = MAILS_A_DAY

    @property
    def days(self) -> list[date]:
        """Working days."""
        days = [START]
        while len(days) < self.dates:
            days.append(following(days[-1]))
        return days


@dataclass
class Result:
    """What a run left behind; `tries` is the most that one tick needed, `shared` how many nodes did any work,
    `digests` the most that one person got on one date.
    """

    mail: Account
    tale: Counter[str]
    firings: Counter[tuple[str, date]]
    ends: Counter[str]
    tries: int
    shared: int
    digests: int
    kills: int = 0


def prepare(url: str, addresses: int) -> None:
    """A programme in each of the three zones."""
    with closing(bootstrap.open_store(url)) as store:
        for zone in ZONES:
            going(store, BEFORE_ANY_MAIL, f"ZI-{zone}", zone)
        few_addresses(store, addresses)


def run(url: str, folder: Path, plan: Plan) -> Result:
    """The dates one after the other, on a prepared database."""
    with sink(folder / "kept", *HABITS) as port:
        house = House(folder, url, port, folder / "kept", lanes=2, jumpy=True)
        crew = Crew(house, plan.nodes, plan.seed)
        crew.start(NIGHT)
        for day in plan.days:
            with closing(bootstrap.open_store(url)) as store:
                more_mails(store, day, plan.singles)
            steps = TROUBLED if plan.trouble else CALM
            crew.spend([at(day) + step for step in steps], plan.trouble if day != plan.days[-1] else None)
        crew.spend([at(plan.days[-1]) + step for step in LATER])
        crew.leave()
    with closing(bootstrap.open_store(url)) as store:
        found = _result(store, account(store, folder / "kept"))
    found.kills = crew.kills
    return found


def _result(store: Store, mail: Account) -> Result:
    with store.reading() as session:
        daily = session.scalars(select(OccurrenceRow).where(col(OccurrenceRow.job) == "daily")).all()
        states, owners = col(OccurrenceRow.state), col(OccurrenceRow.owner)
        sent = select(MessageRow).where(col(MessageRow.state) == "sent", col(MessageRow.kind) == "digest")
        digests = Counter((row.person_id, row.on) for row in session.scalars(sent))
        return Result(
            mail,
            _tale(session),
            firings=Counter((row.scope, row.local_date) for row in daily),
            ends=Counter(session.scalars(select(states))),
            tries=max(row.attempts for row in daily),
            shared=len(set(session.scalars(select(owners).where(owners.is_not(None))))),
            digests=max(digests.values()),
        )


def _tale(session: Session) -> Counter[str]:
    """What was noticed, mailed and recorded, in words that are the same in every database."""
    codes = {row.id: row.code for row in session.execute(select(col(Programme.id), col(Programme.code)))}
    tale = Counter[str]()
    for row in session.scalars(select(NoticeRow)):
        facts = (row.kind, row.task, row.level, row.rung, row.role, row.due_on, row.state)
        tale[f"notice {codes[row.programme_id]} {facts}"] += 1
    for mail in session.scalars(select(MessageRow)):
        tale[f"mail {mail.kind} {mail.on} {mail.role} {mail.to_address} {mail.state}"] += 1
    for event in session.scalars(select(EventRow)):
        programme = codes.get(event.programme_id or "", "")
        subject = event.subject if event.kind.startswith("stage.") else ""
        tale[f"event {programme} {event.kind} {subject} {event.occurred_on}"] += 1
    return tale


def faults(found: Result, plan: Plan, alone: Result) -> list[str]:
    """What does not hold, measured against the tale of a node that was `alone` and in peace."""
    owed = Counter({(zone, day): 1 for zone in ZONES.values() for day in plan.days})
    twice = [line for line, count in found.tale.items() if " stage." in line and count > 1]
    checks = {
        "one tick a zone and date": found.firings == owed,
        "each tick done at once": plan.trouble is not None or found.tries == 1,
        "an occurrence open or failed": not found.ends.keys() - {"done", "skipped"},
        "a stage moved twice": not twice,
        "the same tale": plan.trouble is not None or found.tale == alone.tale,
        "mail": found.mail == Account(found.mail.sent, 0, 0, 0, 0, 0, 0) and found.mail.sent > 0,
        "two digests a person and date": found.digests <= 1,
        "one node did it all": plan.nodes == 1 or found.shared > 1,
    }
    return [name for name, holds in checks.items() if not holds]


@contextmanager
def database(folder: Path, server: Server) -> Iterator[str]:
    """A fresh database on that server, or a SQLite file; its URL."""
    if server is None:
        url = databases.sqlite_url(folder / "zi.db")
        bootstrap.create_store(url, durable=False).close()
        yield url
        return
    with server.database() as url:
        yield url


def try_nodes(server: Server, plan: Plan, alone: Result | None = None) -> tuple[Result, list[str]]:
    """A whole run in a folder of its own, and what does not hold."""
    with scratch("zi-nodes-") as folder, database(Path(folder), server) as url:
        prepare(url, plan.addresses)
        found = run(url, Path(folder), plan)
    return found, faults(found, plan, alone or found)


def _troubles(server: Server) -> dict[str, Trouble | None]:
    found: dict[str, Trouble | None] = {"in peace": None, "3 killed a date": killing(3)}
    if server is None:
        return {**found, **{f"locked for {s:.0f} s a date": locking(s) for s in (BRIEF, LONG)}}
    return {
        **found,
        **{f"restarted a date ({mode})": restarting(server, mode) for mode in ("fast", "immediate")},
    }


def _crews(server: Server, dates: int, seed: int) -> int:
    """Every crew in every trouble; how many did not hold."""
    alone, wrong = try_nodes(None, Plan(1, dates))[0], 0
    for name, trouble in _troubles(server).items():
        for nodes in (2, 3, 4):
            begun = time.monotonic()
            found, bad = try_nodes(server, Plan(nodes, dates, trouble, seed), alone)
            wrong += bool(bad)
            ticks = f"{found.firings.total()} ticks for {len(found.firings)} zones and dates"
            took = f"{found.kills} kills, {time.monotonic() - begun:.0f} s"
            print(f"{nodes} nodes, {name}: {ticks}, {found.mail.line()} ({took}) {bad or ''}", flush=True)
    return wrong


def _senders(server: Server) -> int:
    """Every stop of a sender; how many did not end as expected."""
    wrong = 0
    for case in pauses.CASES:
        with scratch("zi-pause-") as folder, database(Path(folder), server) as url:
            end = pauses.play(case, url, Path(folder))
        wrong += not end.fits(case)
        mark = "" if end.fits(case) else f"   expected {case.state} {case.copies}: {end}"
        print(f"stopped {case.name}: {end.state}, copies {end.copies}, matter {end.matter}{mark}", flush=True)
    return wrong


def main(words: list[str]) -> int:
    """Both databases; how many runs did not hold."""
    dates = int(words[0]) if words else 5
    seed = int(words[1]) if len(words) > 1 else 1
    wrong = 0
    with ExitStack() as stack:
        binaries, servers = databases.postgres_binaries(), list[Server]([None])
        if binaries is not None:
            servers.append(stack.enter_context(databases.postgres_server(binaries)))
        for server in servers:
            print(f"== {'SQLite' if server is None else 'PostgreSQL'}, {dates} dates", flush=True)
            wrong += _crews(server, dates, seed) + _senders(server)
    print(f"{wrong} did not hold" if wrong else "all held")
    return wrong


if __name__ == "__main__":
    sys.exit(bool(main(sys.argv[1:])))
