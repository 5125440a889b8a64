"""A node at work: it plans, claims, has things done and marks them, with and without a flow server."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from flows.ground import Ground
from flows.orders import Order
from flows.runtime import PrefectServer
from flows.workshop import Workshop
from schedules.runner import DAY_OVER, Node, Runner
from tests.support.clocks import standing_at, wib
from tests.support.going_programmes import going
from zi_workflow.bootstrap import Store
from zi_workflow.clock import FixedClock
from zi_workflow.domain.errors import AwayError, Problem
from zi_workflow.storage.tables import OccurrenceRow, Stage
from zi_workflow.usecases import occurrences

START = wib(2025, 1, 2, 6, 30)
MORNING = wib(2025, 1, 2, 7)


class Recording(Workshop):
    """A workshop without a server that remembers its orders."""

    def __init__(self, store: Store, clock: FixedClock, home: Path) -> None:
        super().__init__(PrefectServer(home), Ground(store, clock.now, lambda: 0))
        self.orders: list[Order] = []
        self.broken: Exception | None = None

    def _answers(self) -> bool:
        return False

    def carry_out(self, order: Order) -> str:
        self.orders.append(order)
        if self.broken is not None:
            raise self.broken
        return super().carry_out(order)


class Service:
    """A runner on a clock that stands where the test puts it."""

    def __init__(self, store: Store, home: Path, owner: str = "node-a") -> None:
        self.store, self.clock = store, standing_at(START)
        self.workshop = Recording(store, self.clock, home)
        self.runner = Runner(store, self.clock, self.workshop, Node(owner))

    def at(self, now: datetime) -> list[str]:
        """Plan and work at an instant; the keys of the orders it led to."""
        self.clock.set(now)
        self.workshop.orders.clear()
        self.runner.plan()
        self.runner.work()
        return [order.key for order in self.workshop.orders]

    def rows(self, job: str) -> list[OccurrenceRow]:
        """The occurrences of a job."""
        with self.store.reading() as session:
            return list(session.scalars(select(OccurrenceRow).where(col(OccurrenceRow.job) == job)))


@pytest.fixture
def service(store: Store, tmp_path: Path) -> Service:
    """A service with one programme in Jakarta."""
    going(store, START)
    return Service(store, tmp_path)


def test_the_days_work_is_done_once_without_prefect(service: Service) -> None:
    """The fallback is the same work: occurrence done, stage opened, nothing a second time."""
    keys = service.at(MORNING)
    assert keys[0] == "daily:Asia/Jakarta:2025-01-02"
    assert [row.state for row in service.rows("daily")] == ["done"]
    assert [key for key in service.at(MORNING + timedelta(hours=1)) if key.startswith("daily")] == []
    with service.store.reading() as session:
        stages = session.scalars(select(Stage).where(col(Stage.state) == "open")).all()
        assert [(stage.key, stage.opened_on) for stage in stages] == [("designation", MORNING.date())]


def test_orders_carry_words_for_the_pages(service: Service) -> None:
    """Names and tags say unit, programme, quarter and reason."""
    service.at(MORNING)
    orders = {order.flow: order for order in service.workshop.orders}
    assert orders["daily"].tags == ("zone:WIB", "quarter:2025-Q1", "reason:schedule")
    assert orders["build_up"].tags == ("unit:unit-ZI-A", "programme:ZI-A", "quarter:2025-Q1", "reason:woken")
    assert orders["build_up"].name == "build-up ZI-A 2025-01-02"


def test_a_failing_occurrence_does_not_stop_the_others(service: Service) -> None:
    """It is put back with its reason and tried again as a new run."""
    service.workshop.broken = ConnectionError("no relay")
    service.at(MORNING)
    assert {row.state for job in ("daily", "delivery", "build_up") for row in service.rows(job)} == {
        "pending"
    }
    assert "no relay" in str(service.rows("daily")[0].reason)
    service.workshop.broken = None
    keys = service.at(MORNING + timedelta(minutes=2))
    assert "daily:Asia/Jakarta:2025-01-02#2" in keys
    assert [row.state for row in service.rows("daily")] == ["done"]


def test_a_day_that_has_passed_is_skipped(service: Service) -> None:
    """A morning that was planned but never done is not done the day after."""
    service.clock.set(MORNING)
    service.runner.plan()
    service.clock.set(wib(2025, 1, 3, 6, 59))
    service.runner.work()
    assert [(row.state, row.reason) for row in service.rows("daily")] == [("skipped", DAY_OVER)]


def test_the_weekly_round_wakes_every_programme(service: Service) -> None:
    """On the first working day of the week each active programme gets its build-up."""
    service.at(MORNING)
    service.at(wib(2025, 1, 4, 6))
    keys = service.at(wib(2025, 1, 6, 6))
    assert [row.reason for row in service.rows("weekly")] == ["1 programmes woken"]
    assert not [key for key in keys if key.startswith("build_up")]
    assert [key for key in service.at(wib(2025, 1, 6, 6, 1)) if key.startswith("build_up")]


def test_nothing_is_done_while_the_clock_is_wrong(service: Service, caplog: pytest.LogCaptureFixture) -> None:
    """It says so once and goes on when the clock is right again."""
    service.at(MORNING)
    with caplog.at_level(logging.ERROR, "zi.schedules"):
        assert service.at(MORNING - timedelta(days=1)) == []
        assert service.at(MORNING - timedelta(days=1)) == []
    assert sum("this schedule has seen" in message for message in caplog.messages) == 1
    assert service.at(MORNING + timedelta(minutes=5)) == ["delivery::2025-01-02T00:05Z"]


def test_two_nodes_do_a_days_work_once(service: Service, tmp_path: Path) -> None:
    """Whoever claims first does it; the other finds nothing."""
    other = Service(service.store, tmp_path, "node-b")
    assert "daily:Asia/Jakarta:2025-01-02" in service.at(MORNING)
    assert other.at(MORNING) == []


def test_a_claim_whose_end_could_not_be_marked_is_given_back(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The database went away in between: the work is done once more as soon as it is back, not when the lease ends."""

    def away(*_: object) -> bool:
        raise AwayError(Problem("away"))

    with monkeypatch.context() as patch:
        patch.setattr(occurrences, "finish", away)
        service.at(MORNING)
    assert [row.state for row in service.rows("daily")] == ["claimed"]
    service.at(MORNING)
    assert [(row.state, row.attempts) for row in service.rows("daily")] == [("done", 2)]
