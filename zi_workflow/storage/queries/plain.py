"""Asks for columns without what an object mapper does for each statement; knows no table.

A page asks a dozen small statements: half of the time of each would go into preparing objects that none of them makes.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVarTuple

from sqlalchemy import CursorResult, Select
from sqlmodel import Session

Columns = TypeVarTuple("Columns")


def rows(session: Session, query: Select[*Columns], facts: Mapping[str, Any]) -> CursorResult[*Columns]:
    """The rows of a select of columns (never of whole tables' objects); what the session holds is written before."""
    session.flush()
    return session.connection().execute(query, facts)
