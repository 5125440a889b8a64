"""Signing in and out: by password, by a one-time link from a mail, and the code that some offices need; no page of work.

Whoever is not known gets the same answers after the same work. Looking at a link changes nothing.
"""

from __future__ import annotations

import logging
from datetime import datetime
from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool

from zi_workflow.bootstrap import do
from zi_workflow.domain.accounts import ABSOLUTE, IDLE
from zi_workflow.domain.errors import N_, NotFoundError, Problem, ZiError
from zi_workflow.i18n import _
from zi_workflow.storage.queries.viewers import Visit
from zi_workflow.usecases import passwords, sessions, sign_in, sign_in_mail, totp
from zi_workflow.usecases.sign_in import DeadDoorError, Entered
from zi_workflow.web import cookies, current, policy
from zi_workflow.web.forms import sign_in as forms
from zi_workflow.web.forms.short import read_short, text
from zi_workflow.web.forms.sign_in import Credentials
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.same_site import agent_of, place_of
from zi_workflow.web.signed import FromVisit
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.waiting import please_wait

GONE, UNUSABLE, SEE_OTHER = 410, 422, 303
HOME = "/beranda"
MOST_LETTERS = 1_000
_log = logging.getLogger("zi.web")
router = APIRouter()


@router.get("/masuk")
def show(sources: FromRequest, lanjut: str = "", keluar: str = "") -> Response:
    """The two ways in."""
    if current.current() is not None:
        return RedirectResponse(link(HOME), SEE_OTHER)
    return _door(sources, Credentials(wanted=lanjut), left=bool(keluar))


@router.post("/masuk")
async def enter(request: Request, sources: FromRequest) -> Response:
    """By password. One sentence for whatever does not fit."""
    filled = forms.read(await read_short(request))
    if filled.problems:
        return _again(sources, filled)
    return await run_in_threadpool(_by_password, request, sources, filled)


def _by_password(request: Request, sources: Sources, filled: Credentials) -> Response:
    now = sources.now()
    tried = do(sources.store, sign_in.approach, sign_in.Approach(filled.address, place_of(request)), now)
    if tried.wait_until is not None:
        return please_wait(tried.wait_until, now)
    if not passwords.fits(filled.password, tried.password_hash) or tried.account_id is None:
        filled.problems["alamat"] = _("The address and the password do not fit together.")
        return _again(sources, filled)
    codes, source = sources.entrance.codes, place_of(request)
    entry = sign_in.Enter(tried.account_id, agent_of(request), _old(), codes, source)
    return _let_in(request, do(sources.store, sign_in.enter, entry, now), filled.wanted)


@router.post("/masuk/tautan")
async def ask(request: Request, sources: FromRequest) -> Response:
    """A link by mail, if the address is known; the answer comes before anybody looks whether it is."""
    filled = forms.read_address(await read_short(request))
    if filled.problems:
        return _again(sources, filled)
    now = sources.now()
    knock = sign_in_mail.Knock(filled.address, place_of(request))
    wait = await run_in_threadpool(do, sources.store, sign_in_mail.knock, knock, now)
    if wait is not None:
        return please_wait(wait, now)
    inside = _inside(filled.wanted)
    command = sign_in_mail.SendLink(filled.address, sources.entrance.letterhead, inside)
    later = BackgroundTask(sources.entrance.later, partial(_send, sources, command, now))
    return RedirectResponse(link("/masuk/terkirim", lanjut=inside), SEE_OTHER, background=later)


def _send(sources: Sources, command: sign_in_mail.SendLink, now: datetime) -> None:
    try:
        if do(sources.store, sign_in_mail.send, command, now):
            sources.entrance.deliver()
    except ZiError as error:
        _log.warning("A link to sign in could not be sent: %s", error)


@router.get("/masuk/terkirim")
def show_asked(lanjut: str = "") -> Response:
    """What to do now; says nothing of any address."""
    return page("sign_in/asked.html", wanted=_inside(lanjut))


@router.get("/masuk/kode")
def show_code(visit: FromVisit, sources: FromRequest, lanjut: str = "") -> Response:
    """The second step: the code, and before the first one the picture for the authenticator."""
    if visit.whole:
        return RedirectResponse(link(HOME), SEE_OTHER)
    return _code_page(sources, visit, lanjut)


@router.post("/masuk/kode")
async def enter_code(request: Request, visit: FromVisit, sources: FromRequest) -> Response:
    """With the right code the session is whole, under a new secret."""
    form = await read_short(request)
    command = totp.Code(visit.session_id, text(form, "kode"), sources.code_time())
    return await run_in_threadpool(_by_code, request, sources, visit, command, text(form, "lanjut"))


def _by_code(request: Request, sources: Sources, visit: Visit, command: totp.Code, wanted: str) -> Response:
    if visit.whole:
        return RedirectResponse(link(HOME), SEE_OTHER)
    now = sources.now()
    with sources.store.reading() as session:
        fresh = totp.seed_of(session, visit.session_id) is not None
    found = do(sources.store, totp.confirm if fresh else totp.answer, command, now)
    if found.wait_until is not None:
        return please_wait(found.wait_until, now)
    if found.token is None:
        return _code_page(sources, visit, wanted, wrong=True)
    return _let_in(request, Entered(found.token, True), wanted)


@router.get("/masuk/kode/gambar.svg")
def show_picture(visit: FromVisit, sources: FromRequest) -> Response:
    """The picture that an authenticator reads; only while a new one is being set up."""
    with sources.store.reading() as session:
        seed = totp.seed_of(session, visit.session_id)
    if seed is None:
        raise NotFoundError(Problem(N_("There is no authenticator to set up.")))
    return Response(totp.picture(totp.uri(seed, visit.address)), media_type="image/svg+xml")


@router.get("/masuk/{token}")
def show_link(token: str, sources: FromRequest, lanjut: str = "") -> Response:
    """What the link does, and the form for it, which is sent to the same address; says nothing of whose it is."""
    try:
        with sources.store.reading() as session:
            sign_in.look(session, token, sources.now())
    except DeadDoorError:
        return _dead(lanjut)
    return page("sign_in/link.html", problem="")


@router.post("/masuk/{token}")
async def redeem(token: str, request: Request, sources: FromRequest, lanjut: str = "") -> Response:
    """Use the link up and sign in. A machine that presses buttons ticks no box."""
    ticked = text(await read_short(request), "saya") == "ya"
    return await run_in_threadpool(_by_link, request, sources, token, ticked, lanjut)


def _by_link(request: Request, sources: Sources, token: str, ticked: bool, wanted: str) -> Response:
    now = sources.now()
    try:
        if not ticked:
            with sources.store.reading() as session:
                sign_in.look(session, token, now)
            return page("sign_in/link.html", UNUSABLE, problem=_("Please tick the box first."))
        command = sign_in.Redeem(token, agent_of(request), _old(), sources.entrance.codes)
        return _let_in(request, do(sources.store, sign_in.redeem, command, now), wanted)
    except DeadDoorError:
        return _dead(wanted)


@router.post("/keluar")
def leave(request: Request, sources: FromRequest) -> Response:
    """End the session here and on the server, if it has not ended by itself."""
    if (visit := current.visit()) is not None:
        command = sessions.End(visit.viewer.account_id, visit.session_id)
        do(sources.store, sessions.end, command, sources.now())
    answer = RedirectResponse(link("/masuk", keluar="ya"), SEE_OTHER)
    answer.headers["Clear-Site-Data"] = '"cache"'  # previews that the browser kept (`preview_page`)
    cookies.drop(answer, request)
    return answer


def _let_in(request: Request, entered: Entered, wanted: str) -> Response:
    """On to the page that was wanted, or home; the code comes first where one is needed."""
    inside = _inside(wanted)
    where = (inside or link(HOME)) if entered.whole else link("/masuk/kode", lanjut=inside)
    answer = RedirectResponse(where, SEE_OTHER)
    cookies.keep(answer, request, entered.token)
    return answer


def _inside(wanted: str) -> str:
    """The page that was wanted, if it may be gone to; a mail has no room for a very long address."""
    return wanted if len(wanted) <= MOST_LETTERS and policy.leads_inside(wanted) else ""


def _code_page(sources: Sources, visit: Visit, wanted: str, *, wrong: bool = False) -> Response:
    with sources.store.reading() as session:
        seed = totp.seed_of(session, visit.session_id)
    return page("sign_in/code.html", UNUSABLE if wrong else 200, seed=seed, wrong=wrong, wanted=wanted)


def _again(sources: Sources, filled: Credentials) -> Response:
    return _door(sources, filled, UNUSABLE)


def _door(sources: Sources, filled: Credentials, status: int = 200, *, left: bool = False) -> Response:
    elsewhere = sources.entrance.provider is not None
    hours, days = int(IDLE.total_seconds()) // 3600, ABSOLUTE.days
    return page(
        "sign_in/show.html", status, filled=filled, left=left, hours=hours, days=days, elsewhere=elsewhere
    )


def _dead(wanted: str) -> Response:
    """One answer for every link that does not work, whatever the reason is."""
    return page("sign_in/dead.html", GONE, wanted=_inside(wanted))


def _old() -> str | None:
    found = current.visit()
    return found.session_id if found is not None else None
