"""Changing a plan: what can be changed, a task's form, what the change does, and doing exactly that."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow import i18n
from zi_workflow.domain.edits import Change
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.plans import PlanTask
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.usecases import agreements
from zi_workflow.usecases.editing import EditProgramme
from zi_workflow.usecases.form_marks import mark_of
from zi_workflow.usecases.plan_desk import PlanDesk, plan_changes
from zi_workflow.web.consequence_pages import CONFLICT, UNUSABLE, Asking, settle
from zi_workflow.web.consequence_pages import look as look_at
from zi_workflow.web.forms import agreeing
from zi_workflow.web.forms import edits as forms
from zi_workflow.web.forms.agreeing import Agreement
from zi_workflow.web.forms.edits import FilledEdit, Now
from zi_workflow.web.language import link
from zi_workflow.web.reaching import desk_for, out_of_reach
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import UnreadableError, read_form
from zi_workflow.web.views import edits as views

DONE = {
    "ubah": N_("The change was applied, and whoever it concerns is told."),
    "acuan": N_("The new baseline holds from now on."),
    "mutasi": N_("The work was handed over, and whoever it concerns is told."),
}
router = APIRouter()


@router.get("/programme/{code}/ubah")
def show(code: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """What can be changed, the plan against what was planned before, and what was changed so far."""
    now = sources.now()
    desk = desk_for(sources, code, now)
    with sources.store.reading() as session:
        row = programme_for(session, code)
        history = plan_changes(session, desk.facts.id)
    areas = {task.area for task in desk.plan.tasks}
    reached = [area for area in areas if agreements.reach(viewer, desk.facts, [area]).allowed]
    return page(
        "edits/hub.html",
        programme=row,
        areas=views.choices(desk, reached),
        whole=agreements.reach(viewer, desk.facts, [None]).allowed,
        baseline=desk.facts.baseline,
        people=desk.busy,
        history=views.change_lines(history, viewer.person_id),
        thanks=_(DONE[selesai]) if selesai in DONE else "",
    )


@router.get("/programme/{code}/task/{task}/ubah")
def show_form(code: str, task: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """The form over the task as it stands."""
    desk = desk_for(sources, code, sources.now())
    found = _task(desk, task)
    refused = out_of_reach(viewer, desk, [found.area])
    return refused or _form(desk, found, forms.blank(_now(desk, found)), ())


@router.post("/programme/{code}/ubah")
async def choose(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """On to the form of a further task, with the changes so far."""
    form = await read_form(request)
    return await run_in_threadpool(_choose, sources, viewer, code, form)


@router.post("/programme/{code}/task/{task}/ubah")
async def look(code: str, task: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """What the change would do; what is wrong with it is said above the form."""
    form = await read_form(request)
    return await run_in_threadpool(_look, sources, viewer, code, task, form)


@router.post("/programme/{code}/ubah/terapkan")
async def apply(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Do exactly what was shown; where it would be something else by now, nothing is saved and both are shown."""
    form = await read_form(request)
    return await run_in_threadpool(_apply, sources, viewer, code, form)


def _choose(sources: Sources, viewer: Viewer, code: str, form: FormData) -> Response:
    desk = desk_for(sources, code, sources.now())
    wanted = agreeing.value(form, "tugas").strip().split(" ")[0]
    found = _task(desk, wanted)
    changes = _carried(form)
    refused = out_of_reach(viewer, desk, [found.area, *desk.areas(changes)])
    return refused or _form(desk, found, forms.blank(_now(desk, found)), changes)


def _look(sources: Sources, viewer: Viewer, code: str, task: str, form: FormData) -> Response:
    now = sources.now()
    desk = desk_for(sources, code, now)
    found = _task(desk, task)
    before = _carried(form)
    refused = out_of_reach(viewer, desk, [found.area, *desk.areas(before)])
    if refused is not None:
        return refused
    filled = forms.read(form, _now(desk, found))
    if filled.value("versi") != str(desk.facts.version):
        return _stale(sources, viewer, desk, found, filled, before)
    if not filled.problems and not filled.changes:
        filled.problems["form"] = _("Nothing is different yet; change at least one thing.")
    if filled.problems:
        return _form(desk, found, filled, before, UNUSABLE)
    changes = (*before, *filled.changes)
    try:
        return look_at(sources, _asking(viewer, desk, changes, Agreement(desk.facts.version, "")), now)
    except InputError as error:
        filled.problems["form"] = " ".join(i18n.sentence(each) for each in error.problems)
        return _form(desk, found, filled, before, UNUSABLE)


def _stale(
    sources: Sources,
    viewer: Viewer,
    desk: PlanDesk,
    found: PlanTask,
    filled: FilledEdit,
    before: tuple[Change, ...],
) -> Response:
    """Somebody changed the plan since the form was opened: it comes back with what was typed, over the new plan."""
    said = _("The plan was changed since you opened this form. Please look at your entries again.")
    seen = filled.value("versi")
    since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else desk.facts.version
    with sources.store.reading() as session:
        changed = plan_changes(session, desk.facts.id, since)
    again = forms.renewed(filled, _now(desk, found))
    again.problems = {"form": said}
    return _form(desk, found, again, before, CONFLICT, views.change_lines(changed, viewer.person_id))


def _apply(sources: Sources, viewer: Viewer, code: str, form: FormData) -> Response:
    now = sources.now()
    desk, changes = desk_for(sources, code, now), _carried(form)
    refused = out_of_reach(viewer, desk, desk.areas(changes))
    if refused is not None:
        return refused
    if not changes:
        raise UnreadableError
    asking = _asking(viewer, desk, changes, agreeing.read(form))
    return settle(sources, asking, link(f"/programme/{code}/ubah", selesai="ubah"), now)


def _asking(viewer: Viewer, desk: PlanDesk, changes: tuple[Change, ...], agreement: Agreement) -> Asking:
    facts, carried = desk.facts, forms.carried(changes)
    command = EditProgramme(
        programme_id=facts.id,
        changes=changes,
        actor=viewer.person_id,
        on=desk.on,
        reason=agreement.reason,
        version=agreement.version,
        via=mark_of((viewer.person_id, facts.id, carried, agreement.version, agreement.seen)),
    )
    return Asking(
        viewer,
        desk,
        command,
        _("What the change does"),
        f"/programme/{facts.code}/ubah/terapkan",
        views.sentences(changes, views.named(desk), desk.names),
        {"ubah": json.dumps(carried, ensure_ascii=False)},
        views.choices(desk, {task.area for task in desk.plan.tasks}),
        agreement,
    )


def _form(
    desk: PlanDesk,
    found: PlanTask,
    filled: FilledEdit,
    before: tuple[Change, ...],
    status: int = 200,
    changed: list[views.ChangeLine] | None = None,
) -> Response:
    named = views.named(desk)
    return page(
        "edits/task.html",
        status,
        desk=desk,
        task=found,
        filled=filled,
        links=[(each.predecessor, views.link_words(each, named)) for each in found.after],
        kinds=[(str(kind), _(said)) for kind, said in views.KINDS.items()],
        rooms=range(1, forms.ROOM + 1),
        people=desk.able(found.id),
        carried=json.dumps(forms.carried(before), ensure_ascii=False) if before else "",
        so_far=views.sentences(before, named, desk.names),
        changed=changed or [],
    )


def _task(desk: PlanDesk, code: str) -> PlanTask:
    found = desk.tasks.get(code)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such task in this programme."), where=code))
    return found


def _now(desk: PlanDesk, task: PlanTask) -> Now:
    return Now(task, desk.assignees.get(task.id), frozenset(desk.tasks), desk.able(task.id), desk.plan)


def _carried(form: FormData) -> tuple[Change, ...]:
    text = agreeing.value(form, "ubah")
    if not text:
        return ()
    try:
        return forms.changes_of(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UnreadableError from error
