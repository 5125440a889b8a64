"""The build-up of a programme as a Prefect flow: one step per stage and area, in the programme's own order.

It decides nothing: each step is one use case, and the name of its end says what people have to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import date
from typing import Any

from prefect.artifacts import acreate_progress_artifact, acreate_table_artifact
from prefect.client.schemas.objects import State
from prefect.states import Completed

from flows import step_graph
from flows.ground import ground
from flows.step_graph import NAMES, BuildUp
from flows.steps import run, step
from zi_workflow.domain.build_up import Cell, Progress
from zi_workflow.usecases.build_up import Advanced, Survey


@step("survey", seconds=30)
async def survey(programme_id: str, on: date) -> Survey:
    """Read the steps and their order."""
    return await asyncio.to_thread(step_graph.survey_programme, ground().store, programme_id, on)


@step("advance", seconds=60)
async def advance(programme_id: str, stage: str, area: str, on: date) -> State[Advanced]:
    """One cell; its end is named NotOpen, AwaitingHuman or Completed."""
    here, cell = ground(), Cell(stage, area)
    reached = await asyncio.to_thread(step_graph.advance_cell, here.store, programme_id, cell, on, here.now())
    return Completed(name=NAMES[reached.progress.state], message=str(reached.progress), data=reached)


@step("answer", seconds=30)
async def answer(found: Survey) -> bool:
    """Take back the wake-up that this run answered."""
    here = ground()
    return await asyncio.to_thread(step_graph.answer_wake, here.store, found, here.now())


@run("build-up", seconds=900)
async def build_up(programme_id: str, on: date) -> State[Any]:
    """Go through every stage and area of a programme on the morning of `on`; ends AwaitingHuman or ProgrammeComplete."""
    found = await survey(programme_id, on)
    ends: dict[Cell, State[Advanced]] = {}
    for cell in found.graph.order:
        named = advance.with_options(task_run_name=f"{cell.stage or '-'} {cell.area}")
        before = [ends[earlier] for earlier in found.graph.after[cell]]
        running: Any = named(programme_id, *cell, on, wait_for=before, return_state=True)
        ends[cell] = await running
    result = BuildUp(found, {cell: await end.aresult() for cell, end in ends.items()})
    await answer(found)
    await _publish(result)
    return Completed(name=result.name, message=str(found.progress))


async def _publish(result: BuildUp) -> None:
    """The programme as Prefect's pages show it."""
    done, key = result.survey.progress, _artifact_key(result.survey.code)
    await acreate_progress_artifact(
        100 * done.done / done.total if done.total else 100.0, key=f"{key}-progress", description=str(done)
    )
    await acreate_table_artifact(
        [_row(cell, step.progress, result.survey.graph.after) for cell, step in result.cells.items()],
        key=f"{key}-steps",
        description=result.survey.code,
    )


def _row(cell: Cell, reached: Progress, after: Mapping[Cell, tuple[Cell, ...]]) -> dict[str, Any]:
    return {
        "stage": cell.stage,
        "area": cell.area,
        "done": reached.done,
        "total": reached.total,
        "state": NAMES[reached.state],
        "after": ", ".join(f"{earlier.stage} {earlier.area}" for earlier in after[cell]),
    }


def _artifact_key(code: str) -> str:
    """Prefect takes lower-case letters, digits and dashes only."""
    words = "".join(each if each.isascii() and each.isalnum() else "-" for each in code.lower())
    return f"programme-{words}"
