"""Reads who wants an optional mail and whose link it is; knows no token, only its hash."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlmodel import Session, col

from zi_workflow.domain.notices import MailKind
from zi_workflow.storage.ids import token_hash
from zi_workflow.storage.tables import Person, Subscription, SubscriptionLink


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose link it is, and whether they want that mail now."""

    person_id: str
    kind: MailKind
    wanted: bool


def owner_of(session: Session, token: str) -> Owner | None:
    """Who got this link; None for a link that never went out."""
    row = session.execute(
        select(col(SubscriptionLink.person_id), col(SubscriptionLink.kind)).where(
            col(SubscriptionLink.token_hash) == token_hash(token)
        )
    ).one_or_none()
    if row is None:
        return None
    return Owner(row.person_id, MailKind(row.kind), wants(session, row.person_id, row.kind))


def wants(session: Session, person_id: str, kind: str) -> bool:
    """Whether the person wants that optional mail; everybody does who did not say otherwise."""
    return not declined(session, kind, [person_id])


def declined(session: Session, kind: str, people: Collection[str]) -> frozenset[str]:
    """Those of the people who do not want that mail."""
    rows = session.scalars(
        select(col(Subscription.person_id)).where(
            col(Subscription.kind) == str(kind),
            col(Subscription.person_id).in_(people),
            col(Subscription.wanted).is_(False),
        )
    )
    return frozenset(rows)


def still_going(session: Session, people: Collection[str], kind: str) -> frozenset[str]:
    """Those of the people who still want an optional mail that was collected earlier, and have an address for it."""
    rows = session.scalars(
        select(col(Person.id))
        .outerjoin(
            Subscription,
            and_(col(Subscription.person_id) == col(Person.id), col(Subscription.kind) == str(kind)),
        )
        .where(
            col(Person.id).in_(people),
            col(Person.email).is_not(None),
            col(Person.suppressed).is_(None),
            or_(col(Subscription.wanted).is_(None), col(Subscription.wanted)),
        )
    )
    return frozenset(rows)
