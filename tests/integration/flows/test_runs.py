"""Flows on a Prefect server: what its pages show, what a key means, what happens without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from sqlalchemy import select
from sqlmodel import col

from flows.ground import Ground
from flows.orders import Order
from flows.runtime import PrefectServer
from flows.workshop import Workshop
from tests.support.clocks import standing_at, wib
from tests.support.going_programmes import Going, going
from zi_workflow.bootstrap import Store, do
from zi_workflow.clock import pause
from zi_workflow.domain.edits import RemoveDependency
from zi_workflow.domain.errors import BusyError, InputError, Problem
from zi_workflow.storage.tables import Programme, Stage
from zi_workflow.usecases.editing import EditProgramme, apply

if TYPE_CHECKING:
    from flows.deployments import Desk

NOW = wib(2025, 1, 2, 7)
TODAY = date(2025, 1, 2)
STAGES = {"designation", "declaration", "foundation", "implementation", "reform", "monitoring", "self_assessment",
          "tpi_evaluation", "proposal"}  # fmt: skip


@pytest.fixture
def programme(sqlite_store: Store) -> Going:
    """The shipped programme, active since this morning."""
    return going(sqlite_store, NOW)


@pytest.fixture
def desk(sqlite_store: Store, prefect: PrefectServer) -> Iterator[Desk]:
    """Runs orders over the store."""
    from flows.deployments import Desk

    opened = Desk(f"{prefect.url}/api", Ground(sqlite_store, standing_at(NOW).now, lambda: 0))
    yield opened
    opened.close()


def _order(programme: Going, key: str) -> Order:
    parameters = {"programme_id": programme.id, "on": TODAY.isoformat()}
    return Order("build_up", parameters, key, f"build-up {key}", ("programme:ZI-A", "reason:woken"))


def _ask(server: PrefectServer, things: str, **wanted: Any) -> list[dict[str, Any]]:
    answer = httpx.post(f"{server.url}/api/{things}/filter", json=wanted, timeout=20)
    found: list[dict[str, Any]] = answer.raise_for_status().json()
    return found


def _run(server: PrefectServer, key: str) -> dict[str, Any]:
    (run,) = _ask(server, "flow_runs", flow_runs={"idempotency_key": {"any_": [key]}})
    return run


def test_a_build_up_says_what_people_have_to_do(desk: Desk, prefect: PrefectServer, programme: Going) -> None:
    """The run ends AwaitingHuman, its words count tasks, and a table and a progress bar stand on its page."""
    end = desk.run(_order(programme, "words"), 60)
    assert (end.name, end.type.value) == ("AwaitingHuman", "COMPLETED")
    assert str(end.message).startswith("0/")
    run = _run(prefect, "words")
    assert (run["name"], sorted(run["tags"])) == ("build-up words", ["programme:ZI-A", "reason:woken"])
    artifacts = {
        each["type"]: each for each in _ask(prefect, "artifacts", flow_runs={"id": {"any_": [run["id"]]}})
    }
    assert set(artifacts) == {"progress", "table"}
    assert "designation" in str(artifacts["table"]["data"])


def test_a_key_is_run_once(desk: Desk, prefect: PrefectServer, programme: Going) -> None:
    """A second order with the key finds the first run and does not run again."""
    first = desk.run(_order(programme, "once"), 60)
    second = desk.run(_order(programme, "once"), 60)
    assert second.name == first.name
    assert _run(prefect, "once")["run_count"] == 1


def test_a_build_up_opens_the_stage_and_answers_the_wake_up(
    desk: Desk, sqlite_store: Store, programme: Going
) -> None:
    """What can begin is open from today; nothing waits for another build-up."""
    desk.run(_order(programme, "opens"), 60)
    with sqlite_store.reading() as session:
        opened = session.scalars(select(Stage).where(col(Stage.state) == "open")).all()
        woken = session.scalar(select(col(Programme.woken_at)).where(col(Programme.id) == programme.id))
    assert [(stage.key, stage.opened_on) for stage in opened] == [("designation", TODAY)]
    assert woken is None


def _steps(server: PrefectServer, key: str) -> list[str]:
    """The names of a run's cell steps in the order in which they began; the recorder is a little behind."""
    ordered: list[dict[str, Any]] = []
    for _ in range(40):
        runs = _ask(server, "task_runs", flow_runs={"idempotency_key": {"any_": [key]}})
        ordered = sorted(runs, key=lambda run: str(run["start_time"]))
        if "answer" in str(ordered[-1:]) and all(run["start_time"] for run in runs):
            break
        pause(0.25)
    return [run["name"] for run in ordered if run["name"].split(" ")[0] in STAGES]


def test_without_a_dependency_across_areas_the_steps_run_in_another_order(
    desk: Desk, prefect: PrefectServer, sqlite_store: Store, programme: Going
) -> None:
    """The change plan waits for the performance plan; freed of it, its area's foundation comes first."""
    desk.run(_order(programme, "bound"), 60)
    bound = _steps(prefect, "bound")
    freed = RemoveDependency("MP-07", "AK-02")
    do(
        sqlite_store,
        apply,
        EditProgramme(programme_id=programme.id, changes=(freed,), actor="Citra", on=TODAY),
        NOW,
    )
    desk.run(_order(programme, "freed"), 60)
    free = _steps(prefect, "freed")
    assert sorted(bound) == sorted(free)
    assert bound.index("foundation ak") < bound.index("foundation mp")
    assert free.index("foundation mp") < free.index("foundation ak")


def test_a_run_that_fails_leaves_nothing_where_the_service_was_started(
    desk: Desk, programme: Going, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Prefect keeps the error of a failed run in a file, which may tell of people: beside its other files."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    order = _order(programme, "of nobody")
    ended = desk.run(replace(order, parameters={**order.parameters, "programme_id": "nobody"}), 60)
    assert ended.is_failed()
    assert list(here.iterdir()) == []


def test_without_a_server_the_work_is_done_all_the_same(
    sqlite_store: Store, programme: Going, tmp_path: Path
) -> None:
    """A workshop whose server never started works by plain functions."""
    server = PrefectServer(tmp_path / "never")
    server.wait_healthy = lambda seconds=0.0: False  # type: ignore[method-assign]
    workshop = Workshop(server, Ground(sqlite_store, standing_at(NOW).now, lambda: 0))
    assert workshop.carry_out(_order(programme, "alone")) == "plain: AwaitingHuman"
    with sqlite_store.reading() as session:
        assert session.scalars(select(Stage).where(col(Stage.state) == "open")).one().key == "designation"


@pytest.mark.parametrize(
    ("error", "times"),
    [(BusyError(Problem("busy")), 4), (ConnectionRefusedError(), 3), (InputError(Problem("no")), None)],
)
def test_only_what_may_pass_is_tried_again(
    prefect: PrefectServer, error: Exception, times: int | None
) -> None:
    """The table of retries is keyed by error; a subclass counts as its class."""
    from flows.steps import retry_of

    retry = retry_of(error)
    assert (retry.times if retry else None) == times
