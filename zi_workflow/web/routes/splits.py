"""Splitting a task in two, by whoever steers its area: the form, what the split does, and doing exactly that."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.domain.errors import ConflictError, InputError, RefusedError
from zi_workflow.domain.reach import calendar_for
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import splits
from zi_workflow.usecases.form_marks import mark_of
from zi_workflow.usecases.plan_desk import PlanDesk
from zi_workflow.usecases.plans import load_plan
from zi_workflow.usecases.splits import SplitTask
from zi_workflow.usecases.steering import Steered
from zi_workflow.web import consequence_pages, steering
from zi_workflow.web.consequence_pages import CONFLICT, UNUSABLE, Asking
from zi_workflow.web.forms import agreeing
from zi_workflow.web.forms import splits as forms
from zi_workflow.web.forms import steering as reading
from zi_workflow.web.forms.acting import Filled, read_version
from zi_workflow.web.forms.agreeing import Agreement
from zi_workflow.web.handing_in import sentences
from zi_workflow.web.language import link
from zi_workflow.web.reaching import desk_for
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.steering import Before, Foreseen, Form, seen
from zi_workflow.web.uploads import read_form
from zi_workflow.web.views import steering as views

router = APIRouter()


@router.get("/programme/{code}/task/{task}/pecah")
def show(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """Two titles and two spans, and who will wait for both."""
    return steering.show(SPLITTING, sources, viewer, code, task)


@router.post("/programme/{code}/task/{task}/pecah")
async def look_or_apply(
    code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest
) -> Response:
    """What the split does; or, sent with what was seen, exactly that."""
    form = await read_form(request)
    return await run_in_threadpool(_look_or_apply, sources, viewer, (code, task), form)


def _look_or_apply(sources: Sources, viewer: Viewer, at: tuple[str, str], form: FormData) -> Response:
    now, (code, task) = sources.now(), at
    before = steering.look(SPLITTING, sources, viewer, code, task)
    filled = reading.read(form, SPLITTING.texts)
    SPLITTING.check(before, filled)
    version = read_version(filled)
    if filled.problems:
        return steering.shown(SPLITTING, before, filled, UNUSABLE)
    desk = desk_for(sources, code, now)
    if agreeing.value(form, "dilihat"):
        asking = _asking(before, desk, filled, version, agreeing.read(form))
        done = link(f"/programme/{code}/task/{task}/terlambat", selesai="pecah")
        return consequence_pages.settle(sources, asking, done, now)
    asking = _asking(before, desk, filled, version, Agreement(desk.facts.version, ""))
    try:
        return consequence_pages.look(sources, asking, now)
    except InputError as error:
        filled.problems["form"] = sentences(error)
        return steering.shown(SPLITTING, before, filled, UNUSABLE)
    except (RefusedError, ConflictError) as error:
        filled.problems["form"] = sentences(error)
        newest = steering.look(SPLITTING, sources, viewer, code, task)
        return steering.shown(SPLITTING, newest, filled, CONFLICT, seen=version)


def _asking(before: Before, desk: PlanDesk, filled: Filled, version: int, agreement: Agreement) -> Asking:
    task, at = before.found.task.code, f"/programme/{desk.facts.code}/task/{before.found.task.code}"
    carried = {"version": str(version), **{name: filled.value(name) for name in forms.FIELDS}}
    parts = forms.part(filled, 1), forms.part(filled, 2)
    who = before.viewer.person_id
    command = SplitTask(
        **seen(before, version),
        first=parts[0],
        second=parts[1],
        note=agreement.reason,
        plan_version=agreement.version,
        via=mark_of((who, desk.facts.id, task, carried, agreement.version, agreement.seen)),
    )
    new = before.shown.get("new", "")
    return Asking(
        before.viewer,
        desk,
        command,
        _("What the split does"),
        f"{at}/pecah",
        views.halves(before.row, new, parts),
        carried,
        agreement=agreement,
        back=at,
        new={new: parts[1].title},
    )


def _foresee(session: Session, found: Steered, now: datetime) -> Foreseen:
    planned = splits.foresee(session, found)
    calendar = calendar_for(load_plan(session, found.task.programme_id), found.on)
    return Foreseen(views.splitting(planned, found), {"new": planned.code, "calendar": calendar})


def _begins(before: Before) -> dict[str, str]:
    calendar = before.shown.get("calendar")  # none where a split is refused, and with it the form
    return forms.halves(before.row, before.found.on, calendar) if calendar is not None else {}


SPLITTING = Form(
    "nudges/split.html",
    _foresee,
    texts=lambda _filled: ("title1", "title2"),
    check=lambda _before, filled: forms.check(filled),
    begins=_begins,
)
