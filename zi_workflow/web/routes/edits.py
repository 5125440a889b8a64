"""Changing a plan: what can be changed, a task's form, what the change does, and doing exactly that."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow import i18n
from zi_workflow.bootstrap import do, try_out
from zi_workflow.domain.edits import Change
from zi_workflow.domain.errors import N_, ConflictError, InputError, NotFoundError, Problem
from zi_workflow.domain.plans import PlanTask
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.usecases import steering
from zi_workflow.usecases.editing import EditProgramme, Preview
from zi_workflow.usecases.foresight import Foresight
from zi_workflow.usecases.plan_desk import PlanDesk, plan_changes
from zi_workflow.usecases.steering import Agreed
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
from zi_workflow.web.views import consequences, differences
from zi_workflow.web.views import edits as views

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
DONE = {
    "ubah": N_("The change was applied, and whoever it concerns is told."),
    "acuan": N_("The new baseline holds from now on."),
    "mutasi": N_("The work was handed over, and whoever it concerns is told."),
}
router = APIRouter()


@dataclass(frozen=True)
class Wish:
    """Somebody's changes, those of earlier forms first, on the version of the programme that they saw."""

    viewer: Viewer
    desk: PlanDesk
    changes: tuple[Change, ...]
    agreement: Agreement = field(default_factory=lambda: Agreement(None, ""))

    def command(self, now: datetime, *, anew: bool = False) -> EditProgramme:
        """The edit; `anew`: over whatever version there is now."""
        seen = self.agreement
        return EditProgramme(
            programme_id=self.desk.facts.id,
            changes=self.changes,
            actor=self.viewer.person_id,
            on=self.desk.on,
            reason=seen.reason,
            version=None if anew else seen.version,
            via=steering.mark(
                self.viewer.person_id,
                self.desk.facts.id,
                forms.carried(self.changes),
                seen.version,
                seen.seen,
            ),
        )


@router.get("/programme/{code}/ubah")
def show(code: str, viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """What can be changed, the plan against what was planned before, and what was changed so far."""
    now = sources.now()
    desk = desk_for(sources, code, now)
    with sources.store.reading() as session:
        row = programme_for(session, code)
        history = plan_changes(session, desk.facts.id)
    areas = {task.area for task in desk.plan.tasks}
    reached = [area for area in areas if steering.reach(viewer, desk.facts, [area]).allowed]
    return page(
        "edits/hub.html",
        programme=row,
        areas=views.choices(desk, reached),
        whole=steering.reach(viewer, desk.facts, [None]).allowed,
        baseline=desk.facts.baseline,
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
    wish = Wish(viewer, desk, (*before, *filled.changes), Agreement(desk.facts.version, ""))
    try:
        return _consequences(wish, try_out(sources.store, steering.shown, wish.command(now), now))
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
    filled.problems = {
        "form": _("The plan was changed since you opened this form. Please look at your entries again.")
    }
    seen = filled.value("versi")
    since = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else desk.facts.version
    with sources.store.reading() as session:
        changed = plan_changes(session, desk.facts.id, since)
    return _form(desk, found, filled, before, CONFLICT, views.change_lines(changed, viewer.person_id))


def _apply(sources: Sources, viewer: Viewer, code: str, form: FormData) -> Response:
    now = sources.now()
    desk = desk_for(sources, code, now)
    wish = Wish(viewer, desk, _carried(form), agreeing.read(form))
    refused = out_of_reach(viewer, desk, desk.areas(wish.changes))
    if refused is not None:
        return refused
    if not wish.changes or wish.agreement.version is None or not wish.agreement.seen:
        raise UnreadableError
    if wish.agreement.problems:
        return _again(sources, wish, now, UNUSABLE)
    agreed = Agreed(wish.command(now), wish.agreement.seen, wish.agreement.basis)
    try:
        do(sources.store, steering.agree, agreed, now)
    except (ConflictError, InputError):
        return _again(sources, wish, now, CONFLICT)
    return RedirectResponse(link(f"/programme/{code}/ubah", selesai="ubah"), SEE_OTHER)


def _again(sources: Sources, wish: Wish, now: datetime, status: int) -> Response:
    """The consequences as they are now, beside those that were seen; or why the change is not possible any more."""
    with sources.store.reading() as session:
        changed = plan_changes(session, wish.desk.facts.id, wish.agreement.version)
    lines = views.change_lines(changed, wish.viewer.person_id)
    try:
        found = try_out(sources.store, steering.shown, wish.command(now, anew=True), now)
    except InputError as error:
        reasons = [i18n.sentence(each) for each in error.problems]
        return page("edits/impossible.html", CONFLICT, desk=wish.desk, reasons=reasons, changed=lines)
    return _consequences(wish, found, status, lines)


def _consequences(
    wish: Wish, found: Foresight[Preview], status: int = 200, changed: list[views.ChangeLine] | None = None
) -> Response:
    desk, agreement, preview = wish.desk, wish.agreement, found.result
    named = views.named(desk)
    lines = steering.lines(found)
    other = status == CONFLICT
    return page(
        "edits/preview.html",
        status,
        desk=desk,
        title=_("What the change does"),
        action=f"/programme/{desk.facts.code}/ubah/terapkan",
        wanted=views.sentences(wish.changes, named, desk.candidates),
        moves=consequences.move_lines(preview.moves, named),
        areas=consequences.area_lines(preview.areas),
        finish=consequences.finish_sentences(preview.before, preview.after, desk.plan.deadline),
        mails=consequences.mails(found, {desk.facts.id: named}),
        hidden={
            "ubah": json.dumps(forms.carried(wish.changes), ensure_ascii=False),
            "versi": preview.version,
            "dilihat": agreeing.packed(lines),
            "dasar": found.basis,
        },
        further=views.choices(desk, {task.area for task in desk.plan.tasks}),
        agreement=agreement,
        changed=changed or [],
        differences=differences.differences(agreement.lines, lines, named, {**desk.candidates, **found.names})
        if other
        else [],
        other=other,
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
        people=desk.candidates,
        carried=json.dumps(forms.carried(before), ensure_ascii=False) if before else "",
        so_far=views.sentences(before, named, desk.candidates),
        changed=changed or [],
    )


def _task(desk: PlanDesk, code: str) -> PlanTask:
    found = desk.tasks.get(code)
    if found is None:
        raise NotFoundError(Problem(N_("There is no such task in this programme."), where=code))
    return found


def _now(desk: PlanDesk, task: PlanTask) -> Now:
    return Now(task, desk.assignees.get(task.id), frozenset(desk.tasks), desk.candidates)


def _carried(form: FormData) -> tuple[Change, ...]:
    text = agreeing.value(form, "ubah")
    if not text:
        return ()
    try:
        return forms.changes_of(json.loads(text))
    except (ValueError, RecursionError) as error:
        raise UnreadableError from error
