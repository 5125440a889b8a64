"""Hands mails to an SMTP relay over a few connections and says what each answer means; knows no outbox.

Everything before the content's final dot is a certain no. After it a lost connection leaves it open whether the
mail was accepted (RFC 1047). Without STARTTLS, where it is wanted, nothing is said in the clear.
"""

from __future__ import annotations

import asyncio

from aiosmtplib import SMTPException, SMTPResponseException

from notifications.circuit import Circuit
from notifications.refusals import blames_address
from notifications.signing import SigningError, signer_of
from notifications.transports.allowlist import AllowlistTransport
from notifications.transports.connection import ANSWER, ARCHIVE, CONTENT, DATA, MAIL, RCPT, Connection, crlf
from notifications.transports.outcomes import BeforeData, Fate, Outcome, Transport
from notifications.transports.relay import Relay
from zi_workflow.clock import elapsed
from zi_workflow.settings import Settings

SIGN = "sign"  # before anything is said to the relay
PERMANENT, GOING_AWAY, OUT_OF_ORDER = 500, 421, 503  # 503 is about the session, not the mail
IN_SESSION = frozenset({MAIL, RCPT, ARCHIVE, DATA, ANSWER})  # an answer here leaves the connection usable
OF_THE_MESSAGE = frozenset({RCPT, DATA, ANSWER})  # a refusal at any other stage is about us and may be mended


def relay_of(settings: Settings) -> Relay:
    """The relay as the settings have it; InputError for a key that cannot sign."""
    return Relay(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.mail_from,
        starttls=settings.smtp_starttls,
        user=settings.smtp_user,
        password=settings.smtp_password,
        archive=settings.archive_address,
        bounces=settings.mail_bounces,
        sign=signer_of(settings),
        lanes=settings.smtp_connections,
    )


def smtp_transport(settings: Settings) -> Transport:
    """The transport of the mail modes `live` and `allowlist`; InputError for a key that cannot sign."""
    transport = SmtpTransport(relay_of(settings))
    if settings.mail_mode == "allowlist":
        return AllowlistTransport(transport, settings.mail_allowlist)
    return transport


class SmtpTransport:
    """A small pool of connections, reused from mail to mail."""

    name = "smtp"

    def __init__(self, relay: Relay) -> None:
        self.relay, self.sender, self.lanes = relay, relay.sender, relay.lanes
        self.circuit = Circuit()
        self._idle: list[Connection] = []

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Hand one message over; the outcome names the stage that decided it."""
        if not to_address.isascii():  # SMTPUTF8 is not spoken: few relays of offices do
            return Outcome(Fate.FAILED, RCPT, "the address is not plain ASCII", bounced=True)
        try:
            content = self._signed(crlf(content))
        except SigningError as error:  # unsigned it must not go out
            return Outcome(Fate.RETRY, SIGN, str(error))
        connection = self._taken()
        try:
            connection = await self._offered(connection, to_address)
        except _UnwillingError as no:
            return await self._vain(no.connection, no.error)
        marked = elapsed()
        if not await _marked(before_data, connection):
            await self._reset(connection)
            return Outcome(Fate.LOST, DATA)
        try:
            await connection.hand_over(content, marked)
        except SMTPResponseException as error:
            if connection.stage != ANSWER or _is_no(error.code):
                return await self._vain(connection, error)
            connection.drop()
            return Outcome(Fate.UNCERTAIN, ANSWER, words_of(error))
        except (SMTPException, OSError) as error:
            connection.drop()
            fate = Fate.UNCERTAIN if connection.stage == ANSWER else Fate.RETRY
            return Outcome(fate, connection.stage, words_of(error))
        except BaseException:  # the process is ending: the outbox knows that the content may be out
            connection.drop()
            raise
        self._idle.append(connection)
        return Outcome(Fate.SENT, ANSWER)

    async def close(self) -> None:
        """Say goodbye on every connection."""
        idle, self._idle = self._idle, []
        await asyncio.gather(*(connection.quit() for connection in idle))

    def _signed(self, content: bytes) -> bytes:
        return content if self.relay.sign is None else self.relay.sign(content)

    def _taken(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if connection.alive:
                return connection
        return Connection(self.relay)

    async def _offered(self, connection: Connection, to_address: str) -> Connection:
        """A connection that has taken MAIL and RCPT. A relay closes idle ones: then once more on a new one."""
        reused = not connection.fresh
        try:
            if connection.fresh:
                await connection.open()
            await connection.offer(to_address)
        except (SMTPException, OSError) as error:
            if reused and connection.stage == MAIL and _hung_up(error):
                connection.drop()
                return await self._offered(Connection(self.relay), to_address)
            raise _UnwillingError(connection, error) from error
        return connection

    async def _vain(self, connection: Connection, error: SMTPException | OSError) -> Outcome:
        """A certain no: for good only when the relay refuses this recipient or this content."""
        stage = connection.stage
        code = error.code if isinstance(error, SMTPResponseException) else None
        if code is not None and stage in IN_SESSION:
            await self._reset(connection)
        else:
            connection.drop()
        for_good = code is not None and code >= PERMANENT and stage in OF_THE_MESSAGE and code != OUT_OF_ORDER
        bounced = for_good and stage == RCPT and blames_address(words_of(error))
        return Outcome(
            Fate.FAILED if for_good else Fate.RETRY,
            stage,
            words_of(error),
            bounced=bounced,
            unreached=for_good and not bounced,
            relay_down=not for_good and _relay_down(stage, code),
        )

    async def _reset(self, connection: Connection) -> None:
        if connection.alive and await connection.reset():
            self._idle.append(connection)


class _UnwillingError(Exception):
    """The relay took neither connection nor envelope."""

    def __init__(self, connection: Connection, error: SMTPException | OSError) -> None:
        super().__init__(str(error))
        self.connection, self.error = connection, error


async def _marked(before_data: BeforeData, connection: Connection) -> bool:
    try:
        return await before_data()
    except BaseException:  # the outbox could not be written: nothing may go out
        connection.drop()
        raise


def _is_no(code: int) -> bool:
    """After the content only these codes say that it was not kept; a garbled answer says nothing."""
    return code // 100 in (4, 5)


def _relay_down(stage: str, code: int | None) -> bool:
    """Whether the next message would fare no better: the relay itself is away, or it refuses us."""
    if code == GOING_AWAY or stage not in {*IN_SESSION, CONTENT}:
        return True
    if stage in (MAIL, ARCHIVE):  # greylisting and a full queue are temporary answers to one mail
        return code is None or code >= PERMANENT
    return False


def _hung_up(error: SMTPException | OSError) -> bool:
    return not isinstance(error, SMTPResponseException) or error.code == GOING_AWAY


def words_of(error: SMTPException | OSError) -> str:
    """What the relay or the network said."""
    said = f"{error.code} {error.message}" if isinstance(error, SMTPResponseException) else str(error)
    # a relay may answer with any bytes; what no database or page takes becomes a question mark
    readable = "".join(letter if letter.isprintable() else "?" for letter in " ".join(said.split()))
    return readable or type(error).__name__
