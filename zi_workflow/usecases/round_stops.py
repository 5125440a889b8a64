"""Puts a round off or calls it off before its meeting is held, and tells everybody who was invited; opens none again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from zoneinfo import ZoneInfo

from sqlmodel import Session

from zi_workflow.domain.events import canonical
from zi_workflow.domain.invitations import is_over
from zi_workflow.domain.messages import PLAIN, Letterhead
from zi_workflow.domain.round_states import RoundState, moved
from zi_workflow.storage.queries.invitations import invitation
from zi_workflow.usecases import invitations, reasons
from zi_workflow.usecases.carrying_over import carry_on
from zi_workflow.usecases.conducting import Conduct, Conducted, begin, changed_since, look, record
from zi_workflow.usecases.invitation_commands import TOKEN_LENGTH, Cancel, Plan
from zi_workflow.usecases.invitation_plans import planned
from zi_workflow.usecases.round_sessions import staying_of


@dataclass(frozen=True, kw_only=True)
class Stop(Conduct):
    """A round does not meet as it was planned, for a reason that everybody reads.

    `seen` is the token of what was shown, None: nothing was.
    """

    reason: str
    seen: str | None = None
    letterhead: Letterhead = PLAIN
    becomes: ClassVar[RoundState]
    event: ClassVar[str]


@dataclass(frozen=True, kw_only=True)
class Postpone(Stop):
    """Put it off; it is opened again with a new date."""

    becomes = RoundState.POSTPONED
    event = "round.postponed"


@dataclass(frozen=True, kw_only=True)
class CallOff(Stop):
    """It does not take place; what was carried into it goes on into the next one."""

    becomes = RoundState.CANCELLED
    event = "round.called_off"


@dataclass(frozen=True)
class Stopped:
    """A round, and the mails that take its invitation back; None: nobody holds one.

    `stays` are the mails by which a joint session goes on without it; None: it needs none.
    """

    found: Conducted
    plan: Plan | None
    stays: Plan | None = None

    @property
    def plans(self) -> tuple[Plan, ...]:
        """Whoever is told anything, round by round."""
        return tuple(each for each in (self.plan, self.stays) if each is not None)


def look_at(session: Session, command: Stop, now: datetime) -> Stopped:
    """Who would be told; writes nothing. InputError without a reason, RefusedError once it was held."""
    found = look(session, command.viewer, command.programme_id, command.quarter, now)
    return _shown(session, command, found, now)


def _shown(session: Session, command: Stop, found: Conducted, now: datetime) -> Stopped:
    reasons.given(command.reason)
    moved(found.place, found.round.state, command.becomes)
    cancel = _cancel(session, command, found, now)
    staying = staying_of(session, command, found.round, now)
    return Stopped(
        found,
        planned(session, cancel, now) if cancel else None,
        planned(session, staying, now) if staying else None,
    )


def token(command: Stop, shown: Stopped) -> str:
    """Names exactly this: what becomes of the round as it was seen, why, and what everybody would be told."""
    row = shown.found.round
    said = [command.event, row.id, row.version, command.reason, [each.token for each in shown.plans]]
    return hashlib.sha256(canonical(said).encode()).hexdigest()[:TOKEN_LENGTH]


def stop(session: Session, command: Stop, now: datetime) -> bool:
    """Put it or call it off and tell everybody whom the invitation reached; False when this very form came before.

    A joint session goes on without it. Raises as `look_at` does, ConflictError when it changed since it was shown.
    """
    found = begin(session, command, now)
    if found is None:
        return False
    reason, row, before = reasons.given(command.reason), found.round, found.round.session_id
    state = moved(found.place, row.state, command.becomes)
    if command.seen is not None and token(command, _shown(session, command, found, now)) != command.seen:
        raise changed_since(found.place)
    cancel = _cancel(session, command, found, now)
    staying = staying_of(session, command, row, now)
    plan = invitations.cancel(session, cancel, now) if cancel else None
    row.state, row.reason, row.session_id, row.cutoff = state, reason, None, None
    session.add(row)
    session.flush()
    others = invitations.change(session, staying, now) if staying else None
    mails = sum(len(each.letters) for each in (plan, others) if each is not None)
    if state is RoundState.CANCELLED:
        carry_on(session, found, now)
    said = {"reason": reason, "session": before, "mails": mails}
    record(session, command.event, command, found, said, now)
    return True


def _cancel(session: Session, command: Stop, found: Conducted, now: datetime) -> Cancel | None:
    """None where nobody is invited, or the meeting's hours went by: there is nothing to take back."""
    seen = invitation(session, found.round.id, command.quarter)
    local = now.astimezone(ZoneInfo(found.programme.zone))
    if not seen.is_open or seen.meeting is None or is_over(seen.meeting, local):
        return None
    return Cancel(
        programme_id=command.programme_id, quarter=command.quarter, actor=command.viewer.person_id, on=found.on,
        reason=command.reason, letterhead=command.letterhead, permitted=True,
    )  # fmt: skip
