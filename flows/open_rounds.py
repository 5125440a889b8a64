"""Opening what orders of monev rounds still wait for, as a Prefect flow; decides nothing itself."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import rounds
from flows.ground import ground
from flows.steps import run, step


@step("open", seconds=1800)
async def open_waiting() -> int:
    """Unit by unit, each in a transaction of its own; whoever was killed over it is continued."""
    return await asyncio.to_thread(rounds.open_waiting, ground())


@run("open-rounds", seconds=3600)
async def open_rounds() -> State[Any]:
    """Go on with every order that is not finished; twice opens nothing twice."""
    return Completed(message=f"{await open_waiting()} units")
