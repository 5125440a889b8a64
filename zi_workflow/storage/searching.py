"""Keeps the database from seeking rows by the wrong column; knows no table."""

from __future__ import annotations

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Mapped


def not_sought(column: ColumnElement[str] | Mapped[str]) -> ColumnElement[str]:
    """A text column to compare rows by that another column finds.

    SQLite knows no numbers of rows: it takes one wanted state for rarer than ten wanted keys, and goes through every
    row of that state, of which there are as many as mails on a morning. An expression has no index.
    """
    return column.concat("")
