"""Where a run has its database: fresh from a template, backed up, put back and copied; knows no table."""

from __future__ import annotations

import random
import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path
from typing import ClassVar

import pysqlite3.dbapi2 as sqlite  # type: ignore[import-untyped]

from tests.stateful.model import Model
from tests.stateful.opening import open_scenes
from tests.support import databases
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store


class Databases(ABC):
    """Makes databases that all begin with the same scene."""

    name: ClassVar[str]
    can_restore: ClassVar[bool] = False

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._stores: dict[tuple[str, str], Store] = {}
        self._opening: Model

    def store(self, url: str, whose: str) -> Store:
        """The same one for each run on a URL, so that SQLAlchemy need not compile everything anew."""
        if (url, whose) not in self._stores:
            self._stores[url, whose] = bootstrap.open_store(url)
        return self._stores[url, whose]

    def _open(self, url: str) -> None:
        store = bootstrap.create_store(url, random_bits=random.Random("a seed that no world has").getrandbits)
        try:
            self._opening = open_scenes(store)
        finally:
            store.close()

    def opening(self) -> Model:
        """What the tester knows at the beginning."""
        return deepcopy(self._opening)

    def data_folder(self) -> Path:
        """An empty folder for what lies beside a database."""
        folder = self.folder / "data"
        folder.mkdir()
        return folder

    @contextmanager
    @abstractmethod
    def fresh(self, folder: Path) -> Iterator[str]:
        """The URL of a database with the opening scene, for as long as the block runs."""

    @contextmanager
    @abstractmethod
    def twin(self, url: str) -> Iterator[str]:
        """The URL of a copy of a database nobody is connected to."""


class SqliteFiles(Databases):
    """A file each."""

    name = "sqlite"
    can_restore = True

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._template = folder / "template.db"
        self._open(databases.sqlite_url(self._template))

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Beside the mark, as in a data folder."""
        path = folder / "zi.db"
        shutil.copyfile(self._template, path)
        try:
            yield databases.sqlite_url(path)
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def twin(self, url: str) -> Iterator[str]:
        """A copy that is gone afterwards."""
        path = databases.sqlite_path(url).with_name("twin.db")
        back_up(databases.sqlite_path(url), path)
        try:
            yield databases.sqlite_url(path)
        finally:
            for each in path.parent.glob("twin.db*"):
                each.unlink()


class PostgresDatabases(Databases):
    """A database each, of one server."""

    name = "postgres"

    def __init__(self, folder: Path, server: databases.PostgresServer) -> None:
        super().__init__(folder)
        self._server = server
        self._open(server.create("zi_opening", databases.TEMPLATE))

    @contextmanager
    def fresh(self, folder: Path) -> Iterator[str]:
        """Dropped afterwards."""
        try:
            with self._server.copy_of("zi_opening", "zi_run") as url:
                yield url
        finally:
            shutil.rmtree(folder)

    @contextmanager
    def twin(self, url: str) -> Iterator[str]:
        """Dropped afterwards."""
        with self._server.copy_of("zi_run", "zi_twin") as copied:
            yield copied


def back_up(path: Path, target: Path) -> None:
    """A copy by SQLite's own tool, also while others write."""
    source, copy = sqlite.connect(str(path)), sqlite.connect(str(target))
    try:
        source.backup(copy)
    finally:
        copy.close()
        source.close()


def put_back(backup: Path, path: Path) -> None:
    """The backup in place of a database that is closed."""
    for leftover in path.parent.glob(f"{path.name}-*"):
        leftover.unlink()
    shutil.copyfile(backup, path)
