"""The delivery of waiting mail as a Prefect flow; knows neither notices nor relays."""

from __future__ import annotations

import asyncio
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import dispatch
from flows.daily import deliver
from flows.ground import ground
from flows.steps import run, step


@step("singles", seconds=300)
async def collect_singles() -> int:
    """Mails that need not wait for a digest window."""
    here = ground()
    return await asyncio.to_thread(dispatch.collect_everywhere, here.store, here.now(), here.letterhead)


@run("delivery", seconds=1800)
async def delivery() -> State[Any]:
    """Outbox to relay, or to the captured mails; twice sends nothing twice."""
    mails = await collect_singles()
    delivered = await deliver()
    return Completed(message=f"{mails} mails, {delivered} delivered")
