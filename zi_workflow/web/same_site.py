"""Where a request comes from: whether a page of ours sent a form, which place on the network, which browser; knows no form.

Our pages ask for no referrer, so browsers send `Origin: null` with their forms; what they say of the site counts first.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from fastapi import Request

_OURS = frozenset({"same-origin", "none"})


def is_ours(request: Request) -> bool:
    """False when the browser says that another site sent it; a browser that says nothing is believed."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in _OURS
    origin = request.headers.get("origin")
    return origin in (None, "null") or urlsplit(origin).netloc == request.headers.get("host")


def place_of(request: Request) -> str:
    """The place on the network."""
    return request.client.host if request.client is not None else ""


def agent_of(request: Request) -> str:
    """What the browser calls itself; only shown to its owner."""
    words = request.headers.get("user-agent", "")
    return "".join(letter for letter in words if letter.isprintable())
