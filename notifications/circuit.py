"""Remembers that a relay takes nothing, so that one mail tries it and not all of them; knows no protocol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zi_workflow.domain.messages import FIRST_WAITS, next_wait


@dataclass
class Circuit:
    """Closed (mail flows), open until an instant, then half open: one mail may try."""

    failures: int = 0
    _since: datetime | None = None
    _until: datetime | None = None

    @property
    def closed(self) -> bool:
        """Whether the relay took what it was offered last."""
        return self.failures == 0

    def waits_until(self, now: datetime) -> datetime | None:
        """When the relay is tried again; None when it may be now.

        A clock that was set back stands before the refusal: the wait by the old one could be weeks.
        """
        if self._since is None or self._until is None:
            return None
        return self._until if self._since <= now < self._until else None

    def room(self, now: datetime, limit: int) -> int:
        """How many messages may be taken up now: none while open, one to probe, else all of `limit`."""
        if self.closed:
            return limit
        return 0 if self.waits_until(now) else min(1, limit)

    def refused(self, now: datetime) -> None:
        """The relay takes nothing; it is tried again after the waits of a message's retries.

        Several mails under way at once learn the same thing; that is one refusal.
        """
        if self.waits_until(now):
            return
        self.failures += 1
        wait = next_wait(min(self.failures, len(FIRST_WAITS)))
        assert wait is not None
        self._since, self._until = now, now + wait

    def accepted(self) -> None:
        """The relay speaks to us again."""
        self.failures, self._since, self._until = 0, None, None
