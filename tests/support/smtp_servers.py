"""An SMTP server that answers as it is told, on the loopback interface; knows no mail of ours."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope, Session

from notifications.transports.relay import Relay


@dataclass
class Sink:
    """An SMTP server's conduct: what it answers at which command, and what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    drops: bool = False
    taken: list[Envelope] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    greeted: int = 0

    async def handle_EHLO(
        self, server: Any, session: Session, envelope: Envelope, name: str, lines: list[str]
    ) -> list[str]:
        self.greeted += 1
        session.host_name = name
        return lines

    async def handle_MAIL(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if "mail" not in self.answers:
            envelope.mail_from = address
        return self.answers.get("mail", "250 OK")

    async def handle_RCPT(
        self, server: Any, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = self.answers.get("rcpt", "250 OK")
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: Any, session: Session, envelope: Envelope) -> str:
        if self.drops:
            server.transport.abort()
            return "250 never heard"
        if "data" not in self.answers:
            self.taken.append(envelope)
            self.encrypted.append(session.ssl is not None)
        return self.answers.get("data", "250 OK")


class LoopbackController(Controller):
    """A server on a free port of the loopback interface."""

    def __init__(self, sink: Sink, **options: Any) -> None:
        super().__init__(sink, hostname="127.0.0.1", port=free_port(), **options)


def free_port() -> int:
    """A port where nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(sink: Sink, **options: Any) -> Iterator[Relay]:
    """The server while the block runs, as a relay without STARTTLS."""
    controller = LoopbackController(sink, **options)
    controller.start()
    try:
        yield Relay("127.0.0.1", controller.port, "zi@example.go.id", starttls=False)
    finally:
        controller.stop()


def content(envelope: Envelope) -> bytes:
    """What it took."""
    assert isinstance(envelope.content, bytes)
    return envelope.content


class Stage:
    """Notes whether the content was announced."""

    def __init__(self, allow: bool = True) -> None:
        self.marks, self.allow = 0, allow

    async def __call__(self) -> bool:
        self.marks += 1
        return self.allow
