"""Opens the database and its transactions; knows no table.

SQLite runs with WAL, synchronous FULL, foreign keys on, and every writing transaction is BEGIN IMMEDIATE: a deferred
read-then-write would fail at once when another writer is busy.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from zi_workflow.domain.errors import BusyError, N_, Problem
from zi_workflow.storage import ids

BUSY_MILLISECONDS = 5_000
READ_ONLY = "zi_read_only"


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:///path` or `postgresql+psycopg://...`."""
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True)
    import pysqlite3.dbapi2 as sqlite  # the standard library's SQLite may have the WAL-reset bug (< 3.51.3)

    engine = create_engine(url, module=sqlite, connect_args={"check_same_thread": False})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves
    for pragma in (
        f"busy_timeout={BUSY_MILLISECONDS}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Any) -> None:
    deferred = connection.get_execution_options().get(READ_ONLY, False)
    connection.exec_driver_sql("BEGIN DEFERRED" if deferred else "BEGIN IMMEDIATE")


@contextmanager
def writing(engine: Engine, random_bits: ids.RandomBits = secrets.randbits) -> Iterator[Session]:
    """One transaction: commits at the end of the block, rolls back on any error. The only place that commits."""
    try:
        with Session(engine, expire_on_commit=False) as session, session.begin():
            ids.give_randomness(session, random_bits)
            yield session
    except OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise BusyError(Problem(N_("The database is busy; please try again in a moment."))) from error
        raise


@contextmanager
def reading(engine: Engine) -> Iterator[Session]:
    """A session that only reads; nothing is committed."""
    with engine.connect().execution_options(**{READ_ONLY: True}) as connection, Session(connection) as session:
        yield session
