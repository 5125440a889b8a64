"""The build-up as steps: one per stage and change area, in the order its own tasks ask for; knows no store and no flow.

Every task lies in a cell (stage, area). A dependency between tasks of two cells puts one cell after the other, and
within an area each stage follows the one before it unless the dependencies say otherwise. Cells may hold each other
up although no task does (A1 -> B1 -> A2): such a group is entered in stage and area order, and only the links that go
forward in it are kept. So the graph is without cycles for every programme, and the same for the same programme.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from graphlib import TopologicalSorter
from typing import NamedTuple

from zi_workflow.domain.plan_parts import Dependency, Kind


class Cell(NamedTuple):
    """The work of one area in one stage."""

    stage: str
    area: str


class CellState(StrEnum):
    """How far a cell or a stage is."""

    NOT_OPEN = "not_open"  # nothing in it can be started yet
    OPEN = "open"  # its work waits for people
    CLOSED = "closed"  # all of it is done


@dataclass(frozen=True, slots=True)
class Work:
    """A task as the build-up sees it."""

    code: str
    cell: Cell
    after: tuple[Dependency, ...] = ()
    not_before: date | None = None
    started: bool = False
    finished: bool = False


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of how many tasks are done, and what that makes of the cell or stage."""

    done: int
    total: int
    state: CellState

    def __str__(self) -> str:
        return f"{self.done}/{self.total}"


@dataclass(frozen=True, slots=True)
class StepGraph:
    """The cells in the order in which they are stepped through, and what each comes directly after."""

    order: tuple[Cell, ...]
    after: Mapping[Cell, tuple[Cell, ...]] = field(default_factory=dict)


def step_graph(stages: Sequence[str], works: Iterable[Work]) -> StepGraph:
    """The steps of a programme with this order of stages; areas come in the order in which tasks name them.

    A stage that is not in `stages` comes last. Links follow the dependencies of the tasks first, then the order of
    stages within each area wherever no dependency says the opposite.
    """
    tasks = list(works)
    rank = _ranks(stages, tasks)
    cell_of = {task.code: task.cell for task in tasks}
    links: dict[Cell, set[Cell]] = {cell: set() for cell in rank}
    for task in tasks:
        links[task.cell] |= {cell_of[link.predecessor] for link in task.after} - {task.cell}
    links = _without_loops(links, rank)
    _follow_stages(links, rank)
    return StepGraph(_ordered(links, rank), {c: tuple(sorted(links[c], key=rank.__getitem__)) for c in rank})


def progress(works: Sequence[Work], on: date, of: Iterable[Work]) -> Progress:
    """How far the tasks of `of` are among all `works` on the morning of `on`.

    It is open as soon as one task has started, or could: no predecessor holds it back (docs/planning.md section 3: one
    that is unfinished for FS, not started for SS) and its `not_before` has come.
    """
    known = {work.code: work for work in works}
    chosen = list(of)
    done = sum(work.finished for work in chosen)
    if done == len(chosen):
        return Progress(done, len(chosen), CellState.CLOSED)
    entered = any(work.started or work.finished or _can_start(work, known, on) for work in chosen)
    return Progress(done, len(chosen), CellState.OPEN if entered else CellState.NOT_OPEN)


def _can_start(work: Work, known: Mapping[str, Work], on: date) -> bool:
    if work.not_before is not None and work.not_before > on:
        return False
    return not any(_holds_back(known[link.predecessor], link.kind) for link in work.after)


def _holds_back(predecessor: Work, kind: Kind) -> bool:
    if kind is Kind.FS:
        return not predecessor.finished
    return kind is Kind.SS and not (predecessor.started or predecessor.finished)


def _ranks(stages: Sequence[str], works: Sequence[Work]) -> dict[Cell, tuple[int, int]]:
    stage_rank = {stage: number for number, stage in enumerate(stages)}
    area_rank: dict[str, int] = {}
    for work in works:
        stage_rank.setdefault(work.cell.stage, len(stage_rank))
        area_rank.setdefault(work.cell.area, len(area_rank))
    ranks = {work.cell: (stage_rank[work.cell.stage], area_rank[work.cell.area]) for work in works}
    return dict(sorted(ranks.items(), key=lambda item: item[1]))


def _without_loops(
    links: dict[Cell, set[Cell]], rank: Mapping[Cell, tuple[int, int]]
) -> dict[Cell, set[Cell]]:
    """Inside a group of cells that hold each other up only the links forward in stage and area order stay."""
    before = {cell: _reach(links, cell) for cell in links}
    return {cell: {p for p in links[cell] if cell not in before[p] or rank[p] < rank[cell]} for cell in links}


def _follow_stages(links: dict[Cell, set[Cell]], rank: Mapping[Cell, tuple[int, int]]) -> None:
    """Put each stage of an area after the one before it, where that closes no loop."""
    last: dict[str, Cell] = {}
    for cell in rank:
        earlier = last.get(cell.area)
        if earlier is not None and cell not in _reach(links, earlier):
            links[cell].add(earlier)
        last[cell.area] = cell


def _reach(links: Mapping[Cell, set[Cell]], cell: Cell) -> set[Cell]:
    """Every cell that comes before this one, however far."""
    found: set[Cell] = set()
    waiting = list(links[cell])
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += links[each]
    return found


def _ordered(links: Mapping[Cell, set[Cell]], rank: Mapping[Cell, tuple[int, int]]) -> tuple[Cell, ...]:
    """Wave by wave: first what comes after nothing, then what comes after that; in a wave by stage and area."""
    sorter = TopologicalSorter(links)
    sorter.prepare()
    order: list[Cell] = []
    while sorter.is_active():
        wave = sorted(sorter.get_ready(), key=rank.__getitem__)
        order += wave
        sorter.done(*wave)
    return tuple(order)
