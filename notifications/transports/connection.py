"""One connection to an SMTP relay, stage by stage, so that it is known what a broken one means; knows no outbox.

DATA, the content and the final dot are three stages: until the dot is written the relay must throw away what it
has (RFC 5321 4.1.1.4), so only a connection that breaks after it leaves anything open (RFC 1047).
"""

from __future__ import annotations

import asyncio
import contextlib
import re
from typing import cast

from aiosmtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponse,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from aiosmtplib.email import quote_address

from notifications.transports.dialogue import Dialogue
from notifications.transports.relay import Relay
from zi_workflow.clock import elapsed

CONNECT, EHLO, STARTTLS, AUTH = "connect", "ehlo", "starttls", "auth"
MAIL, RCPT, ARCHIVE, DATA, CONTENT, ANSWER = "mail", "rcpt", "archive", "data", "content", "answer"
ASKED_FOR_CONTENT, COMPLETED = 354, 250
_PLAIN = re.compile(r"[a-zA-Z0-9._+-]+@[a-zA-Z0-9.-]+")


class RefusedRelayError(SMTPException):
    """The relay does not offer what we insist on."""


class StaleMarkError(SMTPException):
    """Too long ago we said that the content would go out; by now it may be another worker's."""


class Connection:
    """A connection that says at which `stage` it is; `fresh` until it is open."""

    def __init__(self, relay: Relay) -> None:
        self.relay, self.fresh, self.stage = relay, True, ""
        self._client = SMTP(
            hostname=relay.host,
            port=relay.port,
            local_hostname=relay.sender.rpartition("@")[2],
            start_tls=False,  # done below, as a stage of its own
            timeout=relay.patience.connect,
        )
        self._talk: Dialogue | None = None

    @property
    def alive(self) -> bool:
        """Whether it was open when we looked last; the relay may have closed it since."""
        return self._talk is not None and self._talk.alive

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
        if client.transport is None:
            raise SMTPServerDisconnected("Connection lost")
        self._talk = Dialogue(cast(asyncio.Transport, client.transport))
        self.fresh = False

    async def offer(self, to_address: str) -> None:
        """MAIL and RCPT, for the archive too. Raises SMTPException or OSError.

        A relay that takes several commands at once (PIPELINING) hears them at once and still answers each; that of
        the first one that it refuses counts.
        """
        steps = self._envelope(to_address)
        at_once = self._client.supports_extension("pipelining")
        self._reach(MAIL)
        if at_once:
            self._dialogue.say(*(command for _stage, _address, command in steps))
        refusal: SMTPResponseException | None = None
        for stage, address, command in steps:
            if refusal is None and stage != self.stage:
                self._reach(stage)
            if not at_once:
                self._dialogue.say(command)
            try:
                said = await self._dialogue.answer(self.relay.patience.envelope)
            except (SMTPException, OSError):
                if refusal is not None:
                    break
                raise
            refusal = refusal or _refusal(stage, address, said)
            if refusal is not None and not at_once:
                break
        if refusal is not None:
            raise refusal

    def _envelope(self, to_address: str) -> list[tuple[str, str, bytes]]:
        """What is said of a mail before its content: stage, address and command."""
        relay = self.relay
        sender = relay.bounces or relay.sender
        steps = [
            (MAIL, sender, b"MAIL FROM:" + _path(sender)),
            (RCPT, to_address, b"RCPT TO:" + _path(to_address)),
        ]
        if relay.archive is not None:
            steps.append((ARCHIVE, relay.archive, b"RCPT TO:" + _path(relay.archive)))
        return steps

    @property
    def _dialogue(self) -> Dialogue:
        if self._talk is None:
            raise SMTPServerDisconnected("Server not connected")
        return self._talk

    async def _asked(self, command: bytes, seconds: float) -> SMTPResponse:
        self._dialogue.say(command)
        return await self._dialogue.answer(seconds)

    async def hand_over(self, content: bytes, marked: float) -> str:
        """DATA, the content in its `crlf` form, the dot; the relay's words of acceptance. Raises SMTPException or OSError.

        `marked` is when the mark was begun (`clock.elapsed`): DATA and the dot, the last word that can be held
        back, are not said once it is stale. A sender held up in the very write of the dot cannot be stopped.
        """
        patience = self.relay.patience
        self._reach(DATA)
        self._refuse_stale(marked)
        asked = await self._asked(b"DATA", patience.data)
        if asked.code != ASKED_FOR_CONTENT:
            raise SMTPDataError(asked.code, asked.message)
        self._reach(CONTENT)
        await self._write(stuffed(content), patience.data)
        self._refuse_stale(marked)
        self._reach(ANSWER)
        answer = await self._asked(b".", patience.answer)
        if answer.code // 100 != COMPLETED // 100:
            raise SMTPDataError(answer.code, answer.message)
        return answer.message

    def _refuse_stale(self, marked: float) -> None:
        if elapsed() - marked > self.relay.patience.mark:
            raise StaleMarkError("held up for too long after the mark")

    async def _write(self, content: bytes, seconds: float) -> None:
        """All of the content into the network's hands; a relay that hung up meanwhile is noticed."""
        talk, waited = self._dialogue, 0.0
        talk.write(content)
        while talk.transport.get_write_buffer_size():
            if waited >= seconds:
                raise SMTPServerDisconnected("the relay does not take the content in")
            await asyncio.sleep(0.01)
            waited += 0.01
        await asyncio.sleep(0)
        if not talk.alive:
            raise SMTPServerDisconnected("connection lost")

    async def reset(self) -> bool:
        """Ready for the next mail; False when the connection had to be given up."""
        try:
            done = (await self._asked(b"RSET", self.relay.patience.envelope)).code == COMPLETED
        except (SMTPException, OSError):
            done = False
        if not done:
            self.drop()
        return done

    async def quit(self) -> None:
        """Say goodbye; whatever comes of it, the mails are out."""
        with contextlib.suppress(SMTPException, OSError):
            await self._asked(b"QUIT", self.relay.patience.connect)
        self.drop()

    def drop(self) -> None:
        """Hang up."""
        self._client.close()


def _refusal(stage: str, address: str, said: SMTPResponse) -> SMTPResponseException | None:
    """Any 2yz takes a receiver in (RFC 5321 4.2.1), also the 252 of a relay that cannot verify it."""
    if stage == MAIL:
        return None if said.code == COMPLETED else SMTPSenderRefused(said.code, said.message, address)
    taken = said.code // 100 == COMPLETED // 100
    return None if taken else SMTPRecipientRefused(said.code, said.message, address)


def _path(address: str) -> bytes:
    """The address as MAIL and RCPT have it; the library reads each as a header's, at the cost of the whole exchange."""
    return (f"<{address}>" if _PLAIN.fullmatch(address) else quote_address(address)).encode("ascii")


def crlf(content: bytes) -> bytes:
    """The content as it arrives, and as it is signed: CRLF at the end of every line."""
    ends = content.count(b"\r\n")
    if content.endswith(b"\r\n") and content.count(b"\n") == ends == content.count(b"\r"):
        return content  # ours is so already
    return b"\r\n".join([*content.splitlines(), b""]) or b"\r\n"


def stuffed(content: bytes) -> bytes:
    """The content as DATA wants it: lines that begin with a dot begin with two."""
    stuffed_lines = content.replace(b"\n.", b"\n..")
    return b"." + stuffed_lines if content.startswith(b".") else stuffed_lines
