"""Reads the clock of the database's server where that is another machine; judges nothing."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import text
from sqlmodel import Session

_ASK = text(
    "SELECT clock_timestamp() AS at, host(inet_server_addr()) AS server, host(inet_client_addr()) AS client"
)


def other_clock(session: Session) -> datetime | None:
    """What another machine's clock says; None for a file, or a server on this machine: it has this machine's clock.

    Containers of one machine have addresses of their own but share its clock; that cannot be told from here.
    """
    if session.get_bind().dialect.name != "postgresql":
        return None
    row = session.execute(_ASK).one()
    if row.server is None or row.server == row.client:
        return None
    at: datetime = row.at
    return at.astimezone(UTC)
