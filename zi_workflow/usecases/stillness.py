"""Knows whether anybody has written between two transactions of one worker; knows no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session


@dataclass(frozen=True, slots=True)
class Stillness:
    """How far a SQLite file has been written, by this connection and by all others."""

    connection: Any
    others: int
    own: int


def stillness(session: Session) -> Stillness | None:
    """What is the same again as long as nobody writes; None where the database cannot say it.

    The first number changes with whatever others commit, in this process or another one; whatever else goes over the same
    connection, which a pool lends to one after the other, changes the second.
    """
    session.flush()
    connection = session.connection()
    if connection.dialect.name != "sqlite":
        return None
    file = connection.connection.dbapi_connection
    assert file is not None, "a connection in use is open"
    (others,) = file.execute("PRAGMA data_version").fetchone()
    return Stillness(file, others, file.total_changes)
