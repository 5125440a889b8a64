"""The chain of events shows every change, cannot fork and cannot be rewritten through the database."""

from __future__ import annotations

import threading
from datetime import UTC, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from tests.support import chains
from zi_workflow.bootstrap import Store
from zi_workflow.domain.events import GENESIS, canonical
from zi_workflow.storage.tables import EventRow
from zi_workflow.usecases import events
from zi_workflow.usecases.events import ChainReport

EVENT = EventRow.metadata.tables["event"]
LENGTH = 7
WORDS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF), max_size=30)
NEW_VALUES: dict[str, st.SearchStrategy[Any]] = {
    "agency": WORDS,
    "number": st.integers(-5, 0) | st.integers(LENGTH + 1, 1000),
    "kind": WORDS,
    "unit_id": st.none() | WORDS,
    "programme_id": st.none() | WORDS,
    "subject": WORDS,
    "actor": WORDS,
    "occurred_on": st.dates(),
    "recorded_at": st.datetimes(timezones=st.just(UTC)),
    "payload": st.dictionaries(WORDS, st.integers() | st.booleans() | WORDS, max_size=3),
    "previous": st.text("0123456789abcdef", min_size=64, max_size=64),
    "hash": st.text("0123456789abcdef", min_size=64, max_size=64),
}


def _verified(store: Store) -> ChainReport:
    with store.reading() as session:
        return events.verify(session)


def _let_change(connection: Connection) -> None:
    """What somebody who owns the database can do first."""
    if connection.dialect.name == "sqlite":
        connection.execute(text("DROP TRIGGER event_no_update"))
        connection.execute(text("DROP TRIGGER event_no_delete"))
    else:
        connection.execute(text("ALTER TABLE event DISABLE TRIGGER event_append_only"))


def test_a_whole_chain_is_intact(store: Store) -> None:
    """Each agency has its own chain from number 1, and its head is the newest event's hash."""
    chains.write(store, 3)
    chains.write(store, 2, agency="kementerian-contoh")
    report = _verified(store)
    assert report.intact
    assert [(c.agency, c.count, c.broken) for c in report.chains] == [
        ("kementerian-contoh", 2, None), (chains.AGENCY, 3, None),
    ]  # fmt: skip
    with store.writing() as session:
        row = events.record(session, chains.AGENCY, chains.event(4), chains.at(4))
    assert row.number == 4
    assert row.previous == report.chains[1].head
    assert row.hash == _verified(store).chains[1].head


def test_a_chain_without_events_starts_at_the_genesis(store: Store) -> None:
    """Nothing happened yet is a chain too."""
    with store.reading() as session:
        report = events.verify(session, "instansi-baru")
    assert report.intact
    assert report.chains[0].head == GENESIS


def test_a_long_chain_is_read_in_pages(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The report is the same whatever fits into one page."""
    chains.write(store, LENGTH)
    whole = _verified(store)
    for page in (1, 2, LENGTH, LENGTH + 1):
        monkeypatch.setattr(events, "_PAGE", page)
        assert _verified(store) == whole


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_single_edit_is_detected(store: Store, data: st.DataObject) -> None:
    """Whatever column of whatever event is changed, some chain is broken, at that event or the one after."""
    if not _verified(store).chains:
        chains.write(store, LENGTH)
    number = data.draw(st.integers(1, LENGTH))
    column = data.draw(st.sampled_from(sorted(NEW_VALUES)))
    value = data.draw(NEW_VALUES[column])
    with store.engine.connect() as connection:
        _let_change(connection)
        here = (EVENT.c.agency == chains.AGENCY) & (EVENT.c.number == number)
        old = connection.execute(EVENT.select().where(here)).one()
        assume(canonical(old._mapping[column]) != canonical(value))
        connection.execute(update(EVENT).where(here).values({column: value}))
        report = events.verify(Session(connection))
        connection.rollback()
    assert not report.intact
    assert all(chain.broken is None or chain.broken in {1, number, number + 1} for chain in report.chains)
    assert _verified(store).intact


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE event SET recorded_at = 'kemarin' WHERE number = 3",
        "UPDATE event SET occurred_on = 'lusa' WHERE number = 3",
        "UPDATE event SET payload = '{' WHERE number = 3",
        "UPDATE event SET number = 'tiga' WHERE number = 3",
    ],
)
def test_a_row_that_cannot_be_read_is_a_broken_chain(sqlite_store: Store, damage: str) -> None:
    """SQLite stores anything anywhere; the audit still answers with a number."""
    chains.write(sqlite_store, LENGTH)
    with sqlite_store.engine.begin() as connection:
        _let_change(connection)
        connection.execute(text(damage))
    chain = _verified(sqlite_store).chains[0]
    assert (chain.count, chain.broken) == (LENGTH, 3)


@pytest.mark.parametrize("number", [0, -1])
def test_an_event_put_in_front_of_the_first_is_a_broken_chain(store: Store, number: int) -> None:
    """A chain begins at 1: a forged beginning is found though every later event fits."""
    chains.write(store, 2)
    with store.engine.begin() as connection:
        first = connection.execute(EVENT.select().where(EVENT.c.number == 1)).one()
        connection.execute(EVENT.insert().values({**first._mapping, "number": number, "hash": "0" * 64}))
    assert _verified(store).chains[0].broken == 1


@pytest.mark.parametrize("number", [1, 4, LENGTH])
def test_a_missing_event_is_a_broken_chain_unless_it_was_the_last(store: Store, number: int) -> None:
    """A cut tail is only seen by comparing the head, which is why heads are kept elsewhere."""
    chains.write(store, LENGTH)
    before = _verified(store).chains[0]
    with store.engine.begin() as connection:
        _let_change(connection)
        connection.execute(EVENT.delete().where(EVENT.c.number == number))
    after = _verified(store).chains[0]
    assert after.broken == (None if number == LENGTH else number)
    assert (after.count, after.head) != (before.count, before.head)


@pytest.mark.parametrize("statement", ["UPDATE event SET actor = 'dewi'", "DELETE FROM event"])
def test_the_database_refuses_to_change_the_past(store: Store, statement: str) -> None:
    """Events are append-only for every program that connects, not only for ours."""
    chains.write(store, 1)
    with pytest.raises(DBAPIError, match="events are append-only"), store.engine.begin() as connection:
        connection.execute(text(statement))
    assert _verified(store).chains[0].count == 1


def test_postgresql_refuses_to_empty_the_log(postgres_store: Store) -> None:
    """TRUNCATE is no way around the rule."""
    with pytest.raises(DBAPIError, match="append-only"), postgres_store.engine.begin() as connection:
        connection.execute(text("TRUNCATE event"))


def test_two_writers_cannot_fork_a_chain(store: Store) -> None:
    """Three people act at the same time; every event has its own place."""
    failures: list[BaseException] = []

    def act(actor: str) -> None:
        try:
            for number in range(1, 9):
                with store.writing() as session:
                    events.record(
                        session, chains.AGENCY, chains.event(number, actor=actor), chains.at(number)
                    )
        except BaseException as error:
            failures.append(error)

    people = [threading.Thread(target=act, args=(name,)) for name in ("ayu", "budi", "citra")]
    for person in people:
        person.start()
    for person in people:
        person.join()
    assert failures == []
    chain = _verified(store).chains[0]
    assert (chain.count, chain.broken) == (24, None)


def test_the_time_of_recording_never_goes_back(store: Store) -> None:
    """A clock that jumps back does not put an event before the one it follows."""
    with store.writing() as session:
        first = events.record(session, chains.AGENCY, chains.event(1), chains.at(1))
        second = events.record(session, chains.AGENCY, chains.event(2), chains.at(1) - timedelta(hours=1))
        third = events.record(session, chains.AGENCY, chains.event(3), chains.at(2))
    assert first.recorded_at == second.recorded_at == chains.at(1)
    assert third.recorded_at == chains.at(2)
    assert _verified(store).intact


@pytest.mark.parametrize("before", [0, 1])
def test_an_event_is_not_recorded_at_a_naive_instant(store: Store, before: int) -> None:
    """The server's zone is nobody's business."""
    chains.write(store, before)
    naive = chains.at(5).replace(tzinfo=None)
    with store.writing() as session, pytest.raises((TypeError, ValueError), match="naive"):
        events.record(session, chains.AGENCY, chains.event(), naive)


def test_an_event_of_a_transaction_that_failed_never_was(store: Store) -> None:
    """The next event takes its place in the chain."""
    chains.write(store, 2)
    with store.writing() as session:
        events.record(session, chains.AGENCY, chains.event(3), chains.at(3))
        session.rollback()
    chains.write(store, 1)
    chain = _verified(store).chains[0]
    assert (chain.count, chain.broken) == (3, None)
