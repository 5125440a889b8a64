"""Order, circles and the length of plain plans, held against networkx."""

from __future__ import annotations

from itertools import pairwise

import networkx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.plans import MONDAY, drawn_plans, plan, task
from zi_workflow.domain.analysis import analyse, calendar_for
from zi_workflow.domain.networks import network_of
from zi_workflow.domain.plan_rules import findings
from zi_workflow.domain.plans import Dependency, Plan, PlanTask

Edges = set[tuple[int, int]]
edges = st.sets(
    st.tuples(st.integers(0, 6), st.integers(0, 6)).filter(lambda edge: edge[0] != edge[1]), max_size=12
)


def linked(edges: Edges, days: list[int]) -> Plan:
    """A plan with these finish-to-start dependencies."""
    after = {n: tuple(Dependency(f"t{a}") for a, b in sorted(edges) if b == n) for n in range(len(days))}
    return plan(*(PlanTask(id=f"t{n}", area="tl", days=long, after=after[n]) for n, long in enumerate(days)))


@given(drawn_plans())
def test_predecessors_come_first(drawn: tuple[Plan, object]) -> None:
    """The order of a network is a topological order of all its tasks."""
    one, _ = drawn
    order = list(network_of(one, calendar_for(one)).order)
    assert sorted(order) == list(range(len(one.tasks)))
    place = {one.tasks[number].id: rank for rank, number in enumerate(order)}
    assert all(place[link.predecessor] < place[t.id] for t in one.tasks for link in t.after)


@settings(max_examples=200)
@given(edges)
def test_circles_are_found_when_there_are_any(drawn: Edges) -> None:
    """A plan is refused for a circle exactly when networkx finds one, and every path named is a circle."""
    circles = [problem for _, problem in findings(linked(drawn, [1] * 7), MONDAY) if "path" in problem.params]
    graph = networkx.DiGraph(sorted(drawn))
    assert bool(circles) != networkx.is_directed_acyclic_graph(graph)
    for problem in circles:
        path = [int(step.removeprefix("t")) for step in str(problem.params["path"]).split(" -> ")]
        assert path[0] == path[-1]
        assert all(graph.has_edge(a, b) for a, b in pairwise(path))


@given(edges, st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_a_plain_plan_is_as_long_as_its_longest_path(drawn: Edges, days: list[int]) -> None:
    """With finish-to-start dependencies and no lags the programme lasts as long as its heaviest path."""
    forward = {(min(edge), max(edge)) for edge in drawn}
    graph = networkx.DiGraph([(a, b, {"weight": days[a]}) for a, b in forward])
    graph.add_weighted_edges_from((n, "end", days[n]) for n in range(7))
    analysis = analyse(linked(forward, days), MONDAY)
    assert analysis.calendar.between(MONDAY, analysis.finish.planned) + 1 == networkx.dag_longest_path_length(
        graph
    )


def test_the_order_of_the_file_does_not_matter() -> None:
    """A task may stand before the one it waits for."""
    late, early = task("tl-2", 2, "tl-1"), task("tl-1", 3)
    first, second = analyse(plan(late, early), MONDAY), analyse(plan(early, late), MONDAY)
    assert first.task("tl-2") == second.task("tl-2")
