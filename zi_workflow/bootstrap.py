"""Inner wiring: settings to a store and a clock, and one transaction around a use case; knows no rule and no table."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from zi_workflow import clock
from zi_workflow.domain.errors import AwayError, BusyError
from zi_workflow.settings import Settings
from zi_workflow.storage import engine as transactions
from zi_workflow.storage import upgrade
from zi_workflow.storage.engine import Engine, Session
from zi_workflow.storage.ids import RandomBits

Command = TypeVar("Command")
Result = TypeVar("Result")

ATTEMPTS = 5
PATIENCE = 5.0  # seconds; a request must not hang longer before it says that the store is busy
FIRST_PAUSE = 0.02  # seconds, doubled each time


@dataclass(frozen=True)
class Store:
    """An open database at the current schema, and where its ids take their randomness from."""

    engine: Engine
    random_bits: RandomBits = secrets.randbits

    def writing(self) -> AbstractContextManager[Session]:
        """One transaction: commits at the end of the block, rolls back on any error."""
        return transactions.writing(self.engine, self.random_bits)

    def trying(self) -> AbstractContextManager[Session]:
        """A transaction of which nothing stays: to see what a change would do, change it and look."""
        return transactions.trying(self.engine, self.random_bits)

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""
        return transactions.reading(self.engine)

    @property
    def name(self) -> str:
        """The database's file, or its URL without the password."""
        return upgrade.name(self.engine)

    @property
    def schema(self) -> str:
        """The revision of the schema, which is this program's."""
        return upgrade.HEAD

    @property
    def inside(self) -> bool:
        """Whether this process itself does the database's work (SQLite), so that there is nothing to wait for."""
        return self.engine.dialect.name == "sqlite"

    def close(self) -> None:
        """Give the connections back; on SQLite this also folds the write-ahead log into the file."""
        self.engine.dispose()


def open_store(where: Settings | str, *, random_bits: RandomBits = secrets.randbits) -> Store:
    """Open a database that `create_store` made, by settings or URL; InputError when it is missing, out of reach,
    behind this program (`zi init` upgrades it) or ahead of it."""
    engine = transactions.open_engine(_url(where))
    try:
        upgrade.check(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, random_bits)


def create_store(
    where: Settings | str, *, random_bits: RandomBits = secrets.randbits, durable: bool = True
) -> Store:
    """Make the database if there is none, bring it to the current schema, and open it; twice is once.

    A rehearsal's scratch file is not `durable`: nobody waits for the disk.
    """
    engine = transactions.open_engine(_url(where), durable=durable)
    try:
        if isinstance(where, Settings):
            upgrade.make_folder(where.data)
        upgrade.to_head(engine)
    except BaseException:
        engine.dispose()
        raise
    return Store(engine, random_bits)


def do(
    store: Store, usecase: Callable[[Session, Command, datetime], Result], command: Command, now: datetime
) -> Result:
    """Run one use case in one transaction; when another writer is in the way, again from the start, a few times.

    Raises BusyError when the store stays busy, and what the use case raises (then nothing was saved); AwayError
    when the store went away, at once: nobody knows then whether it was saved.
    """
    return _patiently(store.writing, usecase, command, now)


def try_out(
    store: Store, usecase: Callable[[Session, Command, datetime], Result], command: Command, now: datetime
) -> Result:
    """What `do` would give, and nothing is saved; raises as it does."""
    return _patiently(store.trying, usecase, command, now)


def _patiently(
    transaction: Callable[[], AbstractContextManager[Session]],
    usecase: Callable[[Session, Command, datetime], Result],
    command: Command,
    now: datetime,
) -> Result:
    begun = clock.elapsed()
    for attempt in range(ATTEMPTS):
        try:
            with transaction() as session:
                return usecase(session, command, now)
        except AwayError:
            raise
        except BusyError:
            pause = FIRST_PAUSE * 2**attempt
            if attempt + 1 == ATTEMPTS or clock.elapsed() - begun + pause > PATIENCE:
                raise
            clock.pause(pause)
    raise AssertionError("unreachable: the last attempt returns or raises")


def clock_of(settings: Settings) -> clock.Clock:
    """The clock that the settings ask for: the system's, unless a start or a speed is given."""
    if settings.trial_clock:
        return clock.FastClock(settings.clock_start or clock.utc_now(), settings.clock_speed)
    return clock.SystemClock()


def _url(where: Settings | str) -> str:
    return where if isinstance(where, str) else where.database_url
