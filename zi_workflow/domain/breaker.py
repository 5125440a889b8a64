"""How much mail may pass, and what stops all of it (docs/mail.md section 5); knows no table and no transport."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zi_workflow.domain.errors import N_

LEAST_LIMIT = 20
RUN_FACTOR = 1.5
DAY_FACTOR = 2
MOST_A_PERSON_A_DAY = 3
INVITATION_FACTOR = 4  # asked, changed twice and taken back: by hand, after a look at exactly these mails
RUN_ENDS_AFTER = timedelta(minutes=15)
"""A run goes on until nothing has passed for so long: a loop that sends one mail a minute is one run."""
MOST_ALERTS_A_DAY = 20
"""Alerts to administrators in the whole service: more of them tell nothing new, something is wrong with the guards."""
BOUNCES_ALLOWED = 4
BOUNCE_RATE = 0.1


class Cause(StrEnum):
    """Why all mail is held."""

    RUN = "run"  # more mails without a pause than recipients explain
    DAY = "day"  # the same over the day
    ADDRESS = "address"  # an address that is not its receiver's in the directory
    OUTSIDER = "outsider"  # a receiver, or a matter, of another unit
    LEVEL = "level"  # a high escalation to somebody whose office never gets one
    BOUNCES = "bounces"  # too many addresses of today refused
    RESTORED = "restored"  # the database is older than what this service has done
    MOVED = "moved"  # another instance or machine than the one that sent last


SENTENCES: Mapping[Cause, str] = {
    Cause.RUN: N_(
        "All mail is held: one run would have sent more than {limit} mails to {recipients} recipients."
    ),
    Cause.DAY: N_(
        "All mail is held: this day would have had more than {limit} mails to {recipients} recipients."
    ),
    Cause.ADDRESS: N_("All mail is held: the address {address} is not its receiver's in the directory."),
    Cause.OUTSIDER: N_(
        "All mail is held: a mail to {address} is about a unit in which its receiver holds no office."
    ),
    Cause.LEVEL: N_(
        "All mail is held: {address} would have got an escalation that never goes to that office."
    ),
    Cause.BOUNCES: N_("All mail is held: {failed} of {passed} mails of this day were refused for good."),
    Cause.RESTORED: N_("All mail is held: the database is older than what this service has already done."),
    Cause.MOVED: N_("All mail is held: the database was last used by another instance or another machine."),
}
"""What people read, with the facts of the trip filled in."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What has passed already, before the mail in question; `recipients` are people with an office and an address."""

    recipients: int
    in_run: int
    today: int
    failed_today: int = 0


def most_a_run(recipients: int) -> int:
    """How many mails may pass without a pause."""
    return max(LEAST_LIMIT, math.floor(RUN_FACTOR * recipients))


def most_a_day(recipients: int) -> int:
    """How many mails may pass on one day."""
    return max(2 * LEAST_LIMIT, DAY_FACTOR * recipients)


def most_invitations_a_day(recipients: int) -> int:
    """How many invitations to monev rounds may pass on one day, beside the other mails."""
    return max(3 * LEAST_LIMIT, INVITATION_FACTOR * recipients)


def over(traffic: Traffic) -> tuple[Cause, dict[str, int]] | None:
    """Why one more mail is too much, with the facts of the sentence; None when it may pass."""
    run, day = most_a_run(traffic.recipients), most_a_day(traffic.recipients)
    if traffic.in_run >= run:
        return Cause.RUN, {"limit": run, "recipients": traffic.recipients}
    if traffic.today >= day:
        return Cause.DAY, {"limit": day, "recipients": traffic.recipients}
    return over_refused(traffic)


def over_invited(traffic: Traffic) -> tuple[Cause, dict[str, int]] | None:
    """The same for an invitation, where `today` counts invitations only: they come in bursts, and have no runs."""
    limit = most_invitations_a_day(traffic.recipients)
    if traffic.today >= limit:
        return Cause.DAY, {"limit": limit, "recipients": traffic.recipients}
    return over_refused(traffic)


def over_refused(traffic: Traffic) -> tuple[Cause, dict[str, int]] | None:
    """Why there were too many refusals among the mails of today; None when there were not."""
    failed = traffic.failed_today
    if failed > max(BOUNCES_ALLOWED, BOUNCE_RATE * traffic.today):
        return Cause.BOUNCES, {"failed": failed, "passed": traffic.today}
    return None


def held_days(mails: Mapping[date, int], recipients: int) -> dict[date, int]:
    """The days of a rehearsal on which the run of the morning would be held, with their mails."""
    return {day: number for day, number in sorted(mails.items()) if number > most_a_run(recipients)}
