"""The attendance list of a monev session, shared by all its rounds."""

from __future__ import annotations

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import Response

from zi_workflow.i18n import _
from zi_workflow.storage.queries.meetings import Seat, seats
from zi_workflow.storage.queries.programmes import some_programmes
from zi_workflow.usecases import attendance
from zi_workflow.usecases.attendance import AddGuest, DropGuest, NoteAttendance
from zi_workflow.web.changing import change
from zi_workflow.web.forms import meetings as forms
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.meetings import Attended
from zi_workflow.web.rendering import page
from zi_workflow.web.round_desk import Desk, InWriting
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest
from zi_workflow.web.views import meetings as views

router = APIRouter()
_LIST, _OF_TEAM = "/hadir", "team"


@router.get("/programme/{code}/monev/{quarter}/hadir")
def show(code: str, quarter: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """Who came, and who was expected."""
    return _list(Desk(sources, viewer, code, quarter), done=selesai)


@router.post("/programme/{code}/monev/{quarter}/hadir")
async def note(request: Request, at: InWriting) -> Response:
    """Who is there."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        present, was = (filled.present, filled.was) if isinstance(filled, Attended) else ((), ())
        command = NoteAttendance(**desk.common(seen), present=present, was=was, seen=read_version(filled))
        desk.do(attendance.note, command)
        return desk.link(_LIST, selesai="hadir")

    return await change(request, forms.read_attendance, attempt, partial(_list, desk))


@router.post("/programme/{code}/monev/{quarter}/hadir/tamu")
async def add_guest(request: Request, at: InWriting) -> Response:
    """Somebody who came without being expected."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        command = AddGuest(
            **desk.common(seen),
            name=filled.value("name"),
            office=filled.value("office"),
            of_unit=filled.value("side") != _OF_TEAM,
            seen=read_version(filled),
        )
        desk.do(attendance.add_guest, command)
        return desk.link(_LIST, selesai="tamu")

    return await change(request, forms.read_guest, attempt, partial(_list, desk))


@router.post("/programme/{code}/monev/{quarter}/hadir/hapus")
async def drop_guest(request: Request, at: InWriting) -> Response:
    """A guest who was added by mistake."""
    desk, seen = at

    def attempt(filled: Filled) -> str:
        command = DropGuest(**desk.common(seen), key=filled.value("key"))
        desk.do(attendance.drop_guest, command)
        return desk.link(_LIST, selesai="hapus")

    return await change(request, forms.read_nothing, attempt, partial(_list, desk))


def _list(desk: Desk, filled: Filled | None = None, status: int = 200, done: str = "") -> Response:
    with desk.sources.store.reading() as session:
        seen = desk.seen(session)
        held = seen.round.session
        rows = seats(session, held) if held else []
        of_units = {row.programme_id for row in rows if row.programme_id is not None}
        units = {each.id: each.unit_name for each in some_programmes(session, of_units)}
    return page(
        "rounds/attendance.html",
        status,
        programme=seen.programme,
        round=seen.round,
        base=desk.base,
        notes=seen.notes,
        groups=_groups(rows, units),
        came=sum(row.present for row in rows),
        total=len(rows),
        filled=filled or Filled({}),
        said=_(views.SAID[done]) if done in views.SAID else "",
    )


def _groups(rows: list[Seat], units: dict[str, str]) -> list[tuple[str, list[Seat]]]:
    """The team, then each unit with its people."""
    found: dict[str | None, list[Seat]] = {None: []}
    for row in rows:
        found.setdefault(None if row.of_team else row.programme_id, []).append(row)
    return [
        (units.get(key, key) if key is not None else _("Assistance team"), them)
        for key, them in found.items()
        if them
    ]
