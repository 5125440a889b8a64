"""The flows by name, and how one is run once for a key on the Prefect server; knows neither jobs nor rules.

A run is made from a deployment so that its key counts: a second order with the same key finds the first run. We run it
here, in this process; a work pool of the scaled installation can take the same deployments.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextvars import copy_context
from dataclasses import dataclass, field
from typing import Any

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.objects import State
from prefect.flow_engine import run_flow_async
from prefect.settings import PREFECT_API_URL, PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

from flows.build_up import build_up
from flows.daily import daily
from flows.delivery import delivery
from flows.ground import Ground, standing_on
from flows.monev_round import monev_round
from flows.open_rounds import open_rounds
from flows.orders import Order

FLOWS: Mapping[str, Flow[..., Any]] = {
    "daily": daily,
    "delivery": delivery,
    "build_up": build_up,
    "open_rounds": open_rounds,
    "monev_round": monev_round,
}
DEPLOYMENT = "zi"


@dataclass
class Desk:
    """Runs orders on one Prefect server, one after the other, from threads without an event loop; close it."""

    api_url: str
    ground: Ground
    _deployments: dict[str, Any] = field(default_factory=dict)
    _loop: asyncio.Runner = field(
        default_factory=asyncio.Runner
    )  # Prefect keeps a client for every loop it sees

    def run(self, order: Order, seconds: float) -> State[Any]:
        """Run it to its end and return how it ended; a key that has ended well already is not run again.

        Raises TimeoutError after so many seconds and whatever the server's absence raises; the work of a run that was
        cut off is finished by whoever is asked next, because every step is safe to repeat.
        """
        heartbeat_off = {PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None, PREFECT_API_URL: self.api_url}
        with temporary_settings(heartbeat_off), standing_on(self.ground):
            return self._loop.run(asyncio.wait_for(self._run(order), seconds), context=copy_context())

    def close(self) -> None:
        """End the connections."""
        self._loop.close()

    async def _run(self, order: Order) -> State[Any]:
        flow = FLOWS[order.flow]
        async with get_client() as client:
            run = await client.create_flow_run_from_deployment(
                await self._deployment(client, order.flow),
                parameters=dict(order.parameters),
                name=order.name,
                tags=order.tags,
                idempotency_key=order.key,
            )
        if run.state is not None and run.state.is_completed():
            return run.state
        end = await run_flow_async(flow, flow_run=run, parameters=dict(order.parameters), return_type="state")
        assert isinstance(end, State)
        return end

    async def _deployment(self, client: PrefectClient, name: str) -> Any:
        if name not in self._deployments:
            flow = FLOWS[name]
            self._deployments[name] = await client.create_deployment(
                await client.create_flow(flow),
                DEPLOYMENT,
                entrypoint=f"flows.{name}.{name}",
                description=(flow.fn.__doc__ or "").strip(),
            )
        return self._deployments[name]
