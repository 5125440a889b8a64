"""What is due about one monev round as a Prefect flow; decides nothing itself."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import rounds
from flows.ground import ground
from flows.steps import run, step

FROZEN = "Frozen"
WAITING = "Waiting"


@step("freeze", seconds=300)
async def freeze(round_id: str) -> bool:
    """Seal the figures of the cutoff day once that day is over; twice is once."""
    here = ground()
    return await asyncio.to_thread(rounds.freeze_round, here.store, round_id, here.now())


@run("monev-round", seconds=600)
async def monev_round(round_id: str) -> State[Any]:
    """Freeze the round; ends Frozen, or Waiting where nothing was due (any more)."""
    frozen = await freeze(round_id)
    return Completed(name=FROZEN if frozen else WAITING)
