"""Hands mails to an SMTP relay step by step, so that it is known what a broken connection means; knows no outbox.

Everything before DATA is a certain no. Between DATA and the relay's answer a lost connection leaves it open
whether the mail was accepted (RFC 1047). Without STARTTLS, where it is wanted, nothing is said in the clear.
"""

from __future__ import annotations

import contextlib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage

from aiosmtplib import SMTP, SMTPException, SMTPResponseException

from notifications.transports.allowlist import AllowlistTransport
from notifications.transports.outcomes import BeforeData, Fate, Outcome, Transport
from zi_workflow.settings import Settings

CONNECT_SECONDS, COMMAND_SECONDS, DATA_SECONDS = 30, 60, 600
PERMANENT = 500
IN_SESSION = frozenset({"mail", "rcpt", "data"})
OF_THE_RECIPIENT = frozenset({"rcpt", "data"})  # a refusal at any other stage is about us and may be mended


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mails go out and as whom; `tls` replaces the system's trust store, for a private authority."""

    host: str
    port: int
    sender: str
    starttls: bool = True
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = None


def smtp_transport(settings: Settings) -> Transport:
    """The transport of the mail modes `live` and `allowlist`, as the settings have it."""
    relay = Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        starttls=settings.smtp_starttls,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
    transport = SmtpTransport(relay)
    if settings.mail_mode == "allowlist":
        return AllowlistTransport(transport, settings.mail_allowlist)
    return transport


class RefusedRelayError(SMTPException):
    """The relay does not offer what we insist on."""


class SmtpTransport:
    """One connection, reused from mail to mail."""

    name = "smtp"

    def __init__(self, relay: Relay) -> None:
        self.relay, self.sender = relay, relay.sender
        self._client: SMTP | None = None
        self._stage = "connect"

    async def send(self, message: EmailMessage, to_address: str, before_data: BeforeData) -> Outcome:
        """Hand one message over; the outcome names the stage that decided it."""
        try:
            client = await self._connected()
            self._stage = "mail"
            await client.mail(self.sender, timeout=COMMAND_SECONDS)
            self._stage = "rcpt"
            await client.rcpt(to_address, timeout=COMMAND_SECONDS)
        except (SMTPException, OSError) as error:
            return await self._vain(error)
        if not before_data():
            await self._reset()
            return Outcome(Fate.LOST, "data")
        self._stage = "data"
        try:
            await client.data(message.as_bytes(), timeout=DATA_SECONDS)
        except SMTPResponseException as error:
            return await self._vain(error)
        except (SMTPException, OSError) as error:
            self._drop()
            return Outcome(Fate.UNCERTAIN, "data", _words(error))
        return Outcome(Fate.SENT, "data")

    async def close(self) -> None:
        """Say goodbye; whatever comes of it, the mails are out."""
        if self._client is not None:
            with contextlib.suppress(SMTPException, OSError):
                await self._client.quit(timeout=COMMAND_SECONDS)
        self._drop()

    async def _connected(self) -> SMTP:
        if self._client is not None and self._client.is_connected:
            return self._client
        relay = self.relay
        client = SMTP(
            hostname=relay.host,
            port=relay.port,
            local_hostname=self.sender.rpartition("@")[2],
            start_tls=False,  # done below, as a stage of its own
            timeout=CONNECT_SECONDS,
        )
        self._client = client
        self._stage = "connect"
        await client.connect()
        self._stage = "ehlo"
        await client.ehlo(timeout=COMMAND_SECONDS)
        if relay.starttls:
            self._stage = "starttls"
            if not client.supports_extension("starttls"):
                raise RefusedRelayError("the relay does not offer STARTTLS")
            await client.starttls(server_hostname=relay.host, tls_context=relay.tls, timeout=COMMAND_SECONDS)
            await client.ehlo(timeout=COMMAND_SECONDS)
        if relay.user is not None:
            self._stage = "auth"
            await client.login(relay.user, relay.password or "", timeout=COMMAND_SECONDS)
        return client

    async def _vain(self, error: SMTPException | OSError) -> Outcome:
        """A certain no: for good only when the relay refuses this recipient or this content."""
        stage = self._stage
        code = error.code if isinstance(error, SMTPResponseException) else None
        if code is not None and stage in IN_SESSION:
            await self._reset()
        else:
            self._drop()
        for_good = code is not None and code >= PERMANENT and stage in OF_THE_RECIPIENT
        return Outcome(Fate.FAILED if for_good else Fate.RETRY, stage, _words(error))

    async def _reset(self) -> None:
        """Ready for the next mail; a connection that cannot be reset is given up."""
        try:
            if self._client is not None:
                await self._client.rset(timeout=COMMAND_SECONDS)
        except (SMTPException, OSError):
            self._drop()

    def _drop(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client = None


def _words(error: SMTPException | OSError) -> str:
    if isinstance(error, SMTPResponseException):
        return f"{error.code} {error.message}"
    return str(error) or type(error).__name__
