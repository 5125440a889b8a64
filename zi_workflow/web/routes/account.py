"""A person's own account: password, second step, and the browsers that are signed in; nobody else's."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow import i18n
from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, InputError, NotFoundError, Problem
from zi_workflow.domain.scopes import conflicts
from zi_workflow.i18n import _
from zi_workflow.storage.queries import accounts
from zi_workflow.storage.queries.viewers import Visit
from zi_workflow.usecases import homes, passwords, sessions, sign_in, totp
from zi_workflow.web import cookies
from zi_workflow.web.forms import account as forms
from zi_workflow.web.forms.account import NewPassword
from zi_workflow.web.forms.short import read_short, text
from zi_workflow.web.language import link
from zi_workflow.web.rendering import page
from zi_workflow.web.same_site import agent_of, place_of
from zi_workflow.web.signed import FromViewer, FromVisit
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.waiting import please_wait

UNUSABLE, SEE_OTHER = 422, 303
SAID = {
    "sandi": N_("Your password was changed; other browsers were signed out."),
    "kode": N_("Your authenticator is set up; other browsers were signed out."),
    "sesi": N_("The session was ended."),
}
WRONG_CODE = N_("This code does not fit; each code works once and for half a minute.")
router = APIRouter()


@router.get("/beranda")
def show_home(viewer: FromViewer, sources: FromRequest) -> Response:
    """On to the page that is home for this person."""
    with sources.store.reading() as session:
        return RedirectResponse(link(homes.home(session, viewer, sources.now())), SEE_OTHER)


@router.get("/akun")
def show(visit: FromVisit, sources: FromRequest, selesai: str = "") -> Response:
    """Offices, password, second step and sessions."""
    return _page(sources, visit, NewPassword(), said=selesai)


@router.post("/akun/sandi")
async def change_password(request: Request, visit: FromVisit, sources: FromRequest) -> Response:
    """A new password; whoever has one types it first."""
    filled = forms.read(await read_short(request))
    return await run_in_threadpool(_change_password, request, sources, visit, filled)


def _change_password(request: Request, sources: Sources, visit: Visit, filled: NewPassword) -> Response:
    now, mine = sources.now(), visit.viewer.account_id
    came = sign_in.Approach(visit.address, place_of(request))
    tried = do(sources.store, sign_in.approach, came, now)
    if tried.wait_until is not None:
        return please_wait(tried.wait_until, now)
    if tried.password_hash is not None and not passwords.fits(filled.old, tried.password_hash):
        filled.problems["kini"] = _("This is not your present password.")
    else:
        do(sources.store, sign_in.approve, came, now)
    if "baru" not in filled.problems:
        filled.problems |= _speaking_against(sources, mine, filled.new)
    if filled.problems:
        return _page(sources, visit, filled, UNUSABLE)
    command = passwords.SetPassword(
        mine, passwords.hashed(filled.new), visit.viewer.person_id, visit.session_id
    )
    do(sources.store, passwords.set_password, command, now)
    begun = sessions.Begin(mine, True, agent_of(request), visit.session_id)
    return _done(request, "sandi", do(sources.store, sessions.begin, begun, now))


def _speaking_against(sources: Sources, account_id: str, password: str) -> dict[str, str]:
    try:
        with sources.store.reading() as session:
            passwords.check(session, account_id, password)
    except InputError as error:
        return {"baru": " ".join(i18n.sentence(each) for each in error.problems)}
    return {}


@router.get("/akun/kode")
def show_code(visit: FromVisit, sources: FromRequest) -> Response:
    """The picture for a new authenticator, once it was asked for."""
    return _code_page(sources, visit)


@router.post("/akun/kode")
async def begin_code(request: Request, visit: FromVisit, sources: FromRequest) -> Response:
    """Begin to set up an authenticator; whoever has one proves it with a code."""
    code = text(await read_short(request), "kode")
    return await run_in_threadpool(_begin_code, sources, visit, code)


def _begin_code(sources: Sources, visit: Visit, code: str) -> Response:
    now = sources.now()
    with sources.store.reading() as session:
        has_one = totp.is_set_up(session, visit.viewer.account_id)
    if has_one:
        command = totp.Code(visit.session_id, code, sources.code_time())
        found = do(sources.store, totp.right_now, command, now)
        if found.wait_until is not None:
            return please_wait(found.wait_until, now)
        if not found.right:
            return _page(sources, visit, NewPassword(problems={"kode": _(WRONG_CODE)}), UNUSABLE)
    do(sources.store, totp.set_up, totp.SetUp(visit.session_id), now)
    return RedirectResponse(link("/akun/kode"), SEE_OTHER)


@router.post("/akun/kode/pasang")
async def confirm_code(request: Request, visit: FromVisit, sources: FromRequest) -> Response:
    """The new authenticator shows its first code, and replaces the old one."""
    code = text(await read_short(request), "kode")
    return await run_in_threadpool(_confirm_code, request, sources, visit, code)


def _confirm_code(request: Request, sources: Sources, visit: Visit, code: str) -> Response:
    now = sources.now()
    command = totp.Code(visit.session_id, code, sources.code_time())
    found = do(sources.store, totp.confirm, command, now)
    if found.wait_until is not None:
        return please_wait(found.wait_until, now)
    if found.token is None:
        return _code_page(sources, visit, wrong=True)
    return _done(request, "kode", found.token)


@router.post("/akun/sesi")
def end_others(visit: FromVisit, sources: FromRequest) -> Response:
    """Sign out everywhere else."""
    do(
        sources.store,
        sessions.end_all,
        sessions.EndAll(visit.viewer.account_id, visit.session_id),
        sources.now(),
    )
    return RedirectResponse(link("/akun", selesai="sesi"), SEE_OTHER)


@router.post("/akun/sesi/{id}")
def end_one(id: str, visit: FromVisit, sources: FromRequest) -> Response:
    """Sign one browser out; another person's session is not there."""
    if not do(sources.store, sessions.end, sessions.End(visit.viewer.account_id, id), sources.now()):
        raise NotFoundError(Problem(N_("There is no such session."), where=id))
    return RedirectResponse(link("/akun", selesai="sesi"), SEE_OTHER)


def _done(request: Request, what: str, token: str) -> Response:
    answer = RedirectResponse(link("/akun", selesai=what), SEE_OTHER)
    cookies.keep(answer, request, token)
    return answer


def _page(sources: Sources, visit: Visit, filled: NewPassword, status: int = 200, said: str = "") -> Response:
    now = sources.now()
    with sources.store.reading() as session:
        mine = accounts.account(session, visit.viewer.account_id)
        held = accounts.sessions_of(session, mine.id, now)
    return page(
        "account/show.html",
        status,
        account=mine,
        viewer=visit.viewer,
        warnings=[_(message) for message in conflicts(visit.viewer)],
        sessions=held,
        this=visit.session_id,
        filled=filled,
        said=_(SAID[said]) if said in SAID else "",
    )


def _code_page(sources: Sources, visit: Visit, *, wrong: bool = False) -> Response:
    with sources.store.reading() as session:
        seed = totp.seed_of(session, visit.session_id)
    if seed is None:
        return RedirectResponse(link("/akun"), SEE_OTHER)
    return page("account/code.html", UNUSABLE if wrong else 200, seed=seed, wrong=wrong)
