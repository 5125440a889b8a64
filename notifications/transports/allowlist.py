"""Lets mails pass to listed addresses and keeps all others; knows no protocol."""

from __future__ import annotations

from collections.abc import Iterable

from notifications.transports.capture import CaptureTransport
from notifications.transports.outcomes import BeforeData, Outcome, Transport


class AllowlistTransport:
    """For trials with a few people: `allowed` holds addresses and, written `@instansi.go.id`, whole domains."""

    def __init__(self, inner: Transport, allowed: Iterable[str]) -> None:
        self.name, self.sender = inner.name, inner.sender
        self.lanes, self.circuit = inner.lanes, inner.circuit
        self._inner, self._capture = inner, CaptureTransport(inner.sender)
        self._allowed = tuple(allowed)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Sent when the address is listed, captured otherwise."""
        listed = is_listed(to_address, self._allowed)
        return await (self._inner if listed else self._capture).send(content, to_address, before_data)

    async def close(self) -> None:
        """End what is open."""
        await self._inner.close()


def is_listed(address: str, allowed: Iterable[str]) -> bool:
    """Whether the address, or its whole domain, may get mail."""
    known = {each.lower() for each in allowed}
    return address.lower() in known or f"@{address.lower().rpartition('@')[2]}" in known
