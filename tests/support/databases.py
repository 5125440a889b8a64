"""Databases for tests: SQLite files and a private PostgreSQL server; knows no table."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg

from tests.support.accounts import unprivileged
from zi_workflow import bootstrap
from zi_workflow.storage import engine as transactions
from zi_workflow.storage.engine import Engine

PACKAGED = Path("/usr/lib/postgresql")
TEMPLATE = "zi_template"
MEMORY, ROOM = Path("/dev/shm"), 2_000_000_000  # noqa: S108 - a folder of our own inside it; bytes for every worker's server
# Nothing here has to survive a power cut.
QUICK = ("fsync=off", "full_page_writes=off", "autovacuum=off")
open_carefully = transactions.open_engine
"""As everybody but a test opens a database."""


def open_scratch(url: str, *, durable: bool = True) -> Engine:
    """The same without waiting for the disk, whether or not it was asked for."""
    del durable
    return open_carefully(url, durable=False)


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


@contextmanager
def copied(template: Path) -> Iterator[str]:
    """The URL of a copy of a SQLite file that is gone afterwards, for a test that needs many."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(template, Path(folder) / "zi.db")
        yield sqlite_url(Path(folder) / "zi.db")


def sqlite_path(url: str) -> Path:
    """The file of a SQLite URL."""
    return Path(url.removeprefix("sqlite:///"))


def postgres_binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first; None when there is no server to start."""
    packaged = sorted(PACKAGED.glob("*/bin/initdb"), key=lambda path: float(path.parent.parent.name))
    found = [str(packaged[-1])] if packaged else [shutil.which("initdb") or ""]
    return Path(found[0]).parent if found[0] else None


class PostgresServer:
    """A running server that listens on a socket in its own folder and trusts everybody who can open it."""

    def __init__(self, folder: Path, control: Callable[..., None]) -> None:
        self.folder, self._control = folder, control
        self._numbers = count(1)
        self._execute(f"CREATE DATABASE {TEMPLATE}")
        bootstrap.create_store(self.url(TEMPLATE)).close()

    def url(self, name: str) -> str:
        """The URL of one of its databases."""
        return f"postgresql+psycopg://postgres@/{name}?host={self.folder}"

    def restart(self, mode: str) -> None:
        """Stop it, by order (`fast`) or as if it had crashed (`immediate`), and start it with the same settings."""
        self._control("-l", str(self.folder / "log"), "-m", mode, "restart")

    @contextmanager
    def database(self, *, empty: bool = False) -> Iterator[str]:
        """The URL of a fresh database, with our tables unless it shall be empty; dropped afterwards."""
        with self.copy_of("template0" if empty else TEMPLATE) as url:
            yield url

    @contextmanager
    def copy_of(self, template: str, name: str = "") -> Iterator[str]:
        """The URL of a copy of a database to which nobody is connected; dropped afterwards."""
        name = name or f"zi_test_{next(self._numbers)}"
        url = self.create(name, template)
        try:
            yield url
        finally:
            self._execute(f"DROP DATABASE {name} WITH (FORCE)")

    def create(self, name: str, template: str) -> str:
        """The URL of a new database with the tables of another one; it stays as long as the server."""
        self._execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _execute(self, statement: str) -> None:
        where = f"host={self.folder} user=postgres dbname=postgres"
        with psycopg.connect(where, autocommit=True) as connection:
            connection.execute(statement.encode())


def _quick_place() -> Path:
    """Memory where there is room for it: a database is a thousand files, and a busy disk takes half a second for each copy.

    A socket's path may have about 100 characters, so else the folder lies right under /tmp.
    """
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= ROOM
    return MEMORY if roomy else Path("/tmp")  # noqa: S108 - a folder of our own inside it


@contextmanager
def postgres_server(binaries: Path) -> Iterator[PostgresServer]:
    """Start a private server in a temporary folder and end it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="zi-pg-", dir=_quick_place()))
    account = unprivileged()
    data = folder / "data"
    options = " ".join(f"-c {setting}" for setting in (*QUICK, f"unix_socket_directories={folder}"))

    def control(*words: str) -> None:
        _run([str(binaries / "pg_ctl"), "-D", str(data), "-w", "-t", "60", *words], account)

    if account:
        os.chown(folder, account["user"], account["group"])
    try:
        flags = ["-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"]
        _run([str(binaries / "initdb"), "-D", str(data), *flags], account)
        control("-l", str(folder / "log"), "-o", f"{options} -c listen_addresses=", "start")
        try:
            yield PostgresServer(folder, control)
        finally:
            control("-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(command: list[str], account: dict[str, Any]) -> None:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    done = subprocess.run(
        command, cwd="/", env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False, **account,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{done.stdout}")
