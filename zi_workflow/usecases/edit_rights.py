"""Which tasks' plans a signed-in person may change; knows no edit."""

from __future__ import annotations

from collections.abc import Iterable

from sqlmodel import Session

from zi_workflow.domain.errors import Problem, RefusedError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.programmes import ProgrammeFacts
from zi_workflow.storage.queries.tasks import task_lines
from zi_workflow.usecases.agreements import reach


def check(session: Session, viewer: Viewer, facts: ProgrammeFacts, tasks: Iterable[str]) -> None:
    """RefusedError with a sentence for each task that is out of the viewer's reach; codes that are none are no matter."""
    areas = {line.code: line.duty.area for line in task_lines(session, facts.id)}
    refused = {}
    for code in dict.fromkeys(tasks):
        if code not in areas:
            continue
        found = reach(viewer, facts, [areas[code]])
        if not found.allowed:
            refused[code] = found.reason
    if refused:
        raise RefusedError(Problem(reason, where=code) for code, reason in refused.items())
