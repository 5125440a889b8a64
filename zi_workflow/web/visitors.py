"""Stands before every page: finds out who asks, and refuses what the table does not allow; knows no page's content.

Deny by default: an address without a line in the table, a form from another site, a visitor without a session, and an
action that none of their offices allows all end here.
"""

from __future__ import annotations

from fastapi.responses import RedirectResponse, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from zi_workflow.bootstrap import do
from zi_workflow.domain.accounts import SEEN_AGAIN
from zi_workflow.domain.errors import BusyError, ZiError
from zi_workflow.domain.scopes import may
from zi_workflow.domain.tokens import is_token
from zi_workflow.i18n import _
from zi_workflow.storage.queries import viewers
from zi_workflow.storage.queries.viewers import Visit
from zi_workflow.usecases import sessions
from zi_workflow.web import cookies, current, policy
from zi_workflow.web.api.problems import of_api
from zi_workflow.web.bearers import Bearers
from zi_workflow.web.forms.kept import typed_in
from zi_workflow.web.language import link
from zi_workflow.web.policy import Way
from zi_workflow.web.refusals import refusal, refused
from zi_workflow.web.rendering import page
from zi_workflow.web.same_site import is_ours
from zi_workflow.web.sources import Sources
from zi_workflow.web.uploads import TooMuchError

NOT_FOUND, FORBIDDEN, NOT_SIGNED_IN, SEE_OTHER = 404, 403, 401, 303
LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})


class Visitors:
    """Answers for whoever may not go on; sets who is asking for whoever may."""

    def __init__(self, app: ASGIApp, sources: Sources) -> None:
        self.app, self.sources, self._programs = app, sources, Bearers(app, sources)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        if of_api(scope["path"]):
            return await self._programs(scope, receive, send)
        request = Request(scope, receive)
        template = policy.template_of(scope["path"])
        token = (
            None if template == policy.FILES else cookies.token_of(request)
        )  # files are the same for everybody
        try:
            visit = await run_in_threadpool(self._visit, token) if token is not None else None
        except ZiError as error:
            return await refused(error)(scope, receive, send)
        with current.visited(visit):
            answer = await self._answer(request, template, visit)
            return await (answer or self.app)(scope, receive, send)

    def _visit(self, token: str) -> Visit | None:
        if not is_token(token):
            return None
        now = self.sources.now()
        with self.sources.store.reading() as session:
            found = viewers.visit(session, token, now)
        if found is not None and now - found.seen_at >= SEEN_AGAIN:
            self._keep_seen(found)
        return found

    def _keep_seen(self, visit: Visit) -> None:
        try:
            do(self.sources.store, sessions.seen, sessions.Seen(visit.session_id), self.sources.now())
        except BusyError:
            return  # the next page tries again

    async def _answer(self, request: Request, template: str | None, visit: Visit | None) -> Response | None:
        """The refusal; None when the page may answer."""
        if template is None:
            return refusal(NOT_FOUND)
        looks = request.method in LOOKING
        if not looks and template not in policy.FROM_ELSEWHERE and not is_ours(request):
            return refusal(FORBIDDEN, [_("This form was sent from another site; nothing was changed.")])
        need = policy.TABLE[template]
        if need is Way.OPEN:
            return None
        if visit is None or not (visit.whole or need is Way.FIRST):
            return _to_sign_in(request, visit) if looks else await _keeping(request)
        if isinstance(need, Way):
            return None
        decision = may(visit.viewer, need)
        return None if decision.allowed else refusal(FORBIDDEN, [_(decision.reason)])


def _to_sign_in(request: Request, visit: Visit | None) -> Response:
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    wanted = asked if policy.leads_inside(asked) and asked != "/" else None
    door = "/masuk" if visit is None else "/masuk/kode"
    return RedirectResponse(link(door, lanjut=wanted), SEE_OTHER)


async def _keeping(request: Request) -> Response:
    """Nothing was done, and nothing is lost: the form comes back with what was typed, to be sent again."""
    try:
        typed = await typed_in(request)
    except (TooMuchError, HTTPException):
        typed = []
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return page("sign_in/kept.html", NOT_SIGNED_IN, typed=typed, address=asked, door=_door())


def _door() -> str:
    return "/masuk/kode" if current.visit() is not None else "/masuk"
