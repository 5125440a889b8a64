"""Mails are kept in a quarter of their length: a row is written whole each time its state changes."""

from __future__ import annotations

import zlib

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"

_LONG = ("html", "source")
_AT_ONCE = 200
_MESSAGE = sa.table(
    "message",
    sa.column("id", sa.String()),
    *(sa.column(name, sa.Text()) for name in _LONG),
    *(sa.column(f"packed_{name}", sa.LargeBinary()) for name in _LONG),
)


def upgrade() -> None:
    """New columns, filled from the old ones, which go."""
    for name in _LONG:
        op.add_column("message", sa.Column(f"packed_{name}", sa.LargeBinary(), nullable=True))
    connection = op.get_bind()
    known = sa.or_(*(_MESSAGE.c[name].is_not(None) for name in _LONG))
    ids = list(connection.scalars(sa.select(_MESSAGE.c.id).where(known)))
    for first in range(0, len(ids), _AT_ONCE):
        _pack(connection, ids[first : first + _AT_ONCE])
    for name in _LONG:
        op.drop_column("message", name)


def _pack(connection: sa.Connection, ids: list[str]) -> None:
    long = (_MESSAGE.c[name] for name in _LONG)
    rows = connection.execute(sa.select(_MESSAGE.c.id, *long).where(_MESSAGE.c.id.in_(ids))).all()
    change = sa.update(_MESSAGE).where(_MESSAGE.c.id == sa.bindparam("row"))  # sets what the texts name
    texts = [
        {"row": row.id, **{f"packed_{name}": _packed(getattr(row, name)) for name in _LONG}} for row in rows
    ]
    connection.execute(change, texts)


def _packed(text: str | None) -> bytes | None:
    return None if text is None else zlib.compress(text.encode(), level=1)
