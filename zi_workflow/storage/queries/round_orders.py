"""Reads orders to open rounds and how far each of their units is, inside a scope; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.round_orders import OrderState, UnitState
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.scoping import programmes_in
from zi_workflow.storage.tables import MonevOrder, MonevOrderUnit, Person, Programme, Unit


@dataclass(frozen=True, slots=True)
class OrderUnit:
    """A unit of an order and what became of it; `reason` is why it was not opened."""

    code: str
    unit: str
    state: str
    reason: str
    done_at: datetime | None


@dataclass(frozen=True)
class OrderFacts:
    """An order with its units in reach; `made_by` is a name."""

    id: str
    quarter: str
    joint: bool
    state: str
    made_by: str
    made_at: datetime
    units: tuple[OrderUnit, ...]

    def number(self, state: UnitState) -> int:
        """How many of its units are that far."""
        return sum(each.state == state for each in self.units)

    @property
    def goes_on(self) -> bool:
        """Whether some units still wait."""
        return self.state == OrderState.OPEN


def order_facts(session: Session, order_id: str, scope: Scope) -> OrderFacts | None:
    """The order, if any of its units is in reach."""
    order = session.get(MonevOrder, order_id)
    if order is None:
        return None
    rows = session.execute(
        select(
            col(Programme.code), col(Unit.name), col(MonevOrderUnit.state), col(MonevOrderUnit.reason),
            col(MonevOrderUnit.done_at),
        )
        .join(Programme, col(Programme.id) == col(MonevOrderUnit.programme_id))
        .join(Unit, col(Unit.id) == col(Programme.unit_id))
        .where(col(MonevOrderUnit.order_id) == order_id, programmes_in(scope))
        .order_by(col(MonevOrderUnit.position))
    ).all()  # fmt: skip
    if not rows:
        return None
    maker = session.get(Person, order.made_by)
    return OrderFacts(
        order.id, order.quarter, order.joint, order.state, maker.name if maker else order.made_by, order.made_at,
        tuple(OrderUnit(*row) for row in rows),
    )  # fmt: skip
