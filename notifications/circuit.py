"""Remembers that a relay takes nothing, so that one mail tries it and not all of them; knows no protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zi_workflow.domain.messages import FIRST_WAITS, next_wait


@dataclass
class Circuit:
    """Closed (mail flows), open until an instant, then half open: one mail may try."""

    failures: int = 0
    until: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether the relay took what it was offered last."""
        return self.failures == 0

    def room(self, now: datetime, limit: int) -> int:
        """How many messages may be taken up now: none while open, one to probe, else all of `limit`."""
        if self.closed:
            return limit
        return 0 if self.until is not None and now < self.until else min(1, limit)

    def refused(self, now: datetime) -> datetime:
        """The relay takes nothing: when to try again, after the waits of a message's retries.

        Several mails under way at once learn the same thing; that is one refusal.
        """
        if self.until is None or now >= self.until:
            self.failures += 1
            wait = next_wait(min(self.failures, len(FIRST_WAITS)))
            assert wait is not None
            self.until = now + wait
        return self.until

    def accepted(self) -> None:
        """The relay speaks to us again."""
        self.failures, self.until = 0, None
