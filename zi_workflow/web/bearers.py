"""Stands before the API: finds out whose token it is, and refuses what the table does not allow; looks at no cookie.

A form on another site can send a browser's cookies and never this header, so nothing here needs a word against it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from zi_workflow.bootstrap import do
from zi_workflow.domain.errors import BusyError, ZiError
from zi_workflow.domain.personal_tokens import SEEN_AGAIN
from zi_workflow.domain.scopes import Action, may
from zi_workflow.i18n import _, ngettext
from zi_workflow.storage.queries import bearers
from zi_workflow.storage.queries.bearers import Bearer
from zi_workflow.usecases import personal_tokens
from zi_workflow.web import current, policy
from zi_workflow.web.api import problems
from zi_workflow.web.forms.short import limited
from zi_workflow.web.sources import Sources

LOOKING = frozenset({"GET", "HEAD", "OPTIONS"})
MOST, WITHIN = 600, timedelta(minutes=5)
"""So many questions of one token in such a time."""
MOST_BYTES = 256_000
"""Of what is sent without files."""
_FILES = "multipart/form-data"
_ASK = {"WWW-Authenticate": 'Bearer realm="zi"'}


@dataclass
class _Counted:
    since: datetime
    number: int = 0


class Pace:
    """How often each token has asked lately, in this process; a restart forgets."""

    def __init__(self, most: int = MOST, within: timedelta = WITHIN) -> None:
        self._most, self._within = most, within
        self._known: dict[str, _Counted] = {}

    def wait(self, token_id: str, now: datetime) -> int:
        """Count one question; 0 when it may be answered, else the seconds until the next may be."""
        found = self._known.get(token_id)
        if found is None or not timedelta(0) <= now - found.since < self._within:
            self._forget(now)
            found = self._known[token_id] = _Counted(now)
        found.number += 1
        if found.number <= self._most:
            return 0
        return max(int((found.since + self._within - now).total_seconds()), 1)

    def _forget(self, now: datetime) -> None:
        over = [key for key, each in self._known.items() if now - each.since >= self._within]
        for key in over:
            del self._known[key]


class Bearers:
    """Answers for whoever may not go on; sets who is asking for whoever may."""

    def __init__(self, app: ASGIApp, sources: Sources) -> None:
        self.app, self.sources, self._pace = app, sources, Pace()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One question of a program."""
        request = Request(scope)
        try:
            found = await run_in_threadpool(self._bearer, request.headers.get("authorization", ""))
        except ZiError as error:
            return await problems.of_error(error)(scope, receive, send)
        with current.visited(found.visit if found is not None else None):
            answer = self._answer(request, found)
            if answer is not None:
                return await answer(scope, receive, send)
            files = request.headers.get("content-type", "").startswith(_FILES)
            return await self.app(scope, receive if files else limited(receive, MOST_BYTES), send)

    def _bearer(self, header: str) -> Bearer | None:
        kind, _blank, token = header.partition(" ")
        if kind.lower() != "bearer":
            return None
        now = self.sources.now()
        with self.sources.store.reading() as session:
            found = bearers.bearer(session, token.strip(), now)
        if found is not None and now - found.visit.seen_at >= SEEN_AGAIN:
            self._keep_used(found)
        return found

    def _keep_used(self, found: Bearer) -> None:
        try:
            command = personal_tokens.Used(found.visit.session_id)
            do(self.sources.store, personal_tokens.used, command, self.sources.now())
        except BusyError:
            return  # the next question tries again

    def _answer(self, request: Request, found: Bearer | None) -> Response | None:
        """The refusal; None when the question may be answered."""
        if found is None:
            sentence = _("Please send a token of yours that works, as “Authorization: Bearer …”.")
            return problems.said(problems.NOT_SIGNED_IN, sentence, "Authorization", _ASK)
        if seconds := self._pace.wait(found.visit.session_id, self.sources.now()):
            return _too_many(seconds)
        template = policy.template_of(request.url.path)
        need = policy.TABLE[template] if template is not None else None
        if not isinstance(need, Action):
            return problems.not_there()
        if found.reads_only and request.method not in LOOKING:
            sentence = _("This token only reads; please make one that may change things.")
            return problems.said(problems.FORBIDDEN, sentence)
        decision = may(found.visit.viewer, need)
        return None if decision.allowed else problems.said(problems.FORBIDDEN, _(decision.reason))


def _too_many(seconds: int) -> Response:
    sentence = ngettext(
        "That was asked too often. Please try again in {n} second.",
        "That was asked too often. Please try again in {n} seconds.",
        seconds,
    )
    return problems.said(problems.TOO_MANY, sentence, headers={"Retry-After": str(seconds)})
