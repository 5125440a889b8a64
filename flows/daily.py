"""The working morning of a zone as a Prefect flow, its programmes in chunks; decides nothing itself."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from typing import Any

from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import day, step_graph
from flows.day import DayReport
from flows.ground import ground
from flows.steps import run, step

CHUNK = 100


@step("programmes", seconds=60)
async def programmes(zone: str, on: date) -> list[str]:
    """Who has a morning."""
    return await asyncio.to_thread(day.speaking_programmes, ground().store, zone, on)


@step("stages", seconds=900)
async def stages(programme_ids: Sequence[str], on: date) -> int:
    """Open and close the stages of a chunk, in one transaction a programme."""
    here = ground()
    return await asyncio.to_thread(step_graph.advance_programmes, here.store, programme_ids, on, here.now())


@step("decide", seconds=900)
async def decide(programme_ids: Sequence[str], on: date) -> DayReport:
    """Analysis and notices of a chunk; a programme that fails is named and does not stop the others."""
    here, report = ground(), DayReport()
    await asyncio.to_thread(day.decide_programmes, here.store, programme_ids, on, here.now(), report)
    return report


@step("collect", seconds=600)
async def collect(zone: str, on: date) -> int:
    """One digest a person."""
    here = ground()
    return await asyncio.to_thread(day.collect_zone, here.store, zone, on, here.now(), here.letterhead)


@step("summaries", seconds=600)
async def summarise(zone: str, on: date) -> int:
    """On the week's first working day a summary a person and programme."""
    here = ground()
    return await asyncio.to_thread(day.summarise_zone, here.store, zone, on, here.now(), here.letterhead)


@step("deliver", seconds=1800)
async def deliver() -> int:
    """Hand over what is due already."""
    return await asyncio.to_thread(ground().deliver)


@run("daily", seconds=3600)
async def daily(zone: str, on: date) -> State[Any]:
    """Move stages, decide every programme of the zone, collect, summarise, deliver; twice changes nothing more."""
    ids = await programmes(zone, on)
    chunks = [ids[first : first + CHUNK] for first in range(0, len(ids), CHUNK)]
    moved = sum([await stages(chunk, on) for chunk in chunks])
    reports = [await decide(chunk, on) for chunk in chunks]
    mails = await collect(zone, on)
    summaries = await summarise(zone, on)
    delivered = await deliver()
    notices = sum(report.notices for report in reports)
    problems = [f"{programme}: {error}" for report in reports for programme, error in report.problems]
    counts = f"{moved} stages, {notices} notices, {mails} mails, {summaries} summaries"
    words = f"{len(ids)} programmes, {counts}, {delivered} delivered"
    if problems:
        return Completed(name="SomeFailed", message="; ".join([words, *problems])[:2000])
    return Completed(message=words)
