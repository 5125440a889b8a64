"""One history of the schema makes the same tables on both databases, whole or not at all."""

from __future__ import annotations

from contextlib import closing

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import inspect, text

from tests.support import chains
from tests.support.databases import sqlite_path
from zi_workflow import bootstrap
from zi_workflow.domain.errors import InputError
from zi_workflow.storage import upgrade
from zi_workflow.storage.engine import open_engine
from zi_workflow.storage.migrations import HISTORY
from zi_workflow.storage.tables import metadata


def _set_revision(url: str, revision: str) -> None:
    engine = open_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = :revision"), {"revision": revision})
    engine.dispose()


def test_migrations_make_exactly_the_tables(empty_url: str) -> None:
    """Columns, types, keys, constraints and indexes: nothing is left to do."""
    with closing(bootstrap.create_store(empty_url)) as store, store.engine.connect() as connection:
        options = {
            "compare_type": True,
            "compare_server_default": True,
            "autogenerate_plugins": ["alembic.autogenerate.*", "alembic.ext.checkconstraint_byname"],
        }
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, metadata) == []


def test_the_history_is_the_list_of_revisions() -> None:
    """Asking whether a database is current needs no Alembic, so the list must not be wrong."""
    scripts = ScriptDirectory.from_config(upgrade.config())
    assert tuple(script.revision for script in scripts.walk_revisions())[::-1] == HISTORY


def test_upgrading_twice_is_upgrading_once(store_url: str) -> None:
    """What was written stays, and nothing is made again."""
    with closing(bootstrap.open_store(store_url)) as store:
        chains.write(store, 3)
        assert upgrade.to_head(store.engine) == HISTORY[-1]
        with store.reading() as session:
            assert session.execute(text("SELECT count(*) FROM event")).scalar_one() == 3


def test_foreign_keys_are_on_after_an_upgrade(empty_sqlite_url: str) -> None:
    """They are off while SQLite rebuilds tables, and only then."""
    with closing(bootstrap.create_store(empty_sqlite_url)) as store, store.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one() == 1


def test_an_upgrade_that_fails_leaves_the_old_schema(empty_url: str) -> None:
    """A table of somebody else is in the way of the third revision: the first two are not kept either."""
    engine = open_engine(empty_url)
    if engine.dialect.name == "sqlite":
        upgrade.make_folder(sqlite_path(empty_url).parent)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE message (number INTEGER)"))
    with pytest.raises(InputError, match="message"):
        upgrade.to_head(engine)
    assert inspect(engine).get_table_names() == ["message"]
    engine.dispose()


def test_an_upgrade_leaves_no_row_that_points_nowhere(sqlite_url: str) -> None:
    """Foreign keys are off during the rebuild, so they are all checked before the commit."""
    engine = open_engine(sqlite_url)
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        driver.execute("PRAGMA foreign_keys=OFF")
        driver.execute("INSERT INTO stage VALUES ('none', 'build', 1, 'Pembangunan', 'open', NULL, NULL)")
    with pytest.raises(InputError, match="rows in stage that point nowhere"):
        upgrade.to_head(engine)
    engine.dispose()


def test_a_database_that_is_not_there_is_not_made_by_opening_it(empty_sqlite_url: str) -> None:
    """A wrong path must not become an empty programme."""
    with pytest.raises(InputError, match="zi init") as caught:
        bootstrap.open_store(empty_sqlite_url)
    assert caught.value.problems[0].where.endswith("zi.db")
    assert not sqlite_path(empty_sqlite_url).exists()


def test_an_empty_database_is_not_opened(empty_postgres_url: str) -> None:
    """The operator is told what to run."""
    with pytest.raises(InputError, match="still empty; run: zi init"):
        bootstrap.open_store(empty_postgres_url)


def test_an_older_database_is_upgraded_before_it_is_opened(store_url: str) -> None:
    """The new program does not guess at old tables."""
    _set_revision(store_url, HISTORY[0])
    with pytest.raises(InputError, match="older version of this program; run: zi init"):
        bootstrap.open_store(store_url)


@pytest.mark.parametrize("start", [bootstrap.open_store, bootstrap.create_store])
def test_a_newer_database_is_refused(store_url: str, start: type) -> None:
    """Old code never runs on a new schema, nor 'upgrades' it."""
    _set_revision(store_url, "9999")
    with pytest.raises(InputError, match=r"newer version of this program \(9999\)"):
        start(store_url)


def test_a_file_that_is_no_database_gets_a_sentence(empty_sqlite_url: str) -> None:
    """Never a traceback for a wrong path."""
    path = sqlite_path(empty_sqlite_url)
    upgrade.make_folder(path.parent)
    path.write_text("Surat dinas.\n" * 100, encoding="utf-8")
    with pytest.raises(InputError, match="not a database"):
        bootstrap.open_store(empty_sqlite_url)


def test_a_server_that_is_not_there_gets_a_sentence_without_the_password() -> None:
    """The sentence may end up in a ticket."""
    with pytest.raises(InputError, match="cannot be used") as caught:
        bootstrap.open_store("postgresql+psycopg://zi:rahasia@/zi?host=/nowhere")
    problem = caught.value.problems[0]
    assert "rahasia" not in f"{problem.where} {problem.params}"
