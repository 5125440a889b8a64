"""What every flow and step shares: time limits, retries from a table keyed by error, no results kept; knows no use case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from prefect import Flow, Task, flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.settings import get_current_settings

from zi_workflow.domain.errors import BusyError

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Retry:
    """How often a step that ended in an error is tried again."""

    times: int


RETRIES: Mapping[type[Exception], Retry] = {
    BusyError: Retry(4),
    ConnectionError: Retry(3),
    TimeoutError: Retry(1),
}
PAUSES = [
    1.0,
    2.0,
    5.0,
    10.0,
]  # seconds before each further try; everything else is tried by the next occurrence


def retry_of(error: BaseException) -> Retry | None:
    """The policy for an error: that of the nearest class in the table; None: trying again cannot help."""
    return next((RETRIES[kind] for kind in type(error).__mro__ if kind in RETRIES), None)


async def _again(_task: Task[..., Any], run: TaskRun, state: State[Any]) -> bool:
    error = await state.aresult(raise_on_failure=False)
    policy = retry_of(error) if isinstance(error, BaseException) else None
    return policy is not None and run.run_count <= policy.times


def step(name: str, seconds: float) -> Callable[[Callable[P, R]], Task[P, R]]:
    """Make a function a step that may take so many seconds; its result stays in memory."""
    return task(
        name=name,
        cache_policy=NO_CACHE,
        persist_result=False,
        timeout_seconds=seconds,
        retries=max(retry.times for retry in RETRIES.values()),
        retry_delay_seconds=PAUSES,
        retry_condition_fn=_again,
    )


def run(name: str, seconds: float) -> Callable[[Callable[P, R]], Flow[P, R]]:
    """Make a function a flow that may take so many seconds.

    Naming a place for results keeps Prefect from asking the server for one at every run over a connection that it
    forgets to close. Results are never written; the error of a run that failed is, beside Prefect's other files.
    """
    place = get_current_settings().home / "results"
    return flow(name=name, persist_result=False, result_storage=place, timeout_seconds=seconds)
