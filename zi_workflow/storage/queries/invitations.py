"""Reads rounds, their invitations, and what every person knows of them from the outbox; decides nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from sqlalchemy import Row, select
from sqlmodel import Session, col

from zi_workflow.domain.errors import N_, NotFoundError, Problem
from zi_workflow.domain.invitation_steps import Known
from zi_workflow.domain.invitations import (
    Guest,
    Meeting,
    Method,
    Summons,
    meeting_from_json,
    summons_from_json,
)
from zi_workflow.domain.messages import UNSENT, MessageState
from zi_workflow.domain.notices import MailKind
from zi_workflow.domain.people import Person
from zi_workflow.domain.round_terms import Terms
from zi_workflow.storage.tables import (
    InvitationRow,
    InviteeRow,
    MessageRow,
    MonevSession,
    MonevTeamMember,
    Round,
)
from zi_workflow.storage.tables import Person as PersonRow

INVITED, CANCELLED = "invited", "cancelled"
_STOPPABLE = frozenset(str(state) for state in (*UNSENT, MessageState.CLAIMED))


@dataclass(frozen=True, slots=True)
class Trail:
    """What a person knows of a round, with the messages that are still on their way and how many there ever were."""

    known: Known = field(default_factory=Known)
    stoppable: tuple[str, ...] = ()
    number: int = 0


@dataclass(frozen=True, slots=True)
class Invitation:
    """The invitation to a round as it stands; `version` 0: nobody was ever invited."""

    round_id: str
    quarter: str
    state: str = ""
    sequence: int = -1
    meeting: Meeting | None = None
    guests: tuple[Guest, ...] = ()
    invitees: Mapping[str, InviteeRow] = field(default_factory=dict)

    @property
    def version(self) -> int:
        """Rises with every change."""
        return self.sequence + 1

    @property
    def is_open(self) -> bool:
        """Whether people are asked to come."""
        return self.state == INVITED


def round_of(session: Session, programme_id: str, quarter: str) -> Round:
    """The round of a quarter (`2025-Q1`); NotFoundError names the ones there are."""
    rows = session.scalars(select(Round).where(col(Round.programme_id) == programme_id)).all()
    found = next((row for row in rows if row.quarter == quarter), None)
    if found is None:
        known = ", ".join(sorted(row.quarter for row in rows)) or "-"
        message = N_("There is no monitoring round {quarter!r}; known: {known}.")
        raise NotFoundError(Problem(message, {"quarter": quarter, "known": known}))
    return found


def find(session: Session, programme_id: str, quarter: str) -> Invitation:
    """The invitation to the round of a quarter; NotFoundError."""
    found = round_of(session, programme_id, quarter)
    return invitation(session, found.id, quarter)


def invitation(session: Session, round_id: str, quarter: str) -> Invitation:
    """The invitation to a round with everybody who was written to."""
    row = session.get(InvitationRow, round_id, populate_existing=True)
    if row is None:
        return Invitation(round_id, quarter)
    invitees = session.scalars(select(InviteeRow).where(col(InviteeRow.round_id) == round_id))
    return Invitation(
        round_id,
        quarter,
        row.state,
        row.sequence,
        meeting_from_json(row.meeting),
        tuple(Guest(**each) for each in row.guests),
        {each.person_id: each for each in invitees},
    )


def trails(
    session: Session, programme_id: str, round_id: str, without: str | None = None
) -> dict[str, Trail]:
    """By person, what the mails about a round have told and will tell; `without` leaves one message out."""
    columns = (MessageRow.id, MessageRow.person_id, MessageRow.state, MessageRow.copies, MessageRow.facts)
    rows = session.execute(
        select(*(col(column) for column in columns))
        .where(
            col(MessageRow.programme_id) == programme_id,
            col(MessageRow.kind) == str(MailKind.INVITATION),
            col(MessageRow.id) != (without or ""),
        )
        .order_by(col(MessageRow.created_at), col(MessageRow.id))
    )
    told = [(row, summons_from_json(row.facts["summons"])) for row in rows]
    found: dict[str, Trail] = {}
    for row, summons in sorted(told, key=lambda each: each[1].sequence):
        if summons.round_id == round_id:
            found[row.person_id] = _with(found.get(row.person_id, Trail()), row, summons)
    return found


def hold_still(session: Session, programme_id: str) -> None:
    """Lock the invitations that are on their way: until the transaction ends none goes out and none comes back."""
    query = select(col(MessageRow.id)).where(
        col(MessageRow.programme_id) == programme_id,
        col(MessageRow.kind) == str(MailKind.INVITATION),
        col(MessageRow.state).in_(_STOPPABLE),
    )
    session.execute(query.order_by(col(MessageRow.id)).with_for_update()).all()


def _with(trail: Trail, row: Row[Any], summons: Summons) -> Trail:
    """Content that may have arrived counts as known: a calendar that holds it must hear of what follows."""
    known, stoppable = trail.known, trail.stoppable
    sent = row.state == MessageState.SENT
    if sent or (row.copies and row.state != MessageState.FAILED):
        asks = summons.news.method is Method.REQUEST
        holds, terms = (summons.meeting, summons.terms) if asks else (None, None)
        known = replace(known, holds=holds, holds_terms=terms, sure=sent)
    if row.state in _STOPPABLE:
        known = replace(known, coming=summons.meeting, coming_terms=summons.terms, news=summons.news)
        stoppable = (*stoppable, row.id)
    return Trail(known, stoppable, trail.number + 1)


class Delivery(NamedTuple):
    """Somebody who was written to, for whose place, and the last mail: its method, channel, and how far it got."""

    name: str
    guest_id: str
    method: str
    channel: str
    state: str


def deliveries(session: Session, round_id: str) -> list[Delivery]:
    """Of everybody who was written to about a round, by name."""
    columns = (InviteeRow.guest_id, InviteeRow.method, MessageRow.channel, MessageRow.state)
    rows = session.execute(
        select(col(PersonRow.name), *(col(column) for column in columns))
        .join(InviteeRow, col(InviteeRow.person_id) == col(PersonRow.id))
        .join(MessageRow, col(MessageRow.id) == col(InviteeRow.message_id))
        .where(col(InviteeRow.round_id) == round_id)
        .order_by(col(PersonRow.name), col(PersonRow.id))
    )
    return [Delivery(*row) for row in rows]


def team_of_round(session: Session, round_id: str) -> frozenset[str]:
    """The ids of who comes for the assistance team; of nobody before the round is opened."""
    query = (
        select(col(MonevTeamMember.person_id))
        .join(Round, col(Round.session_id) == col(MonevTeamMember.session_id))
        .where(col(Round.id) == round_id)
    )
    return frozenset(session.scalars(query))


def terms_of_round(session: Session, round_id: str) -> Terms | None:
    """What an opened round's invitations say beside its meeting; None for a round that nobody has opened."""
    held = session.scalars(
        select(MonevSession)
        .join(Round, col(Round.session_id) == col(MonevSession.id))
        .where(col(Round.id) == round_id)
    ).first()
    if held is None:
        return None
    cutoff = session.scalar(select(col(Round.cutoff)).where(col(Round.id) == round_id))
    return Terms(cutoff, tuple(held.documents), held.letter_number, held.letter_date, held.joint)


def people_of(session: Session, ids: Iterable[str]) -> dict[str, Person]:
    """The active ones of these people."""
    rows = session.scalars(select(PersonRow).where(col(PersonRow.id).in_(list(ids)), col(PersonRow.active)))
    return {
        row.id: Person(row.id, row.name, row.office, row.email, row.phone, row.language, row.suppressed)
        for row in rows
    }
