"""The hours between which mail goes out, on the unit's clock; knows no zone and no calendar.

An office day runs from 07:30 to 16:00 (Perpres 21/2023, with a break of an hour).
"""

from __future__ import annotations

from datetime import time

MORNING = time(7)
"""When a working day's notices are decided and collected."""

DIGEST_HOUR = time(7, 30)
"""When the day's digests go out: the start of an office day."""

CLOSE_OF_DAY = time(16, 0)
"""The end of an office day: a due date ends then, and single mails wait for the next morning."""


def are_on(at: time) -> bool:
    """Whether it is an office hour by the unit's clock."""
    return DIGEST_HOUR <= at < CLOSE_OF_DAY
