"""Whether a form was sent from a page of ours; knows no form.

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
