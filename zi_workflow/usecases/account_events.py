"""Writes into the record what was done to an account; never a secret, and knows no account's rules."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.events import Event
from zi_workflow.storage.tables import Account, Membership, Unit
from zi_workflow.usecases import mail_switch
from zi_workflow.usecases.events import record


def note(session: Session, kind: str, account: Account, actor: str, now: datetime) -> None:
    """The event in the chain of the person's agency; of whoever belongs to no unit, in every agency's."""
    payload = {"person": account.person_id, "administrator": account.administrator}
    unit: Unit | None = session.scalars(
        select(Unit)
        .join(Membership, col(Membership.unit_id) == col(Unit.id))
        .where(col(Membership.person_id) == account.person_id)
        .order_by(col(Membership.id).desc())
        .limit(1)
    ).first()
    if unit is None:
        on = now.astimezone(UTC).date()
        mail_switch.note(session, Event(kind, account.person_id, actor, on, payload), now)
        return
    on = now.astimezone(ZoneInfo(unit.zone)).date()
    record(session, unit.agency, Event(kind, account.person_id, actor, on, payload, unit_id=unit.id), now)
