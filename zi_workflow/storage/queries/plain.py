"""Asks for columns, and changes them, without what an object mapper does for each statement; knows no table.

A page asks a dozen small statements: half of the time of each would go into preparing objects that none of them makes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVarTuple

from sqlalchemy import Connection, CursorResult, Executable, Select
from sqlmodel import Session

Columns = TypeVarTuple("Columns")


def rows(session: Session, query: Select[*Columns], facts: Mapping[str, Any]) -> CursorResult[*Columns]:
    """The rows of a select of columns (never of whole tables' objects); what the session holds is written before."""
    session.flush()
    return _connection(session).execute(query, facts)


def change(
    session: Session, statement: Executable, facts: Mapping[str, Any] | Sequence[Mapping[str, Any]]
) -> None:
    """Run a statement of tables (never of classes) that changes rows; objects that the session holds hear nothing of it."""
    session.flush()
    _connection(session).execute(statement, facts)


def _connection(session: Session) -> Connection:
    """A session that only reads stands on its connection; it need not be asked which one."""
    return session.bind if isinstance(session.bind, Connection) else session.connection()
