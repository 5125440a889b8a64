"""Whom a task waits for and who waits for it, in words; no query, no HTML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from zi_workflow.storage.queries.timelines import Tie
from zi_workflow.web.views.tasks import TaskLine, TaskViews


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The tasks directly before and after one."""

    before: list[TaskLine]
    after: list[TaskLine]


def neighbours(code: str, ties: Iterable[Tie], views: TaskViews) -> Neighbours:
    """Each of them once, in the order of the plan."""
    known = list(ties)
    before = dict.fromkeys(tie.predecessor for tie in known if tie.task == code)
    after = dict.fromkeys(tie.task for tie in known if tie.predecessor == code)
    return Neighbours(_lines(before, views), _lines(after, views))


def _lines(codes: Iterable[str], views: TaskViews) -> list[TaskLine]:
    return [views.line(views.rows[code]) for code in codes if code in views.rows]
