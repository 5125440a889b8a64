"""Which mails a person receives and which of them they may do without; only their own."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.notices import OPTIONAL
from zi_workflow.domain.office_hours import OFFICE_DAY
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.queries import subscriptions as queries
from zi_workflow.storage.queries.rules import hours_of
from zi_workflow.usecases import subscriptions
from zi_workflow.usecases.subscriptions import Answer
from zi_workflow.web.forms.short import read_short, text
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources

UNUSABLE, SEE_OTHER = 422, 303
router = APIRouter()


@router.get("/akun/pemberitahuan")
def show(viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """The optional mails with their switches, and how the others work."""
    return _page(sources, viewer, changed=bool(selesai))


@router.post("/akun/pemberitahuan")
async def choose(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """One optional mail on or off; twice is once."""
    form = await read_short(request)
    kind = next((each for each in OPTIONAL if each == text(form, "surel")), None)
    wanted = {"ya": True, "tidak": False}.get(text(form, "terima"))
    if kind is None or wanted is None:
        problem = _("Please choose one of the mails below.")
        return await run_in_threadpool(_page, sources, viewer, UNUSABLE, problem=problem)
    command = Answer(viewer.person_id, kind, wanted, viewer.person_id, subscriptions.PAGE)
    await run_in_threadpool(do, sources.store, subscriptions.answer, command, sources.now())
    return RedirectResponse(link("/akun/pemberitahuan", selesai="ya"), SEE_OTHER)


def _page(
    sources: Sources, viewer: Viewer, status: int = 200, *, changed: bool = False, problem: str = ""
) -> Response:
    with sources.store.reading() as session:
        unit = next((office.unit_id for office in viewer.offices if office.unit_id is not None), None)
        hours = hours_of(session, unit).hours if unit is not None else OFFICE_DAY
        optional = [(str(kind), queries.wants(session, viewer.person_id, kind)) for kind in sorted(OPTIONAL)]
    return page(
        "account/notifications.html",
        status,
        optional=optional,
        changed=changed,
        problems={"form": problem} if problem else {},
        digest=hours.opens,
        close=hours.closes,
    )
