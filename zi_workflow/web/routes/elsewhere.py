"""Signing in at the agency's own door: there, back, and in with one more tap; makes no account.

Coming back changes nothing by itself: a page asks for a tap, so that no preview of an address uses the answer up.
"""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool

from zi_workflow import i18n
from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import N_, NotFoundError, Problem, ZiError
from zi_workflow.i18n import _
from zi_workflow.usecases import sign_in_elsewhere as use
from zi_workflow.web import cookies, current, policy
from zi_workflow.web.forms.short import read_short, text
from zi_workflow.web.language import link
from zi_workflow.web.providers import Provider
from zi_workflow.web.rendering import page
from zi_workflow.web.same_site import agent_of, place_of
from zi_workflow.web.sources import FromRequest, Sources
from zi_workflow.web.waiting import please_wait

SEE_OTHER, REFUSED = 303, 403
BACK = "/masuk/instansi/kembali"
router = APIRouter()


@router.post("/masuk/instansi")
async def begin(request: Request, sources: FromRequest) -> Response:
    """On to the agency's door; the page says where to, and goes there by itself."""
    wanted = text(await read_short(request), "lanjut")
    return await run_in_threadpool(_begin, request, sources, wanted)


def _begin(request: Request, sources: Sources, wanted: str) -> Response:
    provider, now = _provider(sources), sources.now()
    inside = wanted if policy.leads_inside(wanted) else ""
    made = do(sources.store, use.begin, use.Begin(place_of(request), inside), now)
    if made.wait_until is not None:
        return please_wait(made.wait_until, now)
    try:
        there = provider.address(_back(request, sources), made.state, made.nonce, made.verifier)
    except ZiError as error:
        return _said(error)
    answer = page("sign_in/elsewhere.html", address=there)
    answer.headers["Refresh"] = f"0; url={there}"
    cookies.keep_attempt(answer, request, made.browser, use.LIFETIME)
    return answer


@router.get(BACK)
def show(code: str = "", state: str = "", error: str = "") -> Response:
    """Back from there: a tap signs in, or the agency's door has refused."""
    if error or not code or not state:
        sentence = _(
            "Your agency's sign-in did not let you in. Please try again, or sign in with a link by mail."
        )
        return page("sign_in/elsewhere_refused.html", REFUSED, sentences=[sentence])
    return page("sign_in/elsewhere_back.html", code=code, state=state)


@router.post(BACK)
async def come_in(request: Request, sources: FromRequest) -> Response:
    """What the agency's door says is checked, and the account with its address begins a session."""
    form = await read_short(request)
    return await run_in_threadpool(_come_in, request, sources, text(form, "code"), text(form, "state"))


def _come_in(request: Request, sources: Sources, code: str, state: str) -> Response:
    provider, now = _provider(sources), sources.now()
    try:
        back = use.Return(state, cookies.attempt_of(request) or "")
        begun = do(sources.store, use.take, back, now)
        email = provider.vouched(
            code, _back(request, sources), begun.verifier, begun.nonce, sources.code_time()
        )
        old = current.visit()
        entry = use.ComeIn(
            email,
            agent_of(request),
            old.session_id if old is not None else None,
            sources.entrance.codes,
            provider.second_step,
        )
        entered = do(sources.store, use.come_in, entry, now)
    except ZiError as error:
        return _said(error)
    where = (begun.wanted or link("/beranda")) if entered.whole else link("/masuk/kode", lanjut=begun.wanted)
    answer = RedirectResponse(where, SEE_OTHER)
    cookies.keep(answer, request, entered.token)
    cookies.drop_attempt(answer, request)
    return answer


def _provider(sources: Sources) -> Provider:
    found = sources.entrance.provider
    if found is None:
        raise NotFoundError(Problem(N_("There is no sign-in of an agency here.")))
    return found


def _back(request: Request, sources: Sources) -> str:
    base = sources.entrance.letterhead.base_url
    return f"{base or f'{request.url.scheme}://{request.url.netloc}'}".rstrip("/") + BACK


def _said(error: ZiError) -> Response:
    status = 503 if error.retryable else REFUSED
    sentences = [i18n.sentence(each) for each in error.problems]
    return page("sign_in/elsewhere_refused.html", status, sentences=sentences)
