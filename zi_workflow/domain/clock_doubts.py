"""When the service's clock is not to be believed (docs/mail.md section 5); knows no table and asks nobody the time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from zi_workflow.domain.errors import N_

BACKWARDS = timedelta(minutes=5)
"""How far a clock may stand behind what was seen: time servers correct by less."""
MOST_QUIET = timedelta(hours=48)
"""How long nothing may have been heard of the service before its clock needs a second witness.

A service at work is heard of every minute, also on days off. After a longer silence it was down, or the clock has
jumped; from inside the two look alike.
"""
AGREE_WITHIN = timedelta(minutes=5)
"""How near another machine's clock must be to count as a second witness."""


class Way(StrEnum):
    """In which direction the clock is wrong, if it is."""

    BEHIND = "behind"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class Doubt:
    """The clock says `now`, but the service was last seen at `seen`."""

    way: Way
    seen: datetime
    now: datetime


SENTENCES: Mapping[Way, str] = {
    Way.BEHIND: N_(
        "The clock says {now}, but the service has seen {seen} already: nothing is done and no mail leaves until the clock"
        " is set. If {now} is right, somebody confirms it: {command}"
    ),
    Way.AHEAD: N_(
        "The clock says {now}, but the service was last at work at {seen}: it was down, or the clock has jumped. No mail"
        " leaves until somebody confirms the clock: {command}"
    ),
}
"""What people read; instants in words, and the command that confirms."""


def judge(seen: datetime | None, now: datetime, most_quiet: timedelta | None = MOST_QUIET) -> Doubt | None:
    """Whether the clock may be believed; a service that was never seen has nothing to compare.

    `most_quiet` None: a trial clock, which nobody asks for a witness when it has moved on.
    """
    if seen is None:
        return None
    if now < seen - BACKWARDS:
        return Doubt(Way.BEHIND, seen, now)
    if most_quiet is not None and now - seen > most_quiet:
        return Doubt(Way.AHEAD, seen, now)
    return None


def agrees(other: datetime, now: datetime) -> bool:
    """Whether another machine's clock says the same."""
    return abs(other - now) <= AGREE_WITHIN
