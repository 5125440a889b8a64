"""The tasks that are with whoever is signed in, and what they do about them; another unit's are not there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.evidence import quarters_around
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.scopes import Viewer
from zi_workflow.frameworks.loader import labelled
from zi_workflow.i18n import _
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.evidence import pieces_of_task
from zi_workflow.storage.queries.follow_up import place_of_task
from zi_workflow.storage.queries.formats import FormatRow, of_task
from zi_workflow.storage.queries.histories import Happening, history
from zi_workflow.usecases import own_work
from zi_workflow.usecases.decisions import Desk, decisions
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.own_work import ActSigned
from zi_workflow.web.changing import CONFLICT, SEE_OTHER, change
from zi_workflow.web.drafts import draft_key
from zi_workflow.web.forms import acting as forms
from zi_workflow.web.forms.acting import Asked, Filled
from zi_workflow.web.handing_in import receiving, said
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import acting as views
from zi_workflow.web.views.acting import ActPage
from zi_workflow.web.views.decisions import decision_lines
from zi_workflow.web.views.evidence import PieceLine, PieceViews
from zi_workflow.web.views.histories import history_lines
from zi_workflow.web.views.own import own_tasks

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Before:
    """Somebody before a task of theirs: the page's facts, what they can do, and what was done about it."""

    viewer: Viewer
    situation: Situation
    shown: ActPage
    purposes: tuple[Purpose, ...]
    happenings: list[Happening]
    formats: list[FormatRow]
    pieces: list[PieceLine]
    recommendation: tuple[str, int] | None


@router.get("/tugas")
def show_all(viewer: FromViewer, sources: FromRequest) -> Response:
    """What waits for their decision, what is late, what is due, what comes, and what waits for others."""
    with sources.store.reading() as session:
        shares = own_work.shares(session, viewer, sources.now())
        waiting = [
            (each.programme, decisions(session, Desk(viewer, each.programme, each.people, each.on)))
            for each in shares
        ]
    several = len(shares) > 1
    shown = own_tasks(shares, viewer.person_id, decision_lines(waiting))
    return page("own/list.html", shown=shown, several=several, running=bool(shares))


@router.get("/tugas/{code}/{task}")
def show(
    code: str, task: str, viewer: FromViewer, sources: FromRequest, selesai: Purpose | None = None
) -> Response:
    """What the task asks for and why, what can be done, and what was done."""
    before = _look(sources, viewer, code, task, Purpose.SUBMIT)
    row, programme = before.shown.task, before.shown.programme
    return page(
        "own/show.html",
        shown=before.shown,
        purposes=before.purposes,
        version=before.situation.task.version,
        items=labelled(programme.framework, row.items),
        history=history_lines(before.happenings, viewer.person_id),
        formats=before.formats,
        pieces=before.pieces,
        recommendation=before.recommendation,
        thanks=_(views.THANKS[selesai]) if selesai is not None else "",
    )


@router.get("/tugas/{code}/{task}/{purpose}")
def show_form(code: str, task: str, purpose: Purpose, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form for one thing; where that cannot be done, back to the task."""
    before = _look(sources, viewer, code, task, purpose)
    if purpose not in before.purposes:
        return RedirectResponse(link(f"/tugas/{code}/{task}"), SEE_OTHER)
    filled = forms.blank({"progress": str(before.situation.task.standing.progress)})
    return _form(before, sources, filled)


@router.post("/tugas/{code}/{task}/{purpose}")
async def act(
    code: str, task: str, purpose: Purpose, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Do it. What is wrong is said above the form, which keeps what was typed."""
    now = sources.now()
    before = await run_in_threadpool(_look, sources, viewer, code, task, purpose)

    def read(form: FormData) -> Filled:
        filled = forms.read(form, asked=_asked(before))
        forms.read_version(filled)
        return filled

    def attempt(filled: Filled) -> str:
        _do(sources, before, filled, forms.read_version(filled), now)
        return link(f"/tugas/{code}/{task}", selesai=purpose)

    def again(filled: Filled, status: int) -> Response:
        if status != CONFLICT:
            return _form(before, sources, filled, status)
        newest = _look(sources, viewer, code, task, purpose)
        return _form(newest, sources, filled, status, seen=forms.read_version(filled))

    return await change(request, read, attempt, again)


def _do(sources: Sources, before: Before, filled: Filled, version: int, now: datetime) -> None:
    with receiving(sources, filled) as received:
        command = ActSigned(
            viewer=before.viewer,
            programme_id=before.situation.task.programme_id,
            task=before.situation.task.code,
            purpose=before.shown.purpose,
            version=version,
            **said(filled, received),
        )
        do(sources.store, partial(own_work.act, received=received), command, now)


def _look(sources: Sources, viewer: Viewer, code: str, task: str, purpose: Purpose) -> Before:
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        situation = own_work.look(session, viewer, programme.id, task, sources.now())
        tasks = pages.tasks(session, programme.id)
        able = own_work.purposes(session, situation)
        happenings = history(session, programme.id, task)
        formats = of_task(session, programme.id, task)
        pieces = pieces_of_task(session, programme.id, task)
        recommendation = place_of_task(session, programme.id, task)
    lines = PieceViews(tasks, situation.on)
    return Before(
        viewer=viewer,
        situation=situation,
        shown=views.act_page(purpose, situation, programme, tasks),
        purposes=able,
        happenings=happenings,
        formats=formats,
        pieces=[lines.line(piece) for piece in pieces],
        recommendation=recommendation,
    )


def _asked(before: Before) -> Asked:
    return forms.signed(before.shown.purpose, before.situation)


def _form(
    before: Before, sources: Sources, filled: Filled, status: int = 200, seen: int | None = None
) -> Response:
    """The form over the task as it stands; `seen` is the version that its sender saw: what came after it is shown."""
    after = [each for each in before.happenings if seen is not None and (each.version or 0) > seen]
    return page(
        "own/act.html",
        status,
        shown=before.shown,
        filled=filled,
        asked=_asked(before),
        keeps_files=sources.evidence is not None,
        formats=before.formats,
        version=before.situation.task.version,
        able=before.shown.purpose in before.purposes,
        changed=history_lines(after, before.viewer.person_id),
        draft=draft_key(before.situation.task.id, before.shown.purpose),
        quarters=quarters_around(before.situation.on),
    )
