"""Whether the dependencies of the template lead somewhere, without a circle and in time; knows no calendar."""

from __future__ import annotations

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from zi_workflow.domain.errors import N_, Problem
from zi_workflow.domain.frameworks import Link, Milestone, TaskTemplate
from zi_workflow.frameworks.folders import Draft


def graph_problems(draft: Draft) -> Iterator[Problem]:
    """Unknown predecessors, misused occurrences, periods that cannot be met, cycles (as a path)."""
    tasks = {task.code: task for task in draft.all("tasks", TaskTemplate)}
    entries: dict[str, TaskTemplate | Milestone] = {**tasks}
    entries |= {milestone.code: milestone for milestone in draft.all("milestones", Milestone)}
    for entry in entries.values():
        for link in entry.after:
            yield from _link(entry, link, entries, draft.broken)
    yield from _cycles({code: [link.code for link in entry.after] for code, entry in entries.items()})


def _link(
    entry: TaskTemplate | Milestone,
    link: Link,
    entries: dict[str, TaskTemplate | Milestone],
    broken: set[str],
) -> Iterator[Problem]:
    where = f"tasks.toml [{entry.code}]"
    before = entries.get(link.code)
    if before is None:
        if link.code not in broken:
            yield Problem(N_("It waits for {code!r}, which is unknown."), {"code": link.code}, where=where)
        return
    if isinstance(before, Milestone):
        if isinstance(entry, TaskTemplate):
            yield Problem(N_("It waits for the milestone {code!r}."), {"code": link.code}, where=where)
        return
    if link.occurrence is not None and before.recur is None:
        message = N_("{link} means an occurrence, but {code} does not recur.")
        yield Problem(message, {"link": str(link), "code": link.code}, where=where)
    if isinstance(entry, TaskTemplate) and entry.recur is not None and before.recur is entry.recur:
        yield from _same_period(entry, link, before, where)


def _same_period(entry: TaskTemplate, link: Link, before: TaskTemplate, where: str) -> Iterator[Problem]:
    """Work of one period: the predecessor starts no later in the programme and leaves time for the work."""
    if link.occurrence is None and before.quarter > entry.quarter:
        message = N_("It recurs from quarter {own}, before {code}, on which it waits (quarter {other}).")
        params = {"own": entry.quarter, "code": before.code, "other": before.quarter}
        yield Problem(message, params, where=where)
    if entry.due_after is None or before.due_after is None or link.occurrence is not None:
        return
    if entry.due_after - before.due_after < entry.days:
        message = N_("It cannot end in time: due {own}, {days} days long, after {code}, due {other}.")
        params = {"own": entry.due_after, "days": entry.days, "code": before.code, "other": before.due_after}
        yield Problem(message, params, where=where)


def _cycles(graph: dict[str, list[str]]) -> Iterator[Problem]:
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        path = " -> ".join(error.args[1])
        yield Problem(N_("The dependencies form a cycle: {path}."), {"path": path}, where="tasks.toml")
