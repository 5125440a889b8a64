"""Changes of a piece of evidence, each by a form of its own: a newer version, more uses, a review, its end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.evidence import quarters_around
from zi_workflow.domain.scopes import Action, Viewer
from zi_workflow.frameworks.loader import items_of, labelled
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.evidence import PieceRow
from zi_workflow.storage.queries.pages import ProgrammeRow, TaskRow
from zi_workflow.usecases import evidence_ends, evidence_pieces
from zi_workflow.usecases.evidence_ends import Impact, Withdraw
from zi_workflow.usecases.evidence_pieces import JudgeVersion, Replace, Share
from zi_workflow.web.changing import change
from zi_workflow.web.forms import evidence as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.evidence import Chosen
from zi_workflow.web.handing_in import evidence_of, receiving
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views.acting import ACCEPTED, PHOTOS
from zi_workflow.web.views.evidence import PieceViews

router = APIRouter()
ACTIONS = {"ganti": Action.WORK, "pakai": Action.WORK, "tinjau": Action.REVIEW, "tarik": Action.REVIEW}


@dataclass(frozen=True, slots=True)
class Place:
    """Somebody before the form for one thing about a piece."""

    sources: Sources
    viewer: Viewer
    code: str
    piece: str
    form: str

    @property
    def back(self) -> str:
        """The page of the piece."""
        return f"/programme/{self.code}/bukti/{self.piece}"

    def done(self, word: str) -> str:
        """The page of the piece, which says so."""
        return link(self.back, selesai=word)

    def common(self, filled: Filled, programme_id: str) -> dict[str, Any]:
        """What every command about a piece has."""
        seen = read_version(filled)
        return {"viewer": self.viewer, "programme_id": programme_id, "piece": self.piece, "seen": seen}


@dataclass(frozen=True, slots=True)
class Seen:
    """What the form stands on."""

    programme: ProgrammeRow
    tasks: list[TaskRow]
    piece: PieceRow
    impact: Impact
    on: date


def _look(place: Place) -> Seen:
    with place.sources.store.reading() as session:
        programme = programme_for(session, place.code)
        before = evidence_pieces.look(
            session, place.viewer, programme.id, place.piece, ACTIONS[place.form], place.sources.now()
        )
        impact = evidence_ends.impact(session, programme.id, before.piece)
        tasks = pages.tasks(session, programme.id)
        return Seen(programme, tasks, before.piece, impact, before.on)


def _form(place: Place, filled: Filled | None = None, status: int = 200) -> Response:
    """The form over the piece as it stands; a newer version is for the same quarter unless somebody says otherwise."""
    seen = _look(place)
    filled = filled or Chosen({"quarter": seen.piece.newest.quarter or ""})
    shown = PieceViews(seen.tasks, seen.on)
    return page(
        f"evidence/{place.form}.html",
        status,
        programme=seen.programme,
        row=seen.piece,
        line=shown.line(seen.piece),
        filled=filled,
        impact=seen.impact,
        labels=dict(labelled(seen.programme.framework, shown.items(seen.piece))),
        titles={row.code: row.title for row in seen.tasks},
        states={row.code: row.state for row in seen.tasks},
        others=_others(place, seen) if place.form == "pakai" else (),
        items=items_of(seen.programme.framework) if place.form == "pakai" else (),
        quarters=quarters_around(seen.on),
        accepted=ACCEPTED,
        photos=PHOTOS,
        keeps_files=place.sources.evidence is not None,
        version=seen.piece.newest.number,
    )


def _others(place: Place, seen: Seen) -> list[TaskRow]:
    """The tasks that the viewer may work on and that it does not serve yet."""
    now = place.sources.now()
    with place.sources.store.reading() as session:
        reach = evidence_pieces.reachable(session, place.viewer, seen.programme.id, now)
    return [row for row in seen.tasks if row.code not in seen.piece.tasks and row.area in reach]


@router.get("/programme/{code}/bukti/{piece}/ganti")
@router.get("/programme/{code}/bukti/{piece}/pakai")
@router.get("/programme/{code}/bukti/{piece}/tinjau")
@router.get("/programme/{code}/bukti/{piece}/tarik")
def show(request: Request, code: str, piece: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form; before a withdrawal, with everything that would lose the piece."""
    form = request.url.path.rpartition("/")[2]
    return _form(Place(sources, viewer, code, piece, form))


@router.post("/programme/{code}/bukti/{piece}/ganti")
async def replace(
    request: Request, code: str, piece: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """A newer version."""
    place = Place(sources, viewer, code, piece, "ganti")
    seen = await run_in_threadpool(_look, place)

    def attempt(filled: Filled) -> str:
        with receiving(sources, filled) as received:
            handed = evidence_of(filled, received)[0]
            command = Replace(**place.common(filled, seen.programme.id), handed=handed)
            do(sources.store, partial(evidence_pieces.replace, received=received), command, sources.now())
        return place.done("ganti")

    read = partial(forms.read_replacement, on=seen.on)
    return await change(request, read, attempt, partial(_form, place))


@router.post("/programme/{code}/bukti/{piece}/pakai")
async def share(
    request: Request, code: str, piece: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """More tasks and items that it serves."""
    place = Place(sources, viewer, code, piece, "pakai")
    seen = await run_in_threadpool(_look, place)

    def attempt(filled: Filled) -> str:
        chosen = (filled.tasks, filled.items) if isinstance(filled, Chosen) else ((), ())
        common = place.common(filled, seen.programme.id)
        command = Share(**common, tasks=chosen[0], items=chosen[1])
        do(sources.store, evidence_pieces.share, command, sources.now())
        return place.done("pakai")

    return await change(request, forms.read_share, attempt, partial(_form, place))


@router.post("/programme/{code}/bukti/{piece}/tinjau")
async def judge(
    request: Request, code: str, piece: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """The unit's word on a version that came after its task was finished."""
    place = Place(sources, viewer, code, piece, "tinjau")
    seen = await run_in_threadpool(_look, place)

    def attempt(filled: Filled) -> str:
        accept = filled.value("verdict") == forms.ACCEPT
        common = place.common(filled, seen.programme.id)
        command = JudgeVersion(**common, accept=accept, note=filled.value("note"))
        do(sources.store, evidence_pieces.judge_version, command, sources.now())
        return place.done(forms.ACCEPT if accept else "kembali")

    return await change(request, forms.read_verdict, attempt, partial(_form, place))


@router.post("/programme/{code}/bukti/{piece}/tarik")
async def withdraw(
    request: Request, code: str, piece: str, viewer: FromViewer, sources: FromRequest
) -> Response:
    """Its end, with everything that the list before it said."""
    place = Place(sources, viewer, code, piece, "tarik")
    seen = await run_in_threadpool(_look, place)

    def attempt(filled: Filled) -> str:
        common = place.common(filled, seen.programme.id)
        command = Withdraw(**common, reason=filled.value("reason"), impact=filled.value("impact"))
        do(sources.store, evidence_ends.withdraw, command, sources.now())
        return place.done("tarik")

    return await change(request, forms.read_withdrawal, attempt, partial(_form, place))
