"""What a page takes from whoever is signed in: themselves, their scope, and things inside it; refuses by not finding."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from fastapi import Depends

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import NOWHERE, Action, Scope, Viewer, scope_of
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.storage.queries.viewers import Visit
from zi_workflow.web import current


# Asynchronous, as all that only hands on: FastAPI would go to a thread and back for each.
async def _visit() -> Visit:
    found = current.visit()
    if found is None:  # the table lets nobody come here without one
        raise NotFoundError(Problem(N_("Please sign in first.")))
    return found


async def _viewer() -> Viewer:
    found = current.current()
    if found is None:
        raise NotFoundError(Problem(N_("Please sign in first.")))
    return found


FromVisit = Annotated[Visit, Depends(_visit)]
"""The session, perhaps with its second step still to come."""
FromViewer = Annotated[Viewer, Depends(_viewer)]
"""Whoever is signed in with every step done."""


def scope(action: Action) -> Scope:
    """Where the viewer may do it; nowhere for nobody."""
    viewer = current.current()
    return NOWHERE if viewer is None else scope_of(viewer, action)


def task_among(tasks: Iterable[TaskRow], programme: str, code: str) -> TaskRow:
    """The task with this code; NotFoundError."""
    found = next((each for each in tasks if each.code == code), None)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such task."), where=f"{programme}/{code}"))
    return found


def programme_for(session: Session, code: str) -> ProgrammeRow:
    """The programme with this code in the viewer's sight; NotFoundError, the same for one that is not there at all."""
    found = pages.programme(session, code, scope(Action.SEE_PROGRAMME))
    if found is None:
        raise NotFoundError(Problem(N_("There is no such programme."), where=code))
    return found
