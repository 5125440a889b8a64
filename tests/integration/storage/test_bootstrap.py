"""One transaction around a use case, tried again when another writer is in the way."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlmodel import Session, col

from tests.support.clocks import wib
from zi_workflow import bootstrap, clock
from zi_workflow.bootstrap import Store
from zi_workflow.domain.errors import BusyError, ConflictError, Problem
from zi_workflow.settings import Settings
from zi_workflow.storage.tables import Person

NOW = wib(2025, 1, 2)


@dataclass(frozen=True)
class Welcome:
    """Ayu joins."""

    name: str


def welcome(session: Session, command: Welcome, now: datetime) -> str:
    """Add a person."""
    session.add(Person(id=command.name, name=command.name, created_at=now))
    return command.name


def _names(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.scalars(select(col(Person.name))))


def test_a_use_case_is_committed_and_answers(store: Store) -> None:
    """The caller gets what the use case returns, and it is saved."""
    assert bootstrap.do(store, welcome, Welcome("Ayu"), NOW) == "Ayu"
    assert _names(store) == ["Ayu"]


def test_a_refusal_is_not_tried_again_and_saves_nothing(store: Store) -> None:
    """Only a busy store is worth another attempt."""
    calls = []

    def refuse(session: Session, command: Welcome, now: datetime) -> None:
        calls.append(welcome(session, command, now))
        session.flush()
        raise ConflictError(Problem("changed meanwhile"))

    with pytest.raises(ConflictError):
        bootstrap.do(store, refuse, Welcome("Ayu"), NOW)
    assert calls == ["Ayu"]
    assert _names(store) == []


def test_a_busy_store_is_tried_again_from_the_start(store: Store) -> None:
    """What the failed attempts did is gone."""
    calls = []

    def busy_at_first(session: Session, command: Welcome, now: datetime) -> None:
        calls.append(welcome(session, command, now))
        session.flush()
        if len(calls) < 3:
            raise BusyError(Problem("busy"))

    bootstrap.do(store, busy_at_first, Welcome("Ayu"), NOW)
    assert len(calls) == 3
    assert _names(store) == ["Ayu"]


@pytest.mark.parametrize(("seconds", "attempts"), [(0.0, bootstrap.ATTEMPTS), (6.0, 1)])
def test_a_store_that_stays_busy_is_given_up(
    sqlite_store: Store, monkeypatch: pytest.MonkeyPatch, seconds: float, attempts: int
) -> None:
    """After a few attempts, or at once when one alone took longer than anybody waits."""
    calls, passed, pauses = [], [0.0], list[float]()
    monkeypatch.setattr(clock, "elapsed", lambda: passed[0])
    monkeypatch.setattr(clock, "pause", pauses.append)

    def always_busy(_session: Session, command: Welcome, _now: datetime) -> None:
        calls.append(command)
        passed[0] += seconds
        raise BusyError(Problem("busy"))

    with pytest.raises(BusyError):
        bootstrap.do(sqlite_store, always_busy, Welcome("Ayu"), NOW)
    assert len(calls) == attempts
    assert len(pauses) == attempts - 1


def test_two_writers_that_wait_for_each_other_both_get_through(postgres_store: Store) -> None:
    """PostgreSQL ends one side of a deadlock; its use case runs again."""
    for name in ("Ayu", "Budi"):
        bootstrap.do(postgres_store, welcome, Welcome(name), NOW)
    meeting, attempts = threading.Barrier(2), list[str]()

    def rename(session: Session, names: tuple[str, str], _now: datetime) -> None:
        attempts.append(names[0])
        for name in names:
            session.execute(update(Person).where(col(Person.id) == name).values(office=f"Kantor {names[0]}"))
            if name == names[0] and len(attempts) <= 2:
                meeting.wait(10)

    others = threading.Thread(target=bootstrap.do, args=(postgres_store, rename, ("Budi", "Ayu"), NOW))
    others.start()
    bootstrap.do(postgres_store, rename, ("Ayu", "Budi"), NOW)
    others.join()
    assert len(attempts) == 3


def test_settings_decide_where_the_store_is(tmp_path: Path) -> None:
    """The data folder is made for its owner alone, with the database in it."""
    chosen = Settings(data=tmp_path / "zi" / "data")
    store = bootstrap.create_store(chosen)
    assert store.name == str(chosen.data / "zi.db")
    assert chosen.data.stat().st_mode & 0o077 == 0
    bootstrap.open_store(chosen).close()
    store.close()


def test_the_clock_is_fast_only_when_settings_say_so(tmp_path: Path) -> None:
    """A rehearsing service starts on a given morning; every other one keeps the system's time."""
    assert isinstance(bootstrap.clock_of(Settings(data=tmp_path)), clock.SystemClock)
    fast = bootstrap.clock_of(Settings(data=tmp_path, clock_start=NOW, clock_speed=3600))
    assert isinstance(fast, clock.FastClock)
    assert (fast.start, fast.speed) == (NOW, 3600)
