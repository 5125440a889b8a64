"""A web server that shares its address with other processes evenly; knows no page.

Whoever waits at a listening socket alone takes all that comes. Of two processes there the first to wake up would take
eight connections of one moment, and its pages would wait for each other while the other process has nothing to do.
"""

from __future__ import annotations

import asyncio
import socket

import uvicorn

BREATH, LONGEST = 0.004, 10
"""Seconds for each connection that it has, at most so many times, before it takes one more: whoever has fewer is first.

Long enough for the other process to leave off a page: Python lets a thread go on for five milliseconds.
"""
AGAIN = 0.1
"""Seconds until it tries again to take a connection when it could not."""
QUEUE = 2048
"""Connections that wait to be taken."""


class SharedServer(uvicorn.Server):
    """Takes one connection at a time from the sockets that it runs on."""

    _taking: tuple[asyncio.Task[None], ...] = ()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to take connections; uvicorn itself listens nowhere."""
        await super().startup(sockets=[])
        for each in sockets or ():
            each.listen(QUEUE)
            each.setblocking(False)
        self._taking = tuple(asyncio.create_task(self._take(each)) for each in sockets or ())

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more, and let answers that have begun end."""
        for each in self._taking:
            each.cancel()
        await asyncio.gather(*self._taking, return_exceptions=True)
        await super().shutdown(sockets)

    async def _take(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _address = await loop.sock_accept(listening)
                await loop.connect_accepted_socket(self._protocol, connection)
            except OSError:  # it hung up before it was taken, or there are too many
                await asyncio.sleep(AGAIN)
            await asyncio.sleep(BREATH * min(LONGEST, len(self.server_state.connections)))

    def _protocol(self) -> asyncio.Protocol:
        """As uvicorn makes one for each connection."""
        return self.config.http_protocol_class(  # type: ignore[call-arg]
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )
