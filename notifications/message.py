"""Builds the MIME message of a rendered mail, byte for byte the same for the same input; knows no transport."""

from __future__ import annotations

import hashlib
import re
from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from itertools import starmap

from notifications.invitation_calendar import COMPANION, CalendarPart
from zi_workflow.domain.messages import Rendered
from zi_workflow.domain.notices import MailFacts

LINE_LENGTH = 78
_PLAIN = re.compile(r"\w+(?:\.\w+)*@\w+(?:[.-]\w+)*", re.ASCII)
_REGISTRY = HeaderRegistry()
SENDER_NAME = "Zona Integritas"  # the programme's legal name in any language

UNSUBSCRIBE_HEADERS = ("List-Unsubscribe", "List-Unsubscribe-Post")
"""Only on optional mail; where a mail is signed, the signature has to cover both (RFC 8058 section 4)."""


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


def build(envelope: Envelope, rendered: Rendered) -> bytes:
    """The message as it is on the wire, with its headers (docs/mail.md section 3).

    Raises ValueError for an address that cannot stand in one. The library's message would parse each header that
    is set, at ten times the cost of all else here; what arrives is held against it in the lint of all mails.
    """
    boundary = f"zi-{hashlib.sha256(envelope.message_id.encode()).hexdigest()[:32]}"
    bodies = [_body("plain", rendered.text), _body("html", rendered.html)]
    content = _multipart("alternative", boundary, bodies)
    if envelope.calendar is not None:
        content = _with_calendar(boundary, bodies, envelope.calendar)
    return b"".join((*starmap(_header, _headers(envelope, rendered.subject)), content))


def _headers(envelope: Envelope, subject: str) -> Iterator[tuple[str, str]]:
    """List-Unsubscribe only where the envelope says so: the mails of the ladder are obligatory, they can become a
    digest but never silence."""
    to_name = " ".join(envelope.to_name.split())
    yield "From", _sender(envelope.sender)
    yield "To", str(_receiver(to_name, envelope.to_address))
    yield "Subject", subject
    yield "Date", format_datetime(envelope.at)
    yield "Message-ID", envelope.message_id
    if envelope.thread:
        yield "References", envelope.thread
    yield "Auto-Submitted", "auto-generated"
    yield "X-Auto-Response-Suppress", "All"  # Exchange answers absences despite Auto-Submitted
    yield "Content-Language", envelope.lang
    if envelope.unsubscribe:
        yield UNSUBSCRIBE_HEADERS[0], f"<{envelope.unsubscribe}>"
        yield UNSUBSCRIBE_HEADERS[1], "List-Unsubscribe=One-Click"
    yield "MIME-Version", "1.0"


@lru_cache(maxsize=8)
def _sender(address: str) -> str:
    return str(Address(SENDER_NAME, addr_spec=address))


def _receiver(name: str, address: str) -> Address:
    """A plain address need not be parsed."""
    if _PLAIN.fullmatch(address):
        user, _at, domain = address.partition("@")
        return Address(name, user, domain)
    return Address(name, addr_spec=address)


def _header(name: str, value: str) -> bytes:
    """One header; what is not plain ASCII, or breaks its line, is the library's to encode or to refuse."""
    plain = value.isascii() and "\n" not in value and "\r" not in value
    if plain and (
        len(name) + len(value) <= LINE_LENGTH - 2 or " " not in value
    ):  # a web address is never broken
        return f"{name}: {value}\r\n".encode("ascii")
    if plain and name == "Subject":  # nearly every one is longer than a line, and has no structure to be kept
        folded = Header(value, "us-ascii", LINE_LENGTH, name).encode(linesep="\r\n")
        return f"{name}: {folded}\r\n".encode("ascii")
    return SMTP.fold_binary(name, _REGISTRY(name, value))


def _multipart(subtype: str, boundary: str, parts: Sequence[bytes]) -> bytes:
    """Parts with their own headers; the header of the whole comes first."""
    line = f"--{boundary}".encode("ascii")
    head = f'Content-Type: multipart/{subtype};\r\n boundary="{boundary}"\r\n\r\n'.encode("ascii")
    inner = b"".join(piece for part in parts for piece in (line, b"\r\n", part, b"\r\n"))
    return head + inner + line + b"--\r\n"


def _body(subtype: str, text: str) -> bytes:
    """Quoted-printable, since the raw form is shown to people."""
    head = f'Content-Type: text/{subtype}; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    return head.encode("ascii") + b2a_qp(text.encode("utf-8")).replace(b"\n", b"\r\n")


def _with_calendar(boundary: str, bodies: Sequence[bytes], calendar: CalendarPart) -> bytes:
    """The object among the bodies, where mail programs look for an invitation, and as a file for those that do not."""
    inner = _multipart("alternative", boundary, [*bodies, _calendar("text/calendar", calendar)])
    companion = f'Content-Disposition: attachment; filename="{COMPANION}"\r\n'.encode("ascii")
    file = companion + _calendar("application/ics", calendar)
    return _multipart("mixed", f"{boundary}-m", [inner, file])


def _calendar(kind: str, calendar: CalendarPart) -> bytes:
    """As the large calendar services write it, the method without quotes; base64, so that its lines arrive as they are."""
    name = f';\r\n name="{COMPANION}"' if kind != "text/calendar" else ""
    head = (
        f"Content-Type: {kind}; charset=UTF-8; method={calendar.method}{name}\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode("ascii") + encodebytes(calendar.content).replace(b"\n", b"\r\n")


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
