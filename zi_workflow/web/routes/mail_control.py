"""The stop of all mail, what a guard holds, and the decision about it, for whoever looks after the service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, ConflictError, InputError, RefusedError
from zi_workflow.domain.scopes import Viewer
from zi_workflow.i18n import _
from zi_workflow.storage.engine import Session
from zi_workflow.usecases import breaker, fence, mail_switch, reasons
from zi_workflow.usecases.breaker import Preview, Release
from zi_workflow.usecases.mail_switch import Turn
from zi_workflow.web.forms.mail_control import Filled, read, refused
from zi_workflow.web.forms.short import read_short
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.views import mail_control as views

UNUSABLE, CONFLICT, SEE_OTHER = 422, 409, 303
ZONE = "Asia/Jakarta"
PATH = "/surat/kendali"


class Deed(StrEnum):
    """What is decided about all mail."""

    STOP = "henti"
    RESUME = "lanjut"
    RELEASE = "lepas"
    DISCARD = "buang"


SAID = {
    Deed.STOP: N_("Mail is stopped."),
    Deed.RESUME: N_("Mail goes on."),
    Deed.RELEASE: N_("What was shown is let go."),
    Deed.DISCARD: N_("What was shown is cancelled."),
}
_TURNS: Mapping[Deed, Callable[[Session, Turn, datetime], bool]] = {
    Deed.STOP: mail_switch.stop,
    Deed.RESUME: mail_switch.resume,
}
_ENDS: Mapping[Deed, Callable[[Session, Release, datetime], int]] = {
    Deed.RELEASE: breaker.release,
    Deed.DISCARD: breaker.discard,
}
router = APIRouter()


@router.get(PATH)
def show(sources: FromRequest, selesai: Deed | None = None) -> Response:
    """How mail stands, and exactly what is held."""
    return _page(sources, Filled(), said=_(SAID[selesai]) if selesai is not None else "")


@router.post(PATH)
async def decide(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """Stop mail, let it go on, or end a hold as its preview showed it; always with a reason."""
    filled = read(await read_short(request))
    return await run_in_threadpool(_decide, sources, viewer, filled)


def _decide(sources: Sources, viewer: Viewer, filled: Filled) -> Response:
    if filled.deed not in set(Deed):
        filled.problems["form"] = _("The form did not arrive as it should. Please fill it in again.")
        return _page(sources, filled, UNUSABLE)
    deed, now, on = Deed(filled.deed), sources.now(), sources.today(ZONE)
    try:
        reason = reasons.given(filled.reason)
        if deed in _TURNS:
            do(sources.store, _TURNS[deed], Turn(viewer.person_id, reason, on), now)
        else:
            with sources.store.reading() as session:
                _refuse_fenced(session)
            do(sources.store, _ENDS[deed], Release(filled.token, viewer.person_id, reason, on), now)
    except InputError as error:
        refused(filled, f"alasan-{deed}", error)
        return _page(sources, filled, UNUSABLE)
    except ConflictError:
        filled.problems["form"] = _("What is held has changed since you looked. Please look at it again.")
        return _page(sources, filled, CONFLICT)
    except RefusedError as error:
        refused(filled, "form", error)
        return _page(sources, filled, CONFLICT)
    return RedirectResponse(link(PATH, selesai=deed), SEE_OTHER)


def _refuse_fenced(session: Session) -> None:
    """After a restore the archive is asked first, which these pages cannot."""
    if fence.is_shut(session):
        raise RefusedError(views.FENCED)


def _page(sources: Sources, filled: Filled, status: int = 200, said: str = "") -> Response:
    with sources.store.reading() as session:
        facts = _facts(session, sources.now())
    return page("mails/control.html", status, filled=filled, said=said, deeds=Deed, **facts)


def _facts(session: Session, now: datetime) -> dict[str, Any]:
    state = mail_switch.status(session)
    held: Preview | None = breaker.preview(session) if state.hold is not None else None
    return {
        "state": state,
        "guarded": views.others(session, now),
        "limits": views.limits(state),
        "held": views.held(held, fenced=fence.is_shut(session)) if held is not None else None,
    }
