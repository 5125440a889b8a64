"""The order of a build-up's steps and what each step finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from zi_workflow.domain.build_up import Cell, CellState, StepGraph, Work, progress, step_graph
from zi_workflow.domain.plans import parse_dependency

TODAY = date(2025, 4, 30)
STAGES = ["start", "build", "check"]


def work(code: str, stage: str, area: str, *after: str, **facts: Any) -> Work:
    """A task of a cell."""
    return replace(Work(code, Cell(stage, area), tuple(map(parse_dependency, after))), **facts)


def _before(graph: StepGraph, cell: Cell) -> set[Cell]:
    found: set[Cell] = set()
    waiting = [cell]
    while waiting:
        new = set(graph.after[waiting.pop()]) - found
        found |= new
        waiting += new
    return found


def test_stages_of_an_area_follow_one_another() -> None:
    """Without any dependency the programme's own order of stages holds within each area."""
    works = [work("C", "check", "tl"), work("A", "start", "tl"), work("B", "build", "tl")]
    graph = step_graph(STAGES, works)
    assert graph.order == (Cell("start", "tl"), Cell("build", "tl"), Cell("check", "tl"))
    assert graph.after[Cell("check", "tl")] == (Cell("build", "tl"),)


def test_a_dependency_across_areas_orders_their_cells() -> None:
    """Budi's area waits for Ayu's; without the dependency it would come first."""
    ayu, budi = Cell("build", "tl"), Cell("start", "pp")
    works = [work("B", *budi, "A"), work("A", *ayu)]
    graph = step_graph(STAGES, works)
    assert graph.order == (ayu, budi)
    assert graph.after[budi] == (ayu,)
    free = step_graph(STAGES, [work("B", *budi), work("A", *ayu)])
    assert free.order == (budi, ayu)
    assert free.after[budi] == ()


def test_a_dependency_wins_over_the_order_of_stages() -> None:
    """Monitoring may feed the build although it is a later stage."""
    works = [work("M", "check", "tl"), work("B", "build", "tl", "M")]
    assert step_graph(STAGES, works).order == (Cell("check", "tl"), Cell("build", "tl"))


def test_cells_that_hold_each_other_up_are_entered_by_stage_and_area() -> None:
    """Tasks without a cycle may make cells with one: A1 before B1 before A2."""
    works = [work("A1", "build", "tl"), work("B1", "build", "pp", "A1"), work("A2", "build", "tl", "B1")]
    graph = step_graph(STAGES, works)
    assert graph.order == (Cell("build", "tl"), Cell("build", "pp"))
    assert graph.after[Cell("build", "tl")] == ()


@st.composite
def programmes(draw: st.DrawFn) -> list[Work]:
    """Tasks whose dependencies lead backwards, in cells at will."""
    number = draw(st.integers(1, 14))
    cells = st.tuples(st.sampled_from([*STAGES, "extra"]), st.sampled_from(["tl", "pp", "mp"]))
    return [
        work(
            f"T{each}",
            *draw(cells),
            *(f"T{before}" for before in draw(st.sets(st.integers(0, each - 1), max_size=3)) if each),
        )
        if each
        else work("T0", *draw(cells))
        for each in range(number)
    ]


@given(programmes())
@settings(max_examples=150, deadline=None)
def test_every_programme_has_an_order_without_cycles(works: list[Work]) -> None:
    """Each cell stands once, after all it comes after; links that lie in no loop of cells are all kept."""
    graph = step_graph(STAGES, works)
    assert sorted(graph.order) == sorted({each.cell for each in works})
    place = {cell: number for number, cell in enumerate(graph.order)}
    assert all(place[before] < place[cell] for cell in graph.order for before in graph.after[cell])
    cell_of = {each.code: each.cell for each in works}
    asked = {
        (cell_of[link.predecessor], each.cell)
        for each in works
        for link in each.after
        if cell_of[link.predecessor] != each.cell
    }
    for first, then in asked:
        if not _leads(asked, then, first):
            assert first in _before(graph, then)


def _leads(asked: set[tuple[Cell, Cell]], start: Cell, end: Cell) -> bool:
    seen, waiting = {start}, [start]
    while waiting:
        here = waiting.pop()
        new = {then for first, then in asked if first == here} - seen
        seen |= new
        waiting += new
    return end in seen


@given(programmes(), st.randoms())
@settings(max_examples=60, deadline=None)
def test_the_order_does_not_depend_on_how_dependencies_are_listed(works: list[Work], random: Random) -> None:
    """Equal programmes have equal graphs."""
    shuffled = []
    for each in works:
        links = list(each.after)
        random.shuffle(links)
        shuffled.append(replace(each, after=tuple(links)))
    assert step_graph(STAGES, works) == step_graph(STAGES, shuffled)


def _state(works: list[Work], cell: Cell) -> CellState:
    return progress(works, TODAY, [each for each in works if each.cell == cell]).state


def test_a_cell_opens_when_one_of_its_tasks_can_be_started() -> None:
    """It waits for an unfinished predecessor (FS) or one that has not started (SS)."""
    ayu, budi = Cell("start", "tl"), Cell("start", "pp")
    waiting = [work("A", *ayu), work("B", *budi, "A")]
    assert _state(waiting, ayu) is CellState.OPEN
    assert _state(waiting, budi) is CellState.NOT_OPEN
    started = [work("A", *ayu, started=True), work("B", *budi, "A"), work("C", *budi, "A SS+2")]
    assert _state(started[:2], budi) is CellState.NOT_OPEN
    assert _state(started, budi) is CellState.OPEN
    assert _state([work("A", *ayu, finished=True), waiting[1]], budi) is CellState.OPEN


def test_ff_and_sf_never_keep_a_cell_closed() -> None:
    """They bind the finish of a task, not its start."""
    works = [work("A", "start", "tl"), work("B", "start", "pp", "A FF+1", "A SF+1")]
    assert _state(works, Cell("start", "pp")) is CellState.OPEN


def test_a_cell_waits_for_the_day_on_which_it_may_begin() -> None:
    """`not_before` tomorrow keeps it closed today."""
    cell = Cell("start", "tl")
    assert _state([work("A", *cell, not_before=date(2025, 5, 1))], cell) is CellState.NOT_OPEN
    assert _state([work("A", *cell, not_before=TODAY)], cell) is CellState.OPEN


def test_a_cell_closes_when_all_of_it_is_done() -> None:
    """And says how much of it is."""
    cell = Cell("start", "tl")
    works = [work("A", *cell, finished=True), work("B", *cell, "A")]
    assert str(progress(works, TODAY, works)) == "1/2"
    assert _state([works[0]], cell) is CellState.CLOSED
