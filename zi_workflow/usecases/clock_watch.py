"""Keeps when the service was last seen at work and doubts a clock that does not fit; knows no mail and no flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session

from zi_workflow.domain.clock_doubts import MOST_QUIET, SENTENCES, Doubt, Way, agrees, judge
from zi_workflow.domain.errors import N_, Problem, RefusedError
from zi_workflow.domain.events import Event
from zi_workflow.i18n import language
from zi_workflow.storage.queries.server_clock import other_clock
from zi_workflow.storage.tables import CursorRow
from zi_workflow.usecases import reasons
from zi_workflow.usecases.clock_return import Undone, undo_future
from zi_workflow.usecases.mail_switch import note
from zi_workflow.usecases.occurrences import last_seen
from zi_workflow.wording import instant

CLOCK_ZONE = "WIB"
COMMAND = "zi clock accept"
WITNESS = "clock"
"""The cursor beside those of the schedule that work without a schedule (`zi tick`, a delivery) moves."""


@dataclass(frozen=True, slots=True)
class Look:
    """See whether the clock fits; `most_quiet` None for a trial clock."""

    most_quiet: timedelta | None = MOST_QUIET


@dataclass(frozen=True, slots=True)
class Accept:
    """A person vouches for the clock: who, why, and the day that is claimed."""

    actor: str
    reason: str
    on: date


@dataclass(frozen=True, slots=True)
class Accepted:
    """The doubt that a person ended, and what was put right when the clock had come back from a wrong future."""

    doubt: Doubt
    undone: Undone


def doubt(session: Session, now: datetime, most_quiet: timedelta | None = MOST_QUIET) -> Doubt | None:
    """Why the clock is not believed now; None when it is. A clock of another machine that says the same ends a doubt."""
    found = judge(last_seen(session), now, most_quiet)
    if found is None or found.way is Way.BEHIND:
        return found
    other = other_clock(session)
    return None if other is not None and agrees(other, now) else found


def witness(session: Session, command: Look, now: datetime) -> Doubt | None:
    """Note that the service is at work now, unless the clock is in doubt: then the doubt, and nothing is noted."""
    found = doubt(session, now, command.most_quiet)
    if found is None and command.most_quiet is not None:  # what a trial clock says is no evidence
        _see(session, now)
    return found


def words(doubt: Doubt) -> Problem:
    """What people read about it, in the language in use."""
    lang = language()
    params = {
        "now": instant(doubt.now, CLOCK_ZONE, lang),
        "seen": instant(doubt.seen, CLOCK_ZONE, lang),
        "command": COMMAND,
    }
    return Problem(SENTENCES[doubt.way], params)


def accept(session: Session, command: Accept, now: datetime) -> Accepted:
    """The clock is right as it stands. What was planned and decided for a future that was none is undone.

    Raises InputError without a reason, RefusedError when there is no doubt.
    """
    reason = reasons.given(command.reason)
    found = judge(last_seen(session), now)
    if found is None:
        raise RefusedError(Problem(N_("The clock is not in doubt; there is nothing to confirm.")))
    undone = undo_future(session, now) if found.way is Way.BEHIND else Undone()
    session.flush()
    _see(session, now, back=True)
    payload = {"seen": found.seen, "now": now, "reason": reason, "undone": undone.counts()}
    note(session, Event("clock.accepted", WITNESS, command.actor, command.on, payload), now)
    return Accepted(found, undone)


def _see(session: Session, now: datetime, *, back: bool = False) -> None:
    """Move the cursor; only a confirmation moves it back."""
    now = now.astimezone(UTC)
    row = session.get(CursorRow, (WITNESS, ""), populate_existing=True)
    if row is None:
        session.add(CursorRow(job=WITNESS, scope="", seen_until=now))
    else:
        row.seen_until = now if back else max(row.seen_until, now)
    session.flush()
