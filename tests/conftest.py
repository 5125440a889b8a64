"""Fixtures that many tests share: stores on both databases."""

from __future__ import annotations

import gc
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support import databases
from tests.support.requirements import require
from zi_workflow import bootstrap, i18n
from zi_workflow.bootstrap import Store
from zi_workflow.storage import engine as transactions

BOTH = ["sqlite", "postgres"]
LONGEST = Path(__file__).parent / "stateful"
SELDOM = (20_000, 20, 20)

settings.register_profile(
    "patient", settings.default, deadline=None
)  # how long an example takes is no claim of ours
settings.load_profile("patient")
gc.disable()  # until all tests are collected: nothing that is made until then can be thrown away


def pytest_collection_finish() -> None:
    """A million objects of modules and tests are not looked through for waste as tests run: a fifth of their time."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest tests come first, so that no worker is left alone with one of them at the end."""
    items.sort(key=lambda item: not item.path.is_relative_to(LONGEST))


@pytest.fixture(scope="session", autouse=True)
def _nothing_waits_for_the_disk() -> Iterator[None]:
    """No database of a test has to survive a power cut: on SQLite, as on our private PostgreSQL server."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(transactions, "open_engine", databases.open_scratch)
        yield


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with our tables, to be copied."""
    path = tmp_path_factory.mktemp("template") / "zi.db"
    bootstrap.create_store(databases.sqlite_url(path)).close()
    return path


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[databases.PostgresServer]:
    """A private PostgreSQL server, one for each test process."""
    binaries = databases.postgres_binaries()
    require(binaries is not None, "a PostgreSQL server (Debian: apt-get install postgresql)")
    assert binaries is not None
    with databases.postgres_server(binaries) as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path, sqlite_template: Path) -> str:
    """A fresh SQLite database with our tables."""
    path = tmp_path / "zi.db"
    shutil.copyfile(sqlite_template, path)
    return databases.sqlite_url(path)


@pytest.fixture
def postgres_url(postgres_server: databases.PostgresServer) -> Iterator[str]:
    """A fresh PostgreSQL database with our tables."""
    with postgres_server.database() as url:
        yield url


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite database could be made."""
    return databases.sqlite_url(tmp_path / "empty" / "zi.db")


@pytest.fixture
def empty_postgres_url(postgres_server: databases.PostgresServer) -> Iterator[str]:
    """A PostgreSQL database without tables."""
    with postgres_server.database(empty=True) as url:
        yield url


@pytest.fixture(params=BOTH)
def store_url(request: pytest.FixtureRequest) -> str:
    """A fresh database with our tables, of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=BOTH)
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database without tables, of each kind in turn."""
    url: str = request.getfixturevalue(f"empty_{request.param}_url")
    return url


@pytest.fixture
def sqlite_store(sqlite_url: str) -> Iterator[Store]:
    """An open store on SQLite."""
    with closing(bootstrap.open_store(sqlite_url)) as store:
        yield store


@pytest.fixture
def carefully(monkeypatch: pytest.MonkeyPatch) -> None:
    """Stores wait for the disk, as they do everywhere but in tests."""
    monkeypatch.setattr(transactions, "open_engine", databases.open_carefully)


@pytest.fixture
def postgres_store(postgres_url: str) -> Iterator[Store]:
    """An open store on PostgreSQL."""
    with closing(bootstrap.open_store(postgres_url)) as store:
        yield store


@pytest.fixture
def store(store_url: str) -> Iterator[Store]:
    """An open store, on each kind of database in turn."""
    with closing(bootstrap.open_store(store_url)) as opened:
        yield opened


@pytest.fixture(autouse=True)
def _indonesian() -> None:
    """Every test begins with an Indonesian reader: a command line run with --lang en must not colour the next one."""
    i18n.use(i18n.LANGUAGES[0])
