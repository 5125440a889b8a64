"""Lets pages be made one after the other, in the order in which they were asked for; knows no page.

Making a page keeps a processor busy, and Python runs one thread of a process at a time. Eight pages that are made at
once are all ready when the last of them is, and a third of the time goes into handing the interpreter around.
"""

from __future__ import annotations

import asyncio

from starlette.types import ASGIApp, Receive, Scope, Send

from zi_workflow.web.headers import STATIC

LOOKING = frozenset({"GET", "HEAD"})
LONGEST = 0.1
"""Seconds; what takes longer (a large file, waiting for somebody who writes) goes on beside the others."""
INSIDE, OUTSIDE = 1, 4
"""Turns at once: where this process does the database's work, and where it waits for a server's answers."""


class Turns:
    """Lets whoever looks wait for their turn; forms and static files never wait."""

    def __init__(self, app: ASGIApp, at_once: int = INSIDE, longest: float = LONGEST) -> None:
        self.app, self.longest, self._free = app, longest, asyncio.Semaphore(at_once)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http" or scope["method"] not in LOOKING or scope["path"].startswith(STATIC):
            return await self.app(scope, receive, send)
        await self._free.acquire()
        turn = _Turn(self._free)
        over = asyncio.get_running_loop().call_later(self.longest, turn.pass_on)
        try:
            await self.app(scope, receive, send)
        finally:
            over.cancel()
            turn.pass_on()


class _Turn:
    def __init__(self, free: asyncio.Semaphore) -> None:
        self._free, self._held = free, True

    def pass_on(self) -> None:
        if self._held:
            self._held = False
            self._free.release()
