"""Whether an invitation that is about to leave is still the newest word to its receiver; sends and words nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from zi_workflow.domain.invitations import Method, Summons, is_over, summons_from_json
from zi_workflow.domain.messages import PRINT, MessageState
from zi_workflow.domain.notices import MailFacts, MailKind, facts_from_json
from zi_workflow.domain.round_states import OVER
from zi_workflow.storage.queries.invitations import Trail, trails
from zi_workflow.storage.tables import InviteeRow, MessageRow, Round
from zi_workflow.usecases.outbox import About, NewMessage, enqueue

_STATE = select(col(Round.state)).where(col(Round.id) == bindparam("round"))


def stands(session: Session, row: About, summons: Summons) -> bool:
    """Whether it may still go: nothing newer was written to the person, and only what reached them is taken back.

    Nobody is asked to a meeting that was held, also not on its own day.
    """
    invitee = session.get(InviteeRow, (summons.round_id, row.person_id), populate_existing=True)
    if invitee is None or invitee.message_id != row.id:
        return False
    if summons.news.method is Method.REQUEST:
        return session.scalar(_STATE, {"round": summons.round_id}) not in OVER
    if row.programme_id is None:
        return True
    others = trails(session, row.programme_id, summons.round_id, without=row.id)
    return others.get(row.person_id, Trail()).known.holds is not None


def is_late(row: MessageRow, now: datetime) -> bool:
    """Whether the message invites to a meeting that has ended, or takes it back."""
    if row.kind != MailKind.INVITATION:
        return False
    summons = summons_from_json(row.facts["summons"])
    return is_over(summons.meeting, now.astimezone(ZoneInfo(row.facts["zone"])))


def takes_back(row: MessageRow) -> bool:
    """Whether the message takes back what its receiver holds: also who left the unit has to hear that."""
    if row.kind != MailKind.INVITATION:
        return False
    return summons_from_json(row.facts["summons"]).news.method is Method.CANCEL


@dataclass(frozen=True, slots=True)
class Reprint:
    """Let nobody miss a meeting because of their address."""


def reprint(session: Session, _command: Reprint, now: datetime) -> int:
    """Put invitations that failed, whatever the cause, on the printable list, if they still matter; how many."""
    failed = session.scalars(
        select(MessageRow)
        .join(InviteeRow, col(InviteeRow.message_id) == col(MessageRow.id))
        .where(col(MessageRow.state) == str(MessageState.FAILED), col(MessageRow.channel) != PRINT)
    )
    return sum(_reprinted(session, row, now) for row in failed.all())


def _reprinted(session: Session, row: MessageRow, now: datetime) -> bool:
    facts = facts_from_json(row.facts)
    if facts.summons is None or is_late(row, now) or not stands(session, row, facts.summons):
        return False
    printed = enqueue(session, _on_paper(row, facts, now), now)
    if printed is None:
        return False
    invitee = session.get_one(InviteeRow, (facts.summons.round_id, row.person_id))
    invitee.message_id = printed.id
    session.flush()
    return True


def _on_paper(row: MessageRow, facts: MailFacts, now: datetime) -> NewMessage:
    return NewMessage(
        key=f"{row.key}:{PRINT}",
        kind=MailKind.INVITATION,
        unit_id=row.unit_id,
        programme_id=row.programme_id,
        person_id=row.person_id,
        role=row.role,
        on=now.astimezone(ZoneInfo(facts.zone)).date(),
        to_name=row.to_name,
        to_address=None,
        facts=facts,
        not_before=now,
        mail_domain=row.message_id.rpartition("@")[2].rstrip(">"),
    )
