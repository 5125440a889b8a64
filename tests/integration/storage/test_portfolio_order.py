"""A page of units is read in its order, whatever the number of units with the same delay."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import event

from zi_workflow.bootstrap import Store
from zi_workflow.domain.scopes import Scope
from zi_workflow.storage.queries.lists import Wanted
from zi_workflow.storage.queries.portfolio import compared


def test_nothing_is_sorted_for_the_units_of_an_agency(sqlite_store: Store) -> None:
    """Its own order is that of an index; the ones after the page are not looked at."""
    asked: list[tuple[str, Any]] = []
    event.listen(sqlite_store.engine, "before_cursor_execute", lambda *call: asked.append((call[2], call[3])))
    wanted = Wanted(sort="own", descending=True)
    with sqlite_store.reading() as session:
        assert compared(Scope(agencies=frozenset({"a"})), wanted, date(2025, 4, 30)).page(session, 1) == []
        [(statement, facts)] = [each for each in asked if "portfolio" in each[0]]
        plan = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", facts).all()
    said = " ".join(row.detail for row in plan)
    assert "ix_portfolio_agency_order" in said
    assert "TEMP B-TREE" not in said
