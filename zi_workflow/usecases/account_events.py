"""Writes into the record what was done to an account; never a secret, and knows no account's rules."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session

from zi_workflow.domain.events import Event
from zi_workflow.storage.queries.people import newest_unit
from zi_workflow.storage.tables import Account
from zi_workflow.usecases import mail_switch
from zi_workflow.usecases.events import record


def note(session: Session, kind: str, account: Account, actor: str, now: datetime, **more: Any) -> None:
    """The event in the chain of the person's agency; of whoever belongs to no unit, in every agency's.

    `more`: further facts.
    """
    payload = {"person": account.person_id, "administrator": account.administrator, **more}
    unit = newest_unit(session, account.person_id)
    if unit is None:
        on = now.astimezone(UTC).date()
        mail_switch.note(session, Event(kind, account.person_id, actor, on, payload), now)
        return
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    record(session, unit.agency, Event(kind, account.person_id, actor, on, payload, unit_id=unit.id), now)
