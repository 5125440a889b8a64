"""Builds the MIME message of a rendered mail, byte for byte the same for the same input; knows no transport."""

from __future__ import annotations

import hashlib
from binascii import b2a_qp
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.charset import BASE64, Charset
from email.headerregistry import Address, BaseHeader, HeaderRegistry
from email.message import EmailMessage, Message
from email.policy import SMTP, Policy, compat32
from functools import lru_cache
from typing import Any, ClassVar, Literal
from zoneinfo import ZoneInfo

from notifications.invitation_calendar import COMPANION, CalendarPart
from zi_workflow.domain.calendars import ZONES
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import MailFacts

_EXACT = Charset("utf-8")
_EXACT.body_encoding = BASE64  # a calendar's lines and their ends have to arrive as they are

LINE_LENGTH = 78
SENDER_NAME = "Zona Integritas"  # the programme's legal name in any language

UNSUBSCRIBE_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
"""Only on optional mail; where a mail is signed, the signature has to cover both (RFC 8058 section 4)."""


class _OnOneLine(BaseHeader):
    """A header whose value is an address of the web: folded as text, a long one would become an encoded word."""

    max_count: ClassVar[Literal[1]] = 1

    @classmethod
    def parse(cls, value: str, kwds: dict[str, Any]) -> None:
        """Take the value as it is."""
        kwds["decoded"] = value
        kwds["parse_tree"] = None

    def fold(self, *, policy: Policy) -> str:
        """The header on one line, however long."""
        return f"{self.name}: {self}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type(UNSUBSCRIBE_HEADERS[0], _OnOneLine)
    return registry


REGISTRY = _registry()
POLICY = SMTP.clone(header_factory=REGISTRY)


@dataclass(frozen=True, slots=True)
class Envelope:
    """Between whom, when, and as which message; addresses are bare, `at` is aware."""

    message_id: str
    sender: str
    to_name: str
    to_address: str
    at: datetime
    thread: str | None = None
    lang: str = "id"
    unsubscribe: str = ""  # where the receiver can do without it; optional mail only
    calendar: CalendarPart | None = None  # of an invitation


class Outgoing(EmailMessage):
    """A finished message, as the library would write it, but at once and only once: it is kept, signed and sent."""

    def as_bytes(self, unixfrom: bool = False, policy: Policy | None = None) -> bytes:
        """The message on the wire; nothing may be changed in it afterwards."""
        if unixfrom or policy is not None:
            return super().as_bytes(unixfrom, policy)
        if self._written is None:
            self._written = b"".join(_written(self))
        return self._written

    _written: bytes | None = None


def _written(message: Message) -> Iterator[bytes]:
    for name, value in message.raw_items():
        text = str(value)
        plain = text.isascii() and len(name) + len(text) <= LINE_LENGTH - 2 and "\n" not in text
        yield f"{name}: {text}\r\n".encode("ascii") if plain else POLICY.fold_binary(name, value)
    yield b"\r\n"
    content = message.get_payload()
    if isinstance(content, str):
        yield content.replace("\n", "\r\n").encode("ascii")
        return
    boundary = str(message.get_boundary()).encode("ascii")
    for part in message.iter_parts() if isinstance(message, EmailMessage) else ():
        yield b"--" + boundary + b"\r\n"
        yield from _written(part)
        yield b"\r\n"
    yield b"--" + boundary + b"--\r\n"


@lru_cache(maxsize=64)
def _always(name: str, value: str) -> BaseHeader:
    """A header that many messages share, parsed once."""
    return REGISTRY(name, value)


def build(envelope: Envelope, rendered: Rendered) -> EmailMessage:
    """The message with its headers (docs/mail.md section 3); ValueError for an address that cannot stand in one.

    List-Unsubscribe only where the envelope says so: the mails of the ladder are obligatory, they can become a
    digest but never silence.
    """
    message: EmailMessage = Outgoing(policy=POLICY)
    message["From"] = _always("From", str(Address(SENDER_NAME, addr_spec=envelope.sender)))
    message["To"] = Address(" ".join(envelope.to_name.split()), addr_spec=envelope.to_address)
    message["Subject"] = rendered.subject
    message["Date"] = envelope.at
    message["Message-ID"] = envelope.message_id
    if envelope.thread:
        message["References"] = envelope.thread
    message["Auto-Submitted"] = _always("Auto-Submitted", "auto-generated")
    message["X-Auto-Response-Suppress"] = _always(
        "X-Auto-Response-Suppress", "All"
    )  # Exchange answers absences despite Auto-Submitted
    message["Content-Language"] = _always("Content-Language", envelope.lang)
    if envelope.unsubscribe:
        message["List-Unsubscribe"] = f"<{envelope.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["MIME-Version"] = _always("MIME-Version", "1.0")
    boundary = f"zi-{hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32]}"
    if envelope.calendar is None:
        return _alternatives(message, boundary, rendered)
    message.add_header("Content-Type", "multipart/mixed", boundary=f"{boundary}-m")
    bodies = _alternatives(EmailMessage(policy=POLICY), boundary, rendered)
    bodies.attach(_calendar("text/calendar", envelope.calendar))
    message.attach(bodies)
    companion = _calendar("application/ics", envelope.calendar)
    companion["Content-Disposition"] = f'attachment; filename="{COMPANION}"'
    message.attach(companion)
    return message


def _alternatives(into: EmailMessage, boundary: str, rendered: Rendered) -> EmailMessage:
    into.add_header("Content-Type", "multipart/alternative", boundary=boundary)
    into.attach(_part("plain", rendered.text))
    into.attach(_part("html", rendered.html))
    return into


def _calendar(kind: str, calendar: CalendarPart) -> EmailMessage:
    """The object among the bodies, where mail programs look for an invitation, and as a file for those that do not."""
    part = EmailMessage(policy=compat32)
    name = f'; name="{COMPANION}"' if kind != "text/calendar" else ""
    part["Content-Type"] = kind
    part.set_payload(calendar.content.decode("utf-8"), _EXACT)
    # as the large calendar services write it: the library would put the method in quotes
    part.replace_header("Content-Type", f"{kind}; charset=UTF-8; method={calendar.method}{name}")
    return part


def _part(subtype: str, text: str) -> EmailMessage:
    """A body by the library's older rules: its headers are constant, and `set_content` would cost three times more."""
    part = EmailMessage(policy=compat32)
    part["Content-Type"] = f'text/{subtype}; charset="utf-8"'
    part["Content-Transfer-Encoding"] = "quoted-printable"  # the raw form is shown to people
    part.set_payload(b2a_qp(text.encode("utf-8")).decode("ascii"))
    return part


def thread_of(facts: MailFacts, domain: str) -> str | None:
    """The id under which mails about one task, or one round, stand together; None for a mail about several."""
    if facts.summons is not None:
        return _thread(facts.summons.uid, domain)
    tasks = {(line.programme_code or facts.programme_code, line.task) for line in facts.lines}
    if len(tasks) != 1:
        return None
    programme, task = tasks.pop()
    if task is None:
        return None
    return _thread(f"{programme}:{task}", domain)


def _thread(about: str, domain: str) -> str:
    return f"<{hashlib.sha256(f'thread:{about}'.encode()).hexdigest()[:32]}@{domain}>"


def local(at: datetime, zone: str) -> datetime:
    """The instant on the unit's clock, for the Date header."""
    return at.astimezone(ZoneInfo(ZONES.get(zone, zone)))
