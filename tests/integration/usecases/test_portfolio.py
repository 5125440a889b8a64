"""The row by which a programme is compared is kept with its analysis, and an upgrade makes the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from alembic.operations import Operations
from alembic.runtime.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import select

from tests.support.clocks import wib
from tests.support.programmes import Office, plan, planned, small_office
from zi_workflow.bootstrap import Store, do
from zi_workflow.storage.migrations.versions import v0017_portfolio
from zi_workflow.storage.tables import PortfolioRow
from zi_workflow.usecases.analyses import Analyse, analyse

ON = date(2025, 2, 3)
NOW = wib(2025, 2, 3)


def kept(office: Office) -> dict[str, Any]:
    """The row of the office's programme."""
    with office.store.reading() as session:
        return session.exec(select(PortfolioRow)).one().model_dump()


def test_the_row_stands_beside_the_analysis(store: Store) -> None:
    """What is done, whose the delay is, and the last deed of somebody of the unit."""
    office = small_office(store)
    office.starts("PP-02", date(2025, 1, 8), office.budi)
    result = do(store, analyse, Analyse(office.programme_id, ON), NOW)
    row = kept(office)
    assert (row["as_of"], row["done"], row["total"], row["progress"]) == (ON, 0, 4, 0)
    late = [task for task in result.tasks if task.late_days > 0 and task.planned.start <= ON]
    assert row["late_tasks"] == len(late)
    assert row["late_days"] == row["own_days"] == max(task.late_days for task in late) > 0
    assert (row["inherited_days"], row["cause"]) == (0, "tl")
    assert row["silent_since"] == office.now.date()


def test_who_never_did_anything_is_silent_since_the_activation(store: Store) -> None:
    """What the service notes by itself, or an operator for nobody, is no sign of life."""
    office = small_office(store)
    office.starts("PP-02", date(2025, 1, 8), "cli")
    do(store, analyse, Analyse(office.programme_id, ON), NOW)
    assert kept(office)["silent_since"] == date(2025, 1, 2)


def test_what_outsiders_cost_stands_apart(store: Store) -> None:
    """A permit that does not come delays the unit, and is not its own."""
    office = small_office(store, plan(planned("EXT-01", 5, area="ext"), planned("TL-01", 5, "EXT-01")))
    do(store, analyse, Analyse(office.programme_id, ON), NOW)
    row = kept(office)
    assert row["own_days"] == 0
    assert row["inherited_days"] == row["late_days"] > 0
    assert row["cause"] == "ext"


def test_work_that_lies_is_a_delay_although_the_end_has_room_for_it(store: Store) -> None:
    """A unit that does nothing is not on time because its last day has slack."""
    last = planned("PP-09", 5, not_before=date(2025, 12, 1))
    office = small_office(store, plan(planned("TL-01", 5), last))
    result = do(store, analyse, Analyse(office.programme_id, ON), NOW)
    assert result.finish.late_days == 0
    row = kept(office)
    assert row["late_tasks"] == 1
    assert row["own_days"] > 0
    assert row["cause"] == "tl"


@pytest.mark.parametrize("acted", [True, False])
def test_an_upgrade_fills_the_rows_as_the_next_analysis_would(store: Store, acted: bool) -> None:
    """Nobody waits for the next morning, and nothing jumps on it."""
    office = small_office(store)
    if acted:
        office.starts("PP-02", date(2025, 1, 8), office.budi)
    do(store, analyse, Analyse(office.programme_id, ON), NOW)
    before = kept(office)
    with store.engine.begin() as connection:
        connection.execute(text("DROP TABLE portfolio"))
        connection.execute(text("DROP INDEX ix_absence_substitute_id"))
        with Operations.context(MigrationContext.configure(connection)):
            v0017_portfolio.upgrade()
    assert kept(office) == before
