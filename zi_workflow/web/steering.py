"""The way every form of whoever steers goes: look, show, read, do, and say what stood in the way; knows no single deed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import RefusedError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.histories import Happening, history
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.usecases import steering
from zi_workflow.usecases.steering import Steer, Steered
from zi_workflow.web.changing import CONFLICT, change
from zi_workflow.web.forms import steering as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.handing_in import sentences
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import programme_for
from zi_workflow.web.sources import Sources
from zi_workflow.web.views.histories import history_lines
from zi_workflow.web.views.tasks import TaskLine, TaskViews


@dataclass(frozen=True, slots=True)
class Before:
    """The task before the viewer; `shown` is what the deed's own template needs, `refused` why it cannot be done."""

    viewer: Viewer
    programme: ProgrammeRow
    found: Steered
    row: TaskRow
    line: TaskLine
    tasks: Sequence[TaskRow]
    happenings: Sequence[Happening]
    consequences: Sequence[str] = ()
    refused: str = ""
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What will happen, in sentences, and what the deed's own template needs."""

    consequences: Sequence[str]
    shown: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Form:
    """A form about a task: its template, what is foreseen, the texts that it needs, and what it begins with."""

    template: str
    foresee: Callable[[Session, Steered, datetime], Foreseen]
    texts: Callable[[Filled], Sequence[str]] = lambda _filled: ("note",)
    check: Callable[[Before, Filled], None] = lambda _before, _filled: None
    begins: Callable[[Before], dict[str, str]] = lambda _before: {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed(Form):
    """One thing that can be done at once: the command of its form, and the use case.

    `thanks` names, by the form, the sentence said afterwards.
    """

    command: Callable[[Before, Filled, int], Steer]
    usecase: Callable[[Session, Any, datetime], object]
    thanks: Callable[[Filled], str]


def seen(before: Before, version: int) -> dict[str, Any]:
    """What every command says: who acts on which task, as they saw it."""
    task = before.found.task
    return {
        "viewer": before.viewer,
        "programme_id": task.programme_id,
        "task": task.code,
        "version": version,
    }


def show(deed: Form, sources: Sources, viewer: Viewer, code: str, task: str) -> Response:
    """The empty form, and what it will do."""
    before = look(deed, sources, viewer, code, task)
    return shown(deed, before, Filled(deed.begins(before)))


async def act(
    deed: Deed, request: Request, sources: Sources, viewer: Viewer, code: str, task: str
) -> Response:
    """Do it, or show the form again with what stood in the way and with what was typed."""
    now = sources.now()
    before = await run_in_threadpool(look, deed, sources, viewer, code, task)

    def read(form: FormData) -> Filled:
        filled = forms.read(form, deed.texts)
        deed.check(before, filled)
        read_version(filled)
        return filled

    def attempt(filled: Filled) -> str:
        do(sources.store, deed.usecase, deed.command(before, filled, read_version(filled)), now)
        return link(f"/programme/{code}/task/{task}/terlambat", selesai=deed.thanks(filled))

    def again(filled: Filled, status: int) -> Response:
        if status != CONFLICT:
            return shown(deed, before, filled, status)
        newest = look(deed, sources, viewer, code, task)
        return shown(deed, newest, filled, status, seen=read_version(filled))

    return await change(request, read, attempt, again)


def look(deed: Form, sources: Sources, viewer: Viewer, code: str, task: str) -> Before:
    """The task as it stands; NotFoundError."""
    now = sources.now()
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        found = steering.look(session, viewer, programme.id, task, now)
        tasks = pages.tasks(session, programme.id)
        happenings = history(session, programme.id, task)
        try:
            foreseen, refused = deed.foresee(session, found, now), ""
        except RefusedError as error:
            foreseen, refused = Foreseen(()), sentences(error)
    row = next(each for each in tasks if each.code == task)
    line = TaskViews(tasks, found.people, programme.as_of or found.on).line(row)
    return Before(
        viewer, programme, found, row, line, tasks, happenings, foreseen.consequences, refused, foreseen.shown
    )


def shown(deed: Form, before: Before, filled: Filled, status: int = 200, seen: int | None = None) -> Response:
    """The form over the task as it stands; `seen` is the version that its sender saw: what came after it is shown."""
    after = [each for each in before.happenings if seen is not None and (each.version or 0) > seen]
    return page(
        deed.template,
        status,
        before=before,
        filled=filled,
        version=before.found.task.version,
        changed=history_lines(after, before.viewer.person_id),
        **before.shown,
    )
