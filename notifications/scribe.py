"""A second process that puts drafts into words while this one talks to the database and the relay; asks no store.

Without it, or when it fails, everything is composed here: it saves time and decides nothing.
"""

from __future__ import annotations

import asyncio
import logging
import socket
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from notifications.composing import Composed, Draft, UnusableMessageError, compose
from notifications.scribing import LENGTH, packed, unpacked
from zi_workflow.clock import elapsed

PATIENCE = 60.0  # seconds for the next few of a wave
IDLE = 600.0  # seconds; then it gives its memory back
_log = logging.getLogger("zi.mail")

Worded = Composed | UnusableMessageError
Heard = Callable[[Sequence[Worded]], None]
"""Told of each few messages that are ready."""


def _nobody(_some: Sequence[Worded]) -> None:
    """Whoever asked waits for all of them."""


@dataclass
class _Beside:
    """The other process and the line to it; `ready` once it has loaded everything."""

    process: subprocess.Popen[bytes]
    line: socket.socket
    ready: bool = False


class Scribe:
    """Composes for one delivery at a time; its process ends with this one, whatever ends that."""

    def __init__(self) -> None:
        self._beside: _Beside | None = None
        self._used = 0.0

    def start(self) -> None:
        """Let it load what it needs, unless it runs already; nobody waits for it."""
        self._used = elapsed()
        if self._beside is not None:
            return
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            try:
                self._beside = _Beside(_spawned(theirs.fileno()), ours)
            except OSError as error:
                ours.close()
                _log.warning("mails are composed without a second process: %s", error)

    @property
    def ready(self) -> bool:
        """Whether it waits for drafts."""
        if self._beside is not None and not self._beside.ready:
            self._hear(self._beside)
        return self._beside is not None and self._beside.ready

    def _hear(self, beside: _Beside) -> None:
        """Its first word is that it is ready, or it is gone."""
        try:
            beside.ready = bool(beside.line.recv(1))
        except BlockingIOError:
            return
        except OSError:
            beside.ready = False
        if not beside.ready:
            self._give_up("it does not start")

    async def compose(self, drafts: Sequence[Draft], heard: Heard = _nobody) -> list[Worded]:
        """The messages in their order; those with which the other process cannot help are composed here.

        `heard` is told of each few that are ready while the others are composed.
        """
        self._used = elapsed()
        worded: list[Worded] = []
        try:
            while len(worded) < len(drafts):
                some = await self._some(drafts, len(worded))
                worded += some
                heard(some)
        except BaseException:  # its other answers are nobody's any more
            self.close()
            raise
        return worded

    async def _some(self, drafts: Sequence[Draft], done: int) -> list[Worded]:
        """The next ones, however many; all the rest once the other process cannot be asked."""
        beside, rest = self._beside, drafts[done:]
        if beside is None:
            return [compose(draft) for draft in rest]
        try:
            async with asyncio.timeout(PATIENCE):
                if not done:
                    await asyncio.get_running_loop().sock_sendall(beside.line, packed(list(drafts)))
                answers = await _answered(beside.line)
            return [
                compose(draft) if answer is None else Composed(draft, *answer)
                for draft, answer in zip(rest[: len(answers)], answers, strict=True)
            ]
        except Exception as error:
            self._give_up(f"{type(error).__name__}: {error}")
            return [compose(draft) for draft in rest]

    def rest(self) -> None:
        """End it if it has not been needed for long."""
        if elapsed() - self._used > IDLE:
            self.close()

    def close(self) -> None:
        """End it; it can be started again."""
        if self._beside is not None:
            beside, self._beside = self._beside, None
            beside.line.close()
            beside.process.kill()  # it holds nothing that could be lost
            beside.process.wait()

    def _give_up(self, why: str) -> None:
        _log.warning("the second process for composing mails is given up: %s", why)
        self.close()


def _spawned(line: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-I", "-m", "notifications.scribing", str(line)]
    return subprocess.Popen(  # noqa: S603 - our own interpreter and module; it gets none of our secrets
        command, pass_fds=[line], stdin=subprocess.DEVNULL, env={}
    )


async def _answered(line: socket.socket) -> Any:
    length = int.from_bytes(await _exactly(line, LENGTH), "big")
    return unpacked(await _exactly(line, length))


async def _exactly(line: socket.socket, length: int) -> bytearray:
    loop, content, got = asyncio.get_running_loop(), bytearray(length), 0
    view = memoryview(content)
    while got < length:
        more = await loop.sock_recv_into(line, view[got:])
        if not more:
            raise EOFError("it ended")
        got += more
    return content
