"""Keeps mails instead of sending them; knows no network."""

from __future__ import annotations

from dataclasses import dataclass, field

from notifications.circuit import Circuit
from notifications.transports.outcomes import BeforeData, Fate, Outcome


@dataclass(frozen=True)
class CaptureTransport:
    """Accepts everything; the outbox row keeps the rendered mail, which the mail page shows."""

    sender: str = "zi-workflow@localhost"
    name: str = "capture"
    lanes: int = 1
    circuit: Circuit = field(default_factory=Circuit)

    async def send(self, content: bytes, to_address: str, before_data: BeforeData) -> Outcome:
        """Accepted."""
        return Outcome(Fate.SENT, by=self.name) if await before_data() else Outcome(Fate.LOST, "data")

    async def close(self) -> None:
        """Nothing is open."""
