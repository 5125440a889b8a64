"""A delivery behind the service's guards, and the states it leaves; knows no person."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select
from sqlmodel import col

from notifications.delivery import deliver
from notifications.reports import Report
from tests.support.mails import ON, Clock, ScriptedTransport
from zi_workflow.bootstrap import Store
from zi_workflow.storage.tables import MessageRow
from zi_workflow.usecases.mail_gate import gate

YESTERDAY = ON - timedelta(days=1)


async def send(store: Store, transport: ScriptedTransport, clock: Clock | None = None) -> Report:
    """One delivery behind the guards."""
    return await deliver(store, (clock or Clock()).now, transport, "w1", guard=gate())


def states(store: Store) -> list[tuple[str, str | None]]:
    """State and reason of every message."""
    with store.reading() as session:
        query = select(col(MessageRow.state), col(MessageRow.reason)).order_by(col(MessageRow.key))
        return [(row[0], row[1]) for row in session.execute(query)]
