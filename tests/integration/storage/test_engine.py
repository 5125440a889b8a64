"""Transactions on both databases: what is switched on, who waits for whom, and what becomes of instants."""

from __future__ import annotations

import random
import threading
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError
from sqlmodel import Session, col

from tests.support.clocks import wib
from tests.support.databases import sqlite_url
from zi_workflow import bootstrap
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import AwayError, BusyError
from zi_workflow.storage import engine as transactions
from zi_workflow.storage import ids
from zi_workflow.storage.tables import Stage, Unit

NOW = wib(2025, 1, 2)
pytestmark = pytest.mark.usefixtures("carefully")


def _unit(code: str, created_at: datetime = NOW) -> Unit:
    return Unit(
        id=code, code=code, agency="pemprov-contoh", name="Dinas Contoh", zone="Asia/Jakarta",
        week=["mon", "tue", "wed", "thu", "fri"], created_at=created_at,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("busy_timeout", 5000)],
)
def test_sqlite_is_careful_on_every_connection(sqlite_store: Store, pragma: str, value: object) -> None:
    """Write-ahead log, wait for the disk, foreign keys, patience: on each of several connections."""
    with sqlite_store.engine.connect() as one:
        assert one.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value
        with sqlite_store.engine.connect().execution_options(**{transactions.READ_ONLY: True}) as other:
            assert other.exec_driver_sql(f"PRAGMA {pragma}").scalar_one() == value


def test_a_scratch_database_does_not_wait_for_the_disk(tmp_path: Path) -> None:
    """A rehearsal may lose its scratch file in a power cut."""
    store = bootstrap.create_store(sqlite_url(tmp_path / "scratch.db"), durable=False)
    with store.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA synchronous").scalar_one() == 0
    store.close()


def test_foreign_keys_hold(store: Store) -> None:
    """A stage of a programme that is not there is refused on both databases."""
    with pytest.raises(DBAPIError), store.writing() as session:
        session.add(Stage(programme_id="none", key="build", position=1, title="Pembangunan"))


def test_an_error_leaves_nothing_behind(store: Store) -> None:
    """A transaction is whole or not at all."""

    def fail_half_way() -> None:
        with store.writing() as session:
            session.add(_unit("one"))
            session.flush()
            raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        fail_half_way()
    with store.reading() as session:
        assert session.scalars(select(Unit)).all() == []


def test_reading_commits_nothing(store: Store) -> None:
    """What somebody adds to a reading session is gone afterwards."""
    with store.reading() as session:
        session.add(_unit("one"))
        session.flush()
    with store.reading() as session:
        assert session.scalars(select(Unit)).all() == []


def test_writers_wait_for_each_other(store: Store) -> None:
    """Four writers that read before they write all get through, without 'database is locked'."""
    failures: list[BaseException] = []

    def write(name: str) -> None:
        try:
            for number in range(5):
                with store.writing() as session:
                    session.scalars(select(Unit)).all()
                    session.add(_unit(f"{name}-{number}"))
        except BaseException as error:
            failures.append(error)

    writers = [threading.Thread(target=write, args=(name,)) for name in ("ayu", "budi", "citra", "dewi")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert failures == []
    with store.reading() as session:
        assert len(session.scalars(select(Unit)).all()) == 20


def test_a_writer_that_waited_too_long_hears_that_the_store_is_busy(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sentence says that trying again can help, and readers are not held up."""
    monkeypatch.setattr(transactions, "BUSY_MILLISECONDS", 50)
    store = bootstrap.open_store(sqlite_url)
    with store.writing() as first:
        first.add(_unit("one"))
        first.flush()
        with store.reading() as session:
            assert session.scalars(select(Unit)).all() == []
        with pytest.raises(BusyError) as caught, store.writing() as second:
            second.connection()
    assert caught.value.retryable
    store.close()


def test_a_full_disk_is_no_fault_of_who_writes(sqlite_url: str) -> None:
    """Nothing is saved, and trying again can help: what must be written down is kept until there is room."""
    store = bootstrap.open_store(sqlite_url)

    def fill(session: Session, many: int, now: datetime) -> None:
        pages = session.execute(text("PRAGMA page_count")).scalar_one()
        session.execute(text(f"PRAGMA max_page_count = {pages}"))
        session.add_all(_unit(f"unit-{number}", now) for number in range(many))

    with pytest.raises(AwayError) as caught:
        bootstrap.do(store, fill, 500, NOW)
    assert caught.value.retryable
    with store.reading() as session:
        assert session.scalars(select(Unit)).all() == []
    store.close()


def test_a_server_that_went_away_is_named_and_found_again(postgres_store: Store) -> None:
    """Whether the lost transaction was saved is not known, so nobody repeats it; the next one has a new connection."""
    with pytest.raises(AwayError) as caught, postgres_store.writing() as session:
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
    assert caught.value.retryable
    calls = []

    def lost(session: Session, command: str, now: datetime) -> None:
        calls.append(command)
        session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))

    with pytest.raises(AwayError):
        bootstrap.do(postgres_store, lost, "once", NOW)
    assert calls == ["once"]
    with postgres_store.reading() as session:
        assert session.scalars(select(Unit)).all() == []


def test_an_instant_keeps_its_moment(store: Store) -> None:
    """Written in Jakarta, read in UTC, the same moment with its microseconds."""
    moment = wib(2025, 1, 2).replace(microsecond=123456)
    with store.writing() as session:
        session.add(_unit("one", moment))
    with store.reading() as session:
        found = session.scalars(select(col(Unit.created_at))).one()
        later = session.scalars(select(col(Unit.code)).where(col(Unit.created_at) > wib(2025, 1, 2))).all()
    assert found == moment
    assert found.tzinfo is UTC
    assert later == ["one"]


def test_a_naive_instant_is_refused(store: Store) -> None:
    """SQLite would forget the zone without a word."""
    with pytest.raises(StatementError, match="naive datetime"), store.writing() as session:
        session.add(_unit("one", datetime(2025, 1, 2, 7, 0)))  # noqa: DTZ001


def test_ids_come_from_the_stores_source(store_url: str) -> None:
    """Two stores with one seed make the same ids, transaction after transaction."""
    made = []
    for _ in range(2):
        store = bootstrap.open_store(store_url, random_bits=random.Random(7).getrandbits)
        for _transaction in range(2):
            with store.writing() as session:
                made.append(ids.new_id(session, NOW))
        store.close()
    assert made[:2] == made[2:]
    assert made[0] != made[1]
