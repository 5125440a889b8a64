"""The flow of a round on a Prefect server: it ends with a name that says what became of it."""

from __future__ import annotations

from datetime import timedelta

from flows.ground import Ground
from flows.orders import Order
from flows.runtime import PrefectServer
from tests.integration.usecases.test_freezing import MIDNIGHT, snapshot
from tests.support.clocks import standing_at
from tests.support.frozen_rounds import worked
from zi_workflow.bootstrap import Store


def test_a_run_freezes_the_round_once_its_cutoff_day_is_over(
    sqlite_store: Store, prefect: PrefectServer
) -> None:
    """Before that it ends Waiting; a later run of another key finds it done."""
    from flows.deployments import Desk

    unit = worked(sqlite_store)
    clock = standing_at(MIDNIGHT - timedelta(minutes=1))
    desk = Desk(f"{prefect.url}/api", Ground(sqlite_store, clock.now, lambda: 0))
    orders = [
        Order("monev_round", {"round_id": unit.round().id}, f"monev-{number}", "monev round ZI-1 2025-Q1")
        for number in range(3)
    ]
    try:
        ends = [desk.run(orders[0], 60).name]
        clock.set(MIDNIGHT)
        ends += [desk.run(orders[1], 60).name, desk.run(orders[2], 60).name]
    finally:
        desk.close()
    assert ends == ["Waiting", "Frozen", "Waiting"]
    assert snapshot(unit).taken_at == MIDNIGHT
