"""A person's tokens for programs, and what those may ask for; nobody else's."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow import i18n
from zi_workflow.bootstrap import do
from zi_workflow.domain.personal_tokens import CHANGES, LIFETIMES, problems
from zi_workflow.storage.queries import bearers
from zi_workflow.usecases import personal_tokens
from zi_workflow.usecases.personal_tokens import MakeToken, Revoke
from zi_workflow.web.api.description import operations
from zi_workflow.web.forms.short import read_short, text
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.signed import FromViewer
from zi_workflow.web.sources import FromRequest, Sources

UNUSABLE, SEE_OTHER, CREATED = 422, 303, 201
router = APIRouter()


@dataclass
class NewToken:
    """What is typed to make a token, and what is wrong with it, by field."""

    name: str = ""
    days: str = str(LIFETIMES[1])
    permission: str = ""
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def reads_only(self) -> bool:
        """Whether it may look only, as it may where nothing is ticked."""
        return self.permission != CHANGES


@router.get("/akun/token")
def show(viewer: FromViewer, sources: FromRequest, selesai: str = "") -> Response:
    """The tokens that work, and the form for another one."""
    return _page(sources, viewer.account_id, NewToken(), revoked=bool(selesai))


@router.post("/akun/token")
async def make(request: Request, viewer: FromViewer, sources: FromRequest) -> Response:
    """A new token; it is shown in this answer and never again."""
    form = await read_short(request)
    filled = NewToken(text(form, "nama").strip(), text(form, "hari"), text(form, "izin"))
    return await run_in_threadpool(_make, sources, viewer.account_id, viewer.person_id, filled)


def _make(sources: Sources, account_id: str, person_id: str, filled: NewToken) -> Response:
    days = int(filled.days) if filled.days in map(str, LIFETIMES) else 0
    with sources.store.reading() as session:
        held = bearers.tokens_held(session, account_id, sources.now())
    wrong = problems(filled.name, days, held, filled.permission)
    if wrong:
        filled.problems = {place: i18n.sentence(each) for place, each in wrong.items()}
        return _page(sources, account_id, filled, UNUSABLE)
    command = MakeToken(account_id, person_id, filled.name, days, filled.reads_only)
    made = do(sources.store, personal_tokens.make, command, sources.now())
    return _page(sources, account_id, NewToken(), CREATED, made=made)


@router.post("/akun/token/{id}")
def revoke(id: str, viewer: FromViewer, sources: FromRequest) -> Response:
    """It works no more; another person's token is not there."""
    command = Revoke(viewer.account_id, viewer.person_id, id)
    do(sources.store, personal_tokens.revoke, command, sources.now())
    return RedirectResponse(link("/akun/token", selesai="cabut"), SEE_OTHER)


@router.get("/akun/api")
def show_description(request: Request, viewer: FromViewer) -> Response:
    """What programs may ask for, to read."""
    return page("account/api.html", operations=list(operations(request.app.state.description())))


@router.get("/akun/api/openapi.json")
def give_description(request: Request, viewer: FromViewer) -> JSONResponse:
    """The same for programs."""
    found: dict[str, Any] = request.app.state.description()
    return JSONResponse(found)


def _page(
    sources: Sources,
    account_id: str,
    filled: NewToken,
    status: int = 200,
    *,
    made: str = "",
    revoked: bool = False,
) -> Response:
    with sources.store.reading() as session:
        held = bearers.tokens_of(session, account_id, sources.now())
    return page(
        "account/tokens.html",
        status,
        tokens=held,
        filled=filled,
        made=made,
        revoked=revoked,
        lifetimes=LIFETIMES,
    )
