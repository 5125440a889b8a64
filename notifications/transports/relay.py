"""Where mails go out, as whom, and how long each stage may take; knows no connection."""

from __future__ import annotations

import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

Sign = Callable[[bytes], bytes]
"""The mail with a signature in front; its lines end in CRLF. Raises SigningError."""


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds that a relay may take for each stage; those after the mark are together shorter than a lease.

    `mark` limits us: a sender that was held up (SIGSTOP, a swapped machine) for longer between the mark and the
    content's final dot gives up, since the mail may be another's by then. With `answer` it fills a lease.
    """

    connect: float = 30
    hello: float = 60  # EHLO, STARTTLS and AUTH, each
    envelope: float = 60  # MAIL and RCPT, each
    data: float = 120  # until it asks for the content, and again to take the content in
    answer: float = 600  # after the content
    mark: float = 300  # from the mark to the dot; longer than `data` twice


@dataclass(frozen=True, slots=True)
class Relay:
    """Where mails go out and as whom; `tls` replaces the system's trust store, for a private authority.

    Every mail also goes to `archive`, where it is an address; what cannot be delivered comes back to `bounces`, else
    to the sender; with `sign` no mail goes out unsigned. Up to `lanes` connections are open at once.
    """

    host: str
    port: int
    sender: str
    starttls: bool = True
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    tls: ssl.SSLContext | None = None
    archive: str | None = None
    bounces: str | None = None
    sign: Sign | None = None
    lanes: int = 4
    patience: Patience = Patience()
