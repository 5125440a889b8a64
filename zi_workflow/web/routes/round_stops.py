"""Puts a round off, calls it off, or moves it in the plan: why or when, then what that does, then doing exactly that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.round_states import moved
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.monev import RoundFacts, round_facts
from zi_workflow.storage.queries.pages import ProgrammeRow
from zi_workflow.usecases import conducting, round_plans, round_stops
from zi_workflow.usecases.round_plans import MoveRound
from zi_workflow.usecases.round_stops import CallOff, Postpone, Stop
from zi_workflow.web.forms import round_stops as forms
from zi_workflow.web.forms.round_stops import FilledStop
from zi_workflow.web.handing_in import sentences
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page, preview_page
from zi_workflow.web.round_desk import unnamed
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import read_form
from zi_workflow.web.views import round_stops as views

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
PLACE = "/programme/{code}/monev/{quarter}"
STOPS: Mapping[str, type[Stop]] = {"tunda": Postpone, "batal": CallOff}
router = APIRouter()


@dataclass(frozen=True)
class Desk:
    """The round before whoever conducts it."""

    sources: Sources
    viewer: Viewer
    programme: ProgrammeRow
    round: RoundFacts
    step: str

    @property
    def base(self) -> str:
        """The round's own page."""
        return PLACE.format(code=self.programme.code, quarter=self.round.quarter)

    def command(self, filled: FilledStop) -> Stop | MoveRound:
        """What the form means."""
        common: dict[str, Any] = {
            "viewer": self.viewer,
            "programme_id": self.programme.id,
            "quarter": self.round.quarter,
            "version": int(filled.value("version")),
        }
        if self.step == "rencana":
            assert filled.day is not None
            return MoveRound(**common, to=filled.day)
        letterhead = self.sources.entrance.letterhead
        return STOPS[self.step](
            **common, reason=filled.value("alasan"), seen=filled.seen or None, letterhead=letterhead
        )


def _desk(sources: Sources, viewer: Viewer, code: str, quarter: str, step: str) -> Desk:
    """NotFoundError out of sight, ForbiddenError for who only sees it."""
    with sources.store.reading() as session:
        programme = programme_for(session, code)
        with unnamed(quarter):
            found = round_facts(session, programme.id, quarter)
        conducting.look(session, viewer, programme.id, quarter, sources.now())
    return Desk(sources, viewer, programme, found, step)


def _step(request: Request) -> str:
    step: str = request.url.path.rpartition("/")[2]
    return step


FromStep = Annotated[str, Depends(_step)]
"""Which of them: the last part of the address."""


@router.get(PLACE + "/tunda")
@router.get(PLACE + "/batal")
@router.get(PLACE + "/rencana")
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, step: FromStep) -> Response:
    """The form: why, or for which day. RefusedError for a round that nobody can put or call off any more."""
    desk = _desk(sources, viewer, code, quarter, step)
    if step in STOPS:
        moved(f"{desk.programme.code} {quarter}", desk.round.state, STOPS[step].becomes)
    day = desk.round.planned_on.isoformat()
    return _form(desk, FilledStop({"version": str(desk.round.version), "tanggal": day}))


@router.post(PLACE + "/tunda")
@router.post(PLACE + "/batal")
@router.post(PLACE + "/rencana")
async def send(
    code: str, quarter: str, request: Request, viewer: FromViewer, sources: FromRequest, step: FromStep
) -> Response:
    """What it does; or, sent with what was seen, exactly that."""
    form = await read_form(request)
    return await run_in_threadpool(_look_or_do, sources, viewer, (code, quarter, step), form)


def _look_or_do(sources: Sources, viewer: Viewer, place: tuple[str, str, str], form: FormData) -> Response:
    desk = _desk(sources, viewer, *place)
    filled = forms.read_move(form) if desk.step == "rencana" else forms.read_stop(form)
    if filled.problems:
        return _form(desk, filled, UNUSABLE)
    try:
        return _done(desk, filled) if filled.seen else _preview(desk, filled)
    except InputError as error:
        filled.problems["tanggal" if desk.step == "rencana" else "alasan"] = sentences(error)
        return _form(desk, filled, UNUSABLE)
    except (RefusedError, ConflictError) as error:
        filled.problems["form"] = sentences(error)
        typed = {**filled.typed, "version": str(desk.round.version)}
        return _form(desk, FilledStop(typed, problems=filled.problems), CONFLICT)


def _done(desk: Desk, filled: FilledStop) -> Response:
    command, now = desk.command(filled), desk.sources.now()
    if isinstance(command, MoveRound):
        do(desk.sources.store, round_plans.move, command, now)
    else:
        do(desk.sources.store, round_stops.stop, command, now)
    return RedirectResponse(link(desk.base, selesai=desk.step), SEE_OTHER)


def _preview(desk: Desk, filled: FilledStop) -> Response:
    command, now = desk.command(filled), desk.sources.now()
    with desk.sources.store.reading() as session:
        if isinstance(command, MoveRound):
            lines = views.moved(round_plans.look_at(session, command, now))
            letters, token = list[str](), "1"
        else:
            shown = round_stops.look_at(session, command, now)
            token = round_stops.token(command, shown)
            lines, letters = views.stopped(shown), views.letters(shown)
    return preview_page(
        "rounds/stop_preview.html", desk=desk, filled=filled, title=views.TITLES[desk.step],
        button=views.BUTTONS[desk.step], lines=lines, letters=letters, token=token,
    )  # fmt: skip


def _form(desk: Desk, filled: FilledStop, status: int = 200) -> Response:
    return page("rounds/stop.html", status, desk=desk, filled=filled, title=views.TITLES[desk.step])
