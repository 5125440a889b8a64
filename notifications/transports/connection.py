"""One connection to an SMTP relay, stage by stage, so that it is known what a broken one means; knows no outbox.

DATA, the content and the final dot are three stages: until the dot is written the relay must throw away what it
has (RFC 5321 4.1.1.4), so only a connection that breaks after it leaves anything open (RFC 1047).
"""

from __future__ import annotations

import asyncio
import contextlib
import re

from aiosmtplib import SMTP, SMTPDataError, SMTPException, SMTPRecipientRefused, SMTPServerDisconnected

from notifications.transports.relay import Relay
from zi_workflow.clock import elapsed

CONNECT, EHLO, STARTTLS, AUTH = "connect", "ehlo", "starttls", "auth"
MAIL, RCPT, ARCHIVE, DATA, CONTENT, ANSWER = "mail", "rcpt", "archive", "data", "content", "answer"
ASKED_FOR_CONTENT, COMPLETED = 354, 250
_DOT = re.compile(rb"(?m)^\.")


class RefusedRelayError(SMTPException):
    """The relay does not offer what we insist on."""


class StaleMarkError(SMTPException):
    """Too long ago we said that the content would go out; by now it may be another worker's."""


class Connection:
    """A connection that says at which `stage` it is; `fresh` until the first mail was offered on it."""

    def __init__(self, relay: Relay) -> None:
        self.relay, self.fresh, self.stage = relay, True, ""
        self._client = SMTP(
            hostname=relay.host,
            port=relay.port,
            local_hostname=relay.sender.rpartition("@")[2],
            start_tls=False,  # done below, as a stage of its own
            timeout=relay.patience.connect,
        )

    @property
    def alive(self) -> bool:
        """Whether it was open when we looked last; the relay may have closed it since."""
        return self._client.is_connected

    def _reach(self, stage: str) -> None:
        """What is said next belongs to this stage."""
        self.stage = stage

    async def open(self) -> None:
        """Greeting, EHLO, STARTTLS and AUTH. Raises SMTPException or OSError; nothing is said in the clear then."""
        client, relay, seconds = self._client, self.relay, self.relay.patience.hello
        self._reach(CONNECT)
        await client.connect()
        self._reach(EHLO)
        await client.ehlo(timeout=seconds)
        if relay.starttls:
            self._reach(STARTTLS)
            if not client.supports_extension("starttls"):
                raise RefusedRelayError("the relay does not offer STARTTLS")
            await client.starttls(server_hostname=relay.host, tls_context=relay.tls, timeout=seconds)
            await client.ehlo(timeout=seconds)
        if relay.user is not None:
            self._reach(AUTH)
            await client.login(relay.user, relay.password or "", timeout=seconds)

    async def offer(self, to_address: str) -> None:
        """MAIL and RCPT, for the archive too. Raises SMTPException or OSError."""
        seconds = self.relay.patience.envelope
        self._reach(MAIL)
        await self._client.mail(self.relay.bounces or self.relay.sender, timeout=seconds)
        self.fresh = False
        self._reach(RCPT)
        await self._name(to_address, seconds)
        if self.relay.archive is not None:
            self._reach(ARCHIVE)
            await self._name(self.relay.archive, seconds)

    async def _name(self, receiver: str, seconds: float) -> None:
        """RCPT. Any 2yz takes the receiver in (RFC 5321 4.2.1), also the 252 of a relay that cannot verify it."""
        try:
            await self._client.rcpt(receiver, timeout=seconds)
        except SMTPRecipientRefused as error:
            if error.code // 100 != COMPLETED // 100:
                raise

    async def hand_over(self, content: bytes, marked: float) -> str:
        """DATA, the content in its `crlf` form, the dot; the relay's words of acceptance. Raises SMTPException or OSError.

        `marked` is when the mark was begun (`clock.elapsed`): DATA and the dot, the last word that can be held
        back, are not said once it is stale. A sender held up in the very write of the dot cannot be stopped.
        """
        patience = self.relay.patience
        self._reach(DATA)
        self._refuse_stale(marked)
        asked = await self._client.execute_command(b"DATA", timeout=patience.data)
        if asked.code != ASKED_FOR_CONTENT:
            raise SMTPDataError(asked.code, asked.message)
        self._reach(CONTENT)
        await self._write(stuffed(content), patience.data)
        self._refuse_stale(marked)
        self._reach(ANSWER)
        answer = await self._client.execute_command(b".", timeout=patience.answer)
        if answer.code // 100 != COMPLETED // 100:
            raise SMTPDataError(answer.code, answer.message)
        return answer.message

    def _refuse_stale(self, marked: float) -> None:
        if elapsed() - marked > self.relay.patience.mark:
            raise StaleMarkError("held up for too long after the mark")

    async def _write(self, content: bytes, seconds: float) -> None:
        """All of the content into the network's hands; a relay that hung up meanwhile is noticed."""
        protocol = self._client.protocol
        if protocol is None or protocol.transport is None:
            raise SMTPServerDisconnected("connection lost")
        protocol.write(content)
        transport = protocol.transport
        waited = 0.0
        while isinstance(transport, asyncio.WriteTransport) and transport.get_write_buffer_size():
            if waited >= seconds:
                raise SMTPServerDisconnected("the relay does not take the content in")
            await asyncio.sleep(0.01)
            waited += 0.01
        await asyncio.sleep(0)
        if transport.is_closing() or not self.alive:
            raise SMTPServerDisconnected("connection lost")

    async def reset(self) -> bool:
        """Ready for the next mail; False when the connection had to be given up."""
        try:
            await self._client.rset(timeout=self.relay.patience.envelope)
        except (SMTPException, OSError):
            self.drop()
            return False
        return True

    async def quit(self) -> None:
        """Say goodbye; whatever comes of it, the mails are out."""
        with contextlib.suppress(SMTPException, OSError):
            await self._client.quit(timeout=self.relay.patience.connect)
        self.drop()

    def drop(self) -> None:
        """Hang up."""
        self._client.close()


def crlf(content: bytes) -> bytes:
    """The content as it arrives, and as it is signed: CRLF at the end of every line."""
    return b"\r\n".join([*content.splitlines(), b""]) or b"\r\n"


def stuffed(content: bytes) -> bytes:
    """The content as DATA wants it: lines that begin with a dot begin with two."""
    return _DOT.sub(b"..", content) if b"\n." in content or content.startswith(b".") else content
