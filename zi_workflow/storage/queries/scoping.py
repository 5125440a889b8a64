"""Turns a viewer's scope into conditions on rows, so that no query shows what is out of reach; decides no scope."""

from __future__ import annotations

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, false, or_, select, true
from sqlmodel import col

from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.tables import Membership, MessageRow, Person, PortfolioRow, Programme, Unit

_PORTFOLIO = PortfolioRow.metadata.tables["portfolio"]


def programmes_in(scope: Scope) -> ColumnElement[bool]:
    """Of programmes, in a query that joins their units."""
    return _units_in(scope, col(Programme.unit_id), col(Unit.agency).in_(scope.agencies))


def units_in(scope: Scope) -> ColumnElement[bool]:
    """Of units themselves."""
    return _units_in(scope, col(Unit.id), col(Unit.agency).in_(scope.agencies))


def portfolio_in(scope: Scope) -> ColumnElement[bool]:
    """Of the rows that compare programmes, which name their units themselves."""
    return _units_in(scope, _PORTFOLIO.c.unit_id, _PORTFOLIO.c.agency.in_(scope.agencies))


def mails_in(scope: Scope) -> ColumnElement[bool]:
    """Of messages: those of the units in reach, and the viewer's own wherever they come from."""
    agency = col(MessageRow.unit_id).in_(select(col(Unit.id)).where(col(Unit.agency).in_(scope.agencies)))
    inside = _units_in(scope, col(MessageRow.unit_id), agency)
    return or_(inside, col(MessageRow.person_id).in_(scope.people)) if scope.people else inside


def people_in(scope: Scope) -> ColumnElement[bool]:
    """Of people: whoever holds or held an office in the units or areas in reach, and the viewer."""
    agency = col(Unit.agency).in_(scope.agencies)
    inside = _units_in(scope, col(Membership.unit_id), agency)
    areas = [
        and_(col(Membership.unit_id) == unit_id, col(Membership.area) == area)
        for unit_id, area in sorted(scope.areas)
    ]
    reached = (
        select(col(Membership.person_id))
        .join(Unit, col(Unit.id) == col(Membership.unit_id))
        .where(or_(inside, *areas))
    )
    return or_(col(Person.id).in_(reached), col(Person.id).in_(scope.people))


def _units_in(
    scope: Scope, unit_id: SQLColumnExpression[str], agency: ColumnElement[bool]
) -> ColumnElement[bool]:
    if scope.service:
        inside: ColumnElement[bool] = true()
    else:
        wanted = [agency] if scope.agencies else []
        wanted += [unit_id.in_(scope.units)] if scope.units else []
        inside = or_(*wanted) if wanted else false()
    return and_(inside, unit_id.not_in(scope.without)) if scope.without else inside
