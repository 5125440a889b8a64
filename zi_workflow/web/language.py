"""Chooses the language of a request: Indonesian, or English where the address says `lang=en`; knows no page.

The browser's own preference is left aside: many offices run their browsers in English and read Indonesian.
"""

from __future__ import annotations

from urllib.parse import parse_qs, urlencode

from starlette.types import ASGIApp, Receive, Scope, Send

from zi_workflow import i18n

DEFAULT = i18n.LANGUAGES[0]


class LanguageOfAddress:
    """Sets the language for everything that answers one request."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer in the language of the address."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang", [DEFAULT])[0]
        with i18n.using(asked if asked in i18n.LANGUAGES else DEFAULT):
            return await self.app(scope, receive, send)


def link(path: str, **query: object) -> str:
    """An address inside the product that stays in the language in use; empty parts are left out."""
    parts = {name: str(value) for name, value in query.items() if value not in (None, "")}
    if i18n.language() != DEFAULT:
        parts.setdefault("lang", i18n.language())
    return f"{path}?{urlencode(parts)}" if parts else path
