"""Opens the database and its transactions; knows no table.

SQLite runs with WAL, synchronous FULL, foreign keys on, and every writing transaction is BEGIN IMMEDIATE: a deferred
read-then-write would fail at once when another writer is busy.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError
from sqlmodel import Session

from zi_workflow.domain.errors import N_, AwayError, BusyError, InputError, Problem
from zi_workflow.storage import ids

__all__ = ["Engine", "Session", "open_engine", "reading", "trying", "writing"]

BUSY_MILLISECONDS = 5_000
# Serialization failure, deadlock, lock not available; SQLITE_BUSY and SQLITE_LOCKED.
_POSTGRES_BUSY = ("40001", "40P01", "55P03")
_SQLITE_BUSY = (5, 6)
_SQLITE_AWAY = (10, 13)  # the disk fails, or is full
_POSTGRES_AWAY = (
    "08",
    "57P",
    "53",
    "58030",
)  # connection lost, server stops or starts, nothing left, the disk fails
BUSY = N_("The database is busy; please try again in a moment.")
AWAY = N_("The database cannot be reached; please try again in a moment.")
READ_ONLY = "zi_read_only"


def open_engine(url: str, *, durable: bool = True) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://...`.

    Nothing is connected yet; InputError when the URL cannot be read or its driver is not installed.
    Not `durable`: a scratch SQLite file that need not survive a power cut is written without waiting for the disk.
    """
    if not url.startswith("sqlite"):
        return _open_postgres(url)
    # the standard library's SQLite may have the WAL-reset bug (< 3.51.3)
    import pysqlite3.dbapi2 as sqlite  # type: ignore[import-untyped]

    engine = create_engine(url, module=sqlite, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", partial(_prepare_sqlite, "FULL" if durable else "OFF"))
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _open_postgres(url: str) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True)
    except ModuleNotFoundError as error:
        message = N_("The database driver for PostgreSQL is not installed; install zi-workflow[postgres].")
        raise InputError(Problem(message)) from error
    except (ArgumentError, ValueError) as error:  # never quoted: it may hold a password
        raise InputError(Problem(N_("The database URL cannot be read."))) from error


def _prepare_sqlite(synchronous: str, connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        f"synchronous={synchronous}",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    if connection.get_execution_options().get(READ_ONLY, False):
        # waits for nobody, so there is no error to be put in words
        connection.connection.execute("BEGIN DEFERRED")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def is_busy(error: DBAPIError) -> bool:
    """Whether another transaction was in the way, so that trying again can help."""
    if (state := getattr(error.orig, "sqlstate", None)) is not None:
        return state in _POSTGRES_BUSY
    return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_BUSY


def is_away(error: DBAPIError) -> bool:
    """Whether a database server is gone, or was when it was asked, or its disk fails or is full."""
    if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY:
        return True
    state = getattr(error.orig, "sqlstate", "")
    lost = isinstance(error, OperationalError) and (state is None or state.startswith(_POSTGRES_AWAY))
    return error.connection_invalidated or lost


@contextmanager
def _saying_who_is_in_the_way() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if is_busy(error):
            raise BusyError(Problem(BUSY)) from error
        if is_away(error):
            raise AwayError(Problem(AWAY)) from error
        raise


@contextmanager
def writing(engine: Engine, random_bits: ids.RandomBits = secrets.randbits) -> Iterator[Session]:
    """One transaction: commits at the end of the block, rolls back on any error. The only place that commits.

    Raises BusyError when others are in the way, AwayError when the server is gone.
    """
    with (
        _saying_who_is_in_the_way(),
        Session(engine, expire_on_commit=False) as session,
        session.begin(),
    ):
        ids.give_randomness(session, random_bits)
        yield session


@contextmanager
def trying(engine: Engine, random_bits: ids.RandomBits = secrets.randbits) -> Iterator[Session]:
    """A transaction in which everything can be done and nothing stays: it is rolled back at the end. Raises as `writing`."""
    with _saying_who_is_in_the_way(), Session(engine, expire_on_commit=False) as session:
        ids.give_randomness(session, random_bits)
        yield session  # a session that is closed without a commit undoes what was done in it


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads; nothing is committed. Raises as `writing` does."""
    with (
        _saying_who_is_in_the_way(),
        engine.connect().execution_options(**{READ_ONLY: True}) as connection,
        Session(connection) as session,
    ):
        yield session
