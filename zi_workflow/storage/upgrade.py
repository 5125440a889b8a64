"""Brings a database to the current schema and refuses any other; knows no table.

Alembic is imported only to change a schema: asking whether it is current costs one select.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DBAPIError

from zi_workflow.domain.errors import N_, BusyError, InputError, Problem
from zi_workflow.storage.engine import BUSY, READ_ONLY, is_busy
from zi_workflow.storage.migrations import HISTORY

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = HISTORY[-1]
_NOT_A_DATABASE = 26  # SQLITE_NOTADB
_LOCK = 0x7A69  # any fixed number: upgrades of one Postgres database take turns


def to_head(engine: Engine) -> str:
    """Upgrade to the newest revision in one transaction (all or nothing) and return its name; twice is once.

    Creates a missing SQLite file and its folder. InputError when the database is newer or out of reach.
    """
    from alembic import command

    with _reaching(engine), _migrating(engine) as connection:
        _refuse_newer(engine, revision(connection))
        command.upgrade(config(connection), "head")
    return HEAD


def check(engine: Engine) -> None:
    """InputError unless the database is there and at this program's schema."""
    path = _file(engine)
    if path is not None and not path.exists():
        raise InputError(Problem(N_("There is no database yet; run: zi init"), where=str(path)))
    with _reaching(engine), engine.connect().execution_options(**{READ_ONLY: True}) as connection:
        current = revision(connection)
    if current is None:
        raise InputError(Problem(N_("The database is still empty; run: zi init"), where=name(engine)))
    _refuse_newer(engine, current)
    if current != HEAD:
        message = N_("The database is from an older version of this program; run: zi init")
        raise InputError(Problem(message, where=name(engine)))


def revision(connection: Connection) -> str | None:
    """The revision a database is at; None when it has none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    current: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return current


def config(connection: Connection | None = None) -> Config:
    """Alembic's configuration without a file; its commands work on the connection given."""
    from alembic.config import Config

    made = Config(attributes={"connection": connection})
    made.set_main_option("script_location", "zi_workflow.storage:migrations")
    made.set_main_option("path_separator", "os")
    return made


def name(engine: Engine) -> str:
    """What to call the database in a sentence: a file's path, or the URL without its password."""
    path = _file(engine)
    return engine.url.render_as_string(hide_password=True) if path is None else str(path)


def _file(engine: Engine) -> Path | None:
    return Path(engine.url.database or "") if engine.dialect.name == "sqlite" else None


def _refuse_newer(engine: Engine, current: str | None) -> None:
    if current is not None and current not in HISTORY:
        message = N_(
            "The database is from a newer version of this program ({revision}); install that version."
        )
        raise InputError(Problem(message, {"revision": current}, where=name(engine)))


def make_folder(folder: Path) -> None:
    """Make a folder that only its owner may read, unless it is there; InputError when it cannot be made."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(Problem(N_("This folder cannot be made."), where=str(folder))) from error


@contextmanager
def _migrating(engine: Engine) -> Iterator[Connection]:
    """One transaction for all revisions. SQLite rebuilds tables to alter them, so foreign keys are checked at its end;
    it only listens to that pragma outside a transaction."""
    path = _file(engine)
    if path is None:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            yield connection
        return
    make_folder(path.parent)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        with connection.begin():
            yield connection
            _refuse_orphans(engine, connection)
        connection.invalidate()  # the next connection has its foreign keys on


def _refuse_orphans(engine: Engine, connection: Connection) -> None:
    rows = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if tables := sorted({row[0] for row in rows}):
        message = N_("The database has rows in {tables} that point nowhere; nothing was changed.")
        raise InputError(Problem(message, {"tables": ", ".join(tables)}, where=name(engine)))


@contextmanager
def _reaching(engine: Engine) -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        if is_busy(error):
            raise BusyError(Problem(BUSY)) from error
        if getattr(error.orig, "sqlite_errorcode", 0) & 0xFF == _NOT_A_DATABASE:
            raise InputError(Problem(N_("This file is not a database."), where=name(engine))) from error
        message = N_("The database cannot be used: {why}")
        why = str(error.orig).strip().splitlines()[0]
        raise InputError(Problem(message, {"why": why}, where=name(engine))) from error
