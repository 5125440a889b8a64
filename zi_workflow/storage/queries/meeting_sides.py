"""Reads on whose side of a monev meeting somebody sits by their offices; knows no session and no attendance list."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import Session, col

from zi_workflow.domain.people import Role
from zi_workflow.domain.scopes import OF_ASSESSORS, OF_UNIT
from zi_workflow.storage.queries.people import goes_on
from zi_workflow.storage.tables import Membership, Programme, Unit


def assessing(session: Session, programmes: Collection[str], on: date) -> frozenset[tuple[str, str]]:
    """(programme id, person id) of those who assess the unit of a programme on a day, and do not work in it.

    By an office in the unit (its assistance team, its internal assessors) or in the inspectorate of its agency. Whoever
    builds there too sits with the unit: of a unit that is the inspectorate that would be everybody else.
    """
    own, other = aliased(Unit), aliased(Unit)
    rows = session.execute(
        select(col(Programme.id), col(Membership.person_id), col(Membership.role))
        .join(own, col(own.id) == col(Programme.unit_id))
        .join(other, col(other.agency) == col(own.agency))
        .join(Membership, col(Membership.unit_id) == col(other.id))
        .where(
            col(Programme.id).in_(programmes),
            or_(
                col(Membership.role) == str(Role.INSPECTORATE),
                and_(
                    col(other.id) == col(own.id),
                    col(Membership.role).in_([str(role) for role in OF_ASSESSORS | OF_UNIT]),
                ),
            ),
            col(Membership.valid_from) <= on,
            goes_on(on),
        )
    ).all()
    works = {(programme, person) for programme, person, role in rows if role in OF_UNIT}
    return frozenset((programme, person) for programme, person, _role in rows) - works
