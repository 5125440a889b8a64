"""Invites to a monev round, changes that and takes it back: rows, event and mails in one transaction; words no mail."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session

from zi_workflow.domain.errors import N_, ConflictError, Problem
from zi_workflow.domain.events import Event
from zi_workflow.domain.invitations import Method
from zi_workflow.domain.messages import Letterhead, MessageState
from zi_workflow.domain.notices import MailFacts, MailKind, Reason
from zi_workflow.domain.round_states import RoundState
from zi_workflow.storage.queries.invitations import CANCELLED, INVITED, hold_still, round_of
from zi_workflow.storage.tables import InvitationRow, InviteeRow, MessageRow, Round
from zi_workflow.usecases import events, marks
from zi_workflow.usecases.invitation_commands import Cancel, Change, Held, Invite, Letter, Plan, RoundCommand
from zi_workflow.usecases.invitation_plans import planned
from zi_workflow.usecases.outbox import NewMessage, enqueue

_KINDS = {
    Invite: "round.invited",
    Change: "round.changed",
    Cancel: "round.cancelled",
    Held: "round.invitation_ended",
}


def preview(session: Session, command: RoundCommand, now: datetime) -> Plan:
    """What the command would do; writes nothing. Raises what the command would raise."""
    return _seen(planned(session, command, now))


def invite(session: Session, command: Invite, now: datetime) -> Plan:
    """Ask the people; a repeat sends nothing, except to whom the first mail failed.

    Raises InputError (everything wrong with the meeting or the people), RefusedError (draft, no right, invited to
    another meeting already), ConflictError (not what the preview showed), NotFoundError (no such round).
    """
    return _done(session, command, now)


def change(session: Session, command: Change, now: datetime) -> Plan:
    """Tell the people who are concerned: everybody for another date or place, else only who comes or goes.

    Raises as `invite` does, RefusedError when nobody is invited or the meeting is over.
    """
    return _done(session, command, now)


def cancel(session: Session, command: Cancel, now: datetime) -> Plan:
    """Take it back from everybody whom it reached; mails that did not leave yet never will.

    Raises InputError without a reason, and as `change` does.
    """
    return _done(session, command, now)


def end(session: Session, command: Held, now: datetime) -> Plan:
    """It was held: mails that wait never go, and who expects it on another day, still to come, is told.

    The round must have an invitation.
    """
    return _done(session, command, now)


def _done(session: Session, command: RoundCommand, now: datetime) -> Plan:
    found = round_of(session, command.programme_id, command.quarter)
    session.refresh(found, with_for_update=True)  # two editors come one after the other
    hold_still(session, command.programme_id)  # ... and no worker sends meanwhile what is about to be stopped
    plan = _seen(planned(session, command, now))
    if plan.idle:
        return plan
    replaced = {letter.person.id for letter in plan.letters}
    for id, person in plan.stopped.items():
        marks.cancel(session, id, Reason.SUPERSEDED if person in replaced else Reason.OBSOLETE)
    _keep(session, found, plan, now)
    for letter in plan.letters:
        _send(session, plan, letter, now)
    session.flush()
    _record(session, plan, now)
    return plan


def _seen(plan: Plan) -> Plan:
    """The plan, if it is the one that was shown."""
    if plan.command.token not in (None, plan.token):
        message = N_("This has changed since that preview; look at it again.")
        raise ConflictError(Problem(message, where="--token"))
    return plan


def _keep(session: Session, found: Round, plan: Plan, now: datetime) -> None:
    """The invitation as it stands from now on; the round is planned for the day of its meeting."""
    off = isinstance(plan.command, Cancel)
    row = session.get(InvitationRow, found.id) or InvitationRow(
        round_id=found.id, sequence=0, state=INVITED, changed_at=now
    )
    row.sequence = plan.sequence
    row.state = CANCELLED if off else INVITED
    row.meeting, row.guests = plan.meeting.to_json(), [asdict(guest) for guest in plan.guests]
    row.changed_at = now
    found.planned_on = plan.meeting.on
    if off:
        found.state = RoundState.CANCELLED
    elif found.state == RoundState.CANCELLED:
        found.state = RoundState.SCHEDULED
    session.add(row)
    session.flush()


def _send(session: Session, plan: Plan, letter: Letter, now: datetime) -> None:
    message = enqueue(session, _message(plan, letter), now)
    assert message is not None, "the number makes the key new"
    _note(session, letter, message)


def _message(plan: Plan, letter: Letter) -> NewMessage:
    facts, guest = plan.facts, letter.seat.guest
    letterhead: Letterhead = plan.command.letterhead
    round_id, person = plan.seen.round_id, letter.person
    said = MailFacts(
        kind=MailKind.INVITATION,
        on=plan.leaves.date(),
        unit=facts.unit_name,
        programme=facts.title,
        programme_code=facts.code,
        year=int(plan.seen.quarter[:4]),
        zone=facts.zone,
        to_name=person.name,
        office=person.office,
        role=guest.role,
        area=guest.area,
        acting_for=letter.acting_for,
        base_url=letterhead.base_url,
        summons=letter.summons,
    )
    return NewMessage(
        key=f"{MailKind.INVITATION}:{round_id}:{person.id}:{letter.number}",
        kind=MailKind.INVITATION,
        unit_id=facts.unit_id,
        programme_id=facts.id,
        person_id=person.id,
        role=guest.role,
        on=plan.leaves.date(),
        to_name=person.name,
        to_address=letter.address,
        facts=said,
        not_before=plan.leaves,
        mail_domain=letterhead.mail_domain,
    )


def _note(session: Session, letter: Letter, message: MessageRow) -> None:
    """What the person was last sent, for whose place."""
    guest, summons = letter.seat.guest, letter.summons
    key = (summons.round_id, letter.person.id)
    row = session.get(InviteeRow, key) or InviteeRow(
        round_id=key[0], person_id=key[1], guest_id=guest.person, role=guest.role, since=message.on,
        sequence=summons.sequence, method="", message_id=message.id,
    )  # fmt: skip
    if row.guest_id != guest.person or _taken_back(session, row):
        row.since = message.on
    row.guest_id, row.role, row.area = guest.person, guest.role, guest.area
    row.sequence, row.method, row.message_id = summons.sequence, str(summons.news.method), message.id
    session.add(row)


def _taken_back(session: Session, row: InviteeRow) -> bool:
    """Whether the end of it went out: else their calendar still has what they were asked to as whom they were then."""
    return row.method == Method.CANCEL and (
        session.get_one(MessageRow, row.message_id).state != MessageState.CANCELLED
    )


def _record(session: Session, plan: Plan, now: datetime) -> None:
    command = plan.command
    payload: dict[str, Any] = {
        "round": plan.seen.round_id,
        "quarter": plan.seen.quarter,
        "sequence": plan.sequence,
        "meeting": plan.meeting.to_json(),
        "guests": [asdict(guest) for guest in plan.guests],
        "told": {letter.person.id: str(letter.summons.news) for letter in plan.letters},
        "stopped": list(plan.stopped),
        "reason": command.reason,
    }
    event = Event(
        _KINDS[type(command)],
        f"{plan.facts.code} {plan.seen.quarter}",
        command.actor,
        command.on,
        payload,
        unit_id=plan.facts.unit_id,
        programme_id=plan.facts.id,
    )
    events.record(session, plan.facts.agency, event, now)
