"""The unit's review of a task that was handed in: what there is to see, and accepting it or sending it back."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.links import Purpose
from zi_workflow.domain.permissions import Decision
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.evidence import PieceRow, pieces_of_task
from zi_workflow.storage.queries.follow_up import place_of_task
from zi_workflow.storage.queries.histories import Happening, history
from zi_workflow.usecases import unit_reviews
from zi_workflow.usecases.deeds import Situation
from zi_workflow.usecases.unit_reviews import ReviewForm
from zi_workflow.web.changing import CONFLICT, change
from zi_workflow.web.forms import evidence as forms
from zi_workflow.web.forms.acting import Filled, blank, read_version
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import acting as views
from zi_workflow.web.views.acting import ActPage
from zi_workflow.web.views.evidence import SAID, PieceViews
from zi_workflow.web.views.histories import history_lines

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Before:
    """A reviewer before a task: the page's facts, its evidence, and whether they may decide."""

    viewer: Viewer
    situation: Situation
    shown: ActPage
    tasks: PieceViews
    pieces: list[PieceRow]
    decision: Decision
    happenings: list[Happening]
    recommendation: tuple[str, int] | None


@router.get("/programme/{code}/task/{task}/tinjau")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """What was handed in, and the form to decide on it."""
    return _form(_look(sources, viewer, code, task), blank({}), said=SAID.get(selesai, ""))


@router.post("/programme/{code}/task/{task}/tinjau")
async def review(
    request: Request, code: str, task: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Accept it or send it back."""
    before = await run_in_threadpool(_look, sources, viewer, code, task)

    def attempt(filled: Filled) -> str:
        accept = filled.value("verdict") == forms.ACCEPT
        command = ReviewForm(
            viewer=viewer,
            programme_id=before.situation.task.programme_id,
            task=task,
            version=read_version(filled),
            seen=filled.value("seen"),
            accept=accept,
            note=filled.value("note"),
        )
        do(sources.store, unit_reviews.review, command, sources.now())
        word = forms.ACCEPT if accept else forms.RETURN
        return link(f"/programme/{code}/task/{task}/tinjau", selesai=word)

    def again(filled: Filled, status: int) -> Response:
        seen = read_version(filled) if status == CONFLICT else None
        return _form(_look(sources, viewer, code, task), filled, status, seen=seen)

    return await change(request, _read, attempt, again)


def _read(form: FormData) -> Filled:
    filled = forms.read_verdict(form)
    read_version(filled)
    return filled


def _look(sources: Sources, viewer: Viewer, code: str, task: str) -> Before:
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        situation = unit_reviews.look(session, viewer, programme.id, task, sources.now())
        tasks = pages.tasks(session, programme.id)
        shown = views.act_page(Purpose.SUBMIT, situation, programme, tasks)
        pieces = pieces_of_task(session, programme.id, task)
        decision = unit_reviews.decision(session, situation)
        happenings = history(session, programme.id, task)
        recommendation = place_of_task(session, programme.id, task)
    lines = PieceViews(tasks, situation.on)
    return Before(viewer, situation, shown, lines, pieces, decision, happenings, recommendation)


def _form(
    before: Before, filled: Filled, status: int = 200, *, seen: int | None = None, said: str = ""
) -> Response:
    reader = before.viewer.person_id
    after = [each for each in before.happenings if seen is not None and (each.version or 0) > seen]
    return page(
        "reviews/show.html",
        status,
        shown=before.shown,
        programme=before.shown.programme,
        pieces=[before.tasks.line(row) for row in before.pieces],
        filled=filled,
        able=before.decision.allowed,
        recommendation=before.recommendation,
        why_not=_(before.decision.reason) if before.decision.reason else "",
        version=before.situation.task.version,
        seen=unit_reviews.mark_of_evidence(before.pieces),
        changed=history_lines(after, reader),
        history=history_lines(before.happenings, reader),
        said=_(said) if said else "",
    )
