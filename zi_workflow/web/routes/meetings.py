"""The meeting of a monev round on a tablet: the checklist of an area, files about what is seen, and that it was held."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.domain import snapshots
from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.scopes import Action, Place
from zi_workflow.frameworks import loader
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.storage.queries import evidence as evidence_queries
from zi_workflow.storage.queries import meetings as queries
from zi_workflow.storage.queries import pages
from zi_workflow.storage.queries.programmes import some_programmes
from zi_workflow.storage.queries.snapshots import snapshot_of
from zi_workflow.usecases import meeting_files, meetings
from zi_workflow.usecases.meeting_files import AddFiles, WithdrawFile
from zi_workflow.usecases.meetings import Hold, NoteCheck
from zi_workflow.web.changing import change
from zi_workflow.web.downloads import sent
from zi_workflow.web.forms import meetings as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.handing_in import evidence_of, receiving
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import Desk, InWriting, Seen
from zi_workflow.web.signed import FromViewer, scope
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import meetings as views
from zi_workflow.web.views.acting import ACCEPTED
from zi_workflow.web.views.meetings import Checklist, Facts

router = APIRouter()
_MEETING = "/rapat"


@router.get("/programme/{code}/monev/{quarter}/rapat")
def show(
    code: str, quarter: str, viewer: FromViewer, sources: FromRequest, area: str = "", selesai: str = ""
) -> Response:
    """The checklist of an area; the first one unless the address names another."""
    return _meeting(Desk(sources, viewer, code, quarter), area, done=selesai)


@router.post("/programme/{code}/monev/{quarter}/rapat/periksa")
async def check(request: Request, at: InWriting) -> Response:
    """The team's word on one task or item; the page comes back at the same place."""
    desk, seen = at
    area = request.query_params.get("area", "")

    def attempt(filled: Filled) -> str:
        command = NoteCheck(
            **desk.common(seen),
            kind=filled.value("kind"),
            target=filled.value("target"),
            verdict=filled.value("verdict"),
            note=filled.value("note"),
            seen=read_version(filled),
        )
        desk.do(meetings.note_check, command)
        return _back(desk, area, filled, "periksa")

    return await change(request, forms.read_check, attempt, partial(_again, desk, area))


@router.post("/programme/{code}/monev/{quarter}/rapat/foto")
async def add_files(request: Request, at: InWriting) -> Response:
    """Photos or files about a task, an item or the meeting as a whole."""
    desk, seen = at
    area = request.query_params.get("area", "")

    def attempt(filled: Filled) -> str:
        with receiving(desk.sources, filled) as received:
            command = AddFiles(
                **desk.common(seen),
                target=filled.value("target"),
                files=evidence_of(filled, received),
                seen=read_version(filled),
            )
            desk.do(partial(meeting_files.add, received=received), command)
        return _back(desk, area, filled, "foto")

    return await change(request, forms.read_photo, attempt, partial(_again, desk, area))


@router.get("/programme/{code}/monev/{quarter}/rapat/foto/{file}")
def download(code: str, quarter: str, file: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """A file of the round to save."""
    desk = Desk(sources, viewer, code, quarter)
    with sources.store.reading() as session:
        seen = desk.seen(session)
        rows = queries.files(session, seen.round.id)
    found = next((row for row in rows if row.id == file), None)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such file in this round.")))
    return sent(sources.evidence, found.sha256, found.name)


@router.post("/programme/{code}/monev/{quarter}/rapat/foto/{file}/tarik")
async def withdraw_file(request: Request, file: str, at: InWriting) -> Response:
    """Take a file off the page."""
    desk, seen = at
    area = request.query_params.get("area", "")

    def attempt(filled: Filled) -> str:
        desk.do(meeting_files.withdraw, WithdrawFile(**desk.common(seen), file=file))
        return _back(desk, area, filled, "tarik")

    return await change(request, forms.read_nothing, attempt, partial(_again, desk, area))


@router.get("/programme/{code}/monev/{quarter}/selenggara")
def show_holding(code: str, quarter: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """What it means that the meeting took place, before somebody says so."""
    return _holding(Desk(sources, viewer, code, quarter), Filled({}))


@router.post("/programme/{code}/monev/{quarter}/selenggara")
async def hold(request: Request, at: InWriting) -> Response:
    """The meeting took place."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        on = filled.until or seen.today
        letterhead = desk.sources.entrance.letterhead
        early = bool(filled.value("early"))
        command = Hold(**desk.common(seen), on=on, early=early, letterhead=letterhead)
        desk.do(meetings.hold, command)
        return desk.link("/temuan", selesai="selenggara")

    return await change(request, forms.read_holding, attempt, partial(_holding, desk))


def _back(desk: Desk, area: str, filled: Filled, done: str) -> str:
    """To the line from which the form came."""
    kind, target = filled.value("kind"), filled.value("target")
    return desk.link(_MEETING, anchor=f"{kind}-{target}" if target else "", area=area, selesai=done)


def _again(desk: Desk, area: str, filled: Filled, status: int) -> Response:
    return _meeting(desk, area, filled, status)


def _meeting(
    desk: Desk, area: str, filled: Filled | None = None, status: int = 200, done: str = ""
) -> Response:
    with desk.sources.store.reading() as session:
        seen = desk.seen(session)
        checklist = Checklist(_facts(session, seen))
        others = _others(session, seen)
    chosen = area if area in checklist.areas else next(iter(checklist.areas), "")
    filled = filled or Filled({})
    return page(
        "rounds/meeting.html",
        status,
        programme=seen.programme,
        round=seen.round,
        base=desk.base,
        notes=seen.notes,
        writes=seen.writes,
        tabs=checklist.tabs(),
        area=chosen,
        groups=[
            (_("Tasks of this quarter"), checklist.tasks(chosen)),
            (_("Items of the sheet"), checklist.items(chosen)),
        ],
        whole=checklist.whole(),
        files=checklist.facts.files,
        verdicts=views.verdicts(),
        verdict=views.verdict,
        others=others,
        filled=filled,
        at=f"{filled.value('kind')}-{filled.value('target')}",
        accepted=ACCEPTED,
        keeps_files=desk.sources.evidence is not None,
        said=_(views.SAID[done]) if done in views.SAID else "",
    )


def _facts(session: Session, seen: Seen) -> Facts:
    home, framework = seen.round.id, seen.programme.framework
    snapshot = snapshot_of(session, home)
    return Facts(
        seen.round.quarter,
        pages.tasks(session, seen.programme.id),
        seen.today,
        loader.load(framework) if framework in loader.names() else None,
        evidence_queries.pieces(session, seen.programme.id),
        snapshots.read(snapshot.facts).evidence if snapshot is not None else None,
        queries.checks(session, home),
        queries.files(session, home),
        queries.asked_tasks(session, home),
    )


def _others(session: Session, seen: Seen) -> list[tuple[str, str]]:
    """Code and unit of the other rounds of a joint session that are in sight."""
    ids = (
        {programme_id for programme_id, _round in seen.round.session.rounds} if seen.round.session else set()
    )
    ids.discard(seen.programme.id)
    rows = some_programmes(session, ids)
    sight = scope(Action.SEE_PROGRAMME)
    return [(each.code, each.unit_name) for each in rows if sight.covers(Place(each.unit_id, each.agency))]


def _holding(desk: Desk, filled: Filled, status: int = 200) -> Response:
    seen = desk.writing()
    return page(
        "rounds/holding.html",
        status,
        programme=seen.programme,
        round=seen.round,
        base=desk.base,
        today=seen.today,
        filled=filled,
    )
