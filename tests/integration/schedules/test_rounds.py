"""A node freezes rounds whose cutoff day is over, in time or after downtime, with and without a flow server."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from schedules.runner import Node
from tests.integration.schedules.test_runner import Service
from tests.integration.usecases.test_freezing import MIDNIGHT, snapshot
from tests.support.clocks import wib
from tests.support.frozen_rounds import worked
from tests.support.monev_rounds import CUTOFF, MonevUnit
from zi_workflow.bootstrap import Store
from zi_workflow.storage.queries.programmes import rounds


@pytest.fixture
def unit(store: Store) -> MonevUnit:
    """A round under preparation."""
    return worked(store)


def test_a_round_is_frozen_within_minutes_after_its_cutoff_day(unit: MonevUnit, tmp_path: Path) -> None:
    """One run for the round, none before and none after."""
    service = Service(unit.store, tmp_path)
    service.at(MIDNIGHT - timedelta(minutes=10))
    assert unit.round().frozen_at is None
    orders = service.at(MIDNIGHT + timedelta(minutes=5))
    named = [order for order in orders if order.startswith("monev_round")]
    assert named == [f"monev_round:{unit.round().id}:rounds::2025-04-25T17:00Z#1"]
    assert snapshot(unit).taken_at == MIDNIGHT + timedelta(minutes=5)
    again = service.at(MIDNIGHT + timedelta(hours=1))
    assert not [order for order in again if order.startswith("monev_round")]


def test_after_downtime_the_figures_are_those_of_the_cutoff(unit: MonevUnit, tmp_path: Path) -> None:
    """The service was away for a week, and somebody confirmed its clock: it catches up, and says when it did."""
    service = Service(unit.store, tmp_path)
    service.runner.node = Node("node-a", most_quiet=None)
    service.at(MIDNIGHT - timedelta(days=1))
    service.at(wib(2025, 5, 2, 9))
    made = snapshot(unit)
    assert (made.cutoff, made.taken_at.date()) == (CUTOFF, wib(2025, 5, 2, 9).date())
    said = [row.reason for row in service.rows("rounds") if row.state == "done"]
    assert "monev round ZI-1 2025-Q1: plain: frozen" in said


def test_the_rounds_of_the_year_ahead_are_proposed(unit: MonevUnit, tmp_path: Path) -> None:
    """On the tenth working day of the quarter, for every active programme of the zone."""
    service = Service(unit.store, tmp_path)
    service.at(wib(2025, 4, 23))
    service.at(wib(2025, 4, 24, 8))
    assert [row.reason for row in service.rows("monev") if row.state == "done"][-1] == "4 rounds proposed"
    with unit.store.reading() as session:
        assert [row.quarter for row in rounds(session, unit.programme_id)][-1] == "2026-Q1"
