"""Makes the few large answers small on the wire; every other answer goes out as it is.

A compressed page tells by its length whether what somebody else put into it stands there a second time (BREACH, CRIME):
whoever can make a victim's browser ask for a page with words of the attacker's own, and can see how many bytes come
back, guesses a secret of that page letter by letter. So nothing is compressed by default. Compressed are only the
addresses below: static files, which are the same for everybody, and the timeline, which holds no secret worth guessing:
no token (there are none in our pages: a form is known by where it was sent from, a session by a cookie, which is in the
headers and never compressed), no link of a mail, no code of an authenticator, and nothing of its address but words that
were looked up in the programme. What a programme plans can be seen by everybody of the unit anyway.
"""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from zi_workflow.web import policy

COMPRESSED = frozenset({"/static/{path:path}", "/programme/{code}/linimasa"})
"""By the lines of the table of addresses; whoever adds one holds it against the reasons above."""
SMALLEST = 2_000  # bytes; below that the saving is lost in one packet
LEVEL = 6  # 9 takes three times as long for two per cent


class Compressed:
    """Compresses the answers of `COMPRESSED` for whoever can read it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app
        self.compressing = GZipMiddleware(app, minimum_size=SMALLEST, compresslevel=LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A part of a file is not compressed: its places are those of the whole."""
        whole = scope["type"] == "http" and "range" not in Headers(scope=scope)
        small = whole and policy.template_of(scope["path"]) in COMPRESSED
        await (self.compressing if small else self.app)(scope, receive, send)
