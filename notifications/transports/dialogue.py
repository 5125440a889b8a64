"""An SMTP session after its hello: commands go out, answers come in, each command with its own; knows no stage of a mail.

aiosmtplib greets, encrypts and signs in. From then on its way to ask, a lock, a task and several checks for each
command, costs more than all else that a mail needs of the network.
"""

from __future__ import annotations

import asyncio
from collections import deque

from aiosmtplib import SMTPReadTimeoutError, SMTPResponse, SMTPResponseException, SMTPServerDisconnected

LONGEST, LONGEST_LINE = 65_536, 8_192  # bytes of answers; what says more than that is no relay
GOING_AWAY, GARBLED = 421, -1


class Dialogue(asyncio.Protocol):
    """Takes an open connection over from whoever opened it."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        self._loop = asyncio.get_running_loop()
        self._heard = bytearray()
        self._answers: deque[SMTPResponse | SMTPResponseException] = deque()
        self._awaited = 0  # answers that are still to come
        self._waiter: asyncio.Future[None] | None = None
        self._lost = False
        transport.set_protocol(self)

    @property
    def alive(self) -> bool:
        """Whether it was open when we looked last; the relay may have closed it since."""
        return not self._lost and not self.transport.is_closing()

    def say(self, *commands: bytes) -> None:
        """Commands, in one go; each has its `answer`. Raises SMTPServerDisconnected."""
        self._awaited += len(commands)
        self.write(b"".join(command + b"\r\n" for command in commands))

    def write(self, content: bytes) -> None:
        """Into the network's hands. Raises SMTPServerDisconnected."""
        if not self.alive:
            raise SMTPServerDisconnected("Connection lost")
        self.transport.write(content)

    async def answer(self, seconds: float) -> SMTPResponse:
        """The answer to the oldest command that has had none; the session ends with a 421 and when none comes in time.

        Raises SMTPServerDisconnected, SMTPReadTimeoutError, and SMTPResponseException for what is no answer.
        """
        if not self._answers:
            await self._arrival(seconds)
        said = self._answers.popleft()
        if isinstance(said, SMTPResponseException):
            self.close()
            raise said
        if said.code == GOING_AWAY:
            self.close()
        return said

    async def _arrival(self, seconds: float) -> None:
        if self._lost or self.transport.is_closing():
            raise SMTPServerDisconnected("Connection lost")
        self._waiter = self._loop.create_future()
        timer = self._loop.call_later(seconds, self._late)
        try:
            await self._waiter
        finally:
            timer.cancel()
            self._waiter = None

    def _late(self) -> None:
        self.close()  # what comes now would be taken for the answer to something else
        self._wake(SMTPReadTimeoutError("Timed out waiting for server response"))

    def close(self) -> None:
        """Hang up."""
        self.transport.close()

    def data_received(self, data: bytes) -> None:
        """What nobody asked for is nobody's answer: a relay may say something before it hangs up."""
        if not self._awaited:
            return
        self._heard += data
        try:
            while self._awaited and (said := _taken(self._heard)) is not None:
                self._answers.append(said)
                self._awaited -= 1
        except SMTPResponseException as error:
            self._answers.append(error)
            self._awaited = 0
        if not self._awaited:
            self._heard.clear()
        if self._answers:
            self._wake()

    def eof_received(self) -> bool:
        """The relay has hung up: so do we."""
        self._end(SMTPServerDisconnected("Unexpected EOF received"))
        return False

    def connection_lost(self, error: Exception | None) -> None:
        """Whoever waits hears why."""
        lost = SMTPServerDisconnected("Connection lost")
        lost.__cause__ = error
        self._end(lost)

    def _end(self, why: SMTPServerDisconnected) -> None:
        self._lost = True
        self._wake(why)

    def _wake(self, error: Exception | None = None) -> None:
        waiter = self._waiter
        if waiter is None or waiter.done():
            return
        if error is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(error)


def _taken(heard: bytearray) -> SMTPResponse | None:
    """The first answer, taken out of what was heard, if it is there as a whole."""
    if len(heard) > LONGEST:
        raise SMTPResponseException(GARBLED, "Response too long")
    words, offset = list[bytes](), 0
    while (end := heard.find(b"\n", offset)) >= 0:
        line = bytes(heard[offset : end + 1])
        offset = end + 1
        if len(line) > LONGEST_LINE:
            raise SMTPResponseException(GARBLED, "Response too long")
        if not line[:3].isdigit():
            said = line.decode("utf-8", errors="ignore")
            raise SMTPResponseException(GARBLED, f"Malformed SMTP response line: {said}")
        words.append(line[4:].strip())
        if line[3:4] != b"-":
            del heard[:offset]
            return SMTPResponse(int(line[:3]), b"\n".join(words).decode("utf-8", "surrogateescape"))
    return None
