"""What became of handing one message over, and what a transport must offer; knows no protocol."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from notifications.circuit import Circuit


class Fate(StrEnum):
    """What a transport can say about a message."""

    SENT = "sent"  # accepted
    RETRY = "retry"  # certainly not accepted, may be later
    FAILED = "failed"  # certainly not accepted, never will be
    UNCERTAIN = "uncertain"  # the content went out, no answer came
    LOST = "lost"  # not this worker's any more; nothing went out


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one message, the stage that decided it, the relay's words, and by which transport if another.

    `bounced`: the relay knows no such address. `unreached`: it refuses address or content for a reason that may pass.
    `relay_down`: it would take no other message either.
    """

    fate: Fate
    stage: str = ""
    reason: str = ""
    by: str = ""
    bounced: bool = False
    unreached: bool = False
    relay_down: bool = False


BeforeData = Callable[[], Awaitable[bool]]
"""Commits that the content is about to go out; False forbids it."""


class Transport(Protocol):
    """Hands messages over, up to `lanes` at the same time."""

    @property
    def name(self) -> str:
        """What the outbox calls it."""

    @property
    def sender(self) -> str:
        """The bare address that mails come from."""

    @property
    def lanes(self) -> int:
        """How many messages it can hand over at the same time."""

    @property
    def circuit(self) -> Circuit:
        """What it remembers of its relay."""

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Hand one message over, as it is on the wire. Never raises for what the other side does."""

    async def close(self) -> None:
        """End what is open; errors of saying goodbye are ignored."""
