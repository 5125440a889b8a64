"""The hours between which mail goes out, on the unit's clock; knows no zone and no calendar.

An office day runs from 07:30 to 16:00 (Perpres 21/2023, with a break of an hour).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time

from zi_workflow.domain.errors import N_, Problem

MORNING = time(7)
"""When a working day's notices are decided and collected."""

DIGEST_HOUR = time(7, 30)
"""When the day's digests go out: the start of an office day."""

CLOSE_OF_DAY = time(16, 0)
"""The end of an office day: a due date ends then, and single mails wait for the next morning."""


SHORTEST_MINUTES = 60
"""So long at least mail can leave on an office day."""


@dataclass(frozen=True, slots=True)
class Hours:
    """From `opens` on and before `closes` by the unit's clock."""

    opens: time = DIGEST_HOUR
    closes: time = CLOSE_OF_DAY

    def are_on(self, at: time) -> bool:
        """Whether it is one of these hours."""
        return self.opens <= at < self.closes


OFFICE_DAY = Hours()
"""Of a unit that has set no hours of its own."""


def are_on(at: time) -> bool:
    """Whether it is an office hour by the unit's clock."""
    return OFFICE_DAY.are_on(at)


def hours_problems(hours: Hours) -> list[Problem]:
    """Everything that is wrong with a unit's own hours, by field: they lie inside the office day."""
    found = []
    message = N_("Mail leaves inside the office day, from {first} to {last}.")
    params = {"first": f"{DIGEST_HOUR:%H.%M}", "last": f"{CLOSE_OF_DAY:%H.%M}"}
    for where, at in (("opens", hours.opens), ("closes", hours.closes)):
        if not DIGEST_HOUR <= at <= CLOSE_OF_DAY:
            found.append(Problem(message, params, where=where))
    if not found and _minutes(hours.closes) - _minutes(hours.opens) < SHORTEST_MINUTES:
        found.append(Problem(N_("Between these hours has to lie an hour at least."), where="closes"))
    return found


def _minutes(at: time) -> int:
    return 60 * at.hour + at.minute
