"""Refuses a question that came under a name which is not ours, in a sentence; knows no page and no visitor."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from zi_workflow.i18n import _
from zi_workflow.web.api import problems
from zi_workflow.web.refusals import refusal

BAD_REQUEST = 400


class KnownHosts:
    """Lets through what was asked under one of `hosts`, whatever the port; `*.name` are the names below a name."""

    def __init__(self, app: ASGIApp, hosts: Sequence[str]) -> None:
        self.app, self.hosts = app, tuple(host.lower() for host in hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] not in ("http", "websocket") or self._known(Headers(scope=scope).get("host", "")):
            return await self.app(scope, receive, send)
        sentence = _(
            "The service does not go by this name. Please open it by the address that you were given."
        )
        found = problems.said(BAD_REQUEST, sentence, "Host") if problems.of_api(scope["path"]) else None
        return await (found or refusal(BAD_REQUEST, [sentence]))(scope, receive, send)

    def _known(self, host: str) -> bool:
        name = host.lower() if host.startswith("[") else host.lower().partition(":")[0]
        return any(
            each in ("*", name) or (each.startswith("*.") and name.endswith(each[1:])) for each in self.hosts
        )
