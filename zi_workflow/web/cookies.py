"""The cookie of a session: its name and its terms; knows no session."""

from __future__ import annotations

from datetime import timedelta

from starlette.requests import HTTPConnection
from starlette.responses import Response

from zi_workflow.domain.accounts import ABSOLUTE

PLAIN, SECURE = "zi_session", "__Host-zi_session"
_ATTEMPT = "attempt"
LOOPBACK = ("localhost", "127.", "[::1]")


def _is_secure(request: HTTPConnection) -> bool:
    """Everywhere but on this machine itself, where no encryption is to be had and none is needed."""
    host = request.headers.get("host", "").lower()
    return request.url.scheme == "https" or not host.startswith(LOOPBACK)


def _name(request: HTTPConnection) -> str:
    return SECURE if _is_secure(request) else PLAIN


def token_of(request: HTTPConnection) -> str | None:
    """What the browser says; nobody has checked it."""
    return request.cookies.get(_name(request))


def keep(response: Response, request: HTTPConnection, token: str) -> None:
    """Let the browser keep the session's secret, from scripts and from other sites' forms."""
    response.set_cookie(
        _name(request),
        token,
        max_age=int(ABSOLUTE.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def keep_attempt(response: Response, request: HTTPConnection, secret: str, lifetime: timedelta) -> None:
    """Let the browser keep that it went to the agency's sign-in; only it may come back from there."""
    response.set_cookie(
        f"{_name(request)}_{_ATTEMPT}",
        secret,
        max_age=int(lifetime.total_seconds()),
        path="/",
        secure=_is_secure(request),
        httponly=True,
        samesite="lax",
    )


def attempt_of(request: HTTPConnection) -> str | None:
    """What the browser says of it; nobody has checked it."""
    return request.cookies.get(f"{_name(request)}_{_ATTEMPT}")


def drop_attempt(response: Response, request: HTTPConnection) -> None:
    """Let the browser forget it."""
    name = f"{_name(request)}_{_ATTEMPT}"
    response.delete_cookie(name, path="/", secure=_is_secure(request), httponly=True, samesite="lax")


def drop(response: Response, request: HTTPConnection) -> None:
    """Let the browser forget it."""
    response.delete_cookie(
        _name(request), path="/", secure=_is_secure(request), httponly=True, samesite="lax"
    )
