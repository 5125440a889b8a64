"""Taking today's forecast as the new plan: what it does first, then exactly that."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import Response
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.usecases.editing import Rebaseline
from zi_workflow.usecases.form_marks import mark_of
from zi_workflow.usecases.plan_desk import PlanDesk, plan_changes
from zi_workflow.web.consequence_pages import Asking, look, settle
from zi_workflow.web.forms import agreeing
from zi_workflow.web.forms.agreeing import Agreement
from zi_workflow.web.language import link
from zi_workflow.web.reaching import desk_for, out_of_reach
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer, programme_for
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.uploads import read_form
from zi_workflow.web.views import edits as views

WHOLE = (None,)
router = APIRouter()


@router.get("/programme/{code}/ubah/acuan")
def show(code: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """What a baseline is, which one holds, and what the ones before were."""
    desk = desk_for(sources, code, sources.now())
    refused = out_of_reach(viewer, desk, WHOLE)
    if refused is not None:
        return refused
    with sources.store.reading() as session:
        row = programme_for(session, code)
        made = [each for each in plan_changes(session, desk.facts.id) if each.kind == "programme.rebaselined"]
    history = views.change_lines(made, viewer.person_id)
    return page("edits/baseline.html", desk=desk, programme=row, history=history)


@router.post("/programme/{code}/ubah/acuan")
async def look_or_apply(code: str, request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """What a new baseline does; or, sent with what was seen, exactly that."""
    form = await read_form(request)
    return await run_in_threadpool(_look_or_apply, sources, viewer, code, form)


def _look_or_apply(sources: Sources, viewer: Viewer, code: str, form: FormData) -> Response:
    now = sources.now()
    desk = desk_for(sources, code, now)
    refused = out_of_reach(viewer, desk, WHOLE)
    if refused is not None:
        return refused
    if not agreeing.value(form, "dilihat"):
        return look(sources, _asking(viewer, desk, Agreement(desk.facts.version, "")), now)
    asking = _asking(viewer, desk, agreeing.read(form))
    return settle(sources, asking, link(f"/programme/{code}/ubah", selesai="acuan"), now)


def _asking(viewer: Viewer, desk: PlanDesk, agreement: Agreement) -> Asking:
    facts = desk.facts
    command = Rebaseline(
        programme_id=facts.id,
        reason=agreement.reason,
        actor=viewer.person_id,
        on=desk.on,
        version=agreement.version,
        via=mark_of((viewer.person_id, facts.id, "baseline", agreement.version, agreement.seen)),
    )
    return Asking(
        viewer,
        desk,
        command,
        _("What a new baseline does"),
        f"/programme/{facts.code}/ubah/acuan",
        [_("The forecast of {day} becomes the plan of every task that is not finished.", day=desk.on)],
        agreement=agreement,
    )
