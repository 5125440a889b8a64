"""The rounds that meet in one session, and who of its team is asked through which of them; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from typing import Protocol, runtime_checkable
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, InputError
from zi_workflow.domain.invitations import Meeting, is_over, meeting_from_json
from zi_workflow.domain.messages import Letterhead
from zi_workflow.domain.round_openings import Opening
from zi_workflow.domain.round_states import RoundState
from zi_workflow.domain.scopes import Viewer
from zi_workflow.storage.queries.invitations import invitation
from zi_workflow.storage.queries.monev import team_of
from zi_workflow.storage.tables import MonevSession, Round
from zi_workflow.usecases.conducting import look
from zi_workflow.usecases.invitation_commands import Change
from zi_workflow.usecases.invitation_plans import planned

NOBODY_TOLD = N_("Nobody holds an invitation to a meeting still to come; nobody is written to.")


def rounds_of(session: Session, session_id: str) -> Sequence[Round]:
    """The rounds of a session that are under preparation, for this transaction alone, in an order that stays."""
    query = select(Round).where(
        col(Round.session_id) == session_id, col(Round.state) == str(RoundState.PREPARING)
    )
    return session.scalars(query.order_by(col(Round.id)).with_for_update()).all()


def shares(session: Session, rows: Sequence[Round], team: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """By round, who of the team is asked through it: whoever was stays there, whoever is new goes to the first."""
    left = dict.fromkeys(team)
    found: dict[str, list[str]] = {}
    for row in rows:
        guests = [each.person for each in invitation(session, row.id, row.quarter).guests]
        found[row.id] = [person for person in guests if person in left]
        for person in found[row.id]:
            del left[person]
    if rows:
        found[rows[0].id] += left
    return {id: tuple(people) for id, people in found.items()}


@runtime_checkable
class Arranging(Protocol):
    """Whoever decides anew how a session meets: its mails say that, not what is stored still."""

    @property
    def opening(self) -> Opening:
        """What it is opened with from now on."""


class Saying(Protocol):
    """Whoever changes something, and why."""

    @property
    def viewer(self) -> Viewer:
        """Who."""

    @property
    def reason(self) -> str:
        """Why; everybody who is told reads it."""

    @property
    def letterhead(self) -> Letterhead:
        """What the mails carry."""


def change_of(
    session: Session, said: Saying, row: Round, meeting: Meeting, team: tuple[str, ...], now: datetime
) -> Change | None:
    """The change of one round's invitation; None where nobody is invited any more.

    Also where its hours went by and stay: to another day or hour people are asked anew, for nobody noted it as held.
    """
    found = look(session, said.viewer, row.programme_id, row.quarter, now)
    seen = invitation(session, row.id, row.quarter)
    local = now.astimezone(ZoneInfo(found.programme.zone))
    if not seen.is_open or seen.meeting is None:
        return None
    if is_over(seen.meeting, local) and _hours(seen.meeting) == _hours(meeting):
        return None
    return Change(
        programme_id=row.programme_id, quarter=row.quarter, actor=said.viewer.person_id, on=found.on,
        reason=said.reason, letterhead=said.letterhead, permitted=True, meeting=meeting, team=team,
        terms=said.opening.terms if isinstance(said, Arranging) else None, unheld=True,
    )  # fmt: skip


def _hours(meeting: Meeting) -> tuple[date, time, time]:
    return meeting.on, meeting.begins, meeting.ends


def staying_of(session: Session, said: Saying, leaving: Round, now: datetime) -> Change | None:
    """Who of the team was asked through the round that leaves is asked through another one of a joint session.

    None where nobody has to be, or no mail reaches them in time: a round leaves also while the others meet.
    """
    id = leaving.session_id
    rows = [row for row in rounds_of(session, id) if row.id != leaving.id] if id else []
    if id is None or not rows:
        return None
    team = [each.person_id for each in team_of(session, id)]
    asked = {guest.person for row in rows for guest in invitation(session, row.id, row.quarter).guests}
    if set(team) <= asked:
        return None
    meeting = meeting_from_json(session.get_one(MonevSession, id).meeting)
    change = change_of(session, said, rows[0], meeting, shares(session, rows, team)[rows[0].id], now)
    with suppress(InputError):
        return change if change and planned(session, change, now) else None
    return None
