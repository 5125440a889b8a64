"""How the messages of a delivery ended, counted."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ending(StrEnum):
    """What became of one message in one run; each is a count of the report."""

    SENT = "sent"
    PRINTED = "printed"
    RETRIED = "retried"
    FAILED = "failed"
    UNCERTAIN = "uncertain"
    CANCELLED = "cancelled"
    LOST = "lost"  # another worker has taken it over
    PUT_BACK = "put_back"  # untried: the guard took it away, or the relay takes nothing


@dataclass
class Report:
    """How many messages of one run came to which end."""

    sent: int = 0
    printed: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    cancelled: int = 0
    lost: int = 0
    put_back: int = 0

    def count(self, ending: Ending, many: int = 1) -> None:
        """One more, or several."""
        setattr(self, ending, getattr(self, ending) + many)

    @property
    def handled(self) -> int:
        """How many messages were taken up."""
        return sum(getattr(self, ending) for ending in Ending)
